package chatd;

import chatd.chat.ChatService;
import chatd.chat.Dialects;
import chatd.chat.Settings;
import chatd.net.Broadcast;
import chatd.net.Limits;
import chatd.net.Server;
import chatd.os.AsyncLog;
import chatd.os.DescriptorLimit;
import chatd.os.IdleGc;
import chatd.os.LogTime;
import chatd.os.Signals;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.spi.SelectorProvider;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The front door: from options to a reactor that runs a room. Says what is wrong in one line, and exits. */
public final class Main {

    private static final int CANNOT_RUN = 1;
    private static final int BAD_OPTION = 2;
    /** More than the reactor takes to stop. */
    private static final int STOP_SECONDS = 5;
    /**
     * Descriptors for all that is no client: the selector, listening sockets, jars, refused clients on their way out.
     */
    private static final int OTHER_DESCRIPTORS = 320;

    private static final int MIB = 1 << 20;
    private static final Duration QUIET = Duration.ofSeconds(2);

    private static final PrintStream ERRORS = System.err;

    private final Options options;
    private final AsyncLog logStream = new AsyncLog(ERRORS, LogTime.orNothing(System.getenv()));
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
        Settings settings = options.settings();
        ChatService chat = new ChatService(settings, Dialects.factory(settings.dialect()), broadcast,
                Clock.systemDefaultZone());
        Server server = new Server(SelectorProvider.provider(), System::nanoTime, limits, broadcast, chat,
                chat.notices());
        server.limitSocketBuffers(options.socketBufferBytes());
        server.follow(options.access());
        server.whenQuiet(QUIET, new IdleGc()::collect);
        hearHangup(server, chat);
        Listeners doors = new Listeners(server);
        try {
            doors.open(options, chat);
        } catch (IOException e) {
            server.close();
            throw e;
        }
        warnOfFewDescriptors();
        warnOfSmallHeap();
        doors.places().forEach(place -> log.info("Listening on {}", place));
        runUntilSignal(server);
    }

    private void hearHangup(Server server, ChatService chat) {
        try {
            Signals.hear(() -> server.execute(chat::rereadFiles), server::stop);
        } catch (ReflectiveOperationException e) {
            log.warn("SIGHUP will not have files read again: this JVM does not let it be heard ({})",
                    String.valueOf(e.getCause() == null ? e : e.getCause()));
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

    private void warnOfSmallHeap() {
        long needed = options.heapBytes() / MIB;
        long most = Runtime.getRuntime().maxMemory() / MIB;
        if (most < needed) {
            // A larger heap has a larger usual --buffer-memory, too.
            log.warn("With these options clients can take up to {} MiB of heap, and it may have {}: give it more "
                    + "(JAVA_OPTS=-Xmx{}m), or ask for fewer clients, shorter lines or a smaller --buffer-memory",
                    needed, most, needed * 9 / 8);
        }
    }

    /** Runs until SIGTERM or SIGINT, or an administrator's word: then all ends in order, with exit status 0. */
    private void runUntilSignal(Server server) throws IOException {
        CountDownLatch ended = new CountDownLatch(1);
        AtomicInteger status = new AtomicInteger(CANNOT_RUN);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            server.stop();
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
            server.run();
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
