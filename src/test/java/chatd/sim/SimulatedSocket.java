package chatd.sim;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/** The daemon's end of a connection of a {@link SimulatedNetwork}, which misbehaves as the far end wants. */
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
    RuntimeException bug;
    RuntimeException outputBug;
    int space = Integer.MAX_VALUE;
    boolean tellsOfSpace = true;
    int writes;
    int triedWrites;
    int bytesToReset = Integer.MAX_VALUE;
    boolean accepted;
    boolean blocked;
    boolean endRead;
    long bytesRead;
    /** What it was told to keep of what is written; 0 if nothing. */
    int sendBufferBytes;
    /** When it last took anything, or, if it has taken nothing since, was first given something that it didn't take. */
    long takenNanos;

    SimulatedSocket(SimulatedNetwork network, SocketAddress remote) {
        super(network);
        this.network = network;
        this.remote = remote;
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
            network.tell(by -> by.read(client, null));
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
        if (network.whims != null && count > 1 && network.whims.nextBoolean()) {
            count = 1 + network.whims.nextInt(count);
        }
        network.doings++;
        bytesRead += count;
        to.put(bytes, 0, count);
        byte[] taken = Arrays.copyOf(bytes, count);
        network.tell(by -> by.read(client, taken));
        if (count < bytes.length) {
            input.addFirst(Arrays.copyOfRange(bytes, count, bytes.length));
        }
        return count;
    }

    private int readEnd() {
        if (!endRead) {
            endRead = true;
            network.doings++;
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
        byte[] bytes = new byte[howMany(from.remaining())];
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

    /** How many of so many bytes it takes. */
    private int howMany(int bytes) {
        int most = Math.min(Math.min(space, bytesToReset), bytes);
        if (most > 0) {
            network.doings++;
        }
        return network.whims != null && network.whims.nextBoolean() ? network.whims.nextInt(most + 1) : most;
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
            network.tell(by -> by.givenUp(client));
        }
        return this;
    }

    @Override
    protected void implCloseSelectableChannel() {
        outputEnded = true;
        network.doings++;
        if (accepted) {
            network.openSockets--;
            network.tell(by -> by.closed(client));
        }
    }
}
