package chatd;

import chatd.access.AccessRules;
import chatd.access.BanList;
import chatd.access.Cidr;
import chatd.access.Rejection;
import chatd.admin.AdminService;
import chatd.chat.Administration;
import chatd.chat.ChatResources;
import chatd.chat.ChatService;
import chatd.chat.Dialects;
import chatd.chat.Settings;
import chatd.loop.EventLoop;
import chatd.net.Broadcasts;
import chatd.net.Limits;
import chatd.net.Metrics;
import chatd.net.Notices;
import chatd.net.Server;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Runs a throwaway server for a few clients of its own before the daemon listens. The Java runtime loads classes and
 * opens descriptors on first use, for example two sockets before the first write. If no descriptor is free then, the
 * class that needs one can never be used again. After the rehearsal, all classes that may need a descriptor are loaded,
 * and their descriptors are open. The code that carries a line is compiled, too.
 *
 * <p>The rehearsal logs nothing, leaves no connection open, and never prevents the daemon from starting.
 */
final class Rehearsal {

    /** Enough lines that the code for a line is compiled before the first client speaks; see src/build/image. */
    private static final int WARM_UP_LINES = 40;
    /** A source address for which the rehearsal expects a PROXY header. */
    private static final String PROXY = "127.0.0.80";
    /**
     * The addresses to listen on, the first that is there. On a system that has the first, no client of the daemon that
     * waits for it to start can connect to the rehearsal, whatever port that gets.
     */
    private static final List<String> LISTEN = List.of("127.0.0.81", "127.0.0.1");
    private static final int MEMBERS = 2;
    /** Turns that the server needs to serve its clients; the kernel connects them without a turn. */
    private static final int TURNS = 2;
    private static final int MOST_TURNS_TO_STOP = 20;
    private static final int READ_BYTES = 8192;

    private final EventLoop loop;
    private final Server server;
    private final ChatService chat;
    private final int maxLineBytes;
    private final List<SocketChannel> clients = new ArrayList<>();
    private final ByteBuffer buffer = ByteBuffer.allocate(READ_BYTES);

    private Rehearsal(Options options) throws IOException {
        Limits limits = options.limits().withMaxClients(MEMBERS);
        maxLineBytes = limits.maxLineBytes();
        Broadcasts broadcasts = new Broadcasts(maxLineBytes);
        Settings settings = options.settings().withMotd(null)
                .withLogin(options.settings().login().withPasswordFile(null).withRegistration(null));
        SelectorProvider provider = SelectorProvider.provider();
        loop = new EventLoop(provider, System::nanoTime);
        BanList bans = new BanList(loop::nowNanos);
        chat = new ChatService(settings, Dialects.factory(settings.dialect()),
                new ChatResources(broadcasts, bans, Clock.systemDefaultZone()));
        server = new Server(provider, loop, limits, bans, broadcasts, chat, new FailingNotices(chat.notices()));
        server.setAccessRules(AccessRules.NONE.withProxies(Cidr.parse(PROXY).stream().toList()));
    }

