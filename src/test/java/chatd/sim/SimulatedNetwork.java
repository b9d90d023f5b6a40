package chatd.sim;

import chatd.access.Addresses;
import java.io.IOException;
import java.net.BindException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnsupportedAddressTypeException;
import java.nio.channels.spi.AbstractSelector;
import java.nio.channels.spi.SelectorProvider;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A network and a clock in memory, so that a test can run a whole daemon turn by turn, with sockets that misbehave as
 * the test wants. Nothing ever blocks: {@code select} records for how long it would have slept, and returns. A Unix
 * domain socket has its file, as in a real network, but it is a regular file.
 */
public final class SimulatedNetwork extends SelectorProvider {

    /** Value of {@link #sleptMillis()} when the loop would have slept until an event. */
    public static final long FOR_EVER = 0;
    /** Value of {@link #sleptMillis()} when the loop did not want to sleep. */
    public static final long NOT_AT_ALL = -1;

    /** Is called when the daemon does something with a socket, at that moment. */
    public interface Watcher {
        /** The daemon has accepted this connection. */
        default void accepted(Client client) {
        }

        /** The daemon reads these bytes; null means it reads the end of input, or an error. */
        default void read(Client client, byte[] bytes) {
        }

        /** The daemon sets SO_LINGER: it drops its output, and will abort this connection. */
        default void aborting(Client client) {
        }

        /** The daemon has closed this connection. */
        default void closed(Client client) {
        }
    }

    private static final int FIRST_PORT = 50_000;

    /** Connections to each address that are not accepted yet. */
    private final Map<SocketAddress, Deque<SimulatedSocket>> backlogs = new LinkedHashMap<>();
    private final List<AbstractSelector> selectors = new ArrayList<>();
    private SimulatedSelector selector;
    /** Addresses in use, or used before. */
    private final Set<InetSocketAddress> boundAddresses = new HashSet<>();
    private int listeningSockets;
    private SocketAddress firstAddress;
    private long nanos = Long.MAX_VALUE - 1_000_000_000L;
    private int nextPort = FIRST_PORT;
    private IOException acceptFailure;
    private boolean vainAcceptsBlock;
    private final List<Watcher> watchers = new ArrayList<>();
    int openSockets;
    long operations;
    /** Source of split reads, partial writes and random key order; null for none of these. */
    Random disturbance;

    /**
     * From now on reads are split anywhere, writes accept any number of bytes, even none, and ready keys are served in
     * any order; null ends that.
     */
    public void disturb(Random random) {
        disturbance = random;
        selector.shuffle(random);
    }

    /** Adds a watcher. */
    public void watch(Watcher watcher) {
        watchers.add(watcher);
    }

    /** Calls all watchers. */
    void notifyWatchers(Consumer<Watcher> event) {
        watchers.forEach(event);
    }

    /** The loop's selector. */
    public SimulatedSelector selector() {
        return selector;
    }

    /** Number of connections accepted and not closed yet. */
    public int openSockets() {
        return openSockets;
    }

    /** Number of channels registered with the loop's selector. */
    public int watchedChannels() {
        return (int) selector.keys().stream().filter(SelectionKey::isValid).count();
    }

    /** Number of accepts, reads, writes and closes so far. While it stands still, the loop is idle. */
    public long operations() {
        return operations;
    }

    /** The clock in nanoseconds, which starts shortly before it overflows. */
    public long nanos() {
        return nanos;
    }

    public void sleep(Duration duration) {
        nanos += duration.toNanos();
    }

    /** For how long the last select would have slept had nothing been ready, in ms. */
    public long sleptMillis() {
        return selector.sleptMillis();
    }

    /** Stops the process during its next sleep with a timeout, and continues it after running this. */
    public void stopInSleep(Runnable meanwhile) {
        selector.stopInSleep(meanwhile);
    }

    /** Whether the loop would find something to do at once. */
    public boolean isAnythingReady() {
        return selector.isAnythingReady();
    }

    /** From now on accepting fails; null ends that. */
    public void failAccepts(IOException failure) {
        acceptFailure = failure;
    }

    /** From now on an accept with an empty backlog would block, and so fails the test. */
    public void forbidVainAccepts() {
        vainAcceptsBlock = true;
    }

    /** Number of listening sockets opened and not closed yet. */
    public int listeningSockets() {
        return listeningSockets;
    }

    /** Number of selectors opened and not closed yet. */
    public int openSelectors() {
        return (int) selectors.stream().filter(Selector::isOpen).count();
    }

