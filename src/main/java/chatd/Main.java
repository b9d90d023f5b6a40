package chatd;

import chatd.admin.Console;
import chatd.reactor.Addresses;
import chatd.reactor.Broadcast;
import chatd.reactor.Limits;
import chatd.reactor.Reactor;
import chatd.reactor.Service;
import chatd.room.Room;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The front door: from options to a reactor that runs a room. Says what is wrong in one line, and exits. */
public final class Main {

    private static final int CANNOT_RUN = 1;
    private static final int BAD_OPTION = 2;
    /** More than the reactor takes to stop; it could be held up by a terminal that shows no more of the log. */
    private static final int STOP_SECONDS = 5;
    /**
     * Descriptors for all that is no client: the selector, listening sockets, jars, refused clients on their way out.
     */
    private static final int OTHER_DESCRIPTORS = 320;
    private static final Set<PosixFilePermission> ADMIN_MODE =
            Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private static final PrintStream ERRORS = System.err;

    private final Options options;
    private final LogStream logStream = new LogStream(ERRORS, LogTime.orNothing(System.getenv()));
    private final Logger log;

    private Main(Options options) {
        this.options = options;
        logStream.install();
        if (options.verbose()) {
            System.setProperty("org.slf4j.simpleLogger.log.chatd", "debug");
        }
        // Not before the property is set: it is read once.
        log = LoggerFactory.getLogger(Main.class);
    }

    /** Runs the daemon until it is told to stop. Exit status: 1 if it can't run, 2 for a wrong option. */
    public static void main(String[] arguments) {
        try {
            Options options = Options.parse(System.getenv(), arguments);
            if (options.help()) {
                System.out.print(Options.HELP);
            } else if (options.version()) {
                System.out.println("chatd " + version());
            } else {
                new Main(options).run();
            }
        } catch (Options.BadOption e) {
            exit(BAD_OPTION, e.getMessage());
        } catch (IOException e) {
            exit(CANNOT_RUN, e.getMessage());
        }
    }

    private void run() throws IOException {
        Limits limits = options.limits();
        Broadcast broadcast = new Broadcast(limits.maxLineBytes());
        Room room = new Room(options.settings(), broadcast, Clock.systemDefaultZone());
        Reactor reactor = new Reactor(SelectorProvider.provider(), System::nanoTime, limits, broadcast, room);
        List<String> places = new ArrayList<>();
        Optional<ServerSocketChannel> given = StandardInput.listeningSocket();
        if (given.isPresent()) {
            reactor.listen(given.get());
            places.add(Addresses.format(given.get().getLocalAddress()) + " (standard input)");
        }
        boolean nothingSaid = options.listen().isEmpty() && given.isEmpty();
        for (Place place : nothingSaid ? List.of(Place.USUAL) : options.listen()) {
            if (place instanceof Place.Port port) {
                listen(reactor, port, places);
            } else if (place instanceof Place.Socket socket) {
                listen(reactor, socket.path(), options.socketMode(), room);
                places.add(Place.UNIX + socket.path());
            }
        }
        if (options.admin() != null) {
            listen(reactor, options.admin(), ADMIN_MODE, new Console(reactor, room));
        }
        warnOfFewDescriptors();
        places.forEach(place -> log.info("Listening on {}", place));
        try {
            Hangup.hear(() -> reactor.execute(room::rereadMotd));
        } catch (ReflectiveOperationException e) {
            log.warn("SIGHUP will end the server, for this JVM does not let it be heard: {}", e.toString());
        }
        runUntilSignal(reactor);
    }

    /** Listens at every address of this machine that the host's name stands for, all with the same port. */
    private static void listen(Reactor reactor, Place.Port place, List<String> places) throws IOException {
        int port = place.port();
        for (InetAddress address : addresses(place.host())) {
            InetSocketAddress wanted = new InetSocketAddress(address, port);
            try {
                InetSocketAddress bound = reactor.listen(wanted);
                port = bound.getPort();
                places.add(Addresses.format(bound));
            } catch (IOException | UnsupportedOperationException e) {
                throw cannotListen(Addresses.format(wanted), e);
            }
        }
    }

    private static void listen(Reactor reactor, Path path, Set<PosixFilePermission> mode, Service service)
            throws IOException {
        try {
            reactor.listen(path, mode, service);
        } catch (AccessDeniedException e) {
            throw cannotListen(Place.UNIX + path, new IOException("permission denied", e));
        } catch (IOException | UnsupportedOperationException e) {
            throw cannotListen(Place.UNIX + path, e);
        }
    }

    private static IOException cannotListen(String where, Exception why) {
        return new IOException("cannot listen on " + where + ": " + why.getMessage(), why);
    }

    private static List<InetAddress> addresses(String host) throws IOException {
        try {
            InetAddress[] all = InetAddress.getAllByName(host);
            List<InetAddress> ours = new ArrayList<>();
            for (InetAddress address : all) {
                if (all.length == 1 || NetworkInterface.getByInetAddress(address) != null) {
                    ours.add(address);
                }
            }
            return ours.isEmpty() ? List.of(all[0]) : ours;
        } catch (UnknownHostException e) {
            throw new IOException("cannot listen on " + host + ": there is no host of that name", e);
        }
    }

    private void warnOfFewDescriptors() {
        int clients = options.limits().maxClients();
        long needed = clients + OTHER_DESCRIPTORS;
        DescriptorLimit.read().ifPresent(limit -> {
            if (limit < needed) {
                log.warn("--max-clients {} needs {} file descriptors, and this process may have {}: raise that "
                        + "(ulimit -n {}), or ask for fewer clients", clients, needed, limit, needed);
            }
        });
    }

    /** Runs until SIGTERM or SIGINT, or an administrator's word: then all ends in order, with exit status 0. */
    private void runUntilSignal(Reactor reactor) throws IOException {
        CountDownLatch ended = new CountDownLatch(1);
        AtomicInteger status = new AtomicInteger(CANNOT_RUN);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            reactor.stop();
            try {
                ended.await(STOP_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            logStream.close();
            // Without this the status would be that of a process killed by the signal.
            Runtime.getRuntime().halt(status.get());
        }, "stop"));
        try {
            reactor.run();
            status.set(0);
        } finally {
            ended.countDown();
        }
    }

    /** The image knows it of the module, the jar of its manifest. */
    private static String version() {
        if (Main.class.getModule().isNamed()) {
            return Main.class.getModule().getDescriptor().rawVersion().orElse("of no version");
        }
        String version = Main.class.getPackage().getImplementationVersion();
        return version == null ? "of an unpacked build" : version;
    }

    private static void exit(int status, String message) {
        ERRORS.println("chatd: " + message);
        System.exit(status);
    }
}
