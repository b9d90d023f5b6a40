package chatd.sim;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.file.attribute.GroupPrincipal;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import jdk.net.ExtendedSocketOptions;
import jdk.net.UnixDomainPrincipal;

/** The daemon's end of a connection in a {@link SimulatedNetwork}, which misbehaves as the far end wants. */
public final class SimulatedSocket extends BareChannels.Connected implements SimulatedSelector.Watchable {
    final SimulatedNetwork network;
    public final SimulatedNetwork.Client client = new SimulatedNetwork.Client(this);
    final SocketAddress remote;
    final Deque<byte[]> input = new ArrayDeque<>();
    final ByteArrayOutputStream output = new ByteArrayOutputStream();
    boolean inputEnded;
    boolean outputEnded;
    IOException failure;
    IOException outputFailure;
    IOException optionFailure;
    /** The login name of the local user at the far end; null if the system does not say. */
    String user;
    RuntimeException bug;
    RuntimeException outputBug;
    int space = Integer.MAX_VALUE;
    boolean tellsOfSpace = true;
    int writes;
    int triedWrites;
    /** The number of the network's operation that last wrote bytes here. */
    long lastWrite;
    int bytesToReset = Integer.MAX_VALUE;
    boolean accepted;
    boolean blocked;
    boolean endRead;
    boolean aborting;
    /** When SO_LINGER was set. */
    long abortingNanos;
    long bytesRead;
    /** SO_SNDBUF; 0 if it was not set. */
    int sendBufferBytes;
    /** Time of the last accepted byte, or of the first write that was refused since then. */
    long takenNanos;

    /** When the client last sent bytes, or when it connected. */
    long sentNanos;
    /** When bytes last arrived as the server sees it: bytes that a read left behind seem to arrive at the next read. */
    long seenNanos;
    private boolean leftBehind;

    SimulatedSocket(SimulatedNetwork network, SocketAddress remote) {
        super(network);
        this.network = network;
        this.remote = remote;
        sentNanos = network.nanos();
        seenNanos = sentNanos;
    }

    @Override
    public int readyOps() {
        int ops = failure != null ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : 0;
        if (!input.isEmpty() || inputEnded || bug != null) {
            ops |= SelectionKey.OP_READ;
        }
        return space > 0 && tellsOfSpace ? ops | SelectionKey.OP_WRITE : ops;
    }

    @Override
    public int read(ByteBuffer to) throws IOException {
        if (failure != null || bug != null || input.isEmpty() && inputEnded) {
            network.notifyWatchers(watcher -> watcher.read(client, null));
        }
        fail();
        if (bug != null) {
            throw bug;
        }
        if (input.isEmpty()) {
            return inputEnded ? readEnd() : 0;
        }
        byte[] bytes = input.remove();
        int count = Math.min(bytes.length, to.remaining());
        if (network.disturbance != null && count > 1 && network.disturbance.nextBoolean()) {
            count = 1 + network.disturbance.nextInt(count);
        }
        network.operations++;
        seenNanos = leftBehind ? network.nanos() : sentNanos;
        bytesRead += count;
        to.put(bytes, 0, count);
        byte[] taken = Arrays.copyOf(bytes, count);
        network.notifyWatchers(watcher -> watcher.read(client, taken));
        if (count < bytes.length) {
            input.addFirst(Arrays.copyOfRange(bytes, count, bytes.length));
        }
        leftBehind = !input.isEmpty();
        return count;
    }

    private int readEnd() {
        if (!endRead) {
            endRead = true;
            network.operations++;
        }
        return -1;
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
        triedWrites++;
        fail();
        if (outputFailure != null) {
            throw outputFailure;
        }
        if (outputBug != null) {
            throw outputBug;
        }
        byte[] bytes = new byte[acceptedBytes(from.remaining())];
        takenNanos = bytes.length > 0 || !blocked ? network.nanos() : takenNanos;
        blocked = bytes.length < from.remaining();
        from.get(bytes);
        output.writeBytes(bytes);
        if (space != Integer.MAX_VALUE) {
            space -= bytes.length;
        }
        if (bytes.length > 0) {
            writes++;
        }
        if (bytesToReset != Integer.MAX_VALUE) {
            bytesToReset -= bytes.length;
            failure = bytesToReset > 0 ? null : new IOException("Broken pipe");
        }
        return bytes.length;
    }

    /** How many of these bytes it accepts. */
    private int acceptedBytes(int bytes) {
        int most = Math.min(Math.min(space, bytesToReset), bytes);
        if (most > 0) {
            network.operations++;
            lastWrite = network.operations;
        }
        return network.disturbance != null && network.disturbance.nextBoolean()
                ? network.disturbance.nextInt(most + 1) : most;
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

    /** A socket that can only report the number of unread bytes. */
    @Override
    public Socket socket() {
        if (remote instanceof UnixDomainSocketAddress) {
            throw new UnsupportedOperationException("a Unix domain socket has no java.net.Socket");
        }
        return new Socket() {
            @Override
            public InputStream getInputStream() {
                return new InputStream() {
                    @Override
                    public int available() {
                        return input.stream().mapToInt(bytes -> bytes.length).sum();
                    }

                    @Override
                    public int read() {
                        throw new UnsupportedOperationException();
                    }
                };
            }
        };
    }

    @Override
    public SocketAddress getRemoteAddress() {
        return remote;
    }

    @Override
    public <T> SocketChannel setOption(SocketOption<T> name, T value) throws IOException {
        if (optionFailure != null) {
            throw optionFailure;
        }
        if (remote instanceof UnixDomainSocketAddress && name == StandardSocketOptions.TCP_NODELAY) {
            throw new UnsupportedOperationException(name + " of a Unix domain socket");
        }
        if (name == StandardSocketOptions.SO_SNDBUF) {
            sendBufferBytes = (Integer) value;
        }
        if (name == StandardSocketOptions.SO_LINGER) {
            aborting = true;
            abortingNanos = network.nanos();
            network.notifyWatchers(watcher -> watcher.aborting(client));
        }
        return this;
    }

    @Override
    public <T> T getOption(SocketOption<T> name) {
        if (name != ExtendedSocketOptions.SO_PEERCRED || user == null || !(remote instanceof UnixDomainSocketAddress)) {
            throw new UnsupportedOperationException(name + " of this socket");
        }
        return name.type().cast(new UnixDomainPrincipal(new Named(user), new Named("users")));
    }

    /** A user or a group. */
    private record Named(String name) implements GroupPrincipal {
        @Override
        public String getName() {
            return name;
        }
    }

    @Override
    protected void implCloseSelectableChannel() {
        outputEnded = true;
        network.operations++;
        if (accepted) {
            network.openSockets--;
            network.notifyWatchers(watcher -> watcher.closed(client));
        }
    }
}
