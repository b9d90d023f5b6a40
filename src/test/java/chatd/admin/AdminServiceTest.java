package chatd.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.sim.SimulatedNetwork.Client;
import chatd.sim.SimulatedNetwork;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines, answers and errors at the administrator's socket, and the commands that only ask. */
class AdminServiceTest {

    @TempDir
    private Path directory;
    private AdminFixture fixture;

    @BeforeEach
    void open() {
        fixture = new AdminFixture(directory);
    }

    private void answers(String command, String... answer) {
        assertEquals(List.of(answer), fixture.ask(command));
    }

    private void turn() {
        fixture.daemon.turn();
    }

    // Lines and answers

    @Test
    void administratorsAreNotGreeted() {
        assertEquals("", fixture.admin.received());
        assertEquals("", fixture.anotherAdmin().received());
    }

    @ParameterizedTest
    @ValueSource(strings = {"help", "who", "rooms", "stats", "say hello", "close lobby", "kick alice", "ban 192.0.2.7", "bans",
            "unban 192.0.2.7", "drain", "shutdown", "nonsense", "kick", "kick nobody", "ban nonsense",
            "unban 192.0.2.8"})
    void everyAnswerEndsWithOneEmptyLineAndHasNoOther(String command) {
        fixture.join("alice");
        fixture.join("bob");
        assertFalse(fixture.ask(command).isEmpty());
    }

    @Test
    void anAnswerIsOneWriteWithTheEmptyLine() {
        fixture.admin.send("bans\n");
        turn();
        assertEquals("no bans\n\n", fixture.admin.received());
        assertEquals(1, fixture.admin.writes());
    }

    @ParameterizedTest
    @ValueSource(strings = {"bans\r\n", "\tbans  \n", "\u3000bans\n"})
    void blanksAroundACommandDoNotMatter(String text) {
        assertEquals(List.of("no bans"), fixture.ask(fixture.admin, text));
    }

    @Test
    void severalBlanksAreOne() {
        fixture.join("alice");
        answers("ban   192.0.2.7 \t 1h", "banned 192.0.2.7, disconnected 0");
        answers("bans", "192.0.2.7 for another 1h");
    }

    @Test
    void blankLinesAreNotAnswered() {
        fixture.admin.send("\n  \n\r\n\t\n\u3000\n");
        turn();
        assertEquals("", fixture.admin.received());
        answers("bans", "no bans");
    }

    @Test
    void commandsThatComeInOneReadAreAnsweredInOrder() {
        fixture.admin.send("bans\nban 192.0.2.7\n\nbans\nnonsense\n");
        turn();
        assertEquals("""
                no bans

                banned 192.0.2.7, disconnected 0

                192.0.2.7 for ever

                error: unknown command nonsense; try help

                """, fixture.admin.received());
    }

    @Test
    void aCommandSentInPiecesIsAnsweredOnce() {
        for (String piece : List.of("b", "an", "s")) {
            fixture.admin.send(piece);
            turn();
            assertEquals("", fixture.admin.received());
        }
        answers("", "no bans");
    }

    @Test
    void aLineOverTheLimitIsAnErrorAndTheNextIsAnswered() {
        fixture.admin.send("say " + "x".repeat(4093) + "\nbans\n");
        turn();
        assertEquals("error: line too long\n\nno bans\n\n", fixture.admin.received());
        Client alice = fixture.join("alice");
        assertEquals(List.of("sent to 1"), fixture.ask("say " + "x".repeat(4092)));
        assertEquals(List.of("Server: " + "x".repeat(4092)), alice.lines());
    }

    @ParameterizedTest
    @ValueSource(strings = {"bans\n", "bans", "bans\r\n"})
    void anAdministratorThatEndsItsInputGetsTheAnswerAndIsClosed(String text) {
        fixture.admin.send(text);
        fixture.admin.endInput();
        turn();
        turn();
        assertEquals("no bans\n\n", fixture.admin.received());
        assertTrue(fixture.admin.isClosed());
    }

    @Test
    void anAdministratorThatReadsSlowlyGetsTheWholeAnswer() {
        Client alice = fixture.join("alice");
        fixture.admin.takeOnly(10);
        fixture.admin.send("help\nwho\n");
        fixture.admin.endInput();
        turn();
        alice.send("hello\n".repeat(1000));
        turn();
        fixture.admin.takeEverything();
        turn();
        turn();
        List<String> lines = fixture.admin.lines();
        assertEquals(2, lines.stream().filter(String::isEmpty).count());
        assertEquals("", lines.get(lines.size() - 1));
        assertTrue(fixture.admin.isClosed());
    }

    @Test
    void manyUnreadAnswersArriveInTheEnd() {
        fixture.admin.takeOnly(0);
        fixture.admin.send("help\n".repeat(500) + "bans\n");
        turn();
        assertTrue(fixture.daemon.heldBytes() < 64 * 1024, "held: " + fixture.daemon.heldBytes());
        fixture.admin.takeEverything();
        for (int i = 0; i < 500; i++) {
            turn();
        }
        List<String> lines = fixture.admin.lines();
        assertEquals(501, lines.stream().filter(String::isEmpty).count());
        assertEquals("no bans", lines.get(lines.size() - 2));
    }

