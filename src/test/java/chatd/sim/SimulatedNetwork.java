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
 * A network and a clock in memory, so that a whole daemon runs turn by turn in a test, and its sockets misbehave as the
 * test wants. Nothing ever blocks: a {@code select} notes for how long it would have slept, and returns. A Unix domain
 * socket has its file, as with a real network; but that is a regular one.
 */
public final class SimulatedNetwork extends SelectorProvider {

    /** What {@link #sleptMillis()} says when the loop would have slept until something happens. */
    public static final long FOR_EVER = 0;
    /** What {@link #sleptMillis()} says when the loop did not want to sleep at all. */
    public static final long NOT_AT_ALL = -1;

    /** Sees what the daemon does with its sockets, at the moment when it does so. */
    public interface Watcher {
        /** The daemon has accepted this connection. */
        default void accepted(Client client) {
        }

        /** The daemon reads these bytes now; null is that it learns of the end, or that the connection is broken. */
        default void read(Client client, byte[] bytes) {
        }

        /** The daemon has the kernel forget what this client has not taken yet: it is about to give it up. */
        default void givenUp(Client client) {
        }

        /** The daemon has closed this connection. */
        default void closed(Client client) {
        }
    }

    private static final int FIRST_PORT = 50_000;

    /** Those who have connected to an address and are not accepted yet. */
    private final Map<SocketAddress, Deque<SimulatedSocket>> backlogs = new LinkedHashMap<>();
    private final List<AbstractSelector> selectors = new ArrayList<>();
    private SimulatedSelector selector;
    /** Where somebody listens, or did. */
    private final Set<InetSocketAddress> places = new HashSet<>();
    private int listeningSockets;
    private SocketAddress firstPlace;
    private long nanos = Long.MAX_VALUE - 1_000_000_000L;
    private int nextPort = FIRST_PORT;
    private IOException acceptFailure;
    private boolean vainAcceptsBlock;
    private final List<Watcher> watchers = new ArrayList<>();
    int openSockets;
    long doings;
    /** By which sockets and selector do as they like; null while they do what is simplest. */
    Random whims;

    /**
     * From now on reads are split anywhere, writes take any number of bytes, none included, and ready keys are served
     * in any order; null ends that.
     */
    public void disturb(Random random) {
        whims = random;
        selector.shuffle(random);
    }

    /** From now on somebody is told what the daemon does with its sockets. */
    public void watch(Watcher by) {
        watchers.add(by);
    }

    /** Tells all who watch. */
    void tell(Consumer<Watcher> what) {
        watchers.forEach(what);
    }

    /** The loop's selector. */
    public SimulatedSelector selector() {
        return selector;
    }

    /** How many connections were accepted, and not closed yet. */
    public int openSockets() {
        return openSockets;
    }

    /** How many channels the loop's selector watches. */
    public int watchedChannels() {
        return (int) selector.keys().stream().filter(SelectionKey::isValid).count();
    }

    /** How often anything was accepted, read, written or closed so far: a loop for which this stands still rests. */
    public long doings() {
        return doings;
    }

    /** The clock: nanoseconds, close to where they overflow. */
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

    /** The process is stopped while it sleeps until a deadline the next time, and goes on when this has happened. */
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

    /** From now on whoever accepts when nobody waits would wait for somebody: the test fails. */
    public void forbidVainAccepts() {
        vainAcceptsBlock = true;
    }

    /** How many sockets to listen at were opened, and not closed yet. */
    public int listeningSockets() {
        return listeningSockets;
    }

    /** How many selectors were opened, and not closed yet. */
    public int openSelectors() {
        return (int) selectors.stream().filter(Selector::isOpen).count();
    }

    /** Somebody connects to the place that was listened at first; accepted or not, the kernel has the connection. */
    public Client connect() {
        return connectFrom("127.0.0.1");
    }

    /** The same from another IP address. */
    public Client connectFrom(String ip) {
        return connect(firstPlace, new InetSocketAddress(literal(ip), nextPort++));
    }

    /** Somebody connects to a Unix domain socket, perhaps so early that nobody listens there quite yet. */
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

    /** The far end of a connection: the person with the netcat. */
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
            return this;
        }

        /** Closes this client's half: there is no more to come from it. */
        public void endInput() {
            socket.inputEnded = true;
        }

        public void reset() {
            socket.failure = new IOException("Connection reset by peer");
        }

        /** It takes nothing any more, and says so; what it has sent can still be read. */
        public void breakOutput() {
            socket.outputFailure = new IOException("Broken pipe");
        }

        /** Reading from it meets a bug. */
        public void failBadly() {
            socket.bug = new IllegalStateException("thrown for the test");
        }

        /** How much the server's socket was told to keep of what is written; 0 if nothing. */
        public int sendBufferBytes() {
            return socket.sendBufferBytes;
        }

        /** Writing to it meets a bug. */
        public void failBadlyWhenWrittenTo() {
            socket.outputBug = new IllegalStateException("thrown for the test");
        }

        /** From now on the server's socket can't be set up. */
        public void failOptions() {
            socket.optionFailure = new IOException("Invalid argument");
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

        /** The connection breaks when the server's socket has taken so many bytes more. */
        public void resetAfter(int bytes) {
            socket.bytesToReset = bytes;
        }

        /** Whether the connection is broken, or its reading meets a bug. */
        public boolean isBroken() {
            return socket.failure != null || socket.bug != null;
        }

        /** Whether the server's socket took less than it was given the last time. */
        public boolean isBlocked() {
            return socket.blocked;
        }

        /** How long the server's socket has taken nothing, if it took less than it was given the last time. */
        public Duration blockedFor() {
            return socket.blocked ? Duration.ofNanos(socket.network.nanos() - socket.takenNanos) : Duration.ZERO;
        }

        /** Whether the server's socket can't be set up. */
        public boolean failsOptions() {
            return socket.optionFailure != null;
        }

        /** Whether the server would notice if it sent something. */
        public boolean isListenedTo() {
            SelectionKey key = socket.keyFor(socket.network.selector);
            return key != null && key.isValid() && (key.interestOps() & SelectionKey.OP_READ) != 0;
        }

        /** Whether the server has read all that was sent. */
        public boolean isAllRead() {
            return socket.input.isEmpty();
        }

        /** How many bytes the server has read. */
        public long bytesRead() {
            return socket.bytesRead;
        }

        /** What has come since the last call, as it is. */
        public byte[] takeReceived() {
            byte[] bytes = socket.output.toByteArray();
            socket.output.reset();
            return bytes;
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

        /** How often the server has tried to write, with or without success. */
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
                throw new AssertionError("accepting blocks");
            }
            SimulatedSocket socket = backlog(local).poll();
            if (socket != null) {
                socket.accepted = true;
                openSockets++;
                doings++;
                tell(by -> by.accepted(socket.client));
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
                if (!places.add(inet)) {
                    throw new BindException("Address already in use");
                }
            }
            local = address;
            if (address instanceof UnixDomainSocketAddress unix) {
                Files.createFile(unix.getPath());
            } else if (firstPlace == null) {
                firstPlace = address;
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
