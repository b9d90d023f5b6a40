package chatd.loop;

import chatd.sim.SimulatedNetwork;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/** A loop on a {@link SimulatedNetwork}, with a toy handler: each client gets its bytes back. */
final class LoopFixture {

    final SimulatedNetwork network = new SimulatedNetwork();
    final EventLoop loop;
    boolean goesOn = true;

    LoopFixture() {
        try {
            loop = new EventLoop(network, network::nanos);
            ServerSocketChannel channel = network.openServerSocketChannel(StandardProtocolFamily.INET);
            channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 8000), 100);
            channel.configureBlocking(false);
            loop.register(channel, SelectionKey.OP_ACCEPT, () -> accept(channel));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept(ServerSocketChannel channel) {
        try {
            SocketChannel client = channel.accept();
            client.configureBlocking(false);
            loop.register(client, SelectionKey.OP_READ, () -> echo(client));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void echo(SocketChannel client) {
        ByteBuffer buffer = ByteBuffer.allocate(1000);
        try {
            if (client.read(buffer) < 0) {
                client.close();
                return;
            }
            client.write(buffer.flip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    SimulatedNetwork.Client connect() {
        SimulatedNetwork.Client client = network.connect();
        turn();
        return client;
    }

    void turn() {
        try {
            goesOn = loop.turn();
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
