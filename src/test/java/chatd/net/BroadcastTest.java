package chatd.net;

import static java.util.Collections.nCopies;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.access.Rejection;
import chatd.sim.SimulatedNetwork.Client;
import chatd.wire.Line;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines to all listeners, to all but their author, and to one client, said in one turn. */
class BroadcastTest {

    private static final byte[] PREFIX = "> ".getBytes(StandardCharsets.UTF_8);
    private static final String LONG_LINE = "x".repeat(900);

    /** Obeys the first character of each line; the rest of the line is its text. */
    private static final class ScriptedService implements Service, Notices {
        private final Broadcasts broadcasts = new Broadcasts(SimulatedDaemon.LIMITS.maxLineBytes());
        private final Broadcast broadcast = broadcasts.create();

        @Override
        public void connected(Connection connection) {
            broadcast.join(connection);
        }

        @Override
        public void line(Connection connection, Line line) {
            char what = line.toString().charAt(0);
            line.dropFirstChar();
            switch (what) {
                case 'a' -> broadcast.say(PREFIX, line);
                case 'n' -> broadcast.say(line.toString());
                case 'o' -> broadcast.sayToOthers(connection, PREFIX, line);
                case 'p' -> connection.sendPublic(line.withPrefix(new byte[0]));
                case 's' -> connection.send(line.toString());
                case 'j' -> broadcast.join(connection);
                case 'l' -> broadcast.part(connection);
                case 'c' -> {
                    connection.close();
                    connection.sendPublic("too late\n".getBytes(StandardCharsets.UTF_8));
                }
                default -> throw new AssertionError(line.toString());
            }
        }

        @Override
        public void lineTooLong(Connection connection) {
            throw new AssertionError();
        }

        @Override
        public void expired(Connection connection) {
            throw new AssertionError();
        }

        @Override
        public void stopping(Connection connection) {
            throw new AssertionError();
        }

        @Override
        public String rejected(Rejection reason) {
            throw new AssertionError();
        }

        @Override
        public String skipped(int lines) {
            return "[" + lines + " skipped]";
        }
    }

    private final ScriptedService service = new ScriptedService();
    private SimulatedDaemon daemon = new SimulatedDaemon(SimulatedDaemon.LIMITS, service.broadcasts, service);

    private void limit(int writeBufferBytes) {
        daemon = new SimulatedDaemon(SimulatedDaemon.LIMITS.withMaxClients(1000)
                .withWriteBufferBytes(writeBufferBytes), service.broadcasts, service);
    }

    private static void assertReceives(Client client, String... lines) {
        assertEquals(List.of(lines), client.lines());
    }

    @Test
    void anAuthorMissesExactlyTheLinesSaidToTheOthers() {
        Client a = daemon.connect();
        Client b = daemon.connect();
        Client c = daemon.connect();
        a.send("o1\na2\no3\n");
        b.send("o4\na5\n");
        c.send("a6\no7\n");
        daemon.turn();
        assertReceives(a, "> 2", "> 4", "> 5", "> 6", "> 7");
        assertReceives(b, "> 1", "> 2", "> 3", "> 5", "> 6", "> 7");
        assertReceives(c, "> 1", "> 2", "> 3", "> 4", "> 5", "> 6");
    }

    @Test
    void theOnlyListenerReceivesNoLinesSaidToTheOthers() {
        Client a = daemon.connect();
        a.send("o1\no2\n");
        daemon.turn();
        assertReceives(a);
        a.send("a3\n");
        daemon.turn();
        assertReceives(a, "> 3");
        assertEquals(0, daemon.heldBytes());
    }

    @Test
    void anAuthorOfALineToTheOthersReceivesTheWholeNextTurn() {
        Client a = daemon.connect();
        Client b = daemon.connect();
        a.send("o1\n");
        daemon.turn();
        b.send("a2\n");
        daemon.turn();
        assertReceives(a, "> 2");
        assertReceives(b, "> 1", "> 2");
    }

