package chatd;

import chatd.access.BanList;
import chatd.chat.Administration;
import chatd.chat.ChatResources;
import chatd.chat.ChatService;
import chatd.chat.Dialects;
import chatd.chat.HistoryResources;
import chatd.chat.RegistrationSettings;
import chatd.chat.Settings;
import chatd.loop.EventLoop;
import chatd.net.Broadcasts;
import chatd.net.Limits;
import chatd.net.Server;
import chatd.os.AsyncLog;
import chatd.os.BackgroundThread;
import chatd.os.DescriptorLimit;
import chatd.os.ExitHook;
import chatd.os.HeapTrimmer;
import chatd.os.LocalClock;
import chatd.os.LogTime;
import chatd.os.Signals;
import chatd.store.HistoryFile;
import chatd.store.HistoryOptions;
import chatd.store.RegisteredNames;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.spi.SelectorProvider;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts the daemon: reads the options, and runs a server with a room. Reports an error in one line and exits. */
public final class Main {

    private static final int CANNOT_RUN = 1;
    private static final int BAD_OPTION = 2;
    /** More than the 2 seconds that the server, the history file and the names file each need at most to stop. */
    private static final int STOP_SECONDS = 8;
    /** The registered names are written one after the other. */
    private static final int WAITING_WRITES = 1;
    private static final Duration IDLE_BEFORE_GC = Duration.ofSeconds(2);

    private static final String PREFIX = "chatd: ";
    private static final PrintStream ERRORS = System.err;

    private final Options options;
    private final LocalClock clock = LocalClock.of(System.getenv());
    private final AsyncLog logStream = new AsyncLog(ERRORS, LogTime.orNothing(System.getenv(), clock));
    private final Logger log;

    private Main(Options options) {
        this.options = options;
        logStream.install();
        if (options.verbose()) {
            System.setProperty("org.slf4j.simpleLogger.log.chatd", "debug");
        }
        // After the property is set, because it is read only once.
        log = LoggerFactory.getLogger(Main.class);
    }

    /**
     * Runs the daemon until it is stopped. Exit status: 0 if it stopped in order, 1 if it cannot run, 2 for a bad
     * option.
     */
    public static void main(String[] arguments) {
        ExitHook exit = ExitHook.install(STOP_SECONDS, CANNOT_RUN);
        int status = CANNOT_RUN;
        try {
            status = run(arguments, exit);
        } finally {
            exit.ended(status);
        }
        if (status != 0) {
            System.exit(status);
        }
    }

    private static int run(String[] arguments, ExitHook exit) {
        try {
            Options options = Options.parse(System.getenv(), arguments);
            if (options.help()) {
                System.out.print(HelpText.text());
            } else if (options.version()) {
                System.out.println("chatd " + version());
            } else {
                new Main(options).run(exit);
            }
            return 0;
        } catch (BadOption e) {
            ERRORS.println(PREFIX + e.getMessage());
            return BAD_OPTION;
        } catch (IOException e) {
            ERRORS.println(PREFIX + e.getMessage());
            return CANNOT_RUN;
        } catch (VirtualMachineError e) {
            ERRORS.println(PREFIX + "the Java runtime cannot continue: " + e);
            return CANNOT_RUN;
        }
    }

    /** Runs until SIGTERM, SIGINT or an administrator's command. */
    private void run(ExitHook exit) throws IOException {
        exit.finallyRun(logStream::close);
        Rehearsal.run(options);
        SelectorProvider provider = SelectorProvider.provider();
        EventLoop loop = new EventLoop(provider, System::nanoTime);
        RegisteredNames names = openNames(loop);
        NodeLink link = null;
        try (HistoryFile history = openHistory(loop)) {
            if (options.link().isPresent()) {
                link = NodeLink.connect(options.link().get(), version(), options.settings(), loop);
            }
            serve(provider, loop, new ChatFiles(names, history), link, exit);
        } finally {
            if (link != null) {
                link.close();
            }
            if (names != null) {
                names.close();
            }
        }
    }

