package chatd.system.soak;

import chatd.system.ClientGroup;
import chatd.system.Comparison;
import chatd.system.Daemon;
import chatd.system.Launch;
import chatd.system.Waiting;
import chatd.system.Witnesses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Runs random traffic and hostile clients against a real daemon for a time, samples its resources every minute, and
 * reports in the end whether they are flat and whether well-behaved members have lost lines.
 */
public final class Soak {

    private static final Pattern TIME = Pattern.compile("(\\d+)([smh])");
    private static final Map<String, Integer> SECONDS = Map.of("s", 1, "m", 60, "h", 3600);
    private static final int LEAST_SAMPLES = 20;
    private static final Duration LONGEST_INTERVAL = Duration.ofMinutes(1);
    /** Longer than a closing connection may take to send its backlog. */
    private static final Duration PATIENCE = Duration.ofSeconds(70);
    private static final Duration PACE = Duration.ofMillis(200);
    private static final int WITNESSES = 4;
    private static final int TURN_MILLIS = 10;
    private static final int SAMPLES = 20;
    private static final double MB = 1e6;

    private static final List<Trend> TRENDS = List.of(
            new Trend("resident memory, MB", Sample::residentMb, 0.05, 2, true),
            new Trend("heap, MB", Sample::heapMb, 0.1, 2, true),
            new Trend("descriptors", Sample::descriptors, 0.05, 10, true),
            new Trend("clients", Sample::clients, 0.05, 10, false),
            new Trend("median delay, ms", Sample::p50Millis, 0.3, 1, false),
            new Trend("99 % delay, ms", Sample::p99Millis, 0.5, 10, false),
            new Trend("deliveries per second", Sample::deliveries, 0.1, 0, false));

    private final Daemon daemon;
    private final Witnesses witnesses;
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicReference<Exception> failure = new AtomicReference<>();
    private final List<Sample> samples = new ArrayList<>();
    private final Comparison all = new Comparison();
    private final long startNanos = System.nanoTime();
    private double deliveries;
    private double skipped;

    private Soak(Daemon daemon, Witnesses witnesses) {
        this.daemon = daemon;
        this.witnesses = witnesses;
    }

    /** Arguments: the program; the duration, such as 30m; the directory for soak.csv and soak.svg. */
    public static void main(String[] arguments) throws Exception {
        Matcher time = TIME.matcher(arguments[1]);
        if (!time.matches()) {
            System.err.println("Invalid TIME '" + arguments[1] + "': write it like 90s, 30m or 2h");
            System.exit(2);
        }
        Duration length = Duration.ofSeconds(Long.parseLong(time.group(1)) * SECONDS.get(time.group(2)));
        Path directory = Files.createDirectories(Path.of(arguments[2]));
        boolean isWell;
        try (Daemon daemon = Daemon.start(new Launch(Path.of(arguments[0])));
                Witnesses witnesses = new Witnesses(daemon.port, WITNESSES, PACE)) {
            Soak soak = new Soak(daemon, witnesses);
            isWell = soak.run(length);
            Files.write(directory.resolve("soak.csv"), soak.rows());
            Files.writeString(directory.resolve("soak.svg"), Chart.of(soak.samples));
        }
        System.out.println("Samples: " + directory.resolve("soak.csv") + ", chart: "
                + directory.resolve("soak.svg"));
        System.exit(isWell ? 0 : 1);
    }

    private boolean run(Duration length) throws IOException, InterruptedException {
        int before = daemon.descriptors();
        List<Thread> threads = List.of(start(Traffic::new), start(HostileClients::new));
        Duration shortest = length.dividedBy(LEAST_SAMPLES);
        Duration interval = shortest.compareTo(LONGEST_INTERVAL) < 0 ? shortest : LONGEST_INTERVAL;
        System.out.println(Sample.HEADER);
        while (System.nanoTime() - startNanos < length.toNanos() && failure.get() == null) {
            sample(interval);
            System.out.println(samples.get(samples.size() - 1).row());
        }
        over.set(true);
        for (Thread thread : threads) {
            thread.join();
        }
        return judge(before);
    }

    private Thread start(Function<ClientGroup, Actor> factory) {
        Thread thread = new Thread(() -> {
            try (ClientGroup clients = new ClientGroup(daemon.port)) {
                Actor actor = factory.apply(clients);
                while (!over.get()) {
                    actor.act();
                    clients.pollFor(Duration.ofMillis(TURN_MILLIS));
                    clients.removeEnded();
                }
            } catch (IOException | RuntimeException e) {
                failure.compareAndSet(null, e);
            }
        });
        thread.start();
        return thread;
    }

    private void sample(Duration interval) throws IOException {
        witnesses.startSending();
        double heap = Double.MAX_VALUE;
        long begin = System.nanoTime();
        for (int i = 0; i < SAMPLES; i++) {
            Waiting.sleep(interval.dividedBy(SAMPLES));
            heap = Math.min(heap, daemon.statistics().get("heap_bytes"));
        }
        Map<String, Double> figures = daemon.statistics();
        double seconds = (System.nanoTime() - begin) / 1e9;
        int descriptors = daemon.descriptors();
        witnesses.settle(PATIENCE);
        Comparison result = witnesses.compare(System.nanoTime());
        samples.add(new Sample((System.nanoTime() - startNanos) / 60e9, daemon.residentBytes() / MB, heap / MB,
                descriptors, figures.get("clients"), result.delayMillis(0.5), result.delayMillis(0.99),
                result.delayMillis(1), (figures.get("deliveries_total") - deliveries) / seconds,
                figures.get("skipped_lines_total") - skipped, result.lost()));
        deliveries = figures.get("deliveries_total");
        skipped = figures.get("skipped_lines_total");
        all.add(result);
    }

    private List<String> rows() {
        List<String> rows = new ArrayList<>(List.of(Sample.HEADER));
        samples.forEach(sample -> rows.add(sample.row()));
        return rows;
    }

    private boolean judge(int descriptorsBefore) throws IOException, InterruptedException {
        List<String> problems = new ArrayList<>(all.problems());
        System.out.println();
        for (Trend trend : TRENDS) {
            Trend.Verdict verdict = trend.of(samples);
            System.out.println(verdict.text());
            if (verdict.rises() && trend.matters()) {
                problems.add("not flat: " + trend.name());
            }
        }
        if (failure.get() != null) {
            problems.add("the traffic stopped early: " + failure.get());
        }
        if (!Waiting.until(() -> daemon.descriptors() <= descriptorsBefore, PATIENCE)) {
            problems.add(daemon.descriptors() + " descriptors are open at the end, " + descriptorsBefore
                    + " were open at the start");
        }
        problems.add(daemon.stop());
        if (daemon.readLog().contains("ERROR")) {
            problems.add("the log has an error");
        }
        problems.removeIf(String::isEmpty);
        problems.forEach(problem -> System.out.println("FAIL: " + problem));
        System.out.printf("%d lines lost, %d skipped for witnesses, longest delay %.0f ms%n", all.lost(),
                all.skipped(), all.delayMillis(1));
        return problems.isEmpty() && all.lost() == 0;
    }
}
