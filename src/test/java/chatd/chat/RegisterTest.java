package chatd.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.sim.SimulatedNetwork.Client;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The commands /register and /unregister, as members see them. */
class RegisterTest {

    private static final String BUSY = "Your name is still being saved. Try again in a moment.";

    private final MemoryNames file = new MemoryNames();
    private ChatFixture daemon = new ChatFixture().names(file);

    /** Sends lines, and returns the answers before and after the file is written. */
    private List<String> type(Client client, String... lines) {
        List<String> told = new ArrayList<>(daemon.type(client, lines));
        daemon.turn();
        told.addAll(client.lines());
        return told;
    }

    private Client join(String name) {
        Client client = daemon.join(name);
        client.lines();
        return client;
    }

    private Client arrive() {
        Client client = daemon.connect();
        client.lines();
        return client;
    }

    private static String key(String told) {
        return told.substring(told.lastIndexOf(' ') + 1);
    }

    private String register(Client client) {
        client.send("/register\n");
        daemon.turn();
        daemon.turn();
        List<String> told = client.lines();
        assertEquals(1, told.size(), told::toString);
        return key(told.get(0));
    }

    @Test
    void aMemberThatRegistersItsNameIsToldItsKey() {
        Client alice = join("alice");
        alice.send("/register\n");
        daemon.turn();
        daemon.turn();
        String told = alice.lines().get(0);
        String key = key(told);
        assertEquals("alice is now yours. Your key: " + key + ". To return, enter: alice " + key, told);
        assertTrue(file.text().contains("alice\t"));
        assertFalse(file.text().contains(key));
    }

    @Test
    void theKeyIsShownAfterItIsSavedAndNotBefore() {
        Client alice = join("alice");
        file.stall();
        alice.send("/register\n");
        daemon.turn();
        daemon.turn();
        assertEquals(List.of(), alice.lines());
        assertEquals(List.of(BUSY, BUSY), daemon.type(alice, "/register", "/unregister"));
        file.goOn();
        daemon.turn();
        assertTrue(alice.lines().get(0).startsWith("alice is now yours. "));
    }

    @Test
    void theKeyThatWasShownWorksAfterARestart() {
        String key = register(join("alice"));
        daemon = new ChatFixture().names(file);
        Client alice = daemon.connect();
        alice.lines();
        assertEquals(List.of("You are alice", "No one else is here."), daemon.type(alice, "alice " + key));
    }

    @Test
    void aSecondKeyReplacesTheFirst() {
        Client alice = join("alice");
        String first = register(alice);
        alice.send("/register\n");
        daemon.turn();
        daemon.turn();
        String told = alice.lines().get(0);
        String second = key(told);
        assertEquals("alice has a new key: " + second + ". The old one no longer works. To return, enter: alice "
                + second, told);
        daemon.type(alice, "/quit");
        Client again = daemon.connect();
        again.lines();
        daemon.type(again, "alice " + first);
        daemon.sleep(Duration.ofSeconds(1));
        assertEquals(List.of("Wrong key. 2 tries left."), again.lines());
        daemon.turn();
        assertEquals(List.of("You are alice", "No one else is here."), daemon.type(again, second));
    }

    @Test
    void anAddressCannotBeRegistered() {
        Client client = join("");
        assertEquals(List.of("An address cannot be registered. To choose a name, type: /name NEW"),
                type(client, "/register"));
    }

    @Test
    void noMoreNamesThanTheLimitCanBeRegistered() {
        Client alice = join("alice");
        register(alice);
        register(join("bob"));
        register(join("carol"));
        alice.lines();
        assertEquals(List.of("No more names can be registered: the limit is reached."),
                type(join("dave"), "/register"));
        // A new key needs no place.
        alice.lines();
        register(alice);
    }

    @Test
    void aNameThatCannotBeSavedIsNotRegistered() {
        Client alice = join("alice");
        file.full(true);
        assertEquals(List.of("alice is not registered: it could not be saved. Try again later."),
                type(alice, "/register"));
        assertEquals(List.of("alice is not registered."), type(alice, "/unregister"));
        file.full(false);
        register(alice);
    }

    @Test
    void aNameWhoseOwnerLeavesBeforeItHasSeenTheKeyIsFree() {
        Client alice = join("alice");
        file.stall();
        type(alice, "/register", "/quit");
        file.goOn();
        daemon.turn();
        daemon.turn();
        Client other = daemon.connect();
        other.lines();
        assertEquals(List.of("You are alice", "No one else is here."), daemon.type(other, "alice"));
        assertFalse(file.text().contains("alice"));
    }

    @Test
    void aNameWhoseOwnerLeavesBeforeItHasSeenTheNewKeyKeepsTheOldOne() {
        Client alice = join("alice");
        String key = register(alice);
        file.stall();
        daemon.type(alice, "/register", "/quit");
        file.goOn();
        daemon.turn();
        daemon.turn();
        assertEquals(List.of("You are alice", "No one else is here."), type(arrive(), "alice " + key));
    }

