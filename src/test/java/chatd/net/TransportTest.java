package chatd.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.os.LogCapture;
import chatd.sim.SimulatedNetwork.Client;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

/** The socket of one connection on a loop. */
class TransportTest {

    private final HostFixture fixture = new HostFixture(SimulatedDaemon.LIMITS);
    private final Client client = fixture.network.connect();
    private final Transport transport = fixture.accept();
    private int served;

    private int servedInATurn() {
        served = 0;
        fixture.turn();
        return served;
    }

    @Test
    void aHandlerRunsWhenTheSocketIsReadyForAWatchedOperation() {
        transport.serve(() -> served++);
        assertEquals(0, servedInATurn());
        client.send("hello");
        assertEquals(1, servedInATurn());
        assertTrue(transport.isReadable());
        assertFalse(transport.isWritable());
        transport.watch(false, false);
        assertEquals(0, servedInATurn());
        transport.watch(false, true);
        assertEquals(1, servedInATurn());
        assertTrue(transport.isWritable());
        assertFalse(transport.isReadable());
        transport.watch(true, true);
        assertEquals(1, servedInATurn());
        assertTrue(transport.isReadable() && transport.isWritable());
    }

    @Test
    void theLastHandlerServes() {
        transport.serve(() -> {
            throw new AssertionError();
        });
        transport.serve(() -> served++);
        client.send("hello");
        assertEquals(1, servedInATurn());
    }

    @Test
    void bytesGoBothWays() throws IOException {
        client.send("hello");
        ByteBuffer buffer = ByteBuffer.allocate(100);
        assertEquals(5, transport.read(buffer));
        client.takeOnly(3);
        assertEquals(3, transport.write(buffer.flip()));
        assertEquals("hel", client.received());
        assertEquals("lo", StandardCharsets.UTF_8.decode(buffer).toString());
    }

    @Test
    void theOutputMayEndBeforeTheSocketIsClosed() throws IOException {
        transport.shutdownOutput();
        assertTrue(client.isOutputEnded());
        assertTrue(transport.isOpen());
        transport.close();
        assertFalse(transport.isOpen());
        assertTrue(client.isClosed());
        transport.close();
    }

    @Test
    void aFailureToDropUnsentBytesIsOnlyLogged() {
        client.failOptions();
        assertEquals(List.of("DEBUG Setting SO_LINGER: java.io.IOException: Invalid argument"),
                LogCapture.by(Transport.class, Level.DEBUG, transport::dropUnsent));
    }
}
