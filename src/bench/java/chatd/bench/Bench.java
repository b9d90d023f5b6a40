package chatd.bench;

import chatd.bench.Comparison.Entry;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The benchmark: starts chatd and the servers it is compared with, runs each scenario with each of them in turn for
 * several rounds, and prints ratios with their spread, since on a shared machine a single figure says nothing. Its
 * argument is the only scenario to run, or {@code all}.
 */
public final class Bench {

    private static final int ROUNDS = 5;
    private static final int ROUNDS_OF_OTHERS = 1;
    /** Rounds for CPU time per delivery: many short ones, because the ratio then varies less between runs. */
    private static final int SHORT_ROUNDS = 40;
    /** Detail of the rows of {@link Lone}. */
    static final String LONE = "one line at a time";
    private static final String CYRILLIC = "слово за слово ";

    private final String only;
    private final Path directory;
    private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    private final Results results = new Results();
    private final Report report = new Report(results);
    private final List<Peer> others = new ArrayList<>();
    private final Peer floor = new Peer("floor", Protocol.PLAIN, 20_000);
    private final Peer plain = new Peer("chatd", Protocol.NAMED, 10_000);
    private final Peer named = plain.with("--rate", "0");
    private final Peer chatd = named.withProtocol(Protocol.PLAIN).with("--names", "address");
    private final Set<String> names = new LinkedHashSet<>();
    private boolean hasFailed;

    private Bench(String only, Path directory) {
        this.only = only;
        this.directory = directory;
    }

    /** Exit status 1 if a run of chatd or the floor failed, or nothing was measured. */
    public static void main(String[] arguments) throws IOException {
        Bench bench = new Bench(arguments[0], Path.of(arguments[1]));
        bench.findPeers();
        bench.printLegend();
        bench.run();
        bench.finish();
        System.exit(bench.hasFailed ? 1 : 0);
    }

    private void printLegend() {
        if (!only.equals(Footprint.NAME)) {
            out.println(Report.LEGEND);
        }
    }

    private void finish() throws IOException {
        if (results.rows().isEmpty()) {
            out.println(names.contains(only)
                    ? "Nothing was measured"
                    : "Unknown scenario '" + only + "'. ONLY is one of " + String.join(", ", names) + " or jmh");
            hasFailed = true;
            return;
        }
        Path csv = directory.resolve("bench.csv");
        report.write(csv);
        out.println("All figures: " + csv);
        if (results.rows().stream().anyMatch(row -> row.scenario().equals("fanout"))) {
            Path plot = directory.resolve("fanout.svg");
            Plot.draw(csv, plot);
            out.println("Chart of fanout: " + plot);
        }
        new Goals(results).print(out);
    }

    private void findPeers() throws IOException {
        if (!isAvailable(floor)) {
            throw new IOException("The floor, which all are compared with, can't be built");
        }
        for (Peer peer : List.of(
                new Peer("textbook-go", Protocol.PLAIN, 1000),
                new Peer("textbook-java", Protocol.PLAIN, 100),
                new Peer("ncat", Protocol.NCAT, 100),
                new Peer("ngircd", Protocol.IRC, 1000))) {
            if (isAvailable(peer)) {
                others.add(peer);
            }
        }
    }

    private boolean isAvailable(Peer peer) throws IOException {
        String missing = peer.build();
        if (!missing.isEmpty()) {
            out.println(peer.name() + " is skipped: " + missing);
        }
        return missing.isEmpty();
    }

