package chatd.bench;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * The cost of idle servers: start time, disk space, memory without clients and with many idle clients, and needless
 * wake-ups. Two processes of each server run side by side, since memory that the second shares with the first is free.
 * All are idle at the same time, while clients connect to further processes.
 */
final class Footprint implements AutoCloseable {

    static final String NAME = "footprint";

    private static final int STARTS = 10;
    /** Longer than a server's work after its start. */
    private static final double SETTLE_SECONDS = 2.5;
    /** Minimum: chatd and the JVM release memory after five seconds of idleness. */
    private static final double WATCH_SECONDS = 11;

    /** Number of sleeps of a server, and of its thread that runs {@code main()}. */
    private record Sleeps(long atNanos, long all, long ofMain) {

        static Sleeps of(ProcessStats server) throws IOException {
            return new Sleeps(System.nanoTime(), server.sleeps(), server.sleepsOfMain());
        }
    }

    /** A step with one server. */
    private interface Step {
        void run(Peer peer) throws IOException;
    }

    private final Peer chatd;
    private final List<Peer> peers;
    private final Path directory;
    private final Results results;
    private final PrintStream out;
    private final Set<Peer> failed = new HashSet<>();
    private final Map<Peer, Process> firsts = new HashMap<>();
    private final Map<Peer, Process> seconds = new HashMap<>();
    private final Map<Peer, Map<Integer, Future<ServerUnderLoad>>> idleGroups = new HashMap<>();

    /**
     * @param chatd the peer that is a JVM in a directory of its own
     * @param directory directory of the logs
     */
    Footprint(Peer chatd, List<Peer> peers, Path directory, Results results, PrintStream out) {
        this.chatd = chatd;
        this.peers = peers;
        this.directory = directory;
        this.results = results;
        this.out = out;
    }

    /**
     * Measures all servers.
     *
     * @param sizes numbers of idle clients, each for the servers that are tried with that many
     * @return servers that failed
     */
    Set<Peer> measure(int... sizes) throws IOException {
        for (int i = 0; i < STARTS; i++) {
            withEach(this::startOnce);
        }
        withEach(peer -> firsts.put(peer, peer.start(Peer.freePort(), log(peer))));
        withEach(peer -> seconds.put(peer, peer.start(Peer.freePort(), log(peer))));
        sleep(SETTLE_SECONDS);
        Map<Peer, Sleeps> before = new HashMap<>();
        withEach(peer -> before.put(peer, Sleeps.of(first(peer))));
        long start = System.nanoTime();
        connectIdleClients(sizes);
        sleep(WATCH_SECONDS - (System.nanoTime() - start) / 1e9);
        withEach(peer -> reportSleeps(peer, before.get(peer), Sleeps.of(first(peer))));
        // Recently written file pages count as private until they are on disk.
        output("sync");
        withEach(this::reportSizes);
        return failed;
    }

    private void startOnce(Peer peer) throws IOException {
        Peer.Answered server = peer.startUntilAnswered(log(peer));
        ServerUnderLoad.stop(server.process());
        report(peer, 0, Metric.ACCEPTED, server.acceptedSeconds());
        report(peer, 0, Metric.ANSWERED, server.answeredSeconds());
    }

    /** Connects the idle clients: to chatd alone first, then to two other servers at a time. */
    private void connectIdleClients(int... sizes) {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        withEach(peer -> {
            idleGroups.put(peer, new HashMap<>());
            for (int clients : sizes) {
                if (clients <= peer.mostClients()) {
                    Future<ServerUnderLoad> group = threads.submit(() -> group(peer, clients));
                    idleGroups.get(peer).put(clients, group);
                    if (peer.equals(chatd)) {
                        get(group);
                    }
                }
            }
        });
        threads.shutdown();
        withEach(peer -> {
            for (Future<ServerUnderLoad> group : idleGroups.get(peer).values()) {
                get(group);
            }
        });
    }

    private ServerUnderLoad group(Peer peer, int clients) throws IOException {
        List<String> settings = List.of("scenario=idle", "clients=" + clients, "seconds=0.1");
        ServerUnderLoad session = new ServerUnderLoad(peer, log(peer), true, settings);
        try {
            session.measure();
            return session;
        } catch (IOException | RunFailed e) {
            session.close();
            throw e;
        }
    }

    private void reportSleeps(Peer peer, Sleeps before, Sleeps now) {
        double seconds = (now.atNanos() - before.atNanos()) / 1e9;
        report(peer, 0, Metric.WAKEUPS, (now.all() - before.all()) / seconds);
        if (peer.equals(chatd)) {
            report(peer, 0, Metric.LOOP_WAKEUPS, now.ofMain() - before.ofMain());
        }
    }

    private void reportSizes(Peer peer) throws IOException {
        ProcessStats server = first(peer);
        report(peer, 0, Metric.RESIDENT, server.residentMb());
        report(peer, 0, Metric.PRIVATE, new ProcessStats(seconds.get(peer).pid()).privateMb());
        report(peer, 0, Metric.THREADS, server.threads());
        Path files = server.executable();
        if (peer.equals(chatd)) {
            report(peer, 0, Metric.THREADS_OF_OURS, server.threadsBesidesJvm());
            files = files.getParent().getParent();
        }
        String used = output("du", "--summarize", "--block-size=1", files.toString());
        report(peer, 0, Metric.ON_DISK, Long.parseLong(used.split("\\s")[0]) / 1e6);
        for (Map.Entry<Integer, Future<ServerUnderLoad>> group : idleGroups.get(peer).entrySet()) {
            report(peer, group.getKey(), Metric.RESIDENT, get(group.getValue()).server().residentMb());
        }
    }

    /** Runs this with one server after the other, except those that failed before. */
    private void withEach(Step step) {
        for (Peer peer : peers) {
            if (failed.contains(peer)) {
                continue;
            }
            try {
                step.run(peer);
            } catch (IOException | RunFailed e) {
                out.println(NAME + ", " + peer.name() + ": " + e.getMessage());
                failed.add(peer);
            }
        }
    }

    private void report(Peer peer, int clients, Metric metric, double value) {
        results.add(new Results.Row(NAME, clients, "", peer.name()), Map.of(metric, value));
    }

    private ProcessStats first(Peer peer) {
        return new ProcessStats(firsts.get(peer).pid());
    }

    private File log(Peer peer) {
        return directory.resolve(peer.name() + ".log").toFile();
    }

    @Override
    public void close() {
        firsts.values().forEach(ServerUnderLoad::stop);
        seconds.values().forEach(ServerUnderLoad::stop);
        for (Map<Integer, Future<ServerUnderLoad>> ofOne : idleGroups.values()) {
            for (Future<ServerUnderLoad> group : ofOne.values()) {
                try {
                    get(group).close();
                } catch (IOException e) {
                    // Reported before, and the processes are stopped.
                }
            }
        }
    }

    private static <T> T get(Future<T> value) throws IOException {
        try {
            return value.get();
        } catch (ExecutionException e) {
            throw new IOException(e.getCause().getMessage(), e);
        } catch (InterruptedException e) {
            throw new InterruptedIOException();
        }
    }

    private static void sleep(double seconds) throws InterruptedIOException {
        try {
            TimeUnit.MILLISECONDS.sleep((long) (seconds * 1e3));
        } catch (InterruptedException e) {
            throw new InterruptedIOException();
        }
    }

    private static String output(String... command) throws IOException {
        try (InputStream output = new ProcessBuilder(command).redirectErrorStream(true).start().getInputStream()) {
            return new String(output.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
