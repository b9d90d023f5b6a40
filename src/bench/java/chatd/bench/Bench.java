package chatd.bench;

import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The benchmark: starts chatd and the servers that it is compared with, has each play every scenario in turn, several
 * rounds, and prints medians, spread, and ratios to the floor: for a machine that others use too, one figure by itself
 * says nothing. Argument: the only scenario to play, or {@code all}.
 */
public final class Bench {

    private static final int ROUNDS = 5;
    private static final int ROUNDS_OF_OTHERS = 2;
    private static final String CYRILLIC = "слово за слово ";

    /**
     * What takes part in a scenario.
     *
     * @param label what the table calls it
     * @param settings how the load generator drives it, besides those of the scenario
     */
    private record Entry(String label, Peer peer, int rounds, List<String> settings) {
    }

    /**
     * @param name what it is called
     * @param detail what else there is to tell about it
     * @param afresh whether the server is started again for each round
     * @param settings for the load generator
     */
    private record Scene(String name, int clients, String detail, boolean afresh, List<Entry> entries,
            List<String> settings) {
        Results.Row row(Entry entry) {
            return new Results.Row(name, clients, detail, entry.label());
        }
    }

    private final String only;
    private final Path directory;
    private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    private final Results results = new Results();
    private final Report report = new Report(results);
    private final List<Peer> others = new ArrayList<>();
    private final Peer floor = new Peer("floor", Tongue.PLAIN, 20_000);
    private final Peer plain = new Peer("chatd", Tongue.NAMED, 10_000);
    private final Peer named = plain.with("--rate", "0");
    private final Peer chatd = named.speaking(Tongue.PLAIN).with("--names", "address");
    private final Set<String> names = new LinkedHashSet<>();
    private boolean hasLost;

    private Bench(String only, Path directory) {
        this.only = only;
        this.directory = directory;
    }

    /** Exit status 1 if chatd or the floor lost anything, or nothing was measured. */
    public static void main(String[] arguments) throws IOException {
        Bench bench = new Bench(arguments[0], Path.of(arguments[1]));
        bench.findPeers();
        bench.play();
        bench.finish();
        System.exit(bench.hasLost ? 1 : 0);
    }

    private void finish() throws IOException {
        if (results.rows().isEmpty()) {
            out.println(names.contains(only)
                    ? "Nothing was measured"
                    : "There is no scenario '" + only + "': ONLY is " + String.join(", ", names) + " or jmh");
            hasLost = true;
            return;
        }
        Path csv = directory.resolve("bench.csv");
        report.write(csv);
        out.println("All figures are in " + csv);
        if (results.rows().stream().anyMatch(row -> row.scenario().equals("fanout"))) {
            Path plot = directory.resolve("fanout.svg");
            Plot.draw(csv, plot);
            out.println("A plot of fanout is in " + plot);
        }
        new Goals(results).print(out);
    }

    private void findPeers() throws IOException {
        if (!isThere(floor)) {
            throw new IOException("Without the floor there is nothing to compare with");
        }
        for (Peer peer : List.of(
                new Peer("textbook-go", Tongue.PLAIN, 1000),
                new Peer("textbook-java", Tongue.PLAIN, 100),
                new Peer("ncat", Tongue.NCAT, 100),
                new Peer("ngircd", Tongue.IRC, 1000))) {
            if (isThere(peer)) {
                others.add(peer);
            }
        }
    }

    private boolean isThere(Peer peer) throws IOException {
        String missing = peer.build();
        if (!missing.isEmpty()) {
            out.println(peer.name() + " is skipped: " + missing);
        }
        return missing.isEmpty();
    }

    private void play() throws IOException {
        play("fanout", 10, "", everybody(ROUNDS_OF_OTHERS), "seconds=0.6");
        play("fanout", 100, "", everybody(ROUNDS_OF_OTHERS), "seconds=0.6");
        play("fanout", 1000, "", everybody(ROUNDS_OF_OTHERS), "seconds=0.7");
        play("fanout", 10_000, "", both(), "seconds=0.7");
        play("paced", 100, "200 lines/s", everybody(ROUNDS_OF_OTHERS, "textbook-java", "ncat"),
                "rate=200", "seconds=1");
        play("paced", 1000, "50 lines/s", both(), "rate=50", "seconds=1");
        play("chatter", 1000, "1,000 lines/s", both(), "scenario=paced", "rate=1000", "seconds=0.7");
        playAfresh("arrival", 1000, everybody(1));
        playAfresh("arrival", 10_000, both());
        playAfresh("arrival", 10_000, List.of(entry("chatd with names", named, 2)));
        play("churn", 10, "", both(), "seconds=0.7");
        play("stalled", 100, "1,000-byte lines", List.of(
                entry("chatd", chatd),
                entry("chatd, one more stalled", chatd, "clients=101", "stalled=1")), "scenario=fanout", "bytes=1000");
        play("filters", 1000, "", List.of(
                entry("chatd", chatd),
                entry("chatd, 1 % have filters", chatd, "filters=10")), "scenario=fanout", "seconds=0.5");
        Peer longLines = chatd.with("--max-line", "16k");
        play("lines", 100, "", List.of(
                entry("70 bytes, ASCII", longLines, 3),
                entry("70 bytes, Cyrillic", longLines, 3, "fill=" + CYRILLIC),
                entry("1,024 bytes, ASCII", longLines, 3, "bytes=1025"),
                entry("8 KB, Cyrillic", longLines, 3, "bytes=8193", "window=8", "fill=" + CYRILLIC)),
                "scenario=fanout", "per=byte");
        Peer counting = chatd.where("JAVA_OPTS", "-XX:+UsePerfData");
        play("allocation", 10, "", List.of(entry("chatd", counting, 2)),
                "scenario=fanout", "jvm=yes", "seconds=2");
        // What the compiler takes is no client's.
        Peer resident = named.where("JAVA_OPTS",
                "-Xms48m -XX:+AlwaysPreTouch -XX:MarkSweepAlwaysCompactCount=1 -Xint");
        play(new Scene("idle", 10_000, "", true, List.of(
                entry("floor", floor, 1),
                entry("chatd", resident, 1, "jvm=yes")), List.of()));
        playFootprint();
    }