    /** Connects a client to the first listening socket; the kernel has the connection, accepted or not. */
    public Client connect() {
        return connectFrom("127.0.0.1");
    }

    /** The same from another IP address. */
    public Client connectFrom(String ip) {
        return connect(firstAddress, new InetSocketAddress(literal(ip), nextPort++));
    }

    /** Connects from an IP address to any listening socket with an IP address. */
    public Client connectFrom(String ip, InetSocketAddress to) {
        return connect(to, new InetSocketAddress(literal(ip), nextPort++));
    }

    /** Connects to a Unix domain socket; this may be before the daemon listens there. */
    public Client connect(Path path) {
        return connect(UnixDomainSocketAddress.of(path), UnixDomainSocketAddress.of(""));
    }

    private Client connect(SocketAddress to, SocketAddress from) {
        SimulatedSocket socket = new SimulatedSocket(this, from);
        backlog(to).add(socket);
        return socket.client;
    }

    private Deque<SimulatedSocket> backlog(SocketAddress address) {
        return backlogs.computeIfAbsent(address, unknown -> new ArrayDeque<>());
    }

    /** The far end of a connection. */
    public static final class Client {
        private final SimulatedSocket socket;

        Client(SimulatedSocket socket) {
            this.socket = socket;
        }

        public String address() {
            return Addresses.format(socket.remote);
        }

        public Client send(String text) {
            return send(text.getBytes(StandardCharsets.UTF_8));
        }

        public Client send(byte[] bytes) {
            socket.input.add(bytes);
            socket.sentNanos = socket.network.nanos();
            return this;
        }

        /** Closes this client's sending half. */
        public void endInput() {
            socket.inputEnded = true;
        }

        public void reset() {
            socket.failure = new IOException("Connection reset by peer");
        }

        /** From now on writes to it fail; what it has sent can still be read. */
        public void breakOutput() {
            socket.outputFailure = new IOException("Broken pipe");
        }

        /** Reading from it throws an unchecked exception. */
        public void failBadly() {
            socket.bug = new IllegalStateException("thrown for the test");
        }

        /** SO_SNDBUF of the server's socket; 0 if it was not set. */
        public int sendBufferBytes() {
            return socket.sendBufferBytes;
        }

        /** Writing to it throws an unchecked exception. */
        public void failBadlyWhenWrittenTo() {
            socket.outputBug = new IllegalStateException("thrown for the test");
        }

        /** Sets the login name of this client's user, which the system tells about a Unix domain socket. */
        public void beUser(String name) {
            socket.user = name;
        }

        /** From now on setting an option of the server's socket fails. */
        public void failOptions() {
            socket.optionFailure = new IOException("Invalid argument");
        }

        /** From now on the server's socket accepts this many more bytes, and then none. */
        public void takeOnly(int bytes) {
            socket.space = bytes;
        }

        /** From now on it accepts this many bytes, but the selector does not report it as writable. */
        public void takeUnnoticed(int bytes) {
            socket.space = bytes;
            socket.tellsOfSpace = false;
        }

        public void takeEverything() {
            socket.space = Integer.MAX_VALUE;
            socket.tellsOfSpace = true;
        }

        /** The connection breaks after the server's socket has accepted this many more bytes. */
        public void resetAfter(int bytes) {
            socket.bytesToReset = bytes;
        }

        /** Whether the connection is broken, or reading from it throws. */
        public boolean isBroken() {
            return socket.failure != null || socket.bug != null;
        }

        /** Whether the last write to the server's socket was partial. */
        public boolean isBlocked() {
            return socket.blocked;
        }

        /** For how long the server's socket has accepted nothing; zero if the last write was complete. */
        public Duration blockedFor() {
            return socket.blocked ? Duration.ofNanos(socket.network.nanos() - socket.takenNanos) : Duration.ZERO;
        }

        /** The time since the daemon set SO_LINGER, in order to abort this connection; null if it has not. */
        public Duration abortingFor() {
            return socket.aborting ? Duration.ofNanos(socket.network.nanos() - socket.abortingNanos) : null;
        }

        /** Whether the next read throws an exception that is a bug, and no IOException. */
        public boolean failsBadly() {
            return socket.bug != null && socket.failure == null;
        }

        /** Whether setting an option of the server's socket fails. */
        public boolean failsOptions() {
            return socket.optionFailure != null;
        }

