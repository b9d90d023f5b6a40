package chatd.system.soak;

import chatd.system.ClientGroup;
import chatd.system.Daemon;
import chatd.system.Launch;
import chatd.system.Pause;
import chatd.system.Reckoning;
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
 * Plays random traffic and hostile clients against a real daemon for a time, looks every minute what it takes, and says
 * in the end whether that is flat, and whether well-behaved members have lost anything.
 */
public final class Soak {

    private static final Pattern TIME = Pattern.compile("(\\d+)([smh])");
    private static final Map<String, Integer> SECONDS = Map.of("s", 1, "m", 60, "h", 3600);
    private static final int LEAST_SAMPLES = 20;
    private static final Duration LONGEST_INTERVAL = Duration.ofMinutes(1);
    /** Longer than a connection that ends may take for what waits. */
    private static final Duration PATIENCE = Duration.ofSeconds(70);
    private static final Duration PACE = Duration.ofMillis(200);
    private static final int WITNESSES = 4;
    private static final int TURN_MILLIS = 10;
    private static final int LOOKS = 20;
    private static final double MB = 1e6;

    private static final List<Trend> TRENDS = List.of(
            new Trend("resident memory, MB", Sample::residentMb, 0.05, 2, true),
            new Trend("heap, MB", Sample::heapMb, 0.1, 2, true),
            new Trend("descriptors", Sample::descriptors, 0.05, 10, true),
            new Trend("clients", Sample::clients, 0.05, 10, false),
            new Trend("median wait, ms", Sample::p50Millis, 0.3, 1, false),
            new Trend("wait of 99 %, ms", Sample::p99Millis, 0.5, 10, false),
            new Trend("deliveries a second", Sample::deliveries, 0.1, 0, false));

    private final Daemon daemon;
    private final Witnesses witnesses;
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicReference<Exception> failure = new AtomicReference<>();
    private final List<Sample> samples = new ArrayList<>();
    private final Reckoning all = new Reckoning();
    private final long startNanos = System.nanoTime();
    private double deliveries;
    private double skipped;

    private Soak(Daemon daemon, Witnesses witnesses) {
        this.daemon = daemon;
        this.witnesses = witnesses;
    }

    /** Arguments: the program; how long, as in 30m; the directory for soak.csv and soak.svg. */
    public static void main(String[] arguments) throws Exception {
        Matcher time = TIME.matcher(arguments[1]);
        if (!time.matches()) {
            System.err.println("TIME is written as in 90s, 30m or 2h, not '" + arguments[1] + "'");
            System.exit(2);
        }
        Duration length = Duration.ofSeconds(Long.parseLong(time.group(1)) * SECONDS.get(time.group(2)));
        Path directory = Files.createDirectories(Path.of(arguments[2]));
        boolean isWell;
        try (Daemon daemon = Daemon.start(new Launch(Path.of(arguments[0])));
                Witnesses witnesses = new Witnesses(daemon.port, WITNESSES, PACE)) {
            Soak soak = new Soak(daemon, witnesses);
            isWell = soak.play(length);
            Files.write(directory.resolve("soak.csv"), soak.rows());
            Files.writeString(directory.resolve("soak.svg"), Chart.of(soak.samples));
        }
        System.out.println("The figures are in " + directory.resolve("soak.csv") + ", as a picture in "
                + directory.resolve("soak.svg"));
        System.exit(isWell ? 0 : 1);
    }

    private boolean play(Duration length) throws IOException, InterruptedException {
        int before = daemon.descriptors();
        List<Thread> players = List.of(start(Traffic::new), start(Hostility::new));
        Duration shortest = length.dividedBy(LEAST_SAMPLES);
        Duration interval = shortest.compareTo(LONGEST_INTERVAL) < 0 ? shortest : LONGEST_INTERVAL;
        System.out.println(Sample.HEADER);
        while (System.nanoTime() - startNanos < length.toNanos() && failure.get() == null) {
            sample(interval);
            System.out.println(samples.get(samples.size() - 1).row());
        }
        over.set(true);
        for (Thread player : players) {
            player.join();
        }
        return judge(before);
    }

    private Thread start(Function<ClientGroup, Players> kind) {
        Thread thread = new Thread(() -> {
            try (ClientGroup crowd = new ClientGroup(daemon.port)) {
                Players players = kind.apply(crowd);
                while (!over.get()) {
                    players.act();
                    crowd.playFor(Duration.ofMillis(TURN_MILLIS));
                    crowd.forgetWhoHasGone();
                }
            } catch (IOException | RuntimeException e) {
                failure.compareAndSet(null, e);
            }
        });
        thread.start();
        return thread;
    }

    private void sample(Duration interval) throws IOException {
        witnesses.talk();
        double heap = Double.MAX_VALUE;
        long begin = System.nanoTime();
        for (int i = 0; i < LOOKS; i++) {
            Pause.of(interval.dividedBy(LOOKS));
            heap = Math.min(heap, daemon.statistics().get("heap_bytes"));
        }
        Map<String, Double> figures = daemon.statistics();
        double seconds = (System.nanoTime() - begin) / 1e9;
        int descriptors = daemon.descriptors();
        witnesses.settle(PATIENCE);
        Reckoning heard = witnesses.reckon(System.nanoTime());
        samples.add(new Sample((System.nanoTime() - startNanos) / 60e9, daemon.residentBytes() / MB, heap / MB,
                descriptors, figures.get("clients"), heard.waitMillis(0.5), heard.waitMillis(0.99),
                heard.waitMillis(1), (figures.get("deliveries_total") - deliveries) / seconds,
                figures.get("skipped_lines_total") - skipped, heard.lost()));
        deliveries = figures.get("deliveries_total");
        skipped = figures.get("skipped_lines_total");
        all.add(heard);
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
            problems.add("the play broke off: " + failure.get());
        }
        if (!Pause.until(() -> daemon.descriptors() <= descriptorsBefore, PATIENCE)) {
            problems.add(daemon.descriptors() + " descriptors are open in the end, " + descriptorsBefore
                    + " were in the beginning");
        }
        problems.add(daemon.stop());
        if (daemon.readLog().contains("ERROR")) {
            problems.add("the log has an error");
        }
        problems.removeIf(String::isEmpty);
        problems.forEach(problem -> System.out.println("FAIL: " + problem));
        System.out.printf("%d lines lost, %d skipped by witnesses, the worst wait was %.0f ms%n", all.lost(),
                all.skipped(), all.waitMillis(1));
        return problems.isEmpty() && all.lost() == 0;
    }
}