    /**
     * Rehearses with the settings of these options.
     *
     * @return the metrics of the throwaway server; empty if it could not run
     */
    static Optional<Metrics> run(Options options) {
        PrintStream log = System.err;
        System.setErr(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        try {
            boolean usesFiles = options.admin().isPresent()
                    || options.listen().stream().anyMatch(ListenAddress.Socket.class::isInstance)
                    || options.proxyListen().stream().anyMatch(ListenAddress.Socket.class::isInstance);
            Rehearsal rehearsal = new Rehearsal(options);
            rehearsal.play(usesFiles, !options.access().proxies().isEmpty() || !options.proxyListen().isEmpty());
            return Optional.of(rehearsal.server.metrics());
        } catch (IOException | RuntimeException e) {
            // The daemon starts all the same, for example without a loopback interface or a temporary directory.
            return Optional.empty();
        } finally {
            System.setErr(log);
        }
    }

    private void play(boolean usesFiles, boolean usesProxies) throws IOException {
        try {
            playWithTcp(usesProxies);
            if (usesFiles) {
                playWithFiles();
            }
            server.stop();
            for (int i = 0; i < MOST_TURNS_TO_STOP && loop.turn(); i++) {
                loop.execute(() -> { });
            }
        } finally {
            for (SocketChannel client : clients) {
                client.close();
            }
            server.close();
        }
    }

    private void playWithTcp(boolean usesProxies) throws IOException {
        InetSocketAddress address = listen();
        if (address == null) {
            return;
        }
        playWith(address);
        if (usesProxies) {
            byProxy(address, "PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\ndora\n");
            byProxy(address, "no header\n");
        }
    }

    /** Listens on a loopback address. Null if the system allows this daemon to use Unix domain sockets only. */
    private InetSocketAddress listen() {
        for (String address : LISTEN) {
            try {
                return server.listen(new InetSocketAddress(InetAddress.getByName(address), 0));
            } catch (IOException e) {
                // The next one may be there.
            }
        }
        return null;
    }

    private void playWithFiles() throws IOException {
        Path directory = Path.of(System.getProperty("java.io.tmpdir"),
                "chatd-" + ProcessHandle.current().pid() + '-' + System.nanoTime());
        Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(
                "rwx------")));
        Path clientSocket = directory.resolve("clients");
        Path adminSocket = directory.resolve("admin");
        try {
            server.listen(clientSocket, PosixFilePermissions.fromString("rw-------"));
            playWith(UnixDomainSocketAddress.of(clientSocket));
            server.listenPrivileged(adminSocket, Set.of(), new AdminService(server, new Administration(chat)));
            send(connect(UnixDomainSocketAddress.of(adminSocket)),
                    "help\nwho\nrooms\nstats\nbans\nsay hello\nnonsense\n");
        } finally {
            Files.deleteIfExists(clientSocket);
            Files.deleteIfExists(adminSocket);
            Files.delete(directory);
        }
    }

    /** Connects clients that are admitted, rejected and served, and that fail, leave, end their input, and reset. */
    private void playWith(SocketAddress address) throws IOException {
        SocketChannel anna = connect(address);
        SocketChannel boris = connect(address);
        send(connect(address), "rejected\n");
        send(connect(address), "rejected, and wording that fails\n");
        send(anna, "anna\n");
        send(anna, "hello\n" + "x".repeat(maxLineBytes + 1) + "\n");
        for (int i = 0; i < WARM_UP_LINES; i++) {
            send(anna, "hello\n");
        }
        boris.close();
        SocketChannel carla = connect(address);
        send(carla, "carla");
        carla.shutdownOutput();
        turns();
        send(anna, "/quit bye\nexit\n");
        reset(anna);
        reset(connect(address));
        turns();
    }

    private void byProxy(InetSocketAddress address, String text) throws IOException {
        SocketChannel client = SocketChannel.open();
        clients.add(client);
        client.bind(new InetSocketAddress(InetAddress.getByName(PROXY), 0));
        client.connect(address);
        send(client, text);
        client.close();
        turns();
    }

    private SocketChannel connect(SocketAddress address) throws IOException {
        SocketChannel client = SocketChannel.open(address);
        clients.add(client);
        turns();
        return client;
    }

    /** Sends a text, lets the server process it, and reads the answer. */
    private void send(SocketChannel client, String text) throws IOException {
        try {
            client.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
            turns();
            client.configureBlocking(false);
            client.read(buffer.clear());
        } catch (IOException e) {
            // The server has closed this connection.
        }
    }

    private static void reset(SocketChannel client) throws IOException {
        client.setOption(StandardSocketOptions.SO_LINGER, 0);
        client.close();
    }

    private void turns() throws IOException {
        for (int i = 0; i < TURNS; i++) {
            // A turn with a task does not sleep.
            loop.execute(() -> { });
            loop.turn();
        }
    }

    /** The notices of the chat, except that the second rejection throws an exception. */
    private static final class FailingNotices implements Notices {

        private final Notices notices;
        private boolean fails;

        FailingNotices(Notices notices) {
            this.notices = notices;
        }

        @Override
        public String rejected(Rejection reason) {
            if (fails) {
                throw new IllegalStateException("rehearsed");
            }
            fails = true;
            return notices.rejected(reason);
        }

        @Override
        public String skipped(int lines) {
            return notices.skipped(lines);
        }
    }
}
