package chatd.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.sim.SimulatedNetwork.Client;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Local users, who connect by a Unix domain socket, and their login names. */
class LocalUsersTest {

    private static final String ALONE = "No one else is here.";
    private static final String ASK = "otto is registered. Enter its key, or choose another name.";

    @TempDir
    private Path directory;

    private final MemoryNames file = new MemoryNames();
    private int daemons;
    private Path socket;
    private ChatFixture daemon;

    @BeforeEach
    void open() {
        start(new ChatFixture().names(file));
    }

    private void start(ChatFixture fixture) {
        daemon = fixture;
        socket = directory.resolve("socket-" + daemons++);
        fixture.daemon().listen(socket, fixture.chat());
    }

    private Client connectAs(String user) {
        return daemon.connectAs(user, socket);
    }

    private static String question(String name) {
        return "What is your name? Press Enter to be " + name + ".";
    }

    private void isTold(Client client, String line, String... expected) {
        assertEquals(List.of(expected), daemon.type(client, line), line);
    }

    /** Connects a local user who is offered this name. */
    private Client arrive(String user, String offered) {
        Client client = connectAs(user);
        assertEquals(List.of(question(offered)), client.lines());
        return client;
    }

    private boolean isRegistered(String name) {
        return daemon.chat().isRegistered(daemon.chat().called(name));
    }

    @Test
    void enterTakesTheLoginNameAndReservesIt() {
        Client otto = arrive("otto", "otto");
        isTold(otto, "", "You are otto", ALONE);
        daemon.turn();
        assertTrue(isRegistered("otto"));
        assertTrue(file.text().contains("otto\t-\t2026-01-02\t2026-01-02\tuser=otto\t"), file.text());
        isTold(otto, "/quit", "You have left. Press Enter or Ctrl-C to end nc.");
        Client stranger = daemon.connect();
        stranger.lines();
        isTold(stranger, "otto", ASK);
        Client eve = arrive("eve", "eve");
        isTold(eve, "otto", ASK);
        isTold(arrive("otto", "otto"), "", "You are otto", ALONE);
        assertTrue(isRegistered("otto"));
    }

    @Test
    void typingTheLoginNameHasTheEffectOfEnter() {
        isTold(arrive("otto", "otto"), "Otto", "You are Otto", ALONE);
        daemon.turn();
        assertTrue(isRegistered("otto"));
    }

    @Test
    void aNameIsReservedForItsUserAfterARestart() {
        daemon.type(arrive("otto", "otto"), "");
        daemon.turn();
        start(new ChatFixture().names(file));
        isTold(arrive("otto", "otto"), "", "You are otto", ALONE);
        assertTrue(isRegistered("otto"));
    }

    @Test
    void anotherNameIsNotReserved() {
        Client otto = arrive("otto", "otto");
        isTold(otto, "karl", "You are karl", ALONE);
        daemon.turn();
        assertFalse(isRegistered("karl"));
        assertEquals("", file.text());
    }

    @Test
    void theUserTakesTheNameOverByTypingIt() {
        Client ghost = arrive("otto", "otto");
        daemon.type(ghost, "");
        daemon.turn();
        Client again = arrive("otto", "local:2");
        isTold(again, "otto", "You are otto", ALONE);
        assertEquals(List.of("You have logged in elsewhere."), ghost.lines());
        assertTrue(isRegistered("otto"));
        Client third = arrive("otto", "local:3");
        isTold(third, "karl", "You are karl", "Here now: otto");
        isTold(third, "/name otto", "You are otto", ALONE);
        assertEquals(1, daemon.daemon().server.metrics().clients());
    }

    @Test
    void theUserTakesTheNameAgainWithoutAKey() {
        Client otto = arrive("otto", "otto");
        daemon.type(otto, "");
        daemon.turn();
        isTold(otto, "/name karl", "otto is now karl");
        assertFalse(isRegistered("karl"));
        isTold(otto, "/name otto", "karl is now otto");
        assertTrue(isRegistered("otto"));
        isTold(otto, "/name otto", "You are already otto.");
    }

    @Test
    void theUserMayHaveAKeyToComeByTcp() {
        Client otto = arrive("otto", "otto");
        daemon.type(otto, "");
        daemon.turn();
        otto.send("/register\n");
        daemon.turn();
        daemon.turn();
        String told = otto.lines().get(0);
        assertTrue(told.startsWith("otto is now yours. Your key: "), told);
        daemon.type(otto, "/quit");
        Client remote = daemon.connect();
        remote.lines();
        isTold(remote, "otto " + told.substring(told.lastIndexOf(' ') + 1), "You are otto", ALONE);
        daemon.type(remote, "/quit");
        isTold(arrive("otto", "otto"), "", "You are otto", ALONE);
    }

    @Test
    void aNameThatSomebodyElseRegisteredIsNotOffered() {
        Client stranger = daemon.join("otto");
        stranger.send("/register\n");
        daemon.turn();
        daemon.turn();
        daemon.type(stranger, "/quit");
        Client otto = arrive("otto", "local:1");
        isTold(otto, "otto", ASK);
        isTold(otto, "", "You are local:1", ALONE);
    }

