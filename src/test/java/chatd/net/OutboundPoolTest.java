package chatd.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.sim.SimulatedNetwork.Client;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A connection is lent an output only while bytes wait for it: most of ten thousand clients have none. */
class OutboundPoolTest {

    private final EchoService echo = new EchoService();
    private final SimulatedDaemon daemon = new SimulatedDaemon(SimulatedDaemon.LIMITS, echo.broadcasts, echo);

    @ParameterizedTest
    @ValueSource(strings = {"to all\n", "!whisper to one\n", "!others to the others\n",
            "to all\n!whisper to one\n", "!much 30000\n!whisper to one\nto all\n"})
    void aClientThatHasReceivedEverythingOwnsNoOutput(String lines) {
        Client client = daemon.connect();
        Client listener = daemon.connect();
        client.send(lines);
        daemon.turn();
        assertFalse(daemon.hasOutput(client));
        assertFalse(daemon.hasOutput(listener));
    }

    @Test
    void anAuthorOfALineToTheOthersOwnsNoOutputAfterTheTurn() {
        Client client = daemon.connect();
        client.send(("x".repeat(900) + '\n').repeat(6) + "!others to the others\n");
        daemon.turn();
        assertEquals(6, client.lines().size());
        assertFalse(daemon.hasOutput(client));
    }

    @Test
    void aClientOwnsAnOutputWhileBytesWait() {
        Client client = daemon.connect();
        client.takeOnly(3);
        client.send("hello\n");
        daemon.turn();
        assertTrue(daemon.hasOutput(client));
        daemon.sleep(Duration.ofSeconds(1));
        assertTrue(daemon.hasOutput(client));
        client.takeEverything();
        daemon.turn();
        assertEquals(List.of(client.address() + ": hello"), client.lines());
        assertFalse(daemon.hasOutput(client));
    }
}
