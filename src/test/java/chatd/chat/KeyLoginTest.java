package chatd.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.net.Metrics;
import chatd.os.LogCapture;
import chatd.sim.SimulatedNetwork.Client;
import chatd.store.Key;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.event.Level;

/** Logging in with the key of a registered name, and taking one with /name. */
class KeyLoginTest {

    private static final String ASK = "alice is registered. Enter its key, or choose another name.";
    private static final String MISTYPED = "That key has a typing error. Enter it again.";
    private static final String TWO_LEFT = "Wrong key. 2 tries left.";
    private static final String ONE_LEFT = "Wrong key. 1 try left.";
    private static final String FAILED = "Disconnected: wrong key.";
    private static final String[] ARRIVED = {"You are alice", "No one else is here."};
    /** A valid key that belongs to no name. */
    private static final String OTHER_KEY = Key.of("0123456789abcdeg".getBytes(StandardCharsets.US_ASCII)).text();
    private static final Duration TICK = Duration.ofMillis(100);

    private final MemoryNames file = new MemoryNames();
    private ChatFixture daemon = new ChatFixture().names(file);

    @AfterEach
    void nobodyIsLostOrCountedTwice() {
        Metrics statistics = daemon.daemon().server.metrics();
        long gone = Arrays.stream(Departure.values()).mapToLong(daemon.chat().departures()::count).sum();
        assertEquals(statistics.arrivals(), statistics.clients() + gone);
    }

    private Client arrive() {
        Client client = daemon.connect();
        client.lines();
        return client;
    }

    private String register(String name) {
        Client client = daemon.join(name);
        client.lines();
        client.send("/register\n");
        daemon.turn();
        daemon.turn();
        String told = client.lines().get(0);
        daemon.type(client, "/quit");
        return told.substring(told.lastIndexOf(' ') + 1);
    }

    private void isTold(Client client, String line, String... expected) {
        assertEquals(List.of(expected), daemon.type(client, line), line);
    }

    private void isToldAfter(int seconds, Client client, String line) {
        daemon.sleep(Duration.ofSeconds(seconds).minus(TICK));
        assertEquals(List.of(), client.lines());
        daemon.sleep(TICK);
        assertEquals(List.of(line), client.lines());
        daemon.turn();
    }

    private void gives(Client client, String line) {
        client.send(line + '\n');
        daemon.turn();
    }

    // At the question for a name

    @ParameterizedTest
    @ValueSource(strings = {" ", "  ", "\t", "\u3000"})
    void nameAndKeyLetIn(String blank) {
        String key = register("alice");
        isTold(arrive(), "alice" + blank + key, ARRIVED);
        assertTrue(daemon.chat().isRegistered(daemon.chat().called("alice")));
    }

    @Test
    void caseHyphensAndBlanksAroundMakeNoDifference() {
        String key = register("alice");
        isTold(arrive(), "  ALICE  " + key.replace("-", "").toUpperCase(Locale.ROOT) + "  ", "You are ALICE",
                "No one else is here.");
    }

    @Test
    void aRegisteredNameAloneIsAskedForItsKey() {
        String key = register("alice");
        Client alice = arrive();
        isTold(alice, "Alice", "Alice is registered. Enter its key, or choose another name.");
        isTold(alice, key, "You are Alice", "No one else is here.");
    }

    @Test
    void insteadOfTheKeyAnotherNameMayBeChosen() {
        register("alice");
        Client client = arrive();
        isTold(client, "alice", ASK);
        isTold(client, "b b", "A name is 1 to 32 letters, digits, '_', '-' or '.'. Choose another.");
        isTold(client, "bob", "You are bob", "No one else is here.");
        assertFalse(daemon.chat().isRegistered(daemon.chat().called("bob")));
    }

    @Test
    void insteadOfTheKeyAnotherNameWithItsKeyMayBeGiven() {
        register("alice");
        String key = register("bob");
        Client client = arrive();
        isTold(client, "alice", ASK);
        isTold(client, "bob " + key, "You are bob", "No one else is here.");
    }

