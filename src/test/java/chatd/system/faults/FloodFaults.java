package chatd.system.faults;

import chatd.system.Client;
import chatd.system.ClientGroup;
import chatd.system.Daemon;
import chatd.system.Launch;
import chatd.system.Waiting;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Scanner;

/** Faults of clients that send too much or read too little. */
final class FloodFaults {

    static final Map<String, Fault> FAULTS = new LinkedHashMap<>();

    static {
        FAULTS.put("stalled", FloodFaults::stalled);
        FAULTS.put("mute-writer", FloodFaults::muteWriter);
        FAULTS.put("long-line", FloodFaults::longLine);
        FAULTS.put("marks", FloodFaults::marks);
        FAULTS.put("timing-marks", FloodFaults::timingMarks);
        FAULTS.put("backlog", FloodFaults::backlog);
    }

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int SENDERS = 4;
    private static final int RECEIVE_BYTES = 4096;
    private static final int MIB = 1 << 20;
    /** The skipped lines per writer after which lines are surely skipped for every writer. */
    private static final int LINES_TO_SKIP = 100;
    private static final String TALK = "talk ".repeat(100) + '\n';
    /** So many commands that their answers exceed what the kernel and the daemon keep for a client. */
    private static final int COMMANDS = 1000;
    /** Of another combining class in each half: to normalize it takes quadratic time. */
    private static final String MARKS = "a" + "\u0301".repeat(16_383) + "\u0316".repeat(16_383);
    private static final int MARK_LINES = 5;
    private static final Duration MARKS_TIME = Duration.ofSeconds(2);
    private static final int FLOOD_BYTES = 64 * 1024;
    /** Input that ends no line: telnet's timing mark and NOP, an edit, a line over the limit. */
    private static final List<String> UNENDED = List.of("\u00FF\u00FD\u0006", "\u00FF\u00F1", "x\b", "x");
    private static final Duration UNENDED_WAIT = Duration.ofSeconds(2);
    private static final int BACKLOG_BYTES = 4 * MIB;

    private FloodFaults() {
    }

