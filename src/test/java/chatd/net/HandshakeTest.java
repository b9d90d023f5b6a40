package chatd.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.access.Rejection;
import chatd.loop.EventLoop;
import chatd.os.LogCapture;
import chatd.sim.SimulatedNetwork.Client;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

/** Any handshake before a connection, here a toy: an exclamation mark. {@link ProxyTest} has the real one. */
class HandshakeTest {

    private final EchoService echo = new EchoService();
    private final HostFixture fixture = new HostFixture(SimulatedDaemon.LIMITS);
    private final Policy policy = Policy.ofClients(fixture.host, SimulatedDaemon.LIMITS, echo, echo);
    private final Client client = fixture.network.connect();
    private InetSocketAddress announced;

    HandshakeTest() {
        fixture.loop.setHooks(new EventLoop.Hooks() {
            @Override
            public void beforeSleep() {
                echo.broadcasts.flush();
                fixture.host.outbounds().flush();
            }
        });
        fixture.host.admission().accepted(policy);
        new ExclamationMark().start();
    }

    private final class ExclamationMark extends Handshake {

        ExclamationMark() {
            super(policy, fixture.accept(), new InetSocketAddress("10.0.0.1", 1));
        }

        @Override
        Result parse(byte[] in, int count) {
            if (count <= 0) {
                return Result.UNFINISHED;
            }
            return in[0] == '!' ? Result.COMPLETE : Result.MALFORMED;
        }

        @Override
        int position() {
            return 1;
        }

        @Override
        InetSocketAddress client() {
            return announced;
        }

        @Override
        Rejection rejection() {
            return Rejection.NOT_ALLOWED;
        }

        @Override
        String name() {
            return "exclamation mark";
        }
    }

    private void send(String text) {
        client.send(text);
        fixture.turn();
    }

    @Test
    void bytesAfterTheHandshakeAreTheFirstOfTheConnection() {
        send("!one\ntw");
        send("o\n");
        assertEquals(List.of("10.0.0.1:1: one", "10.0.0.1:1: two"), client.lines());
        assertEquals("!one\ntwo\n".length(), policy.counters().bytesIn);
    }

    @Test
    void theHandshakeMayGiveTheAddressOfTheClient() {
        announced = new InetSocketAddress("192.0.2.7", 2);
        send("!one\n");
        assertEquals(List.of("192.0.2.7:2: one"), client.lines());
    }

    @Test
    void aMalformedHandshakeIsLoggedAndRejectedForItsReason() {
        List<String> log = LogCapture.by(Admission.class, Level.WARN, () -> send("one\n"));
        assertEquals(List.of("not allowed"), client.lines());
        assertTrue(client.isOutputEnded());
        assertEquals(1, policy.counters().rejected[Rejection.NOT_ALLOWED.ordinal()]);
        assertTrue(log.get(0).contains("No exclamation mark from 10.0.0.1:1: other bytes came"), log.get(0));
    }

    @Test
    void aHandshakeThatDoesNotComeIsRejectedAfterFiveSeconds() {
        fixture.sleep(Duration.ofMillis(4_900));
        assertFalse(client.isClosed());
        fixture.sleep(Duration.ofMillis(100));
        assertEquals(List.of("not allowed"), client.lines());
        assertTrue(client.isOutputEnded());
    }

    @Test
    void aCompleteHandshakeHasNoTimeout() {
        send("!");
        fixture.sleep(Duration.ofMinutes(1));
        assertFalse(client.isClosed());
    }

    /** A drain disconnects it; if the server stops in the same turn, its key is still among those of the selector. */
    @Test
    void aHandshakeThatIsDisconnectedTwiceIsCountedOnce() {
        fixture.network.connect();
        ExclamationMark handshake = new ExclamationMark();
        fixture.host.admission().accepted(policy);
        handshake.start();
        int connections = fixture.host.admission().connections();
        handshake.disconnect();
        handshake.stop();
        assertEquals(connections - 1, fixture.host.admission().connections());
    }
}