    @Test
    void insteadOfTheKeyEnterTakesTheAddress() {
        register("alice");
        Client client = arrive();
        isTold(client, "alice", ASK);
        isTold(client, "", "You are " + client.address(), "No one else is here.");
    }

    @Test
    void aClientThatIsAskedForAKeyCanLeave() {
        register("alice");
        Client client = arrive();
        isTold(client, "alice", ASK);
        isTold(client, "/quit", "You have left. Press Enter or Ctrl-C to end nc.");
    }

    @Test
    void aTypingErrorDoesNotCountAsATry() {
        String key = register("alice");
        Client alice = arrive();
        String wrong = key.substring(0, key.length() - 1) + (key.endsWith("0") ? '1' : '0');
        isTold(alice, "alice " + wrong, MISTYPED);
        for (int i = 0; i < 5; i++) {
            isTold(alice, wrong, MISTYPED);
        }
        isTold(alice, key, ARRIVED);
    }

    @Test
    void aClientIsDisconnectedAfterThreeWrongKeysAndLongerAndLongerPauses() {
        String key = register("alice");
        Client client = arrive();
        gives(client, "alice " + OTHER_KEY);
        isToldAfter(1, client, TWO_LEFT);
        gives(client, OTHER_KEY);
        isToldAfter(2, client, ONE_LEFT);
        gives(client, "alice " + OTHER_KEY);
        isToldAfter(4, client, FAILED);
        daemon.turn();
        assertEquals(1, daemon.chat().departures().count(Departure.WRONG_KEY));
        assertEquals(0, daemon.chat().pendingLogins());
        isTold(arrive(), "alice " + key, ARRIVED);
    }

    @Test
    void choosingAnotherNameGivesNoFurtherTries() {
        register("alice");
        register("bob");
        Client client = arrive();
        gives(client, "alice " + OTHER_KEY);
        isToldAfter(1, client, TWO_LEFT);
        gives(client, "bob " + OTHER_KEY);
        isToldAfter(2, client, ONE_LEFT);
        isTold(client, "dave", "You are dave", "No one else is here.");
        gives(client, "/name alice " + OTHER_KEY);
        isToldAfter(4, client, FAILED);
    }

    @Test
    void theRightKeyClearsTheWrongOnes() {
        String key = register("alice");
        Client client = arrive();
        gives(client, "alice " + OTHER_KEY);
        isToldAfter(1, client, TWO_LEFT);
        isTold(client, key, ARRIVED);
        isTold(client, "/name bob", "alice is now bob");
        gives(client, "/name alice " + OTHER_KEY);
        isToldAfter(1, client, TWO_LEFT);
    }

    @Test
    void linesAfterAWrongKeyAreNotNames() {
        register("alice");
        Client client = arrive();
        gives(client, "alice " + OTHER_KEY + "\nhello");
        daemon.sleep(Duration.ofSeconds(1));
        assertEquals(List.of(TWO_LEFT,
                "Disconnected: more lines came with a name that was refused; none of them was sent."), client.lines());
    }

    @Test
    void linesAfterARegisteredNameAreNotKeys() {
        String key = register("alice");
        isTold(arrive(), "alice\n" + key, ASK,
                "Disconnected: more lines came with a name that was refused; none of them was sent.");
    }

    @Test
    void aClientThatIsAskedForAKeyHasTheTimeoutOfANewcomer() {
        register("alice");
        Client client = arrive();
        isTold(client, "alice", ASK);
        daemon.sleep(Duration.ofSeconds(60));
        assertEquals(List.of("Disconnected: no name chosen within 1 minute."), client.lines());
    }

    @Test
    void aLineThatIsTooLongIsNotAKey() {
        String key = register("alice");
        Client client = arrive();
        isTold(client, "alice", ASK);
        isTold(client, "x".repeat(2000), "Not sent: a line may be at most 1024 bytes.");
        isTold(client, key, ARRIVED);
    }