    private void run() throws IOException {
        run("fanout", 10, "", allServers(ROUNDS, ROUNDS_OF_OTHERS), "seconds=0.6");
        run("fanout", 100, "", allServers(ROUNDS, ROUNDS_OF_OTHERS), "seconds=0.6");
        run("fanout", 1000, "", allServers(ROUNDS, ROUNDS_OF_OTHERS), "seconds=0.7");
        run("fanout", 10_000, "", chatdAndFloor(), "seconds=0.7");
        run("paced", 100, "200 lines/s", allServers(ROUNDS, 1, "textbook-java", "ncat"), "rate=200", "seconds=1");
        run("paced", 1000, "50 lines/s", chatdAndFloor(), "rate=50", "seconds=1");
        run("paced", 100, LONE, chatdAndFloor(SHORT_ROUNDS), "scenario=lone", "room=100", "lines=40");
        run("paced", 1000, LONE, chatdAndFloor(SHORT_ROUNDS), "scenario=lone", "room=1000", "lines=6");
        runColdStart();
        runAfresh("arrival", 1000, allServers(ROUNDS, 1));
        runAfresh("arrival", 10_000, chatdAndFloor(Entry.of("chatd with names", named, 2)));
        run("rooms", 10_000, "100 rooms", chatdAndFloor(), "rooms=100", "seconds=0.7");
        runHistory();
        runIfNamed();
        run("churn", 10, "", chatdAndFloor(), "seconds=0.7");
        runStalled();
        run("filters", 1000, "", List.of(
                entry("chatd", chatd),
                entry("chatd, 1 % have filters", chatd, "filters=10")), "scenario=fanout", "seconds=0.5");
        Peer counting = chatd.where("JAVA_OPTS", "-XX:+UsePerfData");
        run("allocation", 10, "", List.of(Entry.of("chatd", counting, 2)),
                "scenario=fanout", "jvm=yes", "seconds=2");
        // Interpreted: the compiler's memory must not count as the clients'.
        Peer resident = named.where("JAVA_OPTS",
                "-Xms48m -XX:+AlwaysPreTouch -XX:MarkSweepAlwaysCompactCount=1 -Xint");
        run(new Comparison("idle", 10_000, "", true, List.of(
                Entry.of("floor", floor, 1),
                Entry.of("chatd", resident, 1, "jvm=yes")), List.of()));
        runFootprint();
    }

    /** The cost of one more client whose buffers are full, with many lines at once and with one line at a time. */
    private void runStalled() throws IOException {
        Peer patient = chatd.with("--write-timeout", "10m");
        List<Entry> entries = List.of(
                Entry.of("chatd", patient, SHORT_ROUNDS / 2),
                Entry.of("chatd, one more stalled", patient, SHORT_ROUNDS / 2, "clients=101", "stalled=1"));
        run("stalled", 100, "1,000-byte lines", entries, "scenario=fanout", "bytes=1000", "seconds=0.1");
        run("stalled", 100, LONE, entries, "scenario=lone", "room=100", "lines=40");
    }

    private void runColdStart() throws IOException {
        if (!isSelected(ColdStart.NAME)) {
            return;
        }
        List<Entry> servers = chatdAndFloor();
        ColdStart cold = new ColdStart(floor, servers, directory, results);
        run(ColdStart.NAME, servers.stream().map(Entry::label), cold::measure);
        servers.forEach(server -> report.print(cold.row(server), out));
    }

    /** The history file: throughput. */
    private void runHistory() throws IOException {
        Path file = directory.resolve("history").toAbsolutePath();
        Files.deleteIfExists(file);
        Peer keeping = chatd.with("--history-file", file.toString(), "--history-max", "64m");
        run("history", 100, "", List.of(
                entry("chatd", chatd),
                entry("chatd, history file", keeping)), "scenario=fanout", "seconds=0.7");
        Files.deleteIfExists(file);
        Files.deleteIfExists(directory.resolve("history.1"));
    }

    /** Scenarios that {@code all} leaves out, because they are slow. */
    private void runIfNamed() throws IOException {
        names.addAll(List.of("moves", "lone", "chatter", "lines", HistoryStart.NAME, LinkCosts.NAME));
        switch (only) {
            case "moves" -> runAfresh("moves", 10_000, List.of(
                    entry("chatd, arrival", chatd, "scenario=arrival"),
                    entry("chatd", chatd)));
            case "lone" -> run("lone", 10_000, "room of 100", List.of(
                    entry("chatd, 100 clients", chatd, "clients=100"),
                    entry("chatd", chatd)));
            case "chatter" -> run("chatter", 1000, "1,000 lines/s", chatdAndFloor(), "scenario=paced", "rate=1000");
            case "lines" -> runLines();
            case HistoryStart.NAME -> {
                run(HistoryStart.NAME, Stream.of("chatd"), new HistoryStart(plain, directory, results)::measure);
                report.printTable(HistoryStart.NAME, out);
            }
            case LinkCosts.NAME -> runLink();
            default -> { }
        }
    }

    private void runLines() throws IOException {
        Peer longLines = chatd.with("--max-line", "16k");
        run("lines", 100, "", List.of(
                Entry.of("70 bytes, ASCII", longLines, 3),
                Entry.of("70 bytes, Cyrillic", longLines, 3, "fill=" + CYRILLIC),
                Entry.of("1,024 bytes, ASCII", longLines, 3, "bytes=1025"),
                Entry.of("8 KB, Cyrillic", longLines, 3, "bytes=8193", "window=8", "fill=" + CYRILLIC)),
                "scenario=fanout", "per=byte");
    }

