package chatd.reactor;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Pipe;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.AbstractSelectableChannel;
import java.nio.channels.spi.AbstractSelectionKey;
import java.nio.channels.spi.AbstractSelector;
import java.nio.channels.spi.SelectorProvider;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A network and a clock in memory, so that a whole daemon runs turn by turn in a test, and its sockets misbehave as the
 * test wants. Nothing ever blocks: a {@code select} notes for how long it would have slept, and returns.
 */
public final class SimulatedNetwork extends SelectorProvider {

    /** What {@link #sleptMillis()} says when the loop would have slept until something happens. */
    public static final long FOR_EVER = 0;
    /** What {@link #sleptMillis()} says when the loop did not want to sleep at all. */
    public static final long NOT_AT_ALL = -1;

    private static final int FIRST_PORT = 50_000;

    private final Deque<ClientSocket> backlog = new ArrayDeque<>();
    private long nanos = Long.MAX_VALUE - 1_000_000_000L;
    private long sleptMillis = NOT_AT_ALL;
    private int nextPort = FIRST_PORT;
    private IOException acceptFailure;

    /** The clock: nanoseconds, close to where they overflow. */
    public long nanos() {
        return nanos;
    }

    public void sleep(Duration duration) {
        nanos += duration.toNanos();
    }

    /** For how long the last select would have slept had nothing been ready, in ms. */
    public long sleptMillis() {
        return sleptMillis;
    }

    /** From now on accepting fails; null ends that. */
    public void failAccepts(IOException failure) {
        acceptFailure = failure;
    }

    /** Somebody connects; accepted or not, the kernel has the connection. */
    public Client connect() {
        ClientSocket socket = new ClientSocket(nextPort++);
        backlog.add(socket);
        return new Client(socket);
    }

    /** The far end of a connection: the person with the netcat. */
    public static final class Client {
        private final ClientSocket socket;

        private Client(ClientSocket socket) {
            this.socket = socket;
        }

        public String address() {
            return "127.0.0.1:" + socket.port;
        }

        public Client send(String text) {
            return send(text.getBytes(StandardCharsets.UTF_8));
        }

        public Client send(byte[] bytes) {
            socket.input.add(bytes);
            return this;
        }

        /** Closes this client's half: there is no more to come from it. */
        public void endInput() {
            socket.inputEnded = true;
        }

        public void reset() {
            socket.failure = new IOException("Connection reset by peer");
        }

        /** From now on the server's socket takes so many bytes more, and then none. */
        public void takeOnly(int bytes) {
            socket.space = bytes;
        }

        /** From now on it takes so many bytes, but has not enough space for the selector to say so. */
        public void takeUnnoticed(int bytes) {
            socket.space = bytes;
            socket.tellsOfSpace = false;
        }

        public void takeEverything() {
            socket.space = Integer.MAX_VALUE;
            socket.tellsOfSpace = true;
        }

        /** What has come since the last call. */
        public String received() {
            String text = socket.output.toString(StandardCharsets.UTF_8);
            socket.output.reset();
            return text;
        }

        /** The same, each byte as one character. */
        public String receivedBytes() {
            String text = socket.output.toString(StandardCharsets.ISO_8859_1);
            socket.output.reset();
            return text;
        }

        /** The lines that have come since the last call; all must be whole. */
        public List<String> lines() {
            String text = received();
            if (!text.isEmpty() && !text.endsWith("\n")) {
                throw new AssertionError("half a line: " + text);
            }
            return text.lines().toList();
        }

        /** In how many writes, not counting those of which the socket took nothing. */
        public int writes() {
            return socket.writes;
        }

        public boolean isOutputEnded() {
            return socket.outputEnded;
        }

        public boolean isClosed() {
            return !socket.isOpen();
        }
    }

    private final class ClientSocket extends SocketChannel {
        private final int port;
        private final Deque<byte[]> input = new ArrayDeque<>();
        private final ByteArrayOutputStream output = new ByteArrayOutputStream();
        private boolean inputEnded;
        private boolean outputEnded;
        private IOException failure;
        private int space = Integer.MAX_VALUE;
        private boolean tellsOfSpace = true;
        private int writes;

        ClientSocket(int port) {
            super(SimulatedNetwork.this);
            this.port = port;
        }

        int readyOps() {
            int ops = failure != null ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : 0;
            if (!input.isEmpty() || inputEnded) {
                ops |= SelectionKey.OP_READ;
            }
            return space > 0 && tellsOfSpace ? ops | SelectionKey.OP_WRITE : ops;
        }

        @Override
        public int read(ByteBuffer to) throws IOException {
            fail();
            if (input.isEmpty()) {
                return inputEnded ? -1 : 0;
            }
            byte[] bytes = input.remove();
            int count = Math.min(bytes.length, to.remaining());
            to.put(bytes, 0, count);
            if (count < bytes.length) {
                input.addFirst(Arrays.copyOfRange(bytes, count, bytes.length));
            }
            return count;
        }

        @Override
        public int write(ByteBuffer from) throws IOException {
            fail();
            byte[] bytes = new byte[Math.min(space, from.remaining())];
            from.get(bytes);
            output.writeBytes(bytes);
            if (space != Integer.MAX_VALUE) {
                space -= bytes.length;
            }
            if (bytes.length > 0) {
                writes++;
            }
            return bytes.length;
        }

        private void fail() throws IOException {
            if (failure != null) {
                throw failure;
            }
        }

        @Override
        public SocketChannel shutdownOutput() {
            outputEnded = true;
            return this;
        }

        @Override
        public SocketAddress getRemoteAddress() {
            return loopback(port);
        }

