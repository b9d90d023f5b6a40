package chatd.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.net.SimulatedDaemon;
import chatd.sim.SimulatedNetwork.Client;
import chatd.wire.Line;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A dialect that the program does not have works with one class more: a frame that bots can parse, no echo, other
 * names, a list, and the server's notices in the same frame.
 */
class FourthDialectTest {

    private static final int MAX_LINE = SimulatedDaemon.LIMITS.maxLineBytes();

    /** Names of one capital letter; every line is a code of capitals, a blank, and text. Authors get no echo. */
    private static final class BotDialect implements Dialect {

        private final ChatService chat;
        private final ChatNotices notices;

        BotDialect(ChatService chat, Settings settings, Phrases phrases) {
            this.chat = chat;
            notices = new BotNotices(phrases);
        }

        @Override
        public ChatNotices notices() {
            return notices;
        }

        @Override
        public void connected(Session newcomer) {
            newcomer.tell("ASK name");
            chat.awaitName(newcomer);
        }

        @Override
        public void line(Session author, Line line) {
            switch (line.toString()) {
                case "LIST" -> author.room().members().forEach(other ->
                        author.tell("WHO " + other.number() + ' ' + other.name()));
                case "TIME" -> chat.moves().tellTime(author, true);
                case "BYE" -> chat.departures().quit(author, null);
                default -> author.room().say(author, line);
            }
        }

        @Override
        public void name(Session newcomer, Line line) {
            String name = line.toString();
            String problem = chat.names().problem(newcomer, name);
            if (problem != null) {
                newcomer.tell(problem);
                return;
            }
            chat.enter(newcomer, name, PublicActions.Ownership.NONE);
        }

        @Override
        public void welcome(Session newcomer) {
            newcomer.tell("YOU " + newcomer.name());
            chat.moves().showHistory(newcomer);
            newcomer.room().arrived(newcomer);
            newcomer.room().listen(newcomer);
        }

        @Override
        public String prefix(Member member, String name) {
            return "SAY " + name + ' ';
        }

        @Override
        public String words(Message message) {
            String name = message.author().name();
            return switch (message.kind()) {
                case ARRIVED -> "IN " + name;
                case LEFT -> "OUT " + name + ' ' + message.departure();
                default -> null;
            };
        }

        @Override
        public boolean echoes() {
            return false;
        }

        @Override
        public String problemWithName(Names names, String name) {
            return name.matches("[A-Z]") ? null : "name.characters";
        }
    }

    /** Some notices in words of their own, all others in English behind a code. */
    private static final class BotNotices extends ChatNotices {

        BotNotices(Phrases phrases) {
            super(phrases);
        }

        @Override
        String framed(String words) {
            return "SRV " + words;
        }

        @Override
        public String skipped(int lines) {
            return "GAP " + lines;
        }

        @Override
        String tooLong(int maxLineBytes) {
            return "ERR too-long " + maxLineBytes;
        }
    }

    @TempDir
    private Path directory;

    private final ChatFixture daemon = new ChatFixture().dialect(BotDialect::new).history(3, 1000);

    private Client join(String name) {
        Client client = daemon.connect();
        assertEquals(List.of("ASK name"), client.lines());
        assertEquals("YOU " + name, daemon.type(client, name).get(0));
        return client;
    }

    @Test
    void linesHaveItsFrameAndTheirAuthorsDoNotReceiveThem() {
        Client a = join("A");
        Client b = join("B");
        assertEquals(List.of("IN B"), a.lines());
        assertEquals(List.of(), daemon.type(a, "one", "two"));
        assertEquals(List.of("SAY A one", "SAY A two"), b.lines());
        assertEquals(List.of(), daemon.type(b, "three"));
        assertEquals(List.of("SAY B three"), a.lines());
    }

    @Test
    void authorsReceiveTheLinesOfOthersInTheOrderInWhichAllWasSaid() {
        Client a = join("A");
        Client b = join("B");
        Client c = join("C");
        daemon.readAll(a, b, c);
        a.send("1\nLIST\n2\n");
        b.send("3\n");
        c.send("4\nLIST\n5\n");
        daemon.turn();
        assertEquals(List.of("WHO 1 A", "WHO 2 B", "WHO 3 C", "SAY B 3", "SAY C 4", "SAY C 5"), a.lines());
        assertEquals(List.of("SAY A 1", "SAY A 2", "SAY C 4", "SAY C 5"), b.lines());
        assertEquals(List.of("SAY A 1", "SAY A 2", "SAY B 3", "WHO 1 A", "WHO 2 B", "WHO 3 C"), c.lines());
    }

    @Test
    void aMemberWithAFilterDoesNotReceiveItsOwnLinesEither() {
        Client a = join("A");
        Client b = join("B");
        a.lines();
        daemon.type(a, "TIME");
        assertEquals(List.of(), daemon.type(a, "one"));
        assertEquals(List.of("SAY A one"), b.lines());
        daemon.type(b, "two");
        assertEquals(List.of("14:03 SAY B two"), a.lines());
    }

