package chatd.system.faults;

import chatd.system.Client;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/** Faults of those who take as much as they may: of the daemon's memory, or of its time. */
final class Greed {

    static final Map<String, Fault> FAULTS = new LinkedHashMap<>();

    static {
        FAULTS.put("hoard", Greed::hoard);
        FAULTS.put("commands", Greed::commands);
    }

    private static final Duration PATIENCE = Duration.ofSeconds(300);
    private static final int AT_A_TIME = 500;
    private static final int RECEIVE_BYTES = 4096;
    private static final int LOOKS = 20;
    private static final int KIB = 1 << 10;
    private static final int MIB = 1 << 20;
    private static final int MAX_LINE = 1024;
    private static final int HISTORY_BYTES = 64 * KIB;
    private static final int IGNORED = 50;
    /** How many lines somebody may send at once, as is usual. */
    private static final int BURST = 100;
    /** Of so many hoarders one sends more lines than the pace lets through; the others leave a line unfinished. */
    private static final int HASTY = 8;
    private static final int NAME_LENGTH = 32;
    /** Capital letters that take the most memory, and have small ones. */
    private static final int FIRST_CAPITAL = 0x10400;
    private static final int CAPITALS = 40;
    private static final String MARKS = "\u0323\u0307\u0301\u0315\u0330";
    private static final int COMMANDERS = 100;

    private Greed() {
    }

    /** What README.md promises that the heap takes at most. */
    private static long promisedBytes(int clients, long bufferBytes) {
        return 12L * MIB + clients * (4L * KIB + 3L * MAX_LINE) + bufferBytes * 5 / 4 + 2L * HISTORY_BYTES;
    }

    /**
     * As many clients as may come, each with all that one can have: the dearest name, away with the longest text, as
     * many ignored as can be, half a line or too many lines, and answers that are not read. The heap is what is
     * promised to be enough.
     */
    private static String hoard(Stage stage) throws IOException {
        int places = stage.affordable(stage.scaled(10_000, 1000));
        int bufferMib = stage.scaled(8, 2);
        long promised = promisedBytes(places, (long) bufferMib * MIB);
        stage.open(stage.launch("--max-clients", Integer.toString(places), "--buffer-memory", bufferMib + "m",
                "--history", "1000", "--history-size", Integer.toString(HISTORY_BYTES))
                .where("JAVA_OPTS", "-Xmx" + promised / KIB + 'k'));
        Client historian = stage.crowd.join("historian", 1).get(0);
        int count = places - Stage.WITNESSES - 2;
        List<Client> hoarders = gather(stage, count, RECEIVE_BYTES, Greed::dearestName,
                deafness(historian));
        hoarders.forEach(hoarder -> hoarder.read(false));
        double lines = stage.daemon.statistics().get("lines_total");
        for (int i = 0; i < count; i++) {
            hoarders.get(i).send(takings(i, count, stage.scaled(300, 20)));
            stage.crowd.play(0);
        }
        double all = lines + count * (IGNORED - Stage.WITNESSES);
        stage.check(stage.crowd.playUntil(() -> stage.daemon.statistics().get("lines_total") > all, PATIENCE),
                "not all that they sent was taken");
        historian.send(dearestText(MAX_LINE).concat("\n").repeat(HISTORY_BYTES / MAX_LINE + 1));
        Map<String, Double> least = stage.daemon.statistics();
        for (int i = 0; i < LOOKS; i++) {
            stage.crowd.playFor(stage.seconds(0.5, 0.02));
            Map<String, Double> figures = stage.daemon.statistics();
            // There is less garbage in it.
            least = figures.get("heap_bytes") < least.get("heap_bytes") ? figures : least;
        }
        double live = least.get("heap_bytes");
        stage.check(live <= promised, "the heap has " + (long) live + " bytes, " + promised + " were promised");
        long resident = stage.daemon.residentBytes();
        stage.settle();
        return String.format("%,.0f hoarders, %.1f MB waiting: heap %.1f MB, promised %.1f; %d MB resident",
                least.get("clients"), least.get("waiting_bytes") / 1e6, live / 1e6, promised / 1e6,
                resident / 1_000_000);
    }

