package chatd.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/** One client of the server: its socket, what it still has to write, and how far it is in what it receives. */
final class Client {

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    final int number;
    private final SocketChannel channel;
    private final SelectionKey key;
    private ByteBuffer waiting = NOTHING;
    private boolean hasHeard;

    /** The port that it is connected from; 0 before. */
    int port;
    /** How many lines it has said. */
    int said;
    /** What checks that it receives what it must; set as soon as it is connected. */
    Check check;

    /** Begins to connect; {@link #connected} ends it. */
    Client(int number, Selector selector, InetSocketAddress server) throws IOException {
        this.number = number;
        channel = SocketChannel.open();
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        boolean isConnected = channel.connect(server);
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

    /** Whether the server has told it anything. */
    boolean hasHeard() {
        return hasHeard;
    }

    /** Stops or begins to read again. */
    void read(boolean reads) {
        key.interestOps(reads ? SelectionKey.OP_READ : 0);
    }

    /** Reads once; what it reads is checked. Returns how many bytes came, -1 at the end. */
    int read(ByteBuffer buffer) throws IOException {
        int count = channel.read(buffer.clear());
        hasHeard |= count > 0;
        check.take(buffer.flip());
        return count;
    }

    /** Says this many more lines. */
    void say(Payload payload, int lines) throws IOException {
        if (lines == 0) {
            return;
        }
        makeRoom(lines * payload.written());
        for (int i = 0; i < lines; i++) {
            payload.write(waiting, number, said++);
        }
        write(waiting.flip());
    }

    void write(byte[] bytes) throws IOException {
        if (bytes.length > 0) {
            makeRoom(bytes.length);
            write(waiting.put(bytes).flip());
        }
    }

    /** Writes on what the socket did not take before. */
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
