package chatd.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.net.Connection;
import chatd.net.Metrics;
import chatd.net.Server;
import chatd.os.LogCapture;
import chatd.sim.SimulatedNetwork.Client;
import chatd.sim.SimulatedNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.event.Level;

/** The login with a password, as clients at the password and members see it. */
class LoginTest {

    private static final String QUESTION = "What is the password?";
    private static final String TWO_LEFT = "Wrong password. 2 tries left.";
    private static final String ONE_LEFT = "Wrong password. 1 try left.";
    private static final String FAILED = "Disconnected: wrong password.";
    private static final Duration TICK = Duration.ofMillis(100);

    @TempDir
    private Path directory;

    private ChatFixture daemon;

    @BeforeEach
    void open() throws IOException {
        daemon = withPassword();
    }

    private ChatFixture withPassword() throws IOException {
        Path file = Files.writeString(directory.resolve("password"), "secret\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return new ChatFixture().password(file);
    }

    @AfterEach
    void nobodyIsLostOrCountedTwice() {
        Metrics statistics = daemon.daemon().server.metrics();
        long gone = Arrays.stream(Departure.values()).mapToLong(daemon.chat().departures()::count).sum();
        assertEquals(statistics.arrivals(), statistics.clients() + gone);
    }

    private Client arrive() {
        Client client = daemon.connect();
        assertEquals(List.of(QUESTION), client.lines());
        return client;
    }

    private Client join(String name) {
        Client client = arrive();
        daemon.type(client, "secret", name);
        return client;
    }

    private static String question(Client client) {
        return "What is your name? Press Enter to be " + client.address() + ".";
    }

    private static void hears(Client client, String... lines) {
        assertEquals(List.of(lines), client.lines());
    }

    /** Nothing is told for this time but for its last tick; then, exactly this. */
    private void isToldAfter(int seconds, Client client, String line) {
        daemon.sleep(Duration.ofSeconds(seconds).minus(TICK));
        hears(client);
        daemon.sleep(TICK);
        hears(client, line);
        // Lines that have waited are read in the next turn, which is at once.
        daemon.turn();
    }

    private void assertDepartures(Departure how, int count) {
        assertEquals(count, daemon.chat().departures().count(how));
        assertEquals(count, Arrays.stream(Departure.values()).mapToLong(daemon.chat().departures()::count).sum());
    }

    private void assertNothingIsHeld() {
        assertEquals(0, daemon.daemon().heldBytes());
        daemon.turn();
        daemon.turn();
        assertEquals(SimulatedNetwork.FOR_EVER, daemon.daemon().network.sleptMillis());
    }

    // The question

    @Test
    void newcomersAreAskedForThePasswordAndThenForTheirName() {
        Client alice = arrive();
        assertEquals(List.of(question(alice)), daemon.type(alice, "secret"));
        assertEquals(List.of("You are alice", "No one else is here."), daemon.type(alice, "alice"));
        assertEquals(List.of("alice: secret"), daemon.type(alice, "secret"));
    }

    @Test
    void passwordNameAndLinesMayComeInOneRead() {
        Client listener = join("listener");
        listener.lines();
        Client build = daemon.connect();
        build.send("secret\nbuild\nversion 7 is out\n").endInput();
        daemon.turn();
        hears(listener, "build has arrived", "build: version 7 is out", "build has left");
        daemon.turn();
        hears(build, QUESTION, question(build), "You are build", "Here now: listener", "build: version 7 is out");
        assertTrue(build.isClosed());
    }

    @Test
    void thePasswordMayComeInPieces() {
        Client alice = arrive();
        for (String piece : List.of("se", "cr", "et\r", "\nali", "ce\n")) {
            alice.send(piece);
            daemon.turn();
        }
        hears(alice, question(alice), "You are alice", "No one else is here.");
    }

    @Test
    void withNamesAddressOnlyThePasswordIsAskedFor() throws IOException {
        daemon = withPassword().byAddress();
        Client client = arrive();
        assertEquals(List.of("You are " + client.address()), daemon.type(client, "secret"));
    }

    @ParameterizedTest
    @CsvSource({"room, login", "messenger, You are 0"})
    void everyDialectAsks(String dialect, String greeting) throws IOException {
        daemon = withPassword().dialect(dialect, "en");
        Client client = arrive();
        assertEquals(List.of(), daemon.type(client, "who"));
        daemon.sleep(Duration.ofSeconds(1));
        hears(client, TWO_LEFT);
        List<String> seen = daemon.type(client, "secret");
        assertEquals(1, seen.size());
        assertTrue(seen.get(0).endsWith(greeting), seen::toString);
    }

    @Test
    void theMessageOfTheDayFollowsThePassword() throws IOException {
        daemon = withPassword().motd(Files.writeString(directory.resolve("motd"), "Welcome!\n"));
        Client client = arrive();
        assertEquals(List.of("Welcome!", question(client)), daemon.type(client, "secret"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"en", "ru", "zh"})
    void everyLanguageHasItsWords(String language) throws IOException {
        daemon = withPassword().dialect("chat", language);
        Phrases phrases = new Phrases(language);
        Client client = daemon.connect();
        client.send("1\n2\n3\n");
        daemon.sleep(Duration.ofSeconds(8));
        hears(client, phrases.text("password"), phrases.counted("password.wrong", 2),
                phrases.counted("password.wrong", 1), phrases.text("password.failed"));
    }

    // Wrong tries

    @Test
    void eachWrongPasswordCostsALongerWaitAndTheThirdDisconnects() {
        Client client = arrive();
        daemon.type(client, "one");
        isToldAfter(1, client, TWO_LEFT);
        daemon.sleep(Duration.ofSeconds(20));
        daemon.type(client, "two");
        isToldAfter(2, client, ONE_LEFT);
        daemon.type(client, "three");
        isToldAfter(4, client, FAILED);
        assertTrue(client.isOutputEnded());
        assertDepartures(Departure.WRONG_PASSWORD, 1);
        client.endInput();
        daemon.turn();
        assertTrue(client.isClosed());
        assertNothingIsHeld();
    }

    @ParameterizedTest
    @ValueSource(strings = {"one\n", "one\ntwo\n"})
    void aRightPasswordAfterWrongOnesIsAccepted(String wrong) {
        Client client = arrive();
        client.send(wrong);
        daemon.sleep(Duration.ofSeconds(4));
        client.lines();
        assertEquals(List.of(question(client)), daemon.type(client, "secret"));
        assertEquals(List.of("You are alice", "No one else is here."), daemon.type(client, "alice"));
        assertEquals(List.of("alice: Hi!"), daemon.type(client, "Hi!"));
    }

    @Test
    void linesThatArriveDuringTheWaitAreTheNextTries() {
        Client client = arrive();
        daemon.type(client, "one", "two");
        daemon.type(client, "secret", "alice", "Hi!");
        isToldAfter(1, client, TWO_LEFT);
        isToldAfter(2, client, ONE_LEFT);
        daemon.turn();
        hears(client, question(client), "You are alice", "No one else is here.", "alice: Hi!");
    }

    @Test
    void linesAfterTheThirdWrongPasswordAreDropped() {
        Client client = arrive();
        daemon.type(client, "one", "two", "three", "secret", "alice");
        isToldAfter(1, client, TWO_LEFT);
        isToldAfter(2, client, ONE_LEFT);
        isToldAfter(4, client, FAILED);
        daemon.sleep(Duration.ofSeconds(10));
        hears(client);
        assertTrue(client.isClosed());
        assertNothingIsHeld();
        assertEquals(0, daemon.chat().rooms().lobby().size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", " \n", "/help\n", "/quit\n", "//secret\n", "secret \n"})
    void anyOtherLineIsAWrongTry(String typed) {
        Client client = arrive();
        client.send(typed);
        daemon.turn();
        isToldAfter(1, client, TWO_LEFT);
    }

    @Test
    void aLineOverTheLimitIsOneWrongTry() {
        Client client = arrive();
        client.send("x".repeat(5000));
        daemon.turn();
        isToldAfter(1, client, TWO_LEFT);
        client.send("x".repeat(5000) + "\nsecret\n");
        daemon.sleep(Duration.ofSeconds(1));
        hears(client, question(client));
    }

    @Test
    void anUnfinishedLineIsNoTry() {
        Client client = arrive();
        client.send("sec");
        daemon.sleep(Duration.ofSeconds(30));
        hears(client);
        assertEquals(List.of(question(client)), daemon.type(client, "ret"));
    }

    @Test
    void anUnfinishedLineBehindAWrongTryIsCompletedLater() {
        Client client = arrive();
        client.send("wrong\nsec");
        daemon.turn();
        client.send("ret\n");
        isToldAfter(1, client, TWO_LEFT);
        daemon.turn();
        daemon.turn();
        hears(client, question(client));
    }

    @Test
    void triesAreCountedForEachClient() {
        Client a = arrive();
        Client b = arrive();
        daemon.type(a, "1", "2");
        daemon.sleep(Duration.ofSeconds(3));
        daemon.type(b, "1");
        daemon.sleep(Duration.ofSeconds(1));
        hears(a, TWO_LEFT, ONE_LEFT);
        hears(b, TWO_LEFT);
    }

    // Before the password a client receives nothing, and members are not told of it

    @Test
    void aClientAtThePasswordReceivesNothingElse() {
        Client alice = join("alice");
        alice.lines();
        Client waiting = arrive();
        Client asked = arrive();
        daemon.type(waiting, "wrong");
        daemon.type(alice, "Hi!", "/me waves", "/msg 2 psst", "/msg 3 psst");
        List<Connection> people = daemon.daemon().server.clients();
        assertEquals(1, daemon.administration().notice(people, "hello"));
        daemon.administration().announceDrain(people, Duration.ZERO);
        daemon.turn();
        hears(waiting);
        hears(asked);
        assertEquals(2, alice.lines().size());
        daemon.sleep(Duration.ofSeconds(1));
        hears(waiting, TWO_LEFT);
        daemon.sleep(Duration.ofSeconds(2));
        assertEquals(List.of(question(asked)), daemon.type(asked, "secret"));
        assertEquals(2, daemon.administration().notice(people, "hello"));
        daemon.turn();
        hears(asked, "Server: hello");
        assertEquals(List.of("1 person:"), daemon.type(alice, "/who").stream()
                .filter(line -> line.endsWith(":")).toList());
    }

    @Test
    void membersAreNotToldOfClientsAtThePassword() {
        Client alice = join("alice");
        alice.lines();
        Client failed = arrive();
        daemon.type(failed, "1", "2", "3");
        arrive().endInput();
        arrive().reset();
        Client kicked = arrive();
        daemon.administration().kick(daemon.connection(kicked), "");
        daemon.sleep(Duration.ofSeconds(70));
        hears(alice);
        assertNull(daemon.administration().connectionOf("2"));
        assertEquals(1, daemon.chat().departures().count(Departure.WRONG_PASSWORD));
        assertEquals(1, daemon.chat().departures().count(Departure.LEFT));
        assertEquals(1, daemon.chat().departures().count(Departure.RESET));
        assertEquals(1, daemon.chat().departures().count(Departure.KICKED));
    }

    @Test
    void nothingIsKeptAboutAClientThatHasLeft() {
        Client failed = arrive();
        Client kicked = arrive();
        Client reset = arrive();
        Client late = arrive();
        List<Connection> people = daemon.daemon().server.clients();
        daemon.type(failed, "1", "2", "3");
        daemon.administration().kick(daemon.connection(kicked), "");
        reset.reset();
        daemon.sleep(Duration.ofSeconds(59));
        // Clients whose login is still kept are not told.
        assertEquals(3, daemon.administration().notice(people, "hello"));
        daemon.sleep(Duration.ofSeconds(1));
        hears(late, "Disconnected: no password entered within 1 minute.");
        assertEquals(4, daemon.administration().notice(people, "hello"));
    }

    @Test
    void clientsAtThePasswordHaveANumberAndNoName() {
        Client client = arrive();
        assertNull(daemon.administration().name(daemon.connection(client)));
        assertEquals(1, daemon.administration().number(daemon.connection(client)));
        daemon.type(client, "wrong");
        assertNull(daemon.administration().name(daemon.connection(client)));
        assertEquals(0, daemon.chat().rooms().lobby().size());
    }

    // The time for an answer

    @Test
    void aClientThatGivesNoPasswordInTimeIsDisconnected() {
        Client client = arrive();
        isToldAfter(60, client, "Disconnected: no password entered within 1 minute.");
        assertTrue(client.isOutputEnded());
        assertDepartures(Departure.UNNAMED, 1);
    }

    @Test
    void eachAnswerHasTheWholeTimeout() {
        Client client = arrive();
        daemon.sleep(Duration.ofSeconds(59));
        daemon.type(client, "wrong");
        isToldAfter(1, client, TWO_LEFT);
        daemon.sleep(Duration.ofSeconds(59));
        assertEquals(List.of(question(client)), daemon.type(client, "secret"));
        isToldAfter(60, client, "Disconnected: no name chosen within 1 minute.");
        assertDepartures(Departure.UNNAMED, 1);
    }

    @Test
    void theWaitDoesNotCountAgainstTheTimeout() throws IOException {
        daemon = withPassword().nameTimeout(Duration.ofMillis(500));
        Client client = arrive();
        daemon.type(client, "wrong", "secret");
        isToldAfter(1, client, TWO_LEFT);
        hears(client, question(client));
    }

    @Test
    void theTimeoutBeginsAnewAfterAWrongTry() throws IOException {
        daemon = withPassword().nameTimeout(Duration.ofSeconds(10));
        Client client = arrive();
        daemon.type(client, "wrong");
        isToldAfter(1, client, TWO_LEFT);
        isToldAfter(10, client, "Disconnected: no password entered within 10 seconds.");
    }

    @Test
    void aTimeoutOfZeroWaitsForThePasswordForEver() throws IOException {
        daemon = withPassword().nameTimeout(Duration.ZERO);
        Client client = arrive();
        daemon.sleep(Duration.ofHours(1));
        daemon.type(client, "wrong");
        isToldAfter(1, client, TWO_LEFT);
        daemon.sleep(Duration.ofHours(1));
        assertEquals(List.of(question(client)), daemon.type(client, "secret"));
    }

    @Test
    void theIdleTimeoutOfAMemberIsUnchanged() throws IOException {
        daemon = withPassword().byAddress().idle(Duration.ofMinutes(2));
        Client client = arrive();
        daemon.type(client, "secret");
        isToldAfter(120, client, "Disconnected: idle for 2 minutes.");
        assertDepartures(Departure.IDLE, 1);
    }

    // Connections that end during the login

    @Test
    void aClientThatEndsItsInputIsToldThatThePasswordWasWrong() {
        Client client = arrive();
        client.send("wrong\n").endInput();
        daemon.turn();
        isToldAfter(1, client, TWO_LEFT);
        daemon.turn();
        daemon.turn();
        assertTrue(client.isClosed());
        assertDepartures(Departure.LEFT, 1);
        assertNothingIsHeld();
    }

    @Test
    void anUnfinishedWrongPasswordAtEndOfInputIsAnsweredToo() {
        Client client = arrive();
        client.send("one\ntwo\nthree").endInput();
        daemon.turn();
        isToldAfter(1, client, TWO_LEFT);
        isToldAfter(2, client, ONE_LEFT);
        daemon.turn();
        assertFalse(client.isClosed());
        isToldAfter(4, client, FAILED);
        assertTrue(client.isClosed());
        assertDepartures(Departure.WRONG_PASSWORD, 1);
        assertNothingIsHeld();
    }

    @Test
    void anUnfinishedRightPasswordAtEndOfInputIsAccepted() {
        Client client = arrive();
        client.send("secret").endInput();
        daemon.turn();
        daemon.turn();
        hears(client, question(client));
        assertTrue(client.isClosed());
        assertDepartures(Departure.LEFT, 1);
    }

    @Test
    void aConnectionThatBreaksDuringTheWaitIsCountedAsReset() {
        Client client = arrive();
        daemon.type(client, "wrong", "again");
        client.reset();
        daemon.sleep(Duration.ofSeconds(5));
        assertTrue(client.isClosed());
        assertDepartures(Departure.RESET, 1);
        assertNothingIsHeld();
    }

    @Test
    void aClientKickedDuringTheWaitReceivesNothingElse() {
        Client client = arrive();
        daemon.type(client, "wrong", "secret");
        daemon.administration().kick(daemon.connection(client), "");
        daemon.turn();
        hears(client, "You were disconnected by an administrator.");
        daemon.sleep(Duration.ofSeconds(5));
        hears(client);
        assertTrue(client.isClosed());
        assertDepartures(Departure.KICKED, 1);
        assertNothingIsHeld();
    }

    @Test
    void aStoppingServerDoesNotWaitForClientsAtThePassword() {
        Client waiting = arrive();
        Client asked = arrive();
        daemon.type(waiting, "wrong", "secret");
        daemon.daemon().stop();
        daemon.turn();
        hears(waiting, "The server is shutting down.");
        hears(asked, "The server is shutting down.");
        assertTrue(daemon.daemon().hasEnded());
        assertDepartures(Departure.STOPPED, 2);
        assertEquals(0, daemon.daemon().heldBytes());
    }

    @Test
    void aDrainedServerEndsWhenClientsAtThePasswordHaveGone() {
        Client client = arrive();
        daemon.type(client, "1", "2", "3");
        daemon.daemon().server.drain(Duration.ZERO);
        daemon.sleep(Duration.ofMillis(6_900));
        assertFalse(daemon.daemon().hasEnded());
        client.endInput();
        daemon.sleep(Duration.ofSeconds(1));
        assertTrue(daemon.daemon().hasEnded());
        assertDepartures(Departure.WRONG_PASSWORD, 1);
    }

    @Test
    void aClientThatReadsNothingIsDisconnectedAfterTheThirdTry() {
        Client client = daemon.connect();
        client.takeOnly(0);
        client.lines();
        daemon.type(client, "1", "2", "3");
        daemon.sleep(Duration.ofSeconds(80));
        assertTrue(client.isClosed());
        assertDepartures(Departure.WRONG_PASSWORD, 1);
        assertNothingIsHeld();
    }

    // The log

    @Test
    void theLogNamesTheClientAndNeverItsPassword() {
        List<String> log = LogCapture.by(List.of(Server.class, Connection.class, ChatService.class, DirectActions.class,
                Login.class, Password.class, Motd.class), Level.TRACE, () -> {
                    Client client = arrive();
                    daemon.type(client, "gue\u00dfed", "hunter2");
                    daemon.sleep(Duration.ofSeconds(4));
                    daemon.type(client, "secret", "alice");
                    Client other = daemon.connect();
                    other.send("first\n" + "long".repeat(500) + "\nthird\nfourth\n");
                    daemon.sleep(Duration.ofSeconds(10));
                });
        assertEquals(List.of(
                "DEBUG 127.0.0.1:50000 has given a wrong password, 1 of 3 times",
                "DEBUG 127.0.0.1:50000 has given a wrong password, 2 of 3 times",
                "DEBUG 127.0.0.1:50000 as alice has arrived",
                "DEBUG 127.0.0.1:50001 has given a wrong password, 1 of 3 times",
                "DEBUG 127.0.0.1:50001 has given a wrong password, 2 of 3 times",
                "DEBUG 127.0.0.1:50001 has given a wrong password, 3 of 3 times"), log);
    }

    @Test
    void aBrokenConnectionIsLoggedWithoutItsLines() {
        List<String> log = LogCapture.by(Server.class, Level.TRACE, () -> {
            Client client = arrive();
            daemon.type(client, "hunter2", "hunter3");
            daemon.sleep(Duration.ofSeconds(2));
            client.failBadly();
            daemon.sleep(Duration.ofSeconds(2));
        });
        assertFalse(log.isEmpty());
        assertEquals(List.of(), log.stream().filter(line -> line.contains("hunter")).toList());
    }
}
