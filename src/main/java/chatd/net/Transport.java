package chatd.net;

import static java.nio.channels.SelectionKey.OP_READ;
import static java.nio.channels.SelectionKey.OP_WRITE;

import chatd.loop.EventLoop;
import chatd.loop.Handler;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The socket of one connection. No other class touches its channel or its selection key. */
final class Transport implements ReadableByteChannel, WritableByteChannel {

    private static final Logger LOG = LoggerFactory.getLogger(Transport.class);

    private final SelectionKey key;

    /**
     * Registers a channel with the loop, for reading; it is then non-blocking.
     *
     * @throws IOException if the channel has broken; it is still open
     */
    Transport(EventLoop loop, SocketChannel channel) throws IOException {
        channel.configureBlocking(false);
        key = loop.register(channel, OP_READ, null);
    }

    /** From now on this handler runs when the channel is ready. */
    void serve(Handler handler) {
        key.attach(handler);
    }

    private SocketChannel channel() {
        return (SocketChannel) key.channel();
    }

    @Override
    public int read(ByteBuffer buffer) throws IOException {
        return channel().read(buffer);
    }

    @Override
    public int write(ByteBuffer buffer) throws IOException {
        return channel().write(buffer);
    }

    boolean isReadable() {
        return key.isReadable();
    }

    boolean isWritable() {
        return key.isWritable();
    }

    /** Sets what the loop watches the channel for. */
    void watch(boolean reading, boolean writing) {
        int ops = (reading ? OP_READ : 0) | (writing ? OP_WRITE : 0);
        if (key.interestOps() != ops) {
            key.interestOps(ops);
        }
    }

    /** Sends the end of the output to the client, after all that was written. */
    void shutdownOutput() throws IOException {
        channel().shutdownOutput();
    }

    /** Has the kernel drop what it still holds for the client when the channel is closed: the client sees a reset. */
    void dropUnsent() {
        try {
            channel().setOption(StandardSocketOptions.SO_LINGER, 0);
        } catch (IOException e) {
            LOG.debug("Setting SO_LINGER: {}", e.toString());
        }
    }

    @Override
    public boolean isOpen() {
        return channel().isOpen();
    }

    /** Closes the channel; an error in closing is only logged. */
    @Override
    public void close() {
        close(channel());
    }

    static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("Closing: {}", e.toString());
        }
    }
}
