package chatd.bench;

import java.io.File;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Costs of the link: three linked nodes and one that is alone take turns in the same run. The clients of linked nodes
 * are compared byte by byte with each other, whatever their node, so a figure also says that nothing was lost.
 */
final class LinkCosts {

    static final String NAME = "link";
    static final String ALONE = "chatd";
    static final String LINKED = "chatd, 3 nodes";
    static final String REPLICATED = "chatd, 3 nodes, 3 replicas";
    static final Results.Row PACED = new Results.Row(NAME, 99, "200 lines/s", LINKED);
    static final Results.Row FANOUT = new Results.Row(NAME, 300, "fanout", LINKED);
    static final Results.Row CROWD = new Results.Row(NAME, 9000, "10,000 lines by all", LINKED);
    static final Results.Row ARRIVALS = new Results.Row(NAME, 10_000, "arrivals at one node", LINKED);
    static final Results.Row DEATH = new Results.Row(NAME, 0, "a node is killed", LINKED);
    static final Results.Row OUTAGE = new Results.Row(NAME, 0, "engine down for 3 s", LINKED);
    static final Results.Row REST = new Results.Row(NAME, 0, "at rest", LINKED);

    private static final int ROUNDS = 5;
    private static final int ROUNDS_OF_ARRIVALS = 2;
    private static final int REPLICAS = 3;
    private static final int OUTAGE_SECONDS = 3;
    private static final int LINE_MILLIS = 5;
    private static final int WARMUP_LINES = 200;
    /** Longer than the daemon's work after its start: the JVM releases memory after some seconds of idleness. */
    private static final double SETTLE_SECONDS = 11;
    private static final double WATCH_SECONDS = 10;

    private static final int WARM_UP_ROUNDS = 6;

    private final Peer plain;
    private final Peer chatd;
    private final Path directory;
    private final Results results;
    private final PrintStream out;

    /**
     * @param plain chatd without options
     * @param chatd chatd whose clients need no names
     */
    LinkCosts(Peer plain, Peer chatd, Path directory, Results results, PrintStream out) {
        this.plain = plain;
        this.chatd = chatd;
        this.directory = directory;
        this.results = results;
        this.out = out;
    }

    /** A part of the measurement. */
    private interface Part {
        void measure() throws IOException;
    }

    /** Measures everything, and prints it. Returns whether every part could be measured. */
    boolean measure() throws IOException {
        boolean isWell = isMeasured("paced", () -> compare(PACED, true, "scenario=paced", "rate=200", "seconds=2"));
        isWell &= isMeasured("fanout", () -> compare(FANOUT, false, "scenario=fanout", "seconds=0.7"));
        isWell &= isMeasured("crowd", this::crowd);
        isWell &= isMeasured("arrivals", this::arrivalsInTurn);
        isWell &= isMeasured("death", this::death);
        isWell &= isMeasured("outage", this::outage);
        isWell &= isMeasured("rest", this::rest);
        Report report = new Report(results);
        results.rows().stream().filter(row -> row.scenario().equals(NAME)).forEach(row -> report.print(row, out));
        return isWell;
    }

    private boolean isMeasured(String name, Part part) throws IOException {
        try {
            part.measure();
            return true;
        } catch (RunFailed e) {
            out.println(NAME + ", " + name + ": " + e.getMessage());
            return false;
        }
    }

    /** The same load on one node and on three, in turn. */
    private void compare(Results.Row row, boolean hasReplicas, String... settings) throws IOException {
        List<String> all = new ArrayList<>(List.of(settings));
        all.add("clients=" + row.clients());
        results.compare(row, row.of(ALONE));
        try (LinkedNodes linked = nodes(1);
                ServerUnderLoad alone = new ServerUnderLoad(chatd, log(), false, all);
                ServerUnderLoad three = new ServerUnderLoad(linked.servers(), false, all)) {
            warmUp(alone);
            warmUp(three);
            for (int round = 0; round < ROUNDS; round++) {
                results.add(row.of(ALONE), alone.measure());
                results.add(row, three.measure());
            }
        }
        if (hasReplicas) {
            try (LinkedNodes linked = nodes(REPLICAS);
                    ServerUnderLoad three = new ServerUnderLoad(linked.servers(), false, all)) {
                warmUp(three);
                for (int round = 0; round < ROUNDS; round++) {
                    results.add(row.of(REPLICATED), three.measure());
                }
            }
        }
    }

    /**
     * Has the JVM compile the code that the load runs. A server alone does that for its clients before it listens; the
     * code of the link is compiled only when it is used.
     */
    private static void warmUp(ServerUnderLoad server) throws IOException {
        for (int round = 0; round < WARM_UP_ROUNDS; round++) {
            server.measure();
        }
    }

    /** Everybody of a large crowd says a line now and then. */
    private void crowd() throws IOException {
        try (LinkedNodes linked = nodes(1);
                ServerUnderLoad three = new ServerUnderLoad(linked.servers(), true,
                        List.of("scenario=paced", "clients=" + CROWD.clients(), "rate=1000", "seconds=10"))) {
            results.add(CROWD, three.measure());
            // The run fails if a line is lost, or in another order for one of the clients.
            results.add(CROWD, Map.of(Metric.SKIPPED, 0.0));
        }
    }

    private void arrivalsInTurn() throws IOException {
        for (int round = 0; round < ROUNDS_OF_ARRIVALS; round++) {
            arrivalsAlone();
            arrivals();
        }
    }

    private void arrivalsAlone() throws IOException {
        try (ServerUnderLoad alone = new ServerUnderLoad(chatd, log(), true,
                List.of("scenario=arrival", "clients=" + ARRIVALS.clients()))) {
            results.add(ARRIVALS.of(ALONE), alone.measure());
        }
    }