    @Test
    void privateLinesAndPublicLinesForOneKeepTheirPlace() {
        Client a = daemon.connect();
        Client b = daemon.connect();
        a.send("a1\np2\ns3\na4\ns5\np6\nn7\n");
        b.send("p8\na9\n");
        daemon.turn();
        assertReceives(a, "> 1", "2", "3", "> 4", "5", "6", "7", "> 9");
        assertReceives(b, "> 1", "> 4", "7", "8", "> 9");
        assertEquals(1, a.writes());
        assertEquals(1, b.writes());
    }

    @Test
    void aSlowReaderMissesPublicLinesForItselfButNoPrivateLines() {
        limit(2000);
        Client slow = daemon.connect();
        slow.takeOnly(0);
        slow.send(("p" + LONG_LINE + '\n').repeat(2) + "p" + LONG_LINE + '\n');
        daemon.turn();
        Client other = daemon.connect();
        other.send("a" + LONG_LINE + '\n');
        daemon.turn();
        slow.takeEverything();
        daemon.turn();
        assertReceives(slow, LONG_LINE, LONG_LINE, "[2 skipped]");
        slow.takeOnly(0);
        slow.send("s" + LONG_LINE + '\n' + "s" + LONG_LINE + '\n' + "s" + LONG_LINE + '\n');
        daemon.turn();
        slow.takeEverything();
        daemon.turn();
        // The third line was held back until the first two were written.
        daemon.turn();
        assertReceives(slow, LONG_LINE, LONG_LINE, LONG_LINE);
    }

    @Test
    void aSlowReadersOwnLinesDoNotCountAsSkipped() {
        limit(1000);
        Client slow = daemon.connect();
        Client other = daemon.connect();
        slow.takeOnly(0);
        for (int i = 0; i < 10; i++) {
            slow.send("o" + LONG_LINE + '\n');
            daemon.turn();
        }
        assertEquals(10, other.lines().size());
        assertEquals(0, daemon.heldBytes());
        for (int i = 0; i < 4; i++) {
            other.send("a" + LONG_LINE + '\n');
            daemon.turn();
        }
        slow.takeEverything();
        daemon.turn();
        assertReceives(slow, "> " + LONG_LINE, "[3 skipped]");
    }

    @ParameterizedTest
    @CsvSource({"!, !!, [2 skipped]|> !|> !!", "!, LONG, [2 skipped]|> !|[1 skipped]", "LONG, !, [4 skipped]"})
    void aBufferThatFillsInMidTurnDecidesAnewAboutTheLinesAfter(String one, String two, String notices) {
        limit(LONG_LINE.length() + 20);
        Client first = daemon.connect();
        Client slow = daemon.connect();
        Client last = daemon.connect();
        slow.takeOnly(0);
        first.send("a" + LONG_LINE + '\n');
        daemon.turn();
        first.send(("a" + LONG_LINE + '\n').repeat(2));
        slow.send("omine\n");
        last.send(("a" + one + "\na" + two + '\n').replace("LONG", LONG_LINE));
        daemon.turn();
        slow.takeEverything();
        daemon.turn();
        List<String> expected = new ArrayList<>(List.of("> " + LONG_LINE));
        expected.addAll(List.of(notices.split("\\|")));
        assertEquals(expected, slow.lines());
    }

    @Test
    void aPublicLineForOneThatExceedsTheLimitIsKeptWhenNothingElseWaits() {
        limit(100);
        Client slow = daemon.connect();
        slow.takeOnly(10);
        slow.send("p" + LONG_LINE + '\n');
        daemon.turn();
        slow.takeEverything();
        daemon.turn();
        assertReceives(slow, LONG_LINE);
    }

    @Test
    void aClosingConnectionReceivesNothingMore() {
        Client a = daemon.connect();
        a.send("a1\nc\n");
        daemon.turn();
        assertReceives(a, "> 1");
        assertTrue(a.isOutputEnded());
    }

    @Test
    void aClientThatPartsInMidTurnReceivesTheLinesSaidBefore() {
        Client a = daemon.connect();
        Client b = daemon.connect();
        a.send("a1\n");
        b.send("l\na2\np3\n");
        daemon.turn();
        assertReceives(a, "> 1", "> 2");
        assertReceives(b, "> 1", "3");
        a.send("a4\n");
        daemon.turn();
        assertReceives(b);
    }