        /** Whether the server's selector watches this connection for input. */
        public boolean isListenedTo() {
            SelectionKey key = socket.keyFor(socket.network.selector);
            return key != null && key.isValid() && (key.interestOps() & SelectionKey.OP_READ) != 0;
        }

        /** Whether the server has read all that was sent. */
        public boolean isAllRead() {
            return socket.input.isEmpty();
        }

        /** The time since this client last sent bytes, or since it connected. */
        public Duration silentFor() {
            return Duration.ofNanos(socket.network.nanos() - socket.sentNanos);
        }

        /** The time since bytes last arrived as the server sees it: those that a disturbed read left arrive later. */
        public Duration seemsSilentFor() {
            long now = socket.network.nanos();
            return Duration.ofNanos(Math.min(now - socket.sentNanos, now - socket.seenNanos));
        }

        /** How many bytes the server has read. */
        public long bytesRead() {
            return socket.bytesRead;
        }

        /** The raw bytes received since the last call. */
        public byte[] takeReceived() {
            byte[] bytes = socket.output.toByteArray();
            socket.output.reset();
            return bytes;
        }

        /** The text received since the last call. */
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

        /** The lines received since the last call; all must be complete. */
        public List<String> lines() {
            String text = received();
            if (!text.isEmpty() && !text.endsWith("\n")) {
                throw new AssertionError("half a line: " + text);
            }
            return text.lines().toList();
        }

        /** Number of writes by the server of which the socket accepted anything. */
        public int writes() {
            return socket.writes;
        }

        /** Whether the server's last write to this client came before its last write to the other client. */
        public boolean isWrittenBefore(Client other) {
            return socket.lastWrite < other.socket.lastWrite;
        }

        /** Number of writes by the server, accepted or not. */
        public int triedWrites() {
            return socket.triedWrites;
        }

        public boolean isOutputEnded() {
            return socket.outputEnded;
        }

        public boolean isClosed() {
            return !socket.isOpen();
        }
    }

    private final class ListeningSocket extends BareChannels.Listening implements SimulatedSelector.Watchable {
        private final boolean takesIpv6;
        private SocketAddress local;

        ListeningSocket(boolean takesIpv6) {
            super(SimulatedNetwork.this);
            this.takesIpv6 = takesIpv6;
            listeningSockets++;
        }

        @Override
        public SocketChannel accept() throws IOException {
            if (!isOpen()) {
                throw new ClosedChannelException();
            }
            if (acceptFailure != null) {
                throw acceptFailure;
            }
            if (vainAcceptsBlock && backlog(local).isEmpty()) {
                throw new AssertionError("this accept would block");
            }
            SimulatedSocket socket = backlog(local).poll();
            if (socket != null) {
                socket.accepted = true;
                openSockets++;
                operations++;
                notifyWatchers(watcher -> watcher.accepted(socket.client));
            }
            return socket;
        }

        @Override
        public int readyOps() {
            return backlog(local).isEmpty() ? 0 : SelectionKey.OP_ACCEPT;
        }

        @Override
        public ServerSocketChannel bind(SocketAddress address, int length) throws IOException {
            if (address instanceof InetSocketAddress inet) {
                if (inet.getAddress() instanceof Inet6Address && !takesIpv6) {
                    throw new UnsupportedAddressTypeException();
                }
                if (!boundAddresses.add(inet)) {
                    throw new BindException("Address already in use");
                }
            }
            local = address;
            if (address instanceof UnixDomainSocketAddress unix) {
                Files.createFile(unix.getPath());
            } else if (firstAddress == null) {
                firstAddress = address;
            }
            return this;
        }

        @Override
        public SocketAddress getLocalAddress() {
            return local;
        }

        @Override
        protected void implCloseSelectableChannel() {
            // Those in the backlog are never accepted.
            listeningSockets--;
        }
    }

    private static InetAddress literal(String ip) {
        try {
            return InetAddress.getByName(ip);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public AbstractSelector openSelector() {
        SimulatedSelector opened = new SimulatedSelector(this);
        selectors.add(opened);
        // The loop's is the first.
        selector = selector == null ? opened : selector;
        return opened;
    }

    @Override
    public ServerSocketChannel openServerSocketChannel(ProtocolFamily family) {
        return new ListeningSocket(family == StandardProtocolFamily.INET6);
    }

    @Override
    public ServerSocketChannel openServerSocketChannel() {
        return new ListeningSocket(true);
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