    /** The first client is on another node than all others, and is the last to receive the last arrival. */
    private void arrivals() throws IOException {
        try (LinkedNodes linked = new LinkedNodes(chatd, 1, LinkedNodes.NAMES.subList(0, 2), directory);
                ServerUnderLoad two = new ServerUnderLoad(linked.servers(), true,
                        List.of("scenario=arrival", "spread=first", "clients=" + ARRIVALS.clients()))) {
            Jcmd other = new Jcmd(linked.node("east").pid());
            long before = other.liveBytes();
            results.add(ARRIVALS, two.measure());
            results.add(ARRIVALS, Map.of(Metric.HEAP,
                    (double) (other.liveBytes() - before) / (ARRIVALS.clients() - 1)));
        }
    }

    private void death() throws IOException {
        for (int round = 0; round < ROUNDS_OF_ARRIVALS; round++) {
            try (LinkedNodes linked = new LinkedNodes(plain, 1, LinkedNodes.NAMES, directory);
                    Talker reader = new Talker(linked.port("west"), "reader");
                    Talker victim = new Talker(linked.port("north"), "victim")) {
                victim.say("hello");
                reader.read(line -> line.equals("victim: hello"));
                long start = System.nanoTime();
                linked.node("north").destroyForcibly();
                reader.read(line -> line.endsWith("node north is down"));
                results.add(DEATH, Map.of(Metric.SECONDS, (System.nanoTime() - start) / 1e9));
            }
        }
    }

    /** One member says numbers all the time. One on another node has read those said meanwhile when talk is whole. */
    private void outage() throws IOException {
        for (int round = 0; round < ROUNDS_OF_ARRIVALS; round++) {
            try (LinkedNodes linked = new LinkedNodes(plain.with("--rate", "0"), 1, LinkedNodes.NAMES, directory);
                    Talker reader = new Talker(linked.port("west"), "reader");
                    Talker speaker = new Talker(linked.port("east"), "speaker")) {
                AtomicInteger said = new AtomicInteger();
                Thread talk = new Thread(() -> sayNumbers(speaker, said), "speaker");
                talk.start();
                int next = readNumbers(reader, 0, WARMUP_LINES);
                linked.killEngine();
                sleep(OUTAGE_SECONDS);
                linked.restartEngine();
                long back = System.nanoTime();
                readNumbers(reader, next, said.get());
                results.add(OUTAGE, Map.of(Metric.SECONDS, (System.nanoTime() - back) / 1e9));
                talk.interrupt();
                join(talk);
            }
        }
    }

    private static void sayNumbers(Talker speaker, AtomicInteger said) {
        try {
            while (!Thread.interrupted()) {
                speaker.say("=" + said.getAndIncrement());
                TimeUnit.MILLISECONDS.sleep(LINE_MILLIS);
            }
        } catch (InterruptedException e) {
            // The end.
        } catch (IOException e) {
            throw new RunFailed("The server disconnected the speaker");
        }
    }

    /** Reads the numbers up to this one, each of which must come once and in order. Returns the next one. */
    private static int readNumbers(Talker reader, int first, int last) throws IOException {
        int next = first;
        while (next <= last) {
            String line = reader.read(one -> one.startsWith("speaker: ="));
            if (!line.equals("speaker: =" + next)) {
                throw new RunFailed("'" + line + "' was received instead of number " + next);
            }
            next++;
        }
        return next;
    }

    /** Memory, threads and wake-ups of a node without clients, with the link and without. */
    private void rest() throws IOException {
        Process alone = plain.start(Peer.freePort(), log());
        try (LinkedNodes linked = new LinkedNodes(plain, 1, LinkedNodes.NAMES, directory)) {
            sleep(SETTLE_SECONDS);
            ProcessStats[] both = {new ProcessStats(alone.pid()), new ProcessStats(linked.node("east").pid())};
            Results.Row[] rows = {REST.of(ALONE), REST};
            long[] before = sleepsOfLoops(both);
            sleep(WATCH_SECONDS);
            long[] after = sleepsOfLoops(both);
            for (int i = 0; i < both.length; i++) {
                results.add(rows[i], Map.of(
                        Metric.LOOP_RATE, (after[i] - before[i]) / WATCH_SECONDS,
                        Metric.RESIDENT, both[i].residentMb(),
                        Metric.THREADS, (double) both[i].threads()));
            }
        } finally {
            ServerUnderLoad.stop(alone);
        }
        results.add(REST.of(ALONE), Map.of(Metric.CLASSES_OF_LINK, (double) classesOfLink()));
    }

    private static long[] sleepsOfLoops(ProcessStats... servers) throws IOException {
        long[] sleeps = new long[servers.length];
        for (int i = 0; i < servers.length; i++) {
            sleeps[i] = servers[i].sleepsOfMain();
        }
        return sleeps;
    }

    /** Number of classes of the link that a node without a link loads. */
    private long classesOfLink() throws IOException {
        Path log = directory.resolve("classes.log");
        Process alone = plain.where("JAVA_OPTS", "-Xlog:class+load:file=" + log.toAbsolutePath())
                .start(Peer.freePort(), log());
        ServerUnderLoad.stop(alone);
        try (Stream<String> lines = Files.lines(log)) {
            return lines.filter(line -> line.contains(" chatd.link.") || line.contains(" io.nats.")).count();
        } finally {
            Files.delete(log);
        }
    }

    private LinkedNodes nodes(int servers) throws IOException {
        return new LinkedNodes(chatd, servers, LinkedNodes.NAMES, directory);
    }

    private File log() {
        return directory.resolve("chatd.log").toFile();
    }

    private static void join(Thread thread) throws InterruptedIOException {
        try {
            thread.join();
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
}
