package chatd.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/** One client of the server: its socket, its unsent bytes, and the check of what it receives. */
final class Client {

    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final int STALLED_BYTES = 64 * 1024;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    final int number;
    private final SocketChannel channel;
    private final SelectionKey key;
    private ByteBuffer waiting = NOTHING;
    private boolean hasReceived;

    /** Its local port; 0 before it is connected. */
    int port;
    /** Number of lines it has sent. */
    int sent;
    /** Checks what it receives; set as soon as it is connected. */
    DeliveryCheck check;

    /**
     * Begins to connect; {@link #connected} finishes it.
     *
     * @param bindsPort whether its port must differ from those of all other clients, even of another server's
     */
    Client(int number, Selector selector, int serverPort, boolean bindsPort) throws IOException {
        this.number = number;
        channel = SocketChannel.open();
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        if (bindsPort) {
            channel.bind(new InetSocketAddress(LOOPBACK, 0));
        }
        boolean isConnected = channel.connect(new InetSocketAddress(LOOPBACK, serverPort));
        key = channel.register(selector, isConnected ? SelectionKey.OP_READ : SelectionKey.OP_CONNECT, this);
        if (isConnected) {
            port = ((InetSocketAddress) channel.getLocalAddress()).getPort();
        }
    }

    boolean isConnected() {
        return port > 0;
    }

    void connected() throws IOException {
        channel.finishConnect();
        key.interestOps(SelectionKey.OP_READ);
        port = ((InetSocketAddress) channel.getLocalAddress()).getPort();
    }

    /** Whether it has received anything. */
    boolean hasReceived() {
        return hasReceived;
    }

    /** Stops or resumes reading. */
    void read(boolean reads) {
        key.interestOps(reads ? SelectionKey.OP_READ : 0);
    }

    /** Stops reading. The kernel keeps little for it, since it does not enlarge a buffer whose size is set. */
    void stall() throws IOException {
        channel.setOption(StandardSocketOptions.SO_RCVBUF, STALLED_BYTES);
        read(false);
    }

    /** Reads once, and checks the bytes. Returns their number, -1 at the end of input. */
    int read(ByteBuffer buffer) throws IOException {
        int count = channel.read(buffer.clear());
        hasReceived |= count > 0;
        check.take(buffer.flip());
        return count;
    }

    /** Sends this many more lines. */
    void send(Payload payload, int lines) throws IOException {
        if (lines == 0) {
            return;
        }
        makeRoom(lines * payload.written());
        for (int i = 0; i < lines; i++) {
            payload.write(waiting, number, sent++);
        }
        write(waiting.flip());
    }

    void write(byte[] bytes) throws IOException {
        if (bytes.length > 0) {
            makeRoom(bytes.length);
            write(waiting.put(bytes).flip());
        }
    }

    /** Writes what the socket did not accept before. */
    void write() throws IOException {
        write(waiting.flip());
    }

    void close() throws IOException {
        channel.close();
    }

    private void write(ByteBuffer bytes) throws IOException {
        channel.write(bytes);
        bytes.compact();
        int ops = SelectionKey.OP_READ | (bytes.position() > 0 ? SelectionKey.OP_WRITE : 0);
        if (key.interestOps() != ops) {
            key.interestOps(ops);
        }
    }

    private void makeRoom(int bytes) {
        if (waiting.remaining() < bytes) {
            ByteBuffer larger = ByteBuffer.allocateDirect((waiting.position() + bytes) * 2);
            waiting = larger.put(waiting.flip());
        }
    }

    @Override
    public String toString() {
        return "client " + number + " (port " + port + ')';
    }
}
