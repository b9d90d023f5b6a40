package chatd.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.os.LogCapture;
import chatd.sim.SimulatedNetwork.Client;
import chatd.sim.SimulatedNetwork;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

/** The ways in which a connection ends, and the pause that a service begins outside of a line. */
class ConnectionTest {

    private final EchoService echo = new EchoService();
    private final SimulatedDaemon daemon = new SimulatedDaemon(SimulatedDaemon.LIMITS, echo.broadcasts, echo);
    private final Client client = daemon.connect();

    private void assertEnded(CloseReason reason) {
        assertEquals(List.of(client.address() + " " + reason), echo.calls);
        assertTrue(client.isClosed());
    }

    private static long errorsOf(Runnable action) {
        return LogCapture.by(FailureLog.class, Level.ERROR, action).stream().filter(line -> line.startsWith("ERROR"))
                .count();
    }

    /** The idle deadline of the client is due in this turn, after the loop has looked at its socket. */
    private void turnInWhichTheDeadlineIsDueAnd(Consumer<Client> happens) {
        Client other = daemon.connect();
        client.send("!idle PT2S\n");
        daemon.turn();
        daemon.network.sleep(Duration.ofSeconds(2));
        other.send("!whisper psst\n");
        echo.afterLine = () -> happens.accept(client);
        daemon.turn();
    }

    @Test
    void aLineReadAtAnIdleDeadlineKeepsTheConnection() {
        turnInWhichTheDeadlineIsDueAnd(one -> one.send("!whisper late\n"));
        assertEquals(List.of("late"), client.lines());
        assertEquals(List.of(), echo.calls);
    }

    @Test
    void aResetFoundAtAnIdleDeadlineEndsTheConnection() {
        turnInWhichTheDeadlineIsDueAnd(Client::reset);
        assertEnded(CloseReason.RESET);
    }

    @Test
    void anExceptionInAReadAtAnIdleDeadlineEndsTheConnection() {
        assertEquals(1, errorsOf(() -> turnInWhichTheDeadlineIsDueAnd(Client::failBadly)));
        assertEnded(CloseReason.FAILURE);
    }

    @Test
    void anExceptionAtAHeldLineEndsTheConnection() {
        client.send("!pause PT1S\n!throw\n");
        daemon.turn();
        assertEquals(1, errorsOf(() -> daemon.sleep(Duration.ofSeconds(2))));
        assertEnded(CloseReason.FAILURE);
    }

    @Test
    void anExceptionInStoppingEndsOnlyThatConnection() {
        Client other = daemon.connect();
        echo.whenStopping = connection -> {
            if (connection.address().equals(client.address())) {
                throw new IllegalStateException("thrown for the test");
            }
        };
        daemon.stop();
        assertEquals(1, errorsOf(daemon::turn));
        assertEnded(CloseReason.FAILURE);
        assertTrue(other.lines().contains("stopping"));
        assertTrue(daemon.hasEnded());
    }

    @Test
    void aConnectionThatTakesNothingIsResetAndOthersAreNot() {
        List<Client> reset = new ArrayList<>();
        daemon.network.watch(new SimulatedNetwork.Watcher() {
            @Override
            public void aborting(Client one) {
                reset.add(one);
            }
        });
        Client other = daemon.connect();
        client.takeOnly(0);
        other.send("hello\n");
        daemon.turn();
        other.reset();
        daemon.sleep(Duration.ofSeconds(61));
        assertTrue(client.isClosed() && other.isClosed());
        assertEquals(List.of(client), reset);
    }

    @Test
    void aPauseOutsideOfALineStopsReadingAtOnce() {
        daemon.server.clients().get(0).pause();
        client.send("hello\n");
        daemon.turn();
        assertFalse(client.isAllRead());
        daemon.server.clients().get(0).unpause();
        daemon.turn();
        daemon.turn();
        assertEquals(List.of(client.address() + ": hello"), client.lines());
    }
}