    @Test
    void theNewKeyIsShownToAnOwnerThatHasChangedItsName() {
        Client alice = join("alice");
        register(alice);
        file.stall();
        daemon.type(alice, "/register", "/name bob");
        file.goOn();
        daemon.turn();
        String told = alice.lines().get(0);
        assertTrue(told.startsWith("alice has a new key: "), told);
        assertFalse(daemon.chat().isRegistered(daemon.chat().called("bob")));
        assertEquals(List.of("You are alice", "Here now: bob"), type(arrive(), "alice " + key(told)));
    }

    @Test
    void aNameIsFreeIfTheServerStopsBeforeTheOwnerHasSeenTheKey() {
        Client alice = join("alice");
        file.stall();
        type(alice, "/register");
        daemon.daemon().stop();
        daemon.turn();
        file.goOn();
        daemon.chat().registrations().names().close();
        assertEquals(List.of("The server is shutting down."), alice.lines());
        assertFalse(file.text().contains("alice"), file.text());
    }

    @Test
    void theLastDayOfUseIsThatOfTheStop() {
        Days days = new Days();
        daemon = new ChatFixture().names(file).clock(days);
        register(join("alice"));
        days.pass(7);
        daemon.daemon().stop();
        daemon.turn();
        daemon.chat().registrations().names().close();
        assertTrue(file.text().contains("alice\t") && file.text().contains("\t2026-01-02\t2026-01-09\t"), file.text());
    }

    @Test
    void aStrangerWhoseNameIsRegisteredAgainGetsNoKeyToIt() {
        Client alice = join("alice");
        String key = register(alice);
        daemon.type(alice, "/quit");
        file.stall();
        daemon.administration().names().unregister("alice", failure -> { });
        Client stranger = join("alice");
        file.full(true);
        file.goOn();
        daemon.turn();
        file.full(false);
        assertEquals(List.of("alice is registered. If it is yours, type: /name alice KEY"),
                type(stranger, "/register"));
        daemon.type(stranger, "/quit");
        assertEquals(List.of("You are alice", "No one else is here."), type(arrive(), "alice " + key));
    }

    @Test
    void anAdministratorGetsNoKeyThatTheUndoingOfARegistrationWouldTake() {
        Client alice = join("alice");
        List<String> keys = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        file.stall();
        type(alice, "/register", "/quit");
        daemon.administration().names().register("Alice", keys::add, problems::add);
        file.goOn();
        daemon.turn();
        daemon.turn();
        assertEquals(List.of("a change of this name is not saved yet; try again"), problems);
        daemon.administration().names().register("alice", keys::add, problems::add);
        daemon.turn();
        assertEquals(1, keys.size());
        assertEquals(List.of("You are alice", "No one else is here."), type(arrive(), "alice " + keys.get(0)));
    }

    @Test
    void aNameThatIsChangedBeforeItIsSavedIsNotRegistered() {
        Client alice = join("alice");
        file.stall();
        type(alice, "/register", "/name alina");
        file.goOn();
        daemon.turn();
        daemon.turn();
        assertEquals(List.of("alice is not registered, because you have changed your name."), alice.lines());
        assertFalse(file.text().contains("alice"));
        assertEquals(List.of("alina is now alice"), type(alice, "/name alice"));
    }

    @Test
    void anOwnerThatChangesItsNameIsStillToldTheNewKey() {
        Client alice = join("alice");
        register(alice);
        file.stall();
        type(alice, "/register", "/name alina");
        file.goOn();
        daemon.turn();
        String told = alice.lines().get(0);
        assertTrue(told.startsWith("alice has a new key: "), told);
        assertEquals(List.of("alina is now alice"), type(alice, "/name alice " + key(told)));
    }

    @Test
    void anUnregisteredNameIsFreeOnceItsOwnerHasGone() {
        Client alice = join("alice");
        register(alice);
        assertEquals(List.of("alice is no longer registered. Anybody can take it when you leave."),
                type(alice, "/unregister"));
        assertEquals(List.of("alice is not registered."), type(alice, "/unregister"));
        daemon.type(alice, "/quit");
        Client other = daemon.connect();
        other.lines();
        assertEquals(List.of("You are alice", "No one else is here."), daemon.type(other, "alice"));
        assertFalse(daemon.chat().isRegistered(daemon.chat().called("alice")));
    }

    @Test
    void aMemberThatGaveUpANameDoesNotOwnItWhenItIsRegisteredAgain() {
        Client alice = join("alice");
        register(alice);
        type(alice, "/unregister");
        daemon.chat().registrations().names().register("alice", "alice", registration -> { });
        daemon.turn();
        assertFalse(daemon.chat().isRegistered(daemon.chat().called("alice")));
    }

