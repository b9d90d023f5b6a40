package chatd.net;

import chatd.access.AccessControl;
import chatd.access.BanList;
import chatd.loop.EventLoop;
import chatd.sim.SimulatedNetwork;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A loop on a {@link SimulatedNetwork} and the {@link Host} that connections share, without a server. */
final class HostFixture {

    final SimulatedNetwork network = new SimulatedNetwork();
    final EventLoop loop;
    final BufferPool buffers;
    final Host host;
    private final ServerSocketChannel listening;

    HostFixture(Limits limits) {
        try {
            loop = new EventLoop(network, network::nanos);
            listening = network.openServerSocketChannel(StandardProtocolFamily.INET);
            listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 8000), 100);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        buffers = new BufferPool(limits.writeBufferBytes(), limits.bufferMemoryBytes(), ByteBuffer.allocateDirect(4096),
                (receiver, lines) -> ("[" + lines + " skipped]\n").getBytes(StandardCharsets.UTF_8));
        AccessControl access = new AccessControl(loop::nowNanos, new BanList(loop::nowNanos));
        host = new Host(loop, new TurnBudget(loop, buffers), new OutboundPool(loop, buffers, limits.writeTimeout()),
                new ReadBuffer(limits.bufferMemoryBytes()),
                new Admission(loop, access, limits.maxClients(), () -> { }), new FailureLog(loop));
    }

    /** The server's end of the next connection that waits, registered with the loop. */
    Transport accept() {
        try {
            return new Transport(loop, listening.accept());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void turn() {
        try {
            loop.turn();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Time passes in small steps, and the loop turns whenever it would wake up. */
    void sleep(Duration duration) {
        long end = network.nanos() + duration.toNanos();
        while (end - network.nanos() > 0) {
            network.sleep(Duration.ofNanos(Math.min(end - network.nanos(), Duration.ofMillis(100).toNanos())));
            turn();
        }
    }
}