    /** So many with such names, who are inside when this returns, and have sent these lines behind their names. */
    private static List<Client> gather(Stage stage, int count, int receiveBytes, IntFunction<String> name, String lines)
            throws IOException {
        List<Client> all = new ArrayList<>();
        while (all.size() < count) {
            List<Client> some = new ArrayList<>();
            for (int i = all.size(); i < count && some.size() < AT_A_TIME; i++) {
                Client client = stage.crowd.connect(latin(name.apply(i)), receiveBytes);
                client.send(client.name + '\n' + lines);
                some.add(client);
                stage.crowd.play(0);
            }
            if (!stage.crowd.playUntil(() -> some.stream().allMatch(Client::isInside), PATIENCE)) {
                throw new IOException(some.stream().filter(Client::isInside).count() + " of " + some.size()
                        + " could join");
            }
            all.addAll(some);
        }
        return all;
    }

    /** What has one hear nobody who talks: who reads nothing would be disconnected in the end. */
    private static String deafness(Client historian) {
        StringBuilder lines = new StringBuilder("/quiet\n/ignore " + historian.name + '\n');
        for (int i = 0; i < Stage.WITNESSES; i++) {
            lines.append("/ignore witness").append(i).append('\n');
        }
        return lines.toString();
    }

    /** All the rest that one hoarder sends. */
    private static String takings(int number, int count, int tooMany) {
        StringBuilder lines = new StringBuilder();
        for (int i = 1; i < IGNORED - Stage.WITNESSES; i++) {
            lines.append("/ignore ").append(latin(dearestName((number + i) % count))).append('\n');
        }
        lines.append("/away ").append(dearestText(MAX_LINE - "/away ".length())).append('\n');
        lines.append("/ignore\n/help\n");
        return lines.append(number % HASTY == 0
                ? "\n".repeat(BURST) + (" ".repeat(8 * KIB / tooMany - 1) + '\n').repeat(tooMany)
                : "x".repeat(MAX_LINE - 1)).toString();
    }

    private static String dearestName(int number) {
        int rest = number;
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < NAME_LENGTH; i++) {
            name.appendCodePoint(FIRST_CAPITAL + rest % CAPITALS);
            rest /= CAPITALS;
        }
        return name.toString();
    }

    /** One character that is no Latin letter makes all of them take two bytes. */
    private static String dearestText(int bytes) {
        return latin("€") + "x".repeat(bytes - "€".getBytes(StandardCharsets.UTF_8).length);
    }

    /** The text as clients send it, who know of bytes only. */
    private static String latin(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    /** Some send the dearest commands as fast as they are taken, in a room that is full of dear names. */
    private static String commands(Stage stage) throws IOException {
        int count = stage.affordable(stage.scaled(10_000, 1000));
        int rounds = stage.scaled(10, 3);
        stage.open(stage.launch("--max-clients", Integer.toString(count + Stage.OTHERS)));
        List<Client> crowd = gather(stage, count, 0, Greed::markedName, "/quiet\n");
        crowd.forEach(client -> client.send("/unquiet\n"));
        double before = stage.daemon.statistics().get("lines_total");
        long start = System.nanoTime();
        long sent = 0;
        for (int i = 0; i < COMMANDERS; i++) {
            String lines = dearCommands(i, count).repeat(rounds);
            crowd.get(i).send(lines);
            sent += lines.lines().count();
        }
        double all = before + sent;
        stage.check(stage.crowd.playUntil(() -> stage.daemon.statistics().get("lines_total") >= all, PATIENCE),
                "not all commands were carried out");
        Duration taken = Duration.ofNanos(System.nanoTime() - start);
        Map<String, Double> figures = stage.daemon.statistics();
        stage.settle();
        return String.format("%,d dear commands of %d in a room of %,d, in %.1f s; longest turn %.0f ms", sent,
                COMMANDERS, count, taken.toMillis() / 1000.0, figures.get("longest_turn_seconds") * 1000);
    }

    /** Sixteen letters, each with a mark, which have to be put together and taken apart for each comparison. */
    private static String markedName(int number) {
        int rest = number;
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < NAME_LENGTH / 2; i++) {
            name.append((char) ('A' + rest % 26)).append(MARKS.charAt(i % MARKS.length()));
            rest /= 26;
        }
        return Normalizer.normalize(name, Normalizer.Form.NFKC);
    }

    private static String dearCommands(int number, int count) {
        String somebody = markedName((number + count / 2) % count);
        String heap = "e" + MARKS.repeat(90);
        return latin(String.join("\n",
                "/who", "/who " + somebody, "/who 127.", "/who " + heap, "/who z",
                "/msg " + somebody + " hello", "/msg " + heap + " hello",
                "/ignore " + somebody, "/unignore " + somebody,
                "/name other" + number, "/name " + markedName(number), "/help", ""));
    }
}
