package chatd.bench;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.PrintStream;
import java.net.Socket;
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
 * What servers cost at rest: the time of a start, disk and memory, without clients and with many who say nothing, and
 * how often they wake up for nothing. Two of each run side by side, since what the second shares with the first costs
 * nothing. All are at rest at the same time, while crowds gather at further ones.
 */
final class Footprint implements AutoCloseable {

    static final String NAME = "footprint";

    private static final int STARTS = 10;
    private static final int ANSWER_MILLIS = 5000;
    /** Longer than what a server still has to do when it has started. */
    private static final double SETTLE_SECONDS = 2.5;
    /** At least: chatd, and the JVM, give back what they need no longer when five seconds have passed. */
    private static final double WATCH_SECONDS = 11;

    /** How often a server has gone to sleep, and the thread of it that runs {@code main()}. */
    private record Sleeps(long atNanos, long all, long ofMain) {

        static Sleeps of(Vitals server) throws IOException {
            return new Sleeps(System.nanoTime(), server.sleeps(), server.sleepsOfMain());
        }
    }

    /** What is done with one server. */
    private interface Step {
        void take(Peer peer) throws IOException;
    }

    private final Peer chatd;
    private final List<Peer> peers;
    private final Path directory;
    private final Results results;
    private final PrintStream out;
    private final Set<Peer> failed = new HashSet<>();
    private final Map<Peer, Process> firsts = new HashMap<>();
    private final Map<Peer, Process> seconds = new HashMap<>();
    private final Map<Peer, Map<Integer, Future<Session>>> crowds = new HashMap<>();

    /**
     * @param chatd the one of the peers that is a JVM, with a directory of its own
     * @param directory where the logs go
     */
    Footprint(Peer chatd, List<Peer> peers, Path directory, Results results, PrintStream out) {
        this.chatd = chatd;
        this.peers = peers;
        this.directory = directory;
        this.results = results;
        this.out = out;
    }

    /**
     * Measures all of them.
     *
     * @param sizes of the crowds; a server gets those that are tried with it elsewhere, too
     * @return with whom something went wrong
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
        gather(sizes);
        sleep(WATCH_SECONDS - (System.nanoTime() - start) / 1e9);
        withEach(peer -> reportSleeps(peer, before.get(peer), Sleeps.of(first(peer))));
        // What was written lately counts as private until it is on the disk.
        output("sync");
        withEach(this::weigh);
        return failed;
    }

    private void startOnce(Peer peer) throws IOException {
        int port = Peer.freePort();
        long start = System.nanoTime();
        Process process = peer.launch(port, log(peer));
        try (Socket socket = peer.connect(process, port)) {
            report(peer, 0, Metric.ACCEPTED, (System.nanoTime() - start) / 1e9);
            socket.setSoTimeout(ANSWER_MILLIS);
            socket.getOutputStream().write(peer.tongue().hello(socket.getLocalPort()));
            if (socket.getInputStream().read() < 0) {
                throw new Lost("no answer");
            }
            report(peer, 0, Metric.ANSWERED, (System.nanoTime() - start) / 1e9);
        } finally {
            Session.stop(process);
        }
    }

    /** Has crowds gather: at chatd while nobody else is at it, then at two others at a time. */
    private void gather(int... sizes) {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        withEach(peer -> {
            crowds.put(peer, new HashMap<>());
            for (int clients : sizes) {
                if (clients <= peer.mostClients()) {
                    Future<Session> crowd = threads.submit(() -> crowd(peer, clients));
                    crowds.get(peer).put(clients, crowd);
                    if (peer.equals(chatd)) {
                        get(crowd);
                    }
                }
            }
        });
        threads.shutdown();
        withEach(peer -> {
            for (Future<Session> crowd : crowds.get(peer).values()) {
                get(crowd);
            }
        });
    }

    private Session crowd(Peer peer, int clients) throws IOException {
        List<String> settings = List.of("scenario=idle", "clients=" + clients, "seconds=0.1");
        Session session = new Session(peer, log(peer), true, settings);
        try {
            session.measure();
            return session;
        } catch (IOException | Lost e) {
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

    private void weigh(Peer peer) throws IOException {
        Vitals server = first(peer);
        report(peer, 0, Metric.RESIDENT, server.residentMb());
        report(peer, 0, Metric.PRIVATE, new Vitals(seconds.get(peer).pid()).privateMb());
        report(peer, 0, Metric.THREADS, server.threads());
        Path files = server.executable();
        if (peer.equals(chatd)) {
            report(peer, 0, Metric.THREADS_OF_OURS, server.threadsBesidesJvm());
            files = files.getParent().getParent();
        }
        String used = output("du", "--summarize", "--block-size=1", files.toString());
        report(peer, 0, Metric.ON_DISK, Long.parseLong(used.split("\\s")[0]) / 1e6);
        for (Map.Entry<Integer, Future<Session>> crowd : crowds.get(peer).entrySet()) {
            report(peer, crowd.getKey(), Metric.RESIDENT, get(crowd.getValue()).server().residentMb());
        }
    }

    /** Does this with one server after the other, but not with those with which something went wrong before. */
    private void withEach(Step step) {
        for (Peer peer : peers) {
            if (failed.contains(peer)) {
                continue;
            }
            try {
                step.take(peer);
            } catch (IOException | Lost e) {
                out.println(NAME + ", " + peer.name() + ": " + e.getMessage());
                failed.add(peer);
            }
        }
    }

    private void report(Peer peer, int clients, Metric metric, double value) {
        results.add(new Results.Row(NAME, clients, "", peer.name()), Map.of(metric, value));
    }

    private Vitals first(Peer peer) {
        return new Vitals(firsts.get(peer).pid());
    }

    private File log(Peer peer) {
        return directory.resolve(peer.name() + ".log").toFile();
    }

    @Override
    public void close() {
        firsts.values().forEach(Session::stop);
        seconds.values().forEach(Session::stop);
        for (Map<Integer, Future<Session>> ofOne : crowds.values()) {
            for (Future<Session> crowd : ofOne.values()) {
                try {
                    get(crowd).close();
                } catch (IOException e) {
                    // It was told before, and the session is closed.
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
        try (InputStream said = new ProcessBuilder(command).redirectErrorStream(true).start().getInputStream()) {
            return new String(said.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