    /** As people start them, without options. */
    private void playFootprint() throws IOException {
        if (!isWanted(Footprint.NAME)) {
            return;
        }
        List<Peer> peers = new ArrayList<>(List.of(plain, floor));
        peers.addAll(othersBut("textbook-java"));
        announce(Footprint.NAME, peers.stream().map(Peer::name));
        try (Footprint footprint = new Footprint(plain, peers, directory, results, out)) {
            hasLost |= footprint.measure(10_000, 1000).contains(plain);
        }
        report.printTable(Footprint.NAME, out);
        out.println("""
                MB are 10^6 bytes. On disk is chatd with its Java runtime; of the others it is the program alone,
                without the libraries that it needs. A crowd is tried only with those that take it in quickly.""");
    }

    private static void announce(String what, Stream<String> who) {
        System.err.printf("%tT  %s: %s%n", LocalTime.now(), what, who.collect(Collectors.joining("; ")));
    }

    private boolean isWanted(String name) {
        names.add(name);
        return only.equals("all") || only.equals(name);
    }

    private List<Entry> both() {
        return List.of(entry("floor", floor), entry("chatd", chatd));
    }

    /** The others play fewer rounds, and some of them none. */
    private List<Entry> everybody(int roundsOfOthers, String... without) {
        List<Entry> all = new ArrayList<>(both());
        for (Peer peer : othersBut(without)) {
            // ncat puts its prefix into the middle of lines unless reads of 8,192 bytes are whole lines.
            List<String> settings = peer.tongue() == Tongue.NCAT ? List.of("bytes=64") : List.of();
            all.add(new Entry(peer.name(), peer, roundsOfOthers, settings));
        }
        return all;
    }

    private List<Peer> othersBut(String... without) {
        return others.stream().filter(peer -> !List.of(without).contains(peer.name())).toList();
    }

    private static Entry entry(String label, Peer peer, String... settings) {
        return entry(label, peer, ROUNDS, settings);
    }

    private static Entry entry(String label, Peer peer, int rounds, String... settings) {
        return new Entry(label, peer, rounds, List.of(settings));
    }

    /** Plays all rounds with servers that go on running. */
    private void play(String name, int clients, String detail, List<Entry> entries, String... settings)
            throws IOException {
        play(new Scene(name, clients, detail, false, entries, List.of(settings)));
    }

    /** Plays each round with a server that has just been started. */
    private void playAfresh(String name, int clients, List<Entry> entries) throws IOException {
        play(new Scene(name, clients, "", true, entries, List.of()));
    }

    private void play(Scene scene) throws IOException {
        if (!isWanted(scene.name())) {
            return;
        }
        announce(String.format("%s, %,d clients", scene.name(), scene.clients()),
                scene.entries().stream().map(Entry::label));
        Map<Entry, Session> running = new HashMap<>();
        Set<Entry> failed = new HashSet<>();
        try {
            for (int round = 0; round < ROUNDS; round++) {
                for (Entry entry : scene.entries()) {
                    if (round < entry.rounds() && entry.peer().mostClients() >= scene.clients()
                            && !failed.contains(entry) && !play(scene, entry, running)) {
                        failed.add(entry);
                    }
                }
            }
        } finally {
            running.values().forEach(Session::close);
        }
        for (Entry entry : scene.entries()) {
            if (entry.peer().mostClients() < scene.clients()) {
                out.println(entry.label() + " is not tried with " + scene.clients() + " clients");
            }
            report.print(scene.row(entry), out);
        }
    }

    /** Plays one round with one server; false if something was lost. */
    private boolean play(Scene scene, Entry entry, Map<Entry, Session> running) throws IOException {
        try {
            Session session = running.get(entry);
            if (session == null) {
                session = open(scene, entry);
                running.put(entry, session);
            }
            results.add(scene.row(entry), session.measure());
            if (scene.afresh()) {
                running.remove(entry).close();
            }
            return true;
        } catch (Lost e) {
            out.println(scene.name() + ", " + scene.clients() + " clients, " + entry.label() + ": " + e.getMessage());
            hasLost |= entry.peer().name().equals(chatd.name()) || entry.peer().equals(floor);
            return false;
        }
    }

    private Session open(Scene scene, Entry entry) throws IOException {
        List<String> settings = new ArrayList<>();
        settings.add("scenario=" + scene.name());
        settings.add("clients=" + scene.clients());
        settings.addAll(scene.settings());
        settings.addAll(entry.settings());
        File log = directory.resolve(entry.peer().name() + ".log").toFile();
        return new Session(entry.peer(), log, scene.afresh(), settings);
    }
}