    /** Many clients that read nothing, while a few others send at full speed. */
    private static String stalled(FaultFixture fixture) throws IOException {
        int wanted = fixture.scaled(10_000, 1000);
        int count = fixture.affordable(wanted);
        Duration time = fixture.seconds(20, 2);
        fixture.open(fixture.launch("--rate", "0", "--max-clients", Integer.toString(count + FaultFixture.OTHERS)));
        List<Client> senders = fixture.clients.join("sender", SENDERS);
        double others = fixture.daemon.statistics().get("arrivals_total");
        List<Client> stalled = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Client client = fixture.clients.connect("stalled" + i, RECEIVE_BYTES);
            client.read(false);
            client.send(client.name + '\n');
            stalled.add(client);
            fixture.clients.poll(0);
        }
        fixture.check(fixture.clients.pollUntil(
                () -> fixture.daemon.statistics().get("arrivals_total") >= others + count, PATIENCE),
                "not all clients were accepted");
        ByteBuffer lines = ClientGroup.floodLines();
        senders.forEach(sender -> sender.flood(lines));
        fixture.clients.pollFor(time);
        Map<String, Double> figures = fixture.daemon.statistics();
        long resident = fixture.daemon.residentBytes();
        double most = figures.get("heap_limit_bytes");
        fixture.check(most < 132 * MIB, "the heap is not the default one");
        fixture.settle();
        return String.format("%,d stalled readers%s, %.1f M deliveries and %.0f M skips in %d s; %d MB resident",
                count, count < wanted ? " (few descriptors)" : "", figures.get("deliveries_total") / 1e6,
                figures.get("skipped_lines_total") / 1e6, time.toSeconds(), resident / 1_000_000);
    }

    /**
     * Scripts that only write, in a busy room: their lines are delivered while other lines are skipped for them, after
     * they have closed their sending half, and if they are disconnected before these lines are read.
     */
    private static String muteWriter(FaultFixture fixture) throws IOException {
        int each = fixture.scaled(100, 20);
        Duration timeout = fixture.seconds(10, 4);
        fixture.open(fixture.launch("--rate", "0", "--socket-buffer", "32k", "--write-timeout",
                timeout.toMillis() + "ms"));
        Client talker = fixture.clients.join("talker", 1).get(0);
        List<Client> speaking = writers(fixture, "speaking", each);
        List<Client> halves = writers(fixture, "half", each);
        List<Client> asking = writers(fixture, "asking", each);
        fixture.check(fixture.clients.pollUntil(() -> {
            talker.send(TALK.repeat(10));
            return fixture.daemon.statistics().get("skipped_lines_total") > 3 * each * LINES_TO_SKIP;
        }, PATIENCE), "no lines are skipped");
        speaking.forEach(client -> client.send(ClientGroup.MARK + "spoken\n"));
        halves.forEach(client -> {
            client.send(ClientGroup.MARK + "last words");
            client.endOutput();
        });
        checkHeard(fixture, talker, 2 * each);
        // From these clients, the daemon reads no more commands than it may answer, until they are disconnected.
        asking.forEach(client -> client.send("/help\n".repeat(COMMANDS) + ClientGroup.MARK + "asked\n"));
        checkHeard(fixture, talker, 3 * each);
        fixture.check(fixture.clients.pollUntil(() -> fixture.daemon.statistics()
                .get("departures_total{reason=\"not_reading\"}") == 2 * each, PATIENCE), "not all are disconnected");
        fixture.settle();
        return String.format("%d writers that read nothing; %d close their half, %d leave answers unread", 3 * each,
                each, each);
    }

    /** Checks that the witnesses receive this many lines of clients while the room stays busy. */
    private static void checkHeard(FaultFixture fixture, Client talker, int lines) throws IOException {
        long all = (long) lines * FaultFixture.WITNESSES;
        fixture.check(fixture.clients.pollUntil(() -> {
            talker.send(TALK);
            return fixture.witnesses.clientLines() == all;
        }, PATIENCE), fixture.witnesses.clientLines() + " lines are received, not " + all);
    }

    /** Connects this many members that read nothing. */
    private static List<Client> writers(FaultFixture fixture, String name, int count) throws IOException {
        double before = fixture.daemon.statistics().get("arrivals_total");
        List<Client> writers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Client client = fixture.clients.connect(name + i, RECEIVE_BYTES);
            client.read(false);
            client.send(client.name + '\n');
            writers.add(client);
        }
        fixture.check(fixture.clients.pollUntil(
                () -> fixture.daemon.statistics().get("arrivals_total") >= before + count, PATIENCE),
                "not all clients were accepted");
        return writers;
    }

    /** Lines of combining marks, as text, name and argument, and in the dialect that compares each line. */
    private static String marks(FaultFixture fixture) throws IOException {
        fixture.open(fixture.launch("--max-line", "64k"));
        Client author = fixture.clients.join("author", 1).get(0);
        for (String beginning : List.of("", "/name ", "/who ", "/msg ", "/me ", "/")) {
            author.send((beginning + MARKS + '\n').repeat(MARK_LINES));
        }
        author.send(ClientGroup.MARK + "next\n");
        fixture.check(fixture.clients.pollUntil(() -> fixture.witnesses.clientLines() > 0, PATIENCE),
                "the next line is not delivered");
        Duration taken = waitInRoom(fixture);
        fixture.check(taken.compareTo(MARKS_TIME) < 0, "in a room, members wait for " + taken.toMillis() + " ms");
        fixture.settle();
        return String.format("%d lines of 32,766 combining marks; in a room, %d more delay the next line by %d ms",
                6 * MARK_LINES, MARK_LINES, taken.toMillis());
    }

    /** The time until another member receives the line after such lines, in the dialect "room". */
    private static Duration waitInRoom(FaultFixture fixture) throws IOException {
        try (Daemon daemon = Daemon.start(fixture.launch("--dialect", "room", "--max-line", "64k",
                "--write-buffer", "1m"))) {
            InetSocketAddress server = new InetSocketAddress(InetAddress.getLoopbackAddress(), daemon.port);
            try (SocketChannel other = SocketChannel.open(server); SocketChannel author = SocketChannel.open(server)) {
                Scanner lines = new Scanner(other, StandardCharsets.UTF_8).useDelimiter("\n");
                // Both have arrived.
                lines.next();
                lines.next();
                long start = System.nanoTime();
                String sent = (MARKS + '\n').repeat(MARK_LINES) + "next\n";
                author.write(ByteBuffer.wrap(sent.getBytes(StandardCharsets.UTF_8)));
                while (!lines.next().endsWith(": next")) {
                    // Lines of others.
                }
                return Duration.ofNanos(System.nanoTime() - start);
            }
        }
    }

    /** Many clients that send input without line endings as fast as it is read, with a line rate and without one. */
    private static String timingMarks(FaultFixture fixture) throws IOException {
        int count = fixture.scaled(1000, 200);
        Duration time = fixture.seconds(5, 0.5);
        String idle = fixture.seconds(10, 2).toSeconds() + "s";
        List<String> rates = List.of("20/s", "0");
        for (String rate : rates) {
            // The daemon finds that a client was reset once it has read all input of the client, or when it is idle.
            Launch launch = fixture.launch("--rate", rate, "--idle", idle);
            if (rate.equals(rates.get(0))) {
                fixture.open(launch);
            } else {
                fixture.reopen(launch);
            }
            for (String unended : UNENDED) {
                String name = "flooder" + UNENDED.indexOf(unended) + '-';
                byte[] bytes = unended.repeat(FLOOD_BYTES / unended.length()).getBytes(StandardCharsets.ISO_8859_1);
                ByteBuffer flood = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
                fixture.clients.join(name, count).forEach(client -> client.flood(flood));
                fixture.clients.pollFor(time);
                fixture.resetClients();
            }
            fixture.settle();
        }
        double wait = fixture.comparison().delayMillis(1);
        fixture.check(wait < UNENDED_WAIT.toMillis(), String.format("members wait for %,.0f ms", wait));
        return String.format("%,d clients send timing marks, NOPs, edits and endless lines, at --rate %s",
                count, String.join(" and ", rates));
    }

    /** Clients that send megabytes of lines at once and then nothing: these lines put off no deadline. */
    private static String backlog(FaultFixture fixture) throws IOException {
        int count = fixture.scaled(20, 5);
        Duration deadline = Duration.ofSeconds(2);
        fixture.open(fixture.launch("--idle", "2s", "--name-timeout", "2s"));
        List<Client> members = fixture.clients.join("member", count);
        members.forEach(client -> client.send("\n".repeat(BACKLOG_BYTES)));
        List<Client> nameless = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Client client = fixture.clients.connect("nameless" + i);
            client.send("\u00FF\u00F6".repeat(BACKLOG_BYTES / 2));
            nameless.add(client);
        }
        long start = System.nanoTime();
        boolean areGone = fixture.clients.pollUntil(() -> members.stream().allMatch(Client::hasEnded)
                && nameless.stream().allMatch(Client::hasEnded), PATIENCE);
        fixture.check(areGone, "clients are still there after " + PATIENCE.toSeconds() + " s");
        Duration taken = Duration.ofNanos(System.nanoTime() - start);
        Duration most = deadline.multipliedBy(3);
        fixture.check(taken.compareTo(most) < 0, "it took " + taken.toMillis() + " ms until they were disconnected");
        fixture.check(members.stream().map(Client::receivedEnd)
                .allMatch(end -> end.contains("Not sent: the rest of your lines.")
                        && end.contains("Disconnected: idle for 2 seconds.")), "not all members were told why");
        fixture.settle();
        return String.format("%d members and %d clients without a name send 4 MB at once; gone after %.1f s", count,
                count, taken.toMillis() / 1000.0);
    }

    /** One endless line at full speed; after its end, the next line is delivered. */
    private static String longLine(FaultFixture fixture) throws IOException {
        int megabytes = fixture.scaled(2048, 64);
        fixture.open(fixture.launch("--rate", "0"));
        long before = fixture.daemon.residentBytes();
        ByteBuffer part = ByteBuffer.allocateDirect(MIB);
        while (part.hasRemaining()) {
            part.put((byte) 'x');
        }
        InetSocketAddress server = new InetSocketAddress(InetAddress.getLoopbackAddress(), fixture.daemon.port);
        long start = System.nanoTime();
        long grown;
        try (SocketChannel channel = SocketChannel.open(server)) {
            // This client does not read meanwhile: the kernel holds what others send for that long.
            channel.write(ByteBuffer.wrap("windbag\n".getBytes(StandardCharsets.US_ASCII)));
            for (int i = 0; i < megabytes; i++) {
                for (part.rewind(); part.hasRemaining(); ) {
                    channel.write(part);
                }
            }
            grown = fixture.daemon.residentBytes() - before;
            channel.write(ByteBuffer.wrap(("\n" + ClientGroup.MARK + "next\n").getBytes(StandardCharsets.US_ASCII)));
            Scanner answers = new Scanner(channel, StandardCharsets.UTF_8).useDelimiter("\n");
            while (!answers.next().startsWith("Not sent: a line may be at most")) {
                // Lines of others.
            }
            fixture.check(Waiting.until(() -> fixture.witnesses.clientLines() > 0, PATIENCE),
                    "the next line is not delivered");
        }
        Duration taken = Duration.ofNanos(System.nanoTime() - start);
        fixture.check(grown < 32 * MIB, "memory has grown by " + grown / MIB + " MB");
        fixture.settle();
        return String.format("one line of %,d MB, read in %.1f s", megabytes, taken.toMillis() / 1000.0);
    }
}