        @Override
        public <T> SocketChannel setOption(SocketOption<T> name, T value) {
            return this;
        }

        @Override
        protected void implCloseSelectableChannel() {
            outputEnded = true;
        }

        @Override
        protected void implConfigureBlocking(boolean block) {
            // Nothing here ever blocks.
        }

        @Override
        public long read(ByteBuffer[] dsts, int offset, int length) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long write(ByteBuffer[] srcs, int offset, int length) {
            throw new UnsupportedOperationException();
        }

        @Override
        public SocketChannel bind(SocketAddress local) {
            throw new UnsupportedOperationException();
        }

        @Override
        public <T> T getOption(SocketOption<T> name) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Set<SocketOption<?>> supportedOptions() {
            throw new UnsupportedOperationException();
        }

        @Override
        public SocketChannel shutdownInput() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket socket() {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isConnected() {
            return true;
        }

        @Override
        public boolean isConnectionPending() {
            return false;
        }

        @Override
        public boolean connect(SocketAddress remote) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean finishConnect() {
            return true;
        }

        @Override
        public SocketAddress getLocalAddress() {
            throw new UnsupportedOperationException();
        }
    }

    private final class ListeningSocket extends ServerSocketChannel {
        private SocketAddress local;

        ListeningSocket() {
            super(SimulatedNetwork.this);
        }

        @Override
        public SocketChannel accept() throws IOException {
            if (acceptFailure != null) {
                throw acceptFailure;
            }
            return backlog.poll();
        }

        @Override
        public ServerSocketChannel bind(SocketAddress address, int length) {
            local = address;
            return this;
        }

        @Override
        public SocketAddress getLocalAddress() {
            return local;
        }

        @Override
        protected void implCloseSelectableChannel() {
            // Those in the backlog are never accepted.
        }

        @Override
        protected void implConfigureBlocking(boolean block) {
            // Nothing here ever blocks.
        }

        @Override
        public <T> ServerSocketChannel setOption(SocketOption<T> name, T value) {
            throw new UnsupportedOperationException();
        }

        @Override
        public <T> T getOption(SocketOption<T> name) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Set<SocketOption<?>> supportedOptions() {
            throw new UnsupportedOperationException();
        }

        @Override
        public ServerSocket socket() {
            throw new UnsupportedOperationException();
        }
    }

    private final class Keys extends AbstractSelector {
        private final Set<SelectionKey> keys = new LinkedHashSet<>();

        Keys() {
            super(SimulatedNetwork.this);
        }

        @Override
        protected SelectionKey register(AbstractSelectableChannel channel, int ops, Object attachment) {
            Key key = new Key(this, channel);
            key.interestOps(ops);
            key.attach(attachment);
            keys.add(key);
            return key;
        }

        @Override
        public int select(Consumer<SelectionKey> action, long timeout) {
            sleptMillis = timeout;
            forget();
            int count = 0;
            for (SelectionKey key : List.copyOf(keys)) {
                if (key.isValid() && key.readyOps() != 0) {
                    count++;
                    action.accept(key);
                }
            }
            forget();
            return count;
        }

        @Override
        public int select(Consumer<SelectionKey> action) {
            return select(action, FOR_EVER);
        }

        @Override
        public int selectNow(Consumer<SelectionKey> action) {
            return select(action, NOT_AT_ALL);
        }

        private void forget() {
            for (SelectionKey key : List.copyOf(cancelledKeys())) {
                keys.remove(key);
                deregister((AbstractSelectionKey) key);
                cancelledKeys().remove(key);
            }
        }

        @Override
        public Set<SelectionKey> keys() {
            return keys;
        }

        @Override
        public Selector wakeup() {
            return this;
        }

        @Override
        protected void implCloseSelector() {
            // Nothing is held.
        }

        @Override
        public Set<SelectionKey> selectedKeys() {
            throw new UnsupportedOperationException();
        }

        @Override
        public int selectNow() {
            throw new UnsupportedOperationException();
        }

        @Override
        public int select(long timeout) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int select() {
            throw new UnsupportedOperationException();
        }
    }

    private final class Key extends AbstractSelectionKey {
        private final Selector selector;
        private final SelectableChannel channel;
        private int interestOps;

        Key(Selector selector, SelectableChannel channel) {
            this.selector = selector;
            this.channel = channel;
        }

        @Override
        public int readyOps() {
            if (channel instanceof ClientSocket socket) {
                return socket.readyOps() & interestOps;
            }
            return backlog.isEmpty() ? 0 : OP_ACCEPT & interestOps;
        }

        @Override
        public SelectableChannel channel() {
            return channel;
        }

        @Override
        public Selector selector() {
            return selector;
        }

        @Override
        public int interestOps() {
            return interestOps;
        }

        @Override
        public SelectionKey interestOps(int ops) {
            interestOps = ops;
            return this;
        }
    }

    private static InetSocketAddress loopback(int port) {
        try {
            return new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public AbstractSelector openSelector() {
        return new Keys();
    }

    @Override
    public ServerSocketChannel openServerSocketChannel(ProtocolFamily family) {
        return new ListeningSocket();
    }

    @Override
    public ServerSocketChannel openServerSocketChannel() {
        return new ListeningSocket();
    }

    @Override
    public DatagramChannel openDatagramChannel() {
        throw new UnsupportedOperationException();
    }

    @Override
    public DatagramChannel openDatagramChannel(ProtocolFamily family) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Pipe openPipe() {
        throw new UnsupportedOperationException();
    }

    @Override
    public SocketChannel openSocketChannel() {
        throw new UnsupportedOperationException();
    }
}
