package chatd.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.net.Broadcasts;
import chatd.net.SimulatedDaemon;
import chatd.sim.SimulatedNetwork.Client;
import chatd.wire.Line;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A dialect that the program does not have works with one class more: other framing, no echo, other names, a list. */
class FourthDialectTest {

    /** Names of one capital letter; a line is {@code <A> text}, and its author does not hear it. */
    private static final class Lobby implements Dialect {

        @Override
        public void connected(Room room, Member member) {
            member.tell("NAME?");
            room.awaitName(member);
        }

        @Override
        public void line(Room room, Member member, Line line) {
            if (!member.isHere()) {
                enter(room, member, line.toString());
                return;
            }
            switch (line.toString()) {
                case "LIST" -> room.members().forEach(other ->
                        member.tell("+ " + other.number() + ' ' + other.name()));
                case "TIME" -> room.filter(member, member.filter().tellingTime(room.stamp()));
                case "BYE" -> room.quit(member, null);
                default -> room.say(member, line);
            }
        }

        private static void enter(Room room, Member member, String name) {
            String problem = room.problemWithName(member, name);
            if (problem != null) {
                member.tell("NO " + room.phrases().text(problem));
                return;
            }
            room.admit(member, name);
            member.tell("HELLO " + name);
            room.showHistory(member);
            room.announce(">>> " + name);
            room.listen(member);
        }

        @Override
        public String prefix(Member member, String name) {
            return '<' + name + "> ";
        }

        @Override
        public String left(Room room, Member member, Departure how, String lastWord) {
            return "<<< " + member.name() + ' ' + how;
        }

        @Override
        public boolean echoes() {
            return false;
        }

        @Override
        public String problemWithName(Room room, String name) {
            return name.matches("[A-Z]") ? null : "name.characters";
        }
    }

    private final SimulatedDaemon daemon = daemon(new Lobby());

    private static SimulatedDaemon daemon(Dialect dialect) {
        Broadcasts broadcasts = new Broadcasts(SimulatedDaemon.LIMITS.maxLineBytes());
        Settings settings = Settings.DEFAULT.withMaxLineBytes(SimulatedDaemon.LIMITS.maxLineBytes())
                .withHistory(3, 1000);
        try {
            Room room = new Room(dialect, settings, broadcasts.create(), ChatFixture.CLOCK);
            return new SimulatedDaemon(SimulatedDaemon.LIMITS, broadcasts, room);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private List<String> type(Client client, String lines) {
        client.send(lines);
        daemon.turn();
        return client.lines();
    }

    private Client join(String name) {
        Client client = daemon.connect();
        assertEquals(List.of("NAME?"), client.lines());
        assertEquals("HELLO " + name, type(client, name + '\n').get(0));
        return client;
    }

    @Test
    void linesHaveItsFrameAndTheirAuthorsDoNotHearThem() {
        Client a = join("A");
        Client b = join("B");
        assertEquals(List.of(">>> B"), a.lines());
        assertEquals(List.of(), type(a, "one\ntwo\n"));
        assertEquals(List.of("<A> one", "<A> two"), b.lines());
        assertEquals(List.of(), type(b, "three\n"));
        assertEquals(List.of("<B> three"), a.lines());
    }

    @Test
    void whoSpeaksHearsTheOthersInTheOrderInWhichAllWasSaid() {
        Client a = join("A");
        Client b = join("B");
        Client c = join("C");
        List.of(a, b, c).forEach(Client::lines);
        a.send("1\nLIST\n2\n");
        b.send("3\n");
        c.send("4\nLIST\n5\n");
        daemon.turn();
        assertEquals(List.of("+ 0 A", "+ 1 B", "+ 2 C", "<B> 3", "<C> 4", "<C> 5"), a.lines());
        assertEquals(List.of("<A> 1", "<A> 2", "<C> 4", "<C> 5"), b.lines());
        assertEquals(List.of("<A> 1", "<A> 2", "<B> 3", "+ 0 A", "+ 1 B", "+ 2 C"), c.lines());
    }

    @Test
    void whoHasAFilterDoesNotHearTheirOwnLinesEither() {
        Client a = join("A");
        Client b = join("B");
        a.lines();
        type(a, "TIME\n");
        assertEquals(List.of(), type(a, "one\n"));
        assertEquals(List.of("<A> one"), b.lines());
        type(b, "two\n");
        assertEquals(List.of("14:03 <B> two"), a.lines());
    }

    @Test
    void namesFollowItsRules() {
        join("A");
        Client other = daemon.connect();
        other.lines();
        String no = "NO A name is 1 to 32 letters, digits, '_', '-' or '.'. Choose another.";
        assertEquals(List.of(no, no, "NO That name is taken. Choose another.", "HELLO Z"),
                type(other, "alice\nb\nA\nZ\n"));
    }

    @Test
    void departuresHaveItsWords() {
        Client a = join("A");
        Client b = join("B");
        Client c = join("C");
        List.of(a, b, c).forEach(Client::lines);
        assertEquals(List.of(), type(b, "BYE\n"));
        assertTrue(b.isOutputEnded());
        assertEquals(List.of("<<< B LEFT"), a.lines());
        daemon.sleep(Duration.ofMinutes(4));
        type(a, "here\n");
        daemon.sleep(Duration.ofSeconds(61));
        assertTrue(c.isOutputEnded());
        assertEquals(List.of("<<< C IDLE"), a.lines());
    }

    @Test
    void newcomersSeeWhatWasSaidInItsFrame() {
        type(join("A"), "one\ntwo\n");
        Client b = daemon.connect();
        b.lines();
        assertEquals(List.of("HELLO B", "--- earlier ---", "<A> one", "<A> two", "--- now ---"), type(b, "B\n"));
    }
}