    @Test
    void aKeyForANameThatIsNotRegisteredIsRefused() {
        Client client = arrive();
        isTold(client, "bob " + OTHER_KEY,
                "bob is not registered, so it has no key. To use it, enter the name without a key.");
        isTold(client, "b/b " + OTHER_KEY, "A name is 1 to 32 letters, digits, '_', '-' or '.'. Choose another.");
        isTold(client, "bob", "You are bob", "No one else is here.");
    }

    @Test
    void aKeyWithoutHyphensIsNotTakenForAName() {
        Client client = arrive();
        isTold(client, OTHER_KEY.replace("-", ""), "That looks like a key. Enter the name before it: NAME KEY");
        isTold(client, OTHER_KEY, "That looks like a key. Enter the name before it: NAME KEY");
    }

    @Test
    void clientsAskedForAKeyReceiveAnnouncements() {
        register("alice");
        Client client = arrive();
        isTold(client, "alice", ASK);
        assertEquals(1, daemon.administration().notice(List.of(daemon.connection(client)), "tea"));
    }

    // Only registered names

    @Test
    void onlyOwnersOfRegisteredNamesAreLetIn() {
        String key = register("alice");
        daemon = new ChatFixture().names(file, true);
        Client client = daemon.connect();
        assertEquals(List.of("What is your name? Enter it and its key: NAME KEY"), client.lines());
        String only = "Only registered names are allowed. Enter a name and its key: NAME KEY";
        isTold(client, "", only);
        isTold(client, "bob", only);
        isTold(client, "bob " + key, only);
        isTold(client, "/who", "Commands work once you have a name. Enter a name and its key: NAME KEY");
        isTold(client, "b/b", "A name is 1 to 32 letters, digits, '_', '-' or '.'. Choose another.");
        isTold(client, "alice " + key, ARRIVED);
        isTold(client, "/name bob", only);
        isTold(client, "/name bob " + key, only);
        isTold(client, "/name Alice", "alice is now Alice");
    }

    @Test
    void anOwnerWhoseNameAnAdministratorHasFreedCannotRegisterItAgain() {
        String key = register("alice");
        daemon = new ChatFixture().names(file, true);
        Client client = arrive();
        isTold(client, "alice " + key, ARRIVED);
        daemon.administration().names().unregister("alice", failure -> { });
        daemon.turn();
        isTold(client, "/register", "Only an administrator can register names here.");
        assertFalse(file.text().contains("alice"));
    }

    // /name

    @Test
    void aMemberTakesItsRegisteredNameWithTheKey() {
        String key = register("alice");
        Client client = daemon.join("bob");
        client.lines();
        isTold(client, "/name alice", "alice is registered. If it is yours, type: /name alice KEY");
        isTold(client, "/name alice " + key, "bob is now alice");
        assertTrue(daemon.chat().isRegistered(daemon.chat().called("alice")));
        isTold(client, "/name alice " + key, "You are already alice.");
        isTold(client, "/name ALICE " + key, "alice is now ALICE");
        assertTrue(daemon.chat().isRegistered(daemon.chat().called("alice")));
        isTold(client, "/name bob", "ALICE is now bob");
        assertFalse(daemon.chat().isRegistered(daemon.chat().called("bob")));
        isTold(client, "/name carol " + key,
                "carol is not registered, so it has no key. To use it, enter the name without a key.");
        isTold(client, "/name b/b " + key, "A name is 1 to 32 letters, digits, '_', '-' or '.'. Choose another.");
        isTold(client, "/name two words", "A name is 1 to 32 letters, digits, '_', '-' or '.'. Choose another.");
        isTold(client, "/name " + key, "That looks like a key. Enter the name before it: NAME KEY");
        isTold(client, "/name alice " + key.substring(1), MISTYPED);
    }