    @Test
    void aClientThatPartsAndJoinsAgainInOneTurnMissesTheLinesInBetween() {
        Client a = daemon.connect();
        Client b = daemon.connect();
        a.send("a1\nl\na2\no3\nj\na4\n");
        daemon.turn();
        assertReceives(a, "> 1", "> 4");
        assertReceives(b, "> 1", "> 2", "> 3", "> 4");
    }

    @Test
    void aClientThatHasPartedMaySpeakToTheListeners() {
        Client a = daemon.connect();
        Client b = daemon.connect();
        a.send("l\no1\n");
        daemon.turn();
        a.send("j\n");
        b.send("a2\n");
        daemon.turn();
        assertReceives(a, "> 2");
        assertReceives(b, "> 1", "> 2");
    }

    @Test
    void joiningOrPartingTwiceIsTheSameAsOnce() {
        Client a = daemon.connect();
        Client b = daemon.connect();
        a.send("a1\nj\nj\na2\nl\nl\na3\n");
        daemon.turn();
        assertReceives(a, "> 1", "> 2");
        assertReceives(b, "> 1", "> 2", "> 3");
    }

    @Test
    void anyClientMayPartAndTheOthersStay() {
        List<Client> clients = Stream.generate(daemon::connect).limit(40).toList();
        Set<Client> parted = new HashSet<>();
        for (int i : new int[] {0, 39, 17, 1, 38, 20}) {
            clients.get(i).send("l\n");
            daemon.turn();
            parted.add(clients.get(i));
            clients.get(10).send("a" + i + '\n');
            daemon.turn();
            for (Client client : clients) {
                assertEquals(parted.contains(client) ? List.of() : List.of("> " + i), client.lines());
            }
        }
    }

    @Test
    void aClientThatSpeaksIsWrittenToBeforeTheOthersUntilSixteenOthersHaveSpoken() {
        List<Client> clients = Stream.generate(daemon::connect).limit(40).toList();
        Client quiet = clients.get(20);
        Client speaker = clients.get(39);
        speaker.send("a1\n");
        daemon.turn();
        assertTrue(speaker.isWrittenBefore(quiet));
        for (int i = 21; i < 21 + 16; i++) {
            assertTrue(speaker.isWrittenBefore(quiet));
            clients.get(i).send("a2\n");
            daemon.turn();
        }
        assertTrue(quiet.isWrittenBefore(speaker));
        speaker.send("a3\n");
        daemon.turn();
        assertTrue(speaker.isWrittenBefore(quiet));
    }

    @Test
    void aClientThatMovesAmongTheFirstInMidTurnMissesNothingAndReceivesNothingTwice() {
        List<Client> clients = Stream.generate(daemon::connect).limit(40).toList();
        clients.get(0).send("o1\n");
        clients.get(1).send("a2\no3\n");
        clients.get(38).send("o4\no5\n");
        clients.get(39).send("o6\nl\n");
        daemon.turn();
        assertReceives(clients.get(0), "> 2", "> 3", "> 4", "> 5", "> 6");
        assertReceives(clients.get(1), "> 1", "> 2", "> 4", "> 5", "> 6");
        assertReceives(clients.get(38), "> 1", "> 2", "> 3", "> 6");
        assertReceives(clients.get(39), "> 1", "> 2", "> 3", "> 4", "> 5");
        for (Client client : clients.subList(2, 38)) {
            assertReceives(client, "> 1", "> 2", "> 3", "> 4", "> 5", "> 6");
        }
    }

    @Test
    void aFullBlockIsSentEarlyAndAuthorsStillMissOnlyTheirOwnLines() {
        List<Client> clients = Stream.generate(daemon::connect).limit(30).toList();
        for (int i = 0; i < 30; i++) {
            clients.get(i).send(("o" + i + LONG_LINE + '\n').repeat(8));
        }
        daemon.turn();
        for (int i = 0; i < 30; i++) {
            int author = i;
            List<String> others = IntStream.range(0, 30).filter(j -> j != author).boxed()
                    .flatMap(j -> Stream.generate(() -> "> " + j + LONG_LINE).limit(8)).toList();
            assertEquals(others, clients.get(i).lines(), "client " + i);
        }
        assertEquals(0, daemon.heldBytes());
    }

