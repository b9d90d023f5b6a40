package chatd.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.os.LogCapture;
import chatd.sim.SimulatedNetwork.Client;
import chatd.sim.SimulatedNetwork;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

/** A connection that its service has closed: it drains, lingers, and is gone. The service is not called again. */
class ClosingTest {

    private final EchoService echo = new EchoService();
    private final SimulatedDaemon daemon = new SimulatedDaemon(
            SimulatedDaemon.LIMITS.withBufferMemoryBytes(64 * 1024), echo.broadcasts, echo);

    /** A connection that still has bytes to write. */
    private Client draining(String lines) {
        Client client = daemon.connect();
        client.takeOnly(1);
        client.send(lines + "!close\n");
        daemon.turn();
        assertFalse(client.isOutputEnded());
        return client;
    }

    /** A connection that waits for the client to end its input. */
    private Client lingering() {
        Client client = daemon.connect().send("!close\n");
        daemon.turn();
        assertTrue(client.isOutputEnded());
        assertFalse(client.isClosed());
        return client;
    }

    private void assertClosedAtOnce(Client client) {
        daemon.turn();
        daemon.turn();
        assertTrue(client.isClosed());
        assertEquals(0, daemon.connections());
        assertEquals(0, daemon.heldBytes());
    }

    @AfterEach
    void theServiceIsNotCalledAgain() {
        assertEquals(List.of(), echo.calls);
    }

    // Draining

    @Test
    void aDrainingConnectionIsNotReadAndALingeringOneIs() {
        Client client = draining("");
        client.send("more");
        daemon.turn();
        assertFalse(client.isAllRead());
        assertFalse(client.isListenedTo());
        client.takeEverything();
        daemon.turn();
        assertEquals(List.of("bye"), client.lines());
        assertTrue(client.isListenedTo());
        daemon.turn();
        assertTrue(client.isAllRead());
        assertEquals(0, daemon.heldBytes());
    }

    @Test
    void inputThatEndedWhileAConnectionDrainsEndsItOnceItIsDrained() {
        Client client = draining("");
        client.endInput();
        daemon.turn();
        assertFalse(client.isClosed());
        client.takeEverything();
        assertClosedAtOnce(client);
        assertEquals(List.of("bye"), client.lines());
    }

    @Test
    void aResetWhileAConnectionDrainsClosesIt() {
        Client client = draining("");
        client.reset();
        assertClosedAtOnce(client);
    }

    @Test
    void anExceptionInAWriteWhileAConnectionDrainsClosesItAndIsLoggedOnce() {
        Client client = draining("");
        client.failBadlyWhenWrittenTo();
        client.takeEverything();
        assertEquals(1, LogCapture.by(FailureLog.class, Level.ERROR, daemon::turn).size());
        assertClosedAtOnce(client);
    }

    @Test
    void aDrainingConnectionWithTheLargestBacklogIsResetWhenMemoryIsUsedUp() {
        List<Client> reset = new ArrayList<>();
        daemon.network.watch(new SimulatedNetwork.Watcher() {
            @Override
            public void aborting(Client client) {
                reset.add(client);
            }
        });
        Client largest = draining("!much 40000\n");
        Client other = draining("!much 30000\n");
        daemon.turn();
        assertTrue(largest.isClosed());
        assertFalse(other.isClosed());
        assertEquals(List.of(largest), reset);
    }

    // Lingering

    @Test
    void aResetWhileAConnectionLingersClosesIt() {
        Client client = lingering();
        client.reset();
        assertClosedAtOnce(client);
    }

    @Test
    void anExceptionWhileAConnectionLingersClosesItAndIsLoggedOnce() {
        Client client = lingering();
        client.failBadly();
        assertEquals(1, LogCapture.by(FailureLog.class, Level.ERROR, daemon::turn).size());
        assertClosedAtOnce(client);
    }

    @Test
    void stoppingClosesALingeringConnectionAtOnce() {
        Client client = lingering();
        daemon.stop();
        daemon.turn();
        assertTrue(client.isClosed());
        assertTrue(daemon.hasEnded());
    }

    @Test
    void aClosedConnectionLeavesNoTimerBehind() {
        Client client = lingering();
        client.endInput();
        assertClosedAtOnce(client);
        assertEquals(SimulatedNetwork.FOR_EVER, daemon.network.sleptMillis());
    }
}