    private void runLink() throws IOException {
        String missing = LinkedNodes.missing();
        if (missing.isEmpty()) {
            logProgress(LinkCosts.NAME, Stream.of(LinkCosts.ALONE, LinkCosts.LINKED, LinkCosts.REPLICATED));
            hasFailed |= !new LinkCosts(plain, chatd, directory, results, out).measure();
        } else {
            out.println(LinkCosts.NAME + " is skipped: " + missing);
        }
    }

    /** Servers without options. */
    private void runFootprint() throws IOException {
        if (!isSelected(Footprint.NAME)) {
            return;
        }
        List<Peer> peers = new ArrayList<>(List.of(plain, floor));
        peers.addAll(othersBut("textbook-java"));
        logProgress(Footprint.NAME, peers.stream().map(Peer::name));
        try (Footprint footprint = new Footprint(plain, peers, directory, results, out)) {
            hasFailed |= footprint.measure(10_000, 1000).contains(plain);
        }
        report.printTable(Footprint.NAME, out);
        out.println("""
                MB are 10^6 bytes. "On disk" counts chatd with its Java runtime, but only the program file of the
                others, without the libraries they use. Idle clients are measured only with servers that accept
                them quickly.""");
    }

    /** A measurement with rounds of its own. */
    private interface Measurement {
        void run() throws IOException;
    }

    private void run(String name, Stream<String> servers, Measurement measurement) throws IOException {
        logProgress(name, servers);
        try {
            measurement.run();
        } catch (RunFailed e) {
            out.println(name + ": " + e.getMessage());
            hasFailed = true;
        }
    }

    private static void logProgress(String scenario, Stream<String> servers) {
        System.err.printf("%tT  %s: %s%n", LocalTime.now(), scenario, servers.collect(Collectors.joining("; ")));
    }

    private boolean isSelected(String name) {
        names.add(name);
        return only.equals("all") || only.equals(name);
    }

    /** The variable BEFORE names another chatd, such as that of the commit before, which runs in turn with this one. */
    private List<Entry> chatdAndFloor(Entry... more) {
        return chatdAndFloor(ROUNDS, more);
    }

    private List<Entry> chatdAndFloor(int rounds, Entry... more) {
        List<Entry> entries = new ArrayList<>(List.of(
                Entry.of("floor", floor, rounds),
                Entry.of("chatd", chatd, rounds)));
        String before = System.getenv("BEFORE");
        if (before != null && !before.isEmpty()) {
            entries.add(Entry.of("chatd before", chatd.where("CHATD", before), rounds));
        }
        entries.addAll(List.of(more));
        return entries;
    }

    /** chatd and the floor, and all others with fewer rounds, except those left out. */
    private List<Entry> allServers(int rounds, int roundsOfOthers, String... without) {
        List<Entry> all = chatdAndFloor(rounds);
        for (Peer peer : othersBut(without)) {
            // ncat puts its prefix into the middle of a line unless 8,192 bytes are a whole number of lines.
            List<String> settings = peer.protocol() == Protocol.NCAT ? List.of("bytes=64") : List.of();
            all.add(new Entry(peer.name(), peer, roundsOfOthers, settings));
        }
        return all;
    }

    private List<Peer> othersBut(String... without) {
        return others.stream().filter(peer -> !List.of(without).contains(peer.name())).toList();
    }

    private static Entry entry(String label, Peer peer, String... settings) {
        return Entry.of(label, peer, ROUNDS, settings);
    }

    /** Runs all rounds with the same server processes. */
    private void run(String name, int clients, String detail, List<Entry> entries, String... settings)
            throws IOException {
        run(new Comparison(name, clients, detail, false, entries, List.of(settings)));
    }

    /** Runs each round with a newly started server. */
    private void runAfresh(String name, int clients, List<Entry> entries) throws IOException {
        run(new Comparison(name, clients, "", true, entries, List.of()));
    }

    private void run(Comparison comparison) throws IOException {
        if (!isSelected(comparison.name())) {
            return;
        }
        logProgress(String.format("%s, %,d clients", comparison.name(), comparison.clients()),
                comparison.entries().stream().map(Entry::label));
        for (Entry failed : new Rounds(comparison, directory, results, out).run()) {
            hasFailed |= failed.peer().name().equals(chatd.name()) || failed.peer().equals(floor);
        }
        comparison.entries().forEach(entry -> report.print(comparison.row(entry), out));
    }
}