    @Test
    void administratorsHaveNoIdleTimeout() {
        turn();
        turn();
        assertEquals(SimulatedNetwork.FOR_EVER, fixture.daemon.network.sleptMillis());
        fixture.daemon.sleep(Duration.ofHours(10));
        answers("bans", "no bans");
    }

    @Test
    void aResetConnectionDoesNoHarm() {
        Client other = fixture.anotherAdmin();
        fixture.admin.send("help\nhal");
        fixture.admin.reset();
        turn();
        assertTrue(fixture.admin.isClosed());
        assertEquals(List.of("no bans"), fixture.ask(other, "bans\n"));
    }

    @Test
    void administratorsDoNotSeeEachOthersAnswers() {
        Client other = fixture.anotherAdmin();
        answers("bans", "no bans");
        assertEquals("", other.received());
        assertEquals(List.of("no bans"), fixture.ask(other, "bans\n"));
        assertEquals("", fixture.admin.received());
    }

    @Test
    void anAdministratorIsNoClientAndReceivesNoPublicLines() {
        Client alice = fixture.join("alice");
        alice.send("hello\n");
        turn();
        assertEquals("", fixture.admin.received());
        assertEquals(2, fixture.ask("who").size());
        alice.send("/who\n");
        turn();
        assertEquals("1 person:", alice.lines().get(1));
    }