    /** The files of the chat, each null if there is none. */
    private record ChatFiles(RegisteredNames names, HistoryFile history) {
    }

    /** Null if there is no history file. */
    private HistoryFile openHistory(EventLoop loop) throws IOException {
        HistoryOptions file = options.settings().history().file();
        return file == null ? null : HistoryFile.open(file, clock, loop::defer);
    }

    /** Null if names cannot be registered. */
    private RegisteredNames openNames(EventLoop loop) throws IOException {
        RegistrationSettings registration = options.settings().login().registration();
        return registration == null
                ? null
                : RegisteredNames.open(registration.file(), registration.forFile(clock),
                        new BackgroundThread("names", WAITING_WRITES), loop::execute);
    }

    /** @param link the link to other nodes; null if there are none */
    private void serve(SelectorProvider provider, EventLoop loop, ChatFiles files, NodeLink link, ExitHook exit)
            throws IOException {
        Limits limits = options.limits();
        Broadcasts broadcasts = new Broadcasts(limits.maxLineBytes());
        Settings settings = options.settings();
        BanList bans = new BanList(loop::nowNanos);
        ChatService chat = new ChatService(settings, Dialects.factory(settings.dialect()),
                new ChatResources(broadcasts, bans, clock).withNames(files.names())
                        .withHistory(files.history() == null
                                ? null
                                : new HistoryResources(files.history(), loop::execute))
                        .withLink(link == null ? null : link.resources(clock)));
        Server server = new Server(provider, loop, limits, bans, broadcasts, chat, chat.notices());
        server.setAccessRules(options.access());
        HeapTrimmer heap = new HeapTrimmer();
        loop.whenIdle(IDLE_BEFORE_GC, heap::collectIdle, heap::collectBusy);
        handleHangup(loop, server, chat);
        Listeners listeners = new Listeners(server);
        try {
            if (link != null && !join(link, chat, server, exit)) {
                return;
            }
            listeners.open(options, new Administration(chat));
        } catch (IOException e) {
            server.close();
            throw e;
        }
        MemoryBudget budget = new MemoryBudget(limits, settings, link != null);
        clock.warning().ifPresent(log::warn);
        budget.descriptorWarning(DescriptorLimit.read()).ifPresent(log::warn);
        budget.heapWarning(Runtime.getRuntime().maxMemory()).ifPresent(log::warn);
        listeners.warnings().forEach(log::warn);
        listeners.messages().forEach(log::info);
        if (link == null) {
            exit.onSignal(server::stop);
        }
        server.run();
        if (link != null) {
            chat.link().stop();
        }
    }

    /** Returns false if a signal ended the wait: joining may take long if the other nodes cannot be reached. */
    private static boolean join(NodeLink link, ChatService chat, Server server, ExitHook exit) throws IOException {
        exit.onSignal(() -> {
            link.cancel();
            server.stop();
        });
        if (link.join(chat.link())) {
            return true;
        }
        chat.link().stop();
        server.close();
        return false;
    }

    private void handleHangup(EventLoop loop, Server server, ChatService chat) {
        try {
            Signals.onHangup(() -> loop.execute(chat::rereadFiles), server::stop);
        } catch (ReflectiveOperationException e) {
            log.warn("SIGHUP will end the daemon instead of reading files again: this JVM cannot handle signals ({})",
                    String.valueOf(e.getCause() == null ? e : e.getCause()));
        }
    }

    /** The version, from the module in the image, or from the manifest of the jar. */
    private static String version() {
        if (Main.class.getModule().isNamed()) {
            return Main.class.getModule().getDescriptor().rawVersion().orElse("(unknown version)");
        }
        String version = Main.class.getPackage().getImplementationVersion();
        return version == null ? "(development build)" : version;
    }
}