    @Test
    void aMemberIsDisconnectedAfterThreeWrongKeys() {
        register("alice");
        Client bob = daemon.join("bob");
        Client listener = daemon.join("listener");
        daemon.readAll(bob, listener);
        gives(bob, "/name alice " + OTHER_KEY + "\nhello\n/name alice " + OTHER_KEY);
        isToldAfter(1, bob, TWO_LEFT);
        assertEquals(List.of("bob: hello"), bob.lines());
        isToldAfter(2, bob, ONE_LEFT);
        gives(bob, "/name alice " + OTHER_KEY + "\nlost");
        daemon.sleep(Duration.ofSeconds(4));
        assertEquals(List.of("Not sent: the rest of your lines. They came faster than the server accepts lines.",
                FAILED), bob.lines());
        assertEquals(List.of("bob: hello", "bob has left"), listener.lines());
        assertEquals(1, daemon.chat().departures().count(Departure.WRONG_KEY));
    }

    @Test
    void theWrongKeysOfAClientAreForgottenWhenItHasLeft() {
        register("alice");
        Client bob = arrive();
        Session session = Session.of(daemon.connection(bob));
        gives(bob, "alice " + OTHER_KEY);
        assertEquals(2, daemon.chat().registrations().tries().left(session));
        daemon.administration().kick(daemon.connection(bob), "");
        assertEquals(3, daemon.chat().registrations().tries().left(session));
    }

    @Test
    void theIdleTimeIncludesTheWaitAfterAWrongKey() {
        register("alice");
        Client bob = daemon.join("bob");
        bob.lines();
        gives(bob, "/name alice " + OTHER_KEY);
        isToldAfter(1, bob, TWO_LEFT);
        daemon.sleep(Duration.ofSeconds(298));
        assertEquals(List.of(), bob.lines());
        daemon.sleep(Duration.ofSeconds(1));
        assertEquals(List.of("Disconnected: idle for 5 minutes."), bob.lines());
    }

    // Keys in the wrong place

    @Test
    void aLineWithAKeyIsNotSent() {
        String key = register("alice");
        Client bob = daemon.join("bob");
        bob.lines();
        for (String line : List.of(key, key.replace("-", ""), "a " + key + "\t",
                "alice " + key, "//alice " + key, "alice " + key + "  ", "take " + OTHER_KEY,
                "x".repeat(900) + ' ' + key, "/me " + key, "/msg bob " + key + "\u3000", "/topic alice " + key,
                "/quit " + key)) {
            isTold(bob, line, "Not sent: that line contains a key.");
        }
        for (String line : List.of("x" + key.replace('-', 'x'), key + " is not the last word", "a",
                "a line that is longer than a key", "x".repeat(80), "x".repeat(64))) {
            isTold(bob, line, "bob: " + line);
        }
        isTold(bob, "/nmae alice " + key, "Unknown command /nmae. Did you mean /name?");
    }

    @Test
    void withoutAFileAKeyIsALineLikeAnyOther() {
        daemon = new ChatFixture();
        Client bob = daemon.join("bob");
        bob.lines();
        isTold(bob, OTHER_KEY, "bob: " + OTHER_KEY);
        isTold(arrive(), OTHER_KEY.replace("-", ""), "You are " + OTHER_KEY.replace("-", ""), "Here now: bob");
    }

    @Test
    void theLogSaysThatAKeyIsWrongButNotWhich() {
        String key = register("alice");
        List<String> log = LogCapture.by(List.of(ChatService.class, DirectActions.class, Login.class, WrongKeys.class,
                Registrations.class), Level.TRACE, () -> {
            Client client = arrive();
            gives(client, "alice " + OTHER_KEY);
            daemon.sleep(Duration.ofSeconds(1));
            daemon.type(client, "alice " + key);
        });
        assertTrue(log.stream().anyMatch(line -> line.contains("has given a wrong key, 2 tries left")), log::toString);
        assertTrue(log.stream().noneMatch(line -> line.contains(key) || line.contains(OTHER_KEY)), log::toString);
    }
}
