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
import jdk.net.ExtendedSocketOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The socket of one connection. No other class touches its channel or its selection key. */
final class Transport implements ReadableByteChannel, WritableByteChannel {

    private static final Logger LOG = LoggerFactory.getLogger(Transport.class);

    private final SocketChannel channel;
    private final SelectionKey key;

    /**
     * Makes a channel non-blocking and registers it with the loop, for reading. {@link #serve} must follow before the
     * loop selects again.
     *
     * @throws IOException if the channel has broken; the caller must close it
     */
    Transport(EventLoop loop, SocketChannel channel) throws IOException {
        this.channel = channel;
        channel.configureBlocking(false);
        key = loop.register(channel, OP_READ, null);
    }

    /** Sets the handler that runs when the channel is ready. */
    void serve(Handler handler) {
        key.attach(handler);
    }

    @Override
    public int read(ByteBuffer buffer) throws IOException {
        return channel.read(buffer);
    }

    @Override
    public int write(ByteBuffer buffer) throws IOException {
        return channel.write(buffer);
    }

    /** The number of bytes that wait in the kernel; -1 if it is unknown, as for Unix domain sockets. */
    int unreadBytes() {
        try {
            return channel.socket().getInputStream().available();
        } catch (UnsupportedOperationException | IOException e) {
            LOG.debug("Cannot count unread bytes: {}", e.toString());
            return -1;
        }
    }

    boolean isReadable() {
        return key.isReadable();
    }

    boolean isWritable() {
        return key.isWritable();
    }

    /** Sets the operations that the loop watches the channel for. */
    void watch(boolean reading, boolean writing) {
        int ops = (reading ? OP_READ : 0) | (writing ? OP_WRITE : 0);
        if (key.interestOps() != ops) {
            key.interestOps(ops);
        }
    }

    /**
     * The login name of the user whose process connected to this Unix domain socket (SO_PEERCRED). Null if the system
     * does not tell it, if the user has no name, or if it is the overflow user, which stands for all users outside of a
     * user namespace. The JDK resolves the names of the user and the group at once, in the system's user database.
     */
    String user() {
        try {
            return loginName(channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user().getName());
        } catch (UnsupportedOperationException | IOException e) {
            LOG.debug("Cannot tell the user at the other end: {}", e.toString());
            return null;
        }
    }

    /** The name; null if it is a number in place of a missing name, or the name of the overflow user. */
    static String loginName(String name) {
        boolean isOverflow = name.equals("nobody") || name.equals("nfsnobody");
        return isOverflow || name.chars().allMatch(c -> c >= '0' && c <= '9') ? null : name;
    }

    /** Ends the output: the client reads the end of the stream after all bytes that were written. */
    void shutdownOutput() throws IOException {
        channel.shutdownOutput();
    }

    /** Has the kernel drop unsent bytes when the channel is closed; the client then sees a reset. */
    void dropUnsent() {
        try {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        } catch (IOException e) {
            LOG.debug("Setting SO_LINGER: {}", e.toString());
        }
    }

    @Override
    public boolean isOpen() {
        return channel.isOpen();
    }

    /** Closes the channel; an error in closing is only logged. */
    @Override
    public void close() {
        close(channel);
    }

    /** Closes a channel that has no transport; an error in closing is only logged. */
    static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("Closing: {}", e.toString());
        }
    }
}
