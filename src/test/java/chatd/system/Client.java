package chatd.system;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** One of a {@link ClientGroup}: what it has to send, whether it reads, and the beginning and end of what it has read. */
public final class Client {

    private static final int HEAD_BYTES = 1024;
    private static final int TAIL_BYTES = 256;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    /** What it calls itself in the room. */
    public final String name;

    private final SocketChannel channel;
    private final SelectionKey key;
    private final StringBuilder head = new StringBuilder();
    private final StringBuilder tail = new StringBuilder();
    private ByteBuffer waiting = NOTHING;
    /** What is sent whenever nothing else waits; null is nothing. */
    private ByteBuffer flood;
    private boolean reads = true;
    private boolean ended;
    private long endedNanos;

    /**
     * Begins to connect.
     *
     * @param receiveBytes how much the kernel may keep for it, about; 0 is what is usual
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

    /** Sends these bytes, in ISO 8859-1, as soon as that can be done. */
    public void send(String bytes) {
        ByteBuffer more = ByteBuffer.allocate(waiting.remaining() + bytes.length());
        waiting = more.put(waiting).put(bytes.getBytes(StandardCharsets.ISO_8859_1)).flip();
        write();
    }

    /** Sends these lines again and again, as fast as they are taken. */
    public void flood(ByteBuffer lines) {
        flood = lines;
        write();
    }

    /** Stops or begins to read. */
    public void read(boolean does) {
        reads = does;
        watch();
    }

    /** Has nothing more to send; it still reads. */
    public void endOutput() {
        try {
            channel.shutdownOutput();
        } catch (IOException e) {
            end();
        }
    }

    /** Goes in order. */
    public void close() {
        end();
    }

    /** Goes by a reset: what is under way to it, or from it, is thrown away. */
    public void reset() {
        try {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        } catch (IOException e) {
            // It has gone already.
        }
        end();
    }

    /** Whether it was told this, among the first. */
    public boolean wasTold(String text) {
        return head.indexOf(text) >= 0;
    }

    /** The end of what it has read. */
    public String lastWords() {
        return tail.toString();
    }

    public boolean isInside() {
        return wasTold("You are " + name + '\n');
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