    @Test
    void aNameThatSomebodyHasIsNotOffered() {
        daemon.join("otto");
        Client otto = arrive("otto", "local:1");
        isTold(otto, "otto", "That name is taken. Choose another.");
        isTold(otto, "/nick", "Commands work once you have a name. Enter a name, or press Enter to be local:1.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"server", "www data", "ot/to"})
    void aLoginNameThatIsNotAValidNameIsNotOffered(String user) {
        arrive(user, "local:1");
    }

    @Test
    void theUserGetsTheNameButItIsNotReservedIfSavingFails() {
        file.full(true);
        isTold(arrive("otto", "otto"), "", "You are otto", ALONE);
        daemon.turn();
        assertFalse(isRegistered("otto"));
    }

    @Test
    void withoutAFileTheLoginNameIsOfferedIfItIsFree() {
        start(new ChatFixture());
        Client otto = arrive("otto", "otto");
        isTold(otto, "", "You are otto", ALONE);
        assertFalse(isRegistered("otto"));
        isTold(arrive("otto", "local:2"), "otto", "That name is taken. Choose another.");
    }

    @Test
    void localUsersAreLetInWhereOnlyRegisteredNamesAre() {
        start(new ChatFixture().names(file, true));
        Client otto = arrive("otto", "otto");
        isTold(otto, "/nick", "Commands work once you have a name. Enter a name, or press Enter to be otto.");
        isTold(otto, "karl", "Only registered names are allowed. Enter a name and its key: NAME KEY");
        isTold(otto, "", "You are otto", ALONE);
        Client again = connectAs("otto");
        assertEquals(List.of("What is your name? Enter it and its key: NAME KEY"), again.lines());
        isTold(again, "", "Only registered names are allowed. Enter a name and its key: NAME KEY");
        isTold(again, "otto", "You are otto", ALONE);
        assertEquals(List.of("You have logged in elsewhere."), otto.lines());
        isTold(connectAs("karl"), "karl", question("karl"), "You are karl", "Here now: otto");
    }

    // Mutes

    private void mute(String name, Duration time) {
        Administration chat = daemon.administration();
        assertTrue(chat.mutes().add(chat.muteTarget(chat.connectionOf(name)), time, failure -> { }));
    }

    private void unmute(MuteTarget target) {
        assertTrue(daemon.administration().mutes().remove(target, failure -> { }));
        daemon.turn();
    }

    @Test
    void aMutedUserDoesNotSpeakUnderTheLoginName() {
        Client otto = arrive("otto", "otto");
        isTold(otto, "karl", "You are karl", ALONE);
        mute("karl", Duration.ZERO);
        otto.lines();
        isTold(otto, "/quit", "You have left. Press Enter or Ctrl-C to end nc.");
        Client again = arrive("otto", "otto");
        isTold(again, "", "You are otto", ALONE);
        daemon.turn();
        assertTrue(isRegistered("otto"));
        isTold(again, "hello", "You are muted.");
        unmute(daemon.administration().muteTarget(daemon.administration().connectionOf("otto")));
        isTold(again, "hello", "otto: hello");
    }

    @ParameterizedTest
    @CsvSource({"PT5M, PT10M, You are muted for 10 minutes.", "PT10M, PT5M, You are muted for 10 minutes.",
            "PT0S, PT5M, You are muted.", "PT5M, PT0S, You are muted."})
    void theLongerOneOfTwoMutesCounts(Duration ofUser, Duration ofName, String told) {
        Client otto = arrive("otto", "otto");
        isTold(otto, "karl", "You are karl", ALONE);
        mute("karl", ofUser);
        otto.send("/quit\n");
        daemon.turn();
        Client again = arrive("otto", "otto");
        isTold(again, "", "You are otto", ALONE);
        daemon.turn();
        daemon.administration().mutes().add(named("otto"), ofName, failure -> { });
        daemon.turn();
        isTold(again, "hello", told);
    }

    private MuteTarget named(String name) {
        return daemon.administration().mutes().named(name).orElseThrow();
    }

    @Test
    void theMuteOfAUserEndsWithThatOfTheUsersName() {
        Client otto = arrive("otto", "otto");
        daemon.type(otto, "");
        daemon.turn();
        mute("otto", Duration.ofMinutes(5));
        daemon.type(otto, "/quit");
        assertEquals(2, daemon.administration().mutes().list().size());
        unmute(named("otto"));
        assertEquals(List.of(), daemon.administration().mutes().list());
        isTold(arrive("otto", "otto"), "", "You are otto", ALONE);
    }

    @Test
    void aUserWhoComesByTcpIsAskedForAKey() {
        daemon.type(arrive("otto", "otto"), "");
        daemon.turn();
        Client remote = daemon.connect();
        remote.beUser("otto");
        assertEquals(List.of(question(remote.address())), remote.lines());
        isTold(remote, "otto", ASK);
    }
}