    @Test
    void anAdministratorIsAcceptedWhenTheServerIsFull() {
        List<Client> people = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            people.add(fixture.connectFrom("127.0.0.1"));
        }
        assertTrue(people.get(8).isOutputEnded());
        assertEquals(List.of("no bans"), fixture.ask(fixture.anotherAdmin(), "bans\n"));
    }

    // Errors

    @ParameterizedTest
    @CsvSource({"HELP, HELP", "helps me, helps", "??, ??", "who?, who?"})
    void anUnknownCommandIsNamed(String line, String name) {
        answers(line, "error: unknown command " + name + "; try help");
    }

    @ParameterizedTest
    @CsvSource({"help me, help", "who alice, who", "stats now, stats", "bans 1, bans", "shutdown now, shutdown",
            "kick, kick WHO [REASON]", "ban, ban WHO|ADDR[/BITS] [TIME]", "unban, unban ADDR[/BITS]"})
    void aCommandWithWrongArgumentsIsAnsweredWithItsUsageAndNotRun(String line, String usage) {
        answers(line, "error: usage: " + usage);
        turn();
        assertFalse(fixture.daemon.hasEnded());
    }

    @ParameterizedTest
    @ValueSource(strings = {"unban nonsense", "unban 192.0.2.256", "unban 192.0.2.7/33", "unban 192.0.2",
            "unban example.org", "unban 192.0.2.7 now", "unban alice"})
    void anInvalidAddressIsNamed(String line) {
        answers(line, "error: " + line.split(" ", 2)[1]
                + " is not an IP address or range, as in 192.0.2.7, 192.0.2.0/24 or 2001:db8::/32");
        answers("bans", "no bans");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ban nonsense", "ban 192.0.2.256", "ban 192.0.2.7/33 1h", "ban example.org 1d", "ban 7"})
    void aBanOfNeitherAnAddressNorAClientIsRefused(String line) {
        answers(line, "error: no client has the number, name or address " + line.split(" ")[1]
                + ", and it is not an IP address or range, as in 192.0.2.7, 192.0.2.0/24 or 2001:db8::/32");
        answers("bans", "no bans");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ban 010.0.0.1", "unban 10.0.0.0/08", "ban ::ffff:10.0.0.01"})
    void aLeadingZeroIsNamed(String line) {
        answers(line, "error: in " + line.split(" ")[1]
                + " a number begins with 0, which some programs read as octal; write it without");
    }

    @ParameterizedTest
    @CsvSource({"ban 192.0.2.7 soon, soon", "ban 192.0.2.7 1, 1", "ban 192.0.2.7 1h please, 1h please",
            "ban 192.0.2.7 -1h, -1h", "drain soon, soon", "drain 5m now, 5m now", "drain 10, 10"})
    void anInvalidTimeIsNamedAndNothingIsDone(String line, String text) {
        Client alice = fixture.join("alice");
        answers(line, "error: " + text + " is not a time, as in 30s, 10m, 24h or 2d; 0 is for ever");
        answers("bans", "no bans");
        assertEquals(List.of(), alice.lines());
        fixture.join("bob");
        assertEquals(List.of("bob has arrived"), alice.lines());
    }

    @Test
    void controlCharactersAreNotSentBack() {
        fixture.admin.send(new byte[] {27, '[', '3', '1', 'm', 7, '\n'});
        turn();
        String answer = fixture.admin.received();
        assertTrue(answer.startsWith("error: unknown command "), answer);
        assertEquals(-1, answer.indexOf(27));
        assertEquals(-1, answer.indexOf(7));
    }

    // Reports

    @Test
    void helpHasOneLineForEachCommand() {
        answers("help", """
                help                        list the commands; also ?
                who                         list the clients, with the bytes received and sent
                rooms                       list the rooms, the fullest first
                say [#ROOM] TEXT            send a notice to all clients, or to the members of a room
                close #ROOM [REASON]        send the members of a room to the lobby
                nodes                       list the linked nodes, with their people and the blocks that they lag behind
                stats                       show statistics in Prometheus' text format
                kick WHO [REASON]           disconnect a client; WHO is its number, name or address
                ban WHO|ADDR[/BITS] [TIME]  ban a client's address, an address or a range, for 1h, 2d or for ever
                bans                        list the bans
                unban ADDR[/BITS]           lift a ban
                mute WHO|ADDR [TIME]        mute a client or an address, for 1h, 2d or for ever
                mutes                       list the mutes
                unmute WHO|ADDR             lift a mute
                rename WHO NEW              give a member another name
                register NAME               register a name, or make a new key for it; shows the key
                unregister NAME             free a registered name
                op NAME                     make the owner of a registered name an operator
                deop NAME                   undo op
                ops                         list the operators
                drain [TIME]                accept no new clients, and stop when the last has left, or after 10m
                quit                        close this connection
                shutdown                    tell all clients that the server stops, and stop it
                """.split("\n"));
    }

    @Test
    void theCommandQuestionMarkIsHelp() {
        assertEquals(fixture.ask("help"), fixture.ask("?"));
    }

    @Test
    void quitClosesTheConnectionOfTheAdministratorOnly() {
        Client alice = fixture.join("alice");
        answers("quit", "bye");
        assertTrue(fixture.admin.isOutputEnded());
        assertEquals(List.of(), alice.lines());
        assertEquals(2, fixture.ask(fixture.anotherAdmin(), "who\n").size());
        answersToNobody();
    }

    private void answersToNobody() {
        fixture.admin.send("say hello\n");
        turn();
        assertEquals("", fixture.admin.received());
    }

    @Test
    void theListOfClientsHasOnlyItsHeadingWithoutClients() {
        answers("who", "NUMBER  NAME  ROOM  ADDRESS  SINCE  IDLE  RECEIVED  SENT  WAITING  SKIPPED  FLAGS");
    }

    @Test
    void whoListsAllClientsByNumberAlsoThoseWithoutAName() {
        Client nobody = fixture.connectFrom("10.0.0.1");
        Client carol = fixture.named(fixture.connectLocally(), "carol");
        Client alice = fixture.named(fixture.connectFrom("2001:db8::7"), "alice");
        nobody.reset();
        carol.send("hello\n");
        fixture.daemon.sleep(Duration.ofSeconds(30));
        Client late = fixture.connectFrom("10.0.0.2");
        alice.send("/name 爱丽丝\n");
        turn();
        fixture.daemon.sleep(Duration.ofSeconds(5));
        List<Integer> sent = List.of(
                ("What is your name? Press Enter to be local:2.\nYou are carol\nNo one else is here.\n"
                        + "alice has arrived\ncarol: hello\nalice is now 爱丽丝\n").getBytes(UTF_8).length,
                ("What is your name? Press Enter to be [2001:db8::7]:50001.\nYou are alice\nHere now: carol\n"
                        + "carol: hello\nalice is now 爱丽丝\n").getBytes(UTF_8).length,
                ("What is your name? Press Enter to be 10.0.0.2:50002.\n").length());
        assertFalse(late.isClosed());
        answers("who",
                "NUMBER  NAME    ROOM    ADDRESS              SINCE  IDLE  RECEIVED  SENT  WAITING  SKIPPED  FLAGS",
                "2       carol   #lobby  local:2              35s    34s   12        " + sent.get(0) + "   0        0        -",
                "3       爱丽丝  #lobby  [2001:db8::7]:50001  35s    5s    22        " + sent.get(1) + "   0        0        -",
                "4       -       -       10.0.0.2:50002       5s     5s    0         " + sent.get(2) + "    0        0        -");
    }

    @Test
    void theListOfClientsShowsWaitingBytesAndSkippedLines() {
        Client slow = fixture.join("slow");
        Client talker = fixture.join("talker");
        slow.takeOnly(0);
        for (int i = 0; i < 10; i++) {
            talker.send("x".repeat(1000) + '\n');
            turn();
        }
        String[] row = fixture.ask("who").get(1).split(" +");
        int waiting = Integer.parseInt(row[8]);
        int skipped = Integer.parseInt(row[9]);
        // Including the line that the talker has arrived.
        assertEquals(10 - skipped, waiting / ("talker: ".length() + 1001));
        assertTrue(skipped > 0 && waiting > 0, () -> waiting + " and " + skipped);
        slow.takeEverything();
        turn();
        assertEquals("0", fixture.ask("who").get(1).split(" +")[8]);
        assertEquals(Integer.toString(skipped), fixture.ask("who").get(1).split(" +")[9]);
    }

    @Test
    void clientsThatAreClosingAreNotListed() {
        Client alice = fixture.join("alice");
        alice.send("/quit\n");
        turn();
        assertFalse(alice.isClosed());
        assertEquals(1, fixture.ask("who").size());
    }
}
