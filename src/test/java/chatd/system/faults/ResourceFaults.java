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

/** Faults of clients that use as much as they may, of the daemon's memory or of its time. */
final class ResourceFaults {

    static final Map<String, Fault> FAULTS = new LinkedHashMap<>();

    static {
        FAULTS.put("hoard", ResourceFaults::hoard);
        FAULTS.put("commands", ResourceFaults::commands);
    }

    private static final Duration PATIENCE = Duration.ofSeconds(300);
    private static final int AT_A_TIME = 500;
    private static final int RECEIVE_BYTES = 4096;
    private static final int SAMPLES = 20;
    private static final int KIB = 1 << 10;
    private static final int MIB = 1 << 20;
    private static final int MAX_LINE = 1024;
    private static final int HISTORY_BYTES = 64 * KIB;
    private static final int IGNORED = 50;
    /** The default line burst. */
    private static final int BURST = 100;
    /** One in this many clients exceeds its line rate; the others leave a line unfinished. */
    private static final int HASTY = 8;
    private static final int NAME_LENGTH = 32;
    /** Capital letters that take the most memory and have lower-case forms. */
    private static final int FIRST_CAPITAL = 0x10400;
    private static final int CAPITALS = 40;
    private static final String MARKS = "\u0323\u0307\u0301\u0315\u0330";
    private static final int COMMANDERS = 100;

    private ResourceFaults() {
    }

    /** The documented bound of the heap. */
    private static long promisedBytes(int clients, long bufferBytes) {
        return 12L * MIB + clients * (4L * KIB + 3L * MAX_LINE) + bufferBytes * 5 / 4 + 2L * HISTORY_BYTES;
    }

    /**
     * The maximum of clients, each using all it may: the longest name in bytes, an away message of maximum length, as
     * many ignored members as allowed, half a line or too many lines, and answers that it does not read. The heap has
     * exactly the documented size.
     */
    private static String hoard(FaultFixture fixture) throws IOException {
        int places = fixture.affordable(fixture.scaled(10_000, 1000));
        int bufferMib = fixture.scaled(8, 2);
        long promised = promisedBytes(places, (long) bufferMib * MIB);
        fixture.open(fixture.launch("--max-clients", Integer.toString(places), "--buffer-memory", bufferMib + "m",
                "--history", "1000", "--history-size", Integer.toString(HISTORY_BYTES))
                .where("JAVA_OPTS", "-Xmx" + promised / KIB + 'k'));
        Client historyWriter = fixture.clients.join("historian", 1).get(0);
        int count = places - FaultFixture.WITNESSES - 2;
        List<Client> clients = joinNamed(fixture, count, RECEIVE_BYTES, ResourceFaults::longestName,
                ignoreAll(historyWriter));
        clients.forEach(client -> client.read(false));
        double lines = fixture.daemon.statistics().get("lines_total");
        for (int i = 0; i < count; i++) {
            clients.get(i).send(allRequests(i, count, fixture.scaled(300, 20)));
            fixture.clients.poll(0);
        }
        double all = lines + count * (IGNORED - FaultFixture.WITNESSES);
        fixture.check(fixture.clients.pollUntil(() -> fixture.daemon.statistics().get("lines_total") > all, PATIENCE),
                "not all lines were read");
        historyWriter.send(longestText(MAX_LINE).concat("\n").repeat(HISTORY_BYTES / MAX_LINE + 1));
        Map<String, Double> least = fixture.daemon.statistics();
        for (int i = 0; i < SAMPLES; i++) {
            fixture.clients.pollFor(fixture.seconds(0.5, 0.02));
            Map<String, Double> figures = fixture.daemon.statistics();
            // The smallest sample has the least garbage in it.
            least = figures.get("heap_bytes") < least.get("heap_bytes") ? figures : least;
        }
        double live = least.get("heap_bytes");
        fixture.check(live <= promised, "the heap is " + (long) live + " bytes, the documented bound is " + promised);
        long resident = fixture.daemon.residentBytes();
        fixture.settle();
        return String.format("%,.0f clients, backlog %.1f MB: heap %.1f of %.1f MB documented; %d MB resident",
                least.get("clients"), least.get("waiting_bytes") / 1e6, live / 1e6, promised / 1e6,
                resident / 1_000_000);
    }