    @Test
    void namesFollowItsRulesAndProblemsHaveItsFrame() {
        join("A");
        Client other = daemon.connect();
        other.lines();
        Phrases phrases = new Phrases("en");
        String bad = "SRV " + phrases.text("name.characters");
        assertEquals(List.of(bad, bad, "SRV " + phrases.text("name.taken"), "YOU Z"),
                daemon.type(other, "alice", "b", "A", "Z"));
    }

    @Test
    void departuresHaveItsWords() {
        Client a = join("A");
        Client b = join("B");
        Client c = join("C");
        daemon.readAll(a, b, c);
        assertEquals(List.of("SRV You have left. Press Enter or Ctrl-C to end nc."), daemon.type(b, "BYE"));
        assertTrue(b.isOutputEnded());
        assertEquals(List.of("OUT B LEFT"), a.lines());
        daemon.sleep(Duration.ofMinutes(4));
        daemon.type(a, "here");
        daemon.sleep(Duration.ofSeconds(61));
        assertTrue(c.isOutputEnded());
        assertEquals(List.of("OUT C IDLE"), a.lines());
    }

    @Test
    void newcomersReceiveTheHistoryInItsFrame() {
        daemon.type(join("A"), "one", "two");
        Client b = daemon.connect();
        b.lines();
        assertEquals(List.of("YOU B", "SRV --- earlier ---", "14:03 SAY A one", "14:03 SAY A two", "SRV --- now ---"),
                daemon.type(b, "B"));
    }

    // The server's own notices

    @Test
    void aLineOverTheLimitIsReportedInItsWords() {
        Client a = join("A");
        assertEquals(List.of("ERR too-long " + MAX_LINE), daemon.type(a, "x".repeat(MAX_LINE + 1)));
    }

    @Test
    void skippedLinesAreReportedInItsWords() {
        Client a = join("A");
        Client b = join("B");
        a.lines();
        a.takeOnly(0);
        for (int i = 0; i < 1000; i++) {
            daemon.type(b, "x".repeat(1000));
        }
        a.takeEverything();
        daemon.turn();
        List<String> lines = a.lines();
        assertTrue(lines.get(lines.size() - 1).matches("GAP \\d+"), lines.get(lines.size() - 1));
        assertAllFramed(lines);
    }

    @Test
    void whatTheServerSaysOnTheWayOutHasItsFrame() {
        Client late = daemon.connect();
        late.lines();
        daemon.sleep(Duration.ofSeconds(61));
        assertFramed("unnamed", late);
        Client idle = join("A");
        daemon.sleep(Duration.ofMinutes(6));
        assertFramed("idle", idle);
        Client kicked = join("B");
        daemon.administration().kick(daemon.connection(kicked), "");
        daemon.turn();
        assertFramed("kicked", kicked);
        Client rude = join("C");
        daemon.administration().kick(daemon.connection(rude), "spam");
        daemon.turn();
        assertFramed("kicked.saying", rude);
        Client last = join("D");
        daemon.daemon().stop();
        daemon.turn();
        assertFramed("stopping", last);
    }

    @Test
    void whatAnAdministratorAnnouncesHasItsFrame() {
        Client a = join("A");
        daemon.administration().notice(daemon.daemon().server.clients(), "hello");
        daemon.administration().announceDrain(daemon.daemon().server.clients(), Duration.ZERO);
        daemon.administration().announceDrain(daemon.daemon().server.clients(), Duration.ofMinutes(1));
        daemon.turn();
        List<String> lines = a.lines();
        assertEquals(3, lines.size());
        lines.forEach(line -> assertTrue(line.startsWith("SRV "), line));
    }

    @Test
    void thePasswordAndTheMessageOfTheDayHaveItsFrame() throws IOException {
        Path password = Files.writeString(directory.resolve("password"), "secret\n");
        Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-------"));
        daemon.password(password).motd(Files.writeString(directory.resolve("motd"), "Welcome!\n"));
        Client a = daemon.connect();
        a.send("wrong\n");
        daemon.sleep(Duration.ofSeconds(2));
        daemon.turn();
        a.send("secret\n");
        daemon.turn();
        List<String> lines = a.lines();
        assertEquals(List.of("SRV Welcome!", "ASK name"), lines.subList(lines.size() - 2, lines.size()));
        assertEquals(4, lines.size());
        assertAllFramed(lines);
        Client failing = daemon.connect();
        failing.send("1\n2\n3\n");
        Client silent = daemon.connect();
        daemon.sleep(Duration.ofSeconds(61));
        assertAllFramed(failing.lines());
        assertAllFramed(silent.lines());
    }

    @Test
    void aRejectionHasItsFrame() {
        daemon.limits(SimulatedDaemon.LIMITS.withMaxClients(1));
        join("A");
        assertFramed("full", daemon.connect());
    }

    private static void assertFramed(String what, Client client) {
        List<String> lines = client.lines();
        assertEquals(1, lines.size(), what);
        assertTrue(lines.get(0).startsWith("SRV "), what + ": " + lines);
    }

    private static void assertAllFramed(List<String> lines) {
        assertTrue(lines.size() > 1, lines::toString);
        lines.forEach(line -> assertTrue(line.matches("[A-Z]+ .*"), line));
    }
}