    @Test
    void aBlockMayBeFilledToItsLastByte() {
        // A block has 64 KiB: 64 lines of 1,024 bytes, with prefix and line feed, fill it.
        String line = "y".repeat(1021);
        List<Client> clients = Stream.generate(daemon::connect).limit(66).toList();
        clients.forEach(client -> client.send("o" + line + '\n'));
        daemon.turn();
        for (Client client : clients) {
            assertEquals(nCopies(65, "> " + line), client.lines(), client.address());
        }
    }

    /** The length of a notice that is said when the block has room for 1,022 bytes, and the number of writes. */
    @ParameterizedTest
    @CsvSource({"1021, 1", "1022, 2"})
    void aNoticeThatDoesNotFitIntoTheBlockIsSentAfterIt(int length, int writes) {
        String notice = "z".repeat(length);
        assertComesAfterABlockWithRoomFor1022('n' + notice, notice, writes);
    }

    /** The same for a line, which has two bytes of prefix. */
    @ParameterizedTest
    @CsvSource({"1019, 1", "1020, 2"})
    void aLineThatDoesNotFitIntoTheBlockIsSentAfterIt(int length, int writes) {
        String line = "z".repeat(length);
        assertComesAfterABlockWithRoomFor1022('a' + line, "> " + line, writes);
    }

    private void assertComesAfterABlockWithRoomFor1022(String typed, String said, int writes) {
        String line = "y".repeat(1021);
        List<Client> clients = Stream.generate(daemon::connect).limit(65).toList();
        clients.subList(0, 63).forEach(client -> client.send("a" + line + '\n'));
        clients.get(63).send("n!\n" + typed + '\n');
        daemon.turn();
        Client listener = clients.get(64);
        List<String> received = listener.lines();
        assertEquals(nCopies(63, "> " + line), received.subList(0, 63));
        assertEquals(List.of("!", said), received.subList(63, received.size()));
        assertEquals(writes, listener.writes());
    }

    /** Clients send random lines; a model predicts the lines that each receives. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void everyListenerReceivesItsShareOfEveryTurnInOrder(int seed) {
        Random random = new Random(seed);
        Map<Client, List<String>> expected = new LinkedHashMap<>();
        Set<Client> listening = new HashSet<>();
        for (int i = 0; i < 12; i++) {
            Client client = daemon.connect();
            expected.put(client, new ArrayList<>());
            listening.add(client);
        }
        for (int turn = 0; turn < 200; turn++) {
            String filler = turn % 10 == 0 ? LONG_LINE : "";
            int number = 0;
            // In the order in which the loop serves them.
            for (Client client : expected.keySet()) {
                StringBuilder input = new StringBuilder();
                for (int lines = random.nextInt(9); lines > 0; lines--) {
                    char what = "aaaooonppssjl".charAt(random.nextInt(13));
                    String text = turn + "." + number++ + filler;
                    input.append(what).append(text).append('\n');
                    switch (what) {
                        case 'a' -> listening.forEach(one -> expected.get(one).add("> " + text));
                        case 'n' -> listening.forEach(one -> expected.get(one).add(text));
                        case 'o' -> listening.stream().filter(one -> one != client)
                                .forEach(one -> expected.get(one).add("> " + text));
                        case 'p', 's' -> expected.get(client).add(text);
                        case 'j' -> listening.add(client);
                        default -> listening.remove(client);
                    }
                }
                if (input.length() > 0) {
                    client.send(input.toString());
                }
                if (random.nextInt(3) == 0) {
                    client.takeOnly(random.nextInt(5000));
                } else {
                    client.takeEverything();
                }
            }
            daemon.turn();
            expected.keySet().forEach(Client::takeEverything);
            daemon.turn();
            int now = turn;
            expected.forEach((client, lines) -> {
                assertEquals(lines, client.lines(), client.address() + " in turn " + now);
                lines.clear();
            });
        }
        assertEquals(0, daemon.heldBytes());
    }
}
