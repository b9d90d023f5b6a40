package chatd.system;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** A client of a {@link ClientGroup}: its unsent bytes, whether it reads, and the beginning and end of what it read. */
public final class Client {

    private static final int HEAD_BYTES = 1024;
    private static final int TAIL_BYTES = 256;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    /** Its name in the room. */
    public final String name;

    private final SocketChannel channel;
    private final SelectionKey key;
    private final StringBuilder head = new StringBuilder();
    private final StringBuilder tail = new StringBuilder();
    private ByteBuffer waiting = NOTHING;
    /** Sent again whenever nothing else is waiting; null for none. */
    private ByteBuffer flood;
    private boolean reads = true;
    private boolean ended;
    private long endedNanos;

    /**
     * Begins to connect.
     *
     * @param receiveBytes SO_RCVBUF; 0 for the system's default
     */
    Client(String name, Selector selector, InetSocketAddress server, int receiveBytes) throws IOException {
        this.name = name;
        channel = SocketChannel.open();
        channel.configureBlocking(false);
        if (receiveBytes > 0) {
            channel.setOption(StandardSocketOptions.SO_RCVBUF, receiveBytes);
        }
        boolean isConnected = channel.connect(server);
        key = channel.register(selector, isConnected ? SelectionKey.OP_READ : SelectionKey.OP_CONNECT, this);
    }

    /** Sends these bytes, one for each character, as soon as possible. */
    public void send(String bytes) {
        ByteBuffer more = ByteBuffer.allocate(waiting.remaining() + bytes.length());
        waiting = more.put(waiting).put(bytes.getBytes(StandardCharsets.ISO_8859_1)).flip();
        write();
    }

    /** Sends these lines again and again, as fast as the daemon reads them. */
    public void flood(ByteBuffer lines) {
        flood = lines;
        write();
    }

    /** Starts or stops reading. */
    public void read(boolean does) {
        reads = does;
        watch();
    }

    /** Closes the sending half; it still reads. */
    public void endOutput() {
        try {
            channel.shutdownOutput();
        } catch (IOException e) {
            end();
        }
    }

    /** Closes the connection. */
    public void close() {
        end();
    }

    /** Resets the connection: bytes under way in either direction are lost. */
    public void reset() {
        try {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        } catch (IOException e) {
            // The connection has ended already.
        }
        end();
    }

    /** Whether this text is in the first {@value #HEAD_BYTES} bytes received. */
    public boolean hasReceived(String text) {
        return head.indexOf(text) >= 0;
    }

    /** The last {@value #TAIL_BYTES} bytes received. */
    public String receivedEnd() {
        return tail.toString();
    }

    public boolean hasJoined() {
        return hasReceived("You are " + name + '\n');
    }

    /** Whether the connection has ended, by either side. */
    public boolean hasEnded() {
        return ended;
    }

    /** When it ended, by {@link System#nanoTime}. */
    public long endedNanos() {
        return endedNanos;
    }

    void serve(ByteBuffer buffer) {
        try {
            if (key.isConnectable()) {
                channel.finishConnect();
                write();
            } else {
                if (key.isWritable()) {
                    write();
                }
                if (!ended && key.isReadable()) {
                    read(buffer);
                }
            }
        } catch (IOException e) {
            end();
        }
    }

    private void read(ByteBuffer buffer) throws IOException {
        int count = channel.read(buffer.clear());
        if (count < 0) {
            end();
            return;
        }
        for (int i = 0; i < count && head.length() < HEAD_BYTES; i++) {
            head.append((char) (buffer.get(i) & 0xff));
        }
        for (int i = Math.max(0, count - TAIL_BYTES); i < count; i++) {
            tail.append((char) (buffer.get(i) & 0xff));
        }
        tail.delete(0, Math.max(0, tail.length() - TAIL_BYTES));
    }

    private void write() {
        if (ended || !channel.isConnected()) {
            return;
        }
        try {
            channel.write(waiting);
            if (flood != null && !waiting.hasRemaining()) {
                waiting = flood.duplicate();
            }
            watch();
        } catch (IOException e) {
            end();
        }
    }

    private void watch() {
        if (!ended && channel.isConnected()) {
            key.interestOps((reads ? SelectionKey.OP_READ : 0)
                    | (waiting.hasRemaining() ? SelectionKey.OP_WRITE : 0));
        }
    }

    private void end() {
        if (!ended) {
            endedNanos = System.nanoTime();
        }
        ended = true;
        try {
            channel.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