    /** Connects this many clients with these names, which are in the room when this returns, and sends these lines. */
    private static List<Client> joinNamed(FaultFixture fixture, int count, int receiveBytes,
            IntFunction<String> name, String lines) throws IOException {
        List<Client> all = new ArrayList<>();
        while (all.size() < count) {
            List<Client> some = new ArrayList<>();
            for (int i = all.size(); i < count && some.size() < AT_A_TIME; i++) {
                Client client = fixture.clients.connect(latin(name.apply(i)), receiveBytes);
                client.send(client.name + '\n' + lines);
                some.add(client);
                fixture.clients.poll(0);
            }
            if (!fixture.clients.pollUntil(() -> some.stream().allMatch(Client::hasJoined), PATIENCE)) {
                throw new IOException(some.stream().filter(Client::hasJoined).count() + " of " + some.size()
                        + " could join");
            }
            all.addAll(some);
        }
        return all;
    }

    /** Commands that ignore all senders: a client that receives lines without reading would be disconnected. */
    private static String ignoreAll(Client historyWriter) {
        StringBuilder lines = new StringBuilder("/quiet\n/ignore " + historyWriter.name + '\n');
        for (int i = 0; i < FaultFixture.WITNESSES; i++) {
            lines.append("/ignore witness").append(i).append('\n');
        }
        return lines.toString();
    }

    /** All further requests of one client. */
    private static String allRequests(int number, int count, int tooMany) {
        StringBuilder lines = new StringBuilder();
        for (int i = 1; i < IGNORED - FaultFixture.WITNESSES; i++) {
            lines.append("/ignore ").append(latin(longestName((number + i) % count))).append('\n');
        }
        lines.append("/away ").append(longestText(MAX_LINE - "/away ".length())).append('\n');
        lines.append("/ignore\n/help\n");
        return lines.append(number % HASTY == 0
                ? "\n".repeat(BURST) + (" ".repeat(8 * KIB / tooMany - 1) + '\n').repeat(tooMany)
                : "x".repeat(MAX_LINE - 1)).toString();
    }

    private static String longestName(int number) {
        int rest = number;
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < NAME_LENGTH; i++) {
            name.appendCodePoint(FIRST_CAPITAL + rest % CAPITALS);
            rest /= CAPITALS;
        }
        return name.toString();
    }

    /** Text that takes two bytes of memory for each character, because of one that is not Latin. */
    private static String longestText(int bytes) {
        return latin("€") + "x".repeat(bytes - "€".getBytes(StandardCharsets.UTF_8).length);
    }

    /** The UTF-8 bytes of the text, one for each character, as {@link Client#send} wants them. */
    private static String latin(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    /** Some clients send the most expensive commands at full speed, in a room full of expensive names. */
    private static String commands(FaultFixture fixture) throws IOException {
        int count = fixture.affordable(fixture.scaled(10_000, 1000));
        int rounds = fixture.scaled(10, 3);
        fixture.open(fixture.launch("--max-clients", Integer.toString(count + FaultFixture.OTHERS)));
        List<Client> members = joinNamed(fixture, count, 0, ResourceFaults::markedName, "/quiet\n");
        members.forEach(client -> client.send("/unquiet\n"));
        double before = fixture.daemon.statistics().get("lines_total");
        long start = System.nanoTime();
        long sent = 0;
        for (int i = 0; i < COMMANDERS; i++) {
            String lines = expensiveCommands(i, count).repeat(rounds);
            members.get(i).send(lines);
            sent += lines.lines().count();
        }
        double all = before + sent;
        fixture.check(fixture.clients.pollUntil(() -> fixture.daemon.statistics().get("lines_total") >= all, PATIENCE),
                "not all commands were executed");
        Duration taken = Duration.ofNanos(System.nanoTime() - start);
        Map<String, Double> figures = fixture.daemon.statistics();
        fixture.settle();
        return String.format("%,d costly commands of %d clients among %,d in %.1f s; longest turn %.0f ms", sent,
                COMMANDERS, count, taken.toMillis() / 1000.0, figures.get("longest_turn_seconds") * 1000);
    }

    /** Sixteen letters, each with a combining mark, which each comparison has to compose and decompose. */
    private static String markedName(int number) {
        int rest = number;
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < NAME_LENGTH / 2; i++) {
            name.append((char) ('A' + rest % 26)).append(MARKS.charAt(i % MARKS.length()));
            rest /= 26;
        }
        return Normalizer.normalize(name, Normalizer.Form.NFKC);
    }

    private static String expensiveCommands(int number, int count) {
        String target = markedName((number + count / 2) % count);
        String marks = "e" + MARKS.repeat(90);
        return latin(String.join("\n",
                "/who", "/who " + target, "/who 127.", "/who " + marks, "/who z",
                "/msg " + target + " hello", "/msg " + marks + " hello",
                "/ignore " + target, "/unignore " + target,
                "/name other" + number, "/name " + markedName(number), "/help", ""));
    }
}