    @Test
    void aStrangerGetsNoKeyToANameThatIsRegisteredAgainBecauseItsRemovalWasNotSaved() {
        Client owner = join("alice");
        String key = register(owner);
        daemon.type(owner, "/quit");
        file.stall();
        daemon.administration().names().unregister("alice", failure -> { });
        Client stranger = daemon.connect();
        stranger.lines();
        assertEquals(List.of("You are alice", "No one else is here."), daemon.type(stranger, "alice"));
        file.full(true);
        file.goOn();
        daemon.turn();
        file.full(false);
        assertEquals(List.of("alice is registered. If it is yours, type: /name alice KEY"),
                type(stranger, "/register"));
        assertEquals(List.of("You are alice"), type(stranger, "/name alice " + key));
        assertTrue(daemon.chat().isRegistered(daemon.chat().called("alice")));
        assertEquals(List.of("You are already alice."), type(stranger, "/name alice " + key));
    }

    @Test
    void aNameIsNotFreeBeforeTheChangeIsSaved() {
        Client alice = join("alice");
        register(alice);
        file.stall();
        type(alice, "/unregister", "/quit");
        Client other = daemon.connect();
        other.lines();
        assertEquals(List.of("alice is registered. If it is yours, type: /name alice KEY"),
                daemon.type(other, "alice"));
        file.goOn();
        daemon.turn();
        daemon.turn();
        assertEquals(List.of("You are alice", "No one else is here."), daemon.type(other, "alice"));
    }

    @Test
    void aNameStaysRegisteredIfTheChangeCannotBeSaved() {
        Client alice = join("alice");
        register(alice);
        file.full(true);
        assertEquals(List.of("alice is still registered: the change could not be saved. Try again later."),
                type(alice, "/unregister"));
        assertTrue(daemon.chat().isRegistered(daemon.chat().called("alice")));
    }

    @Test
    void theOwnerMayWriteTheNameInAnotherCase() {
        Client alice = join("alice");
        register(alice);
        assertEquals(List.of("alice is now ALICE"), type(alice, "/name ALICE"));
        assertTrue(daemon.chat().isRegistered(daemon.chat().called("alice")));
    }

    @Test
    void theListOfMembersMarksRegisteredNames() {
        Client alice = join("alice");
        join("bob");
        alice.lines();
        register(alice);
        List<String> listed = type(alice, "/who");
        assertEquals("2 people:", listed.get(0));
        assertTrue(listed.get(1).startsWith("1  alice*  127.0.0.1:"), listed.get(1));
        assertTrue(listed.get(2).startsWith("2  bob     127.0.0.1:"), listed.get(2));
        assertEquals("Names with * are registered.", listed.get(3));
        assertEquals(2, type(alice, "/who bob").size());
    }

    @ParameterizedTest
    @CsvSource({"register", "unregister"})
    void withoutAFileNoNameCanBeRegistered(String command) {
        daemon = new ChatFixture();
        Client alice = join("alice");
        assertEquals(List.of("Names cannot be registered here."), type(alice, '/' + command));
        assertTrue(type(alice, "/help").stream().noneMatch(line -> line.contains("register")));
        assertEquals(1, type(alice, "/help " + command).size());
    }

    @Test
    void helpListsTheCommandsIfThereIsAFile() {
        List<String> help = type(join("alice"), "/help");
        assertTrue(help.stream().anyMatch(
                line -> line.matches("/register +register your name, or get a new key for it")));
        assertTrue(help.stream().anyMatch(line -> line.matches("/unregister +give up your registered name")));
    }

    /** A wall clock that a test sets. */
    private static final class Days extends Clock {
        private Instant now = ChatFixture.CLOCK.instant();

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }

        void pass(int days) {
            now = now.plus(Duration.ofDays(days));
        }
    }

    @Test
    void loggingInIsAUseOfTheName() {
        Days days = new Days();
        daemon = new ChatFixture().names(file).clock(days);
        Client alice = join("alice");
        String key = register(alice);
        days.pass(1);
        Client again = daemon.connect();
        daemon.type(again, "alice " + key);
        assertTrue(file.text().contains("\t2026-01-02\t2026-01-03\t"), file.text());
        days.pass(1);
        Client bob = join("bob");
        daemon.type(bob, "/name alice " + key);
        assertTrue(file.text().contains("\t2026-01-02\t2026-01-04\t"), file.text());
        daemon.type(bob, "/quit");
        days.pass(1);
        daemon.type(daemon.connect(), "alice " + key);
        assertTrue(file.text().contains("\t2026-01-02\t2026-01-05\t"), file.text());
    }

    @Test
    void aForgottenNameBelongsToNobodyWhoTakesIt() {
        Days days = new Days();
        daemon = new ChatFixture().names(file).clock(days);
        Client alice = join("alice");
        register(alice);
        days.pass(100);
        // Its owner is here, so it is not forgotten.
        assertTrue(daemon.chat().isRegistered(daemon.chat().called("alice")));
        daemon.type(alice, "/quit");
        // The owner has used it until today.
        days.pass(90);
        Client other = daemon.connect();
        other.lines();
        assertEquals(List.of("alice is registered. Enter its key, or choose another name."),
                daemon.type(other, "alice"));
        days.pass(1);
        assertEquals(List.of("You are alice", "No one else is here."), daemon.type(other, "alice"));
        assertFalse(daemon.chat().isRegistered(daemon.chat().called("alice")));
        register(other);
        assertTrue(daemon.chat().isRegistered(daemon.chat().called("alice")));
    }
}
