package chatd.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.sim.SimulatedNetwork.Client;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Muted members: the answers that they read, and the actions that they still have. */
class MutesTest {

    private static final String MUTED = "You are muted for 5 minutes.";

    private ChatFixture daemon = new ChatFixture();

    private Client join(String name, String ip) {
        daemon.daemon();
        Client client = daemon.daemon().network.connectFrom(ip);
        daemon.turn();
        daemon.type(client, name);
        return client;
    }

    private boolean mute(Client client, Duration time) {
        Administration chat = daemon.administration();
        return chat.mutes().add(chat.muteTarget(daemon.connection(client)), time, failure -> { });
    }

    private void hears(Client client, String... lines) {
        daemon.turn();
        assertEquals(List.of(lines), client.lines());
    }

    @ParameterizedTest
    @ValueSource(strings = {"hello", "//hello", "/me waves", "/msg bob hello", "/reply hello", "/topic tea",
            "/name other", "/nick other", "/away lunch", "/join games", "/invite bob", "/remove bob spam"})
    void everyLineThatOthersWouldReadIsRefused(String line) {
        Client alice = join("alice", "10.0.0.1");
        Client bob = join("bob", "10.0.0.2");
        daemon.type(alice, "/join tea");
        daemon.type(bob, "/join tea", "/msg alice hello");
        daemon.readAll(alice, bob);
        assertTrue(mute(alice, Duration.ofMinutes(5)));
        assertEquals(List.of(MUTED), daemon.type(alice, line));
        hears(bob);
        assertEquals(List.of("2 people:"), daemon.type(bob, "/who").subList(0, 1));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"/help me|/me ACTION  describe what you are doing", "/who nobody|No name or "
            + "address in this room begins with nobody. /who * lists everybody.", "/topic|#lobby has no topic. To set "
            + "one, type: /topic TEXT", "/away|You are marked as away. Type /back when you return.",
            "/leave|You are already in #lobby. To leave the server, type: /quit", "/time on|14:03 Timestamps are on. "
            + "/time off turns them off.", "/kik|Unknown command /kik. Try /help."})
    void everythingElseStillWorks(String line, String answer) {
        Client alice = daemon.join("alice");
        mute(alice, Duration.ofMinutes(5));
        assertEquals(List.of(answer), daemon.type(alice, line));
    }

    @Test
    void aMutedMemberCanJoinARoomAndRemoveWithoutAReason() {
        Client alice = join("alice", "10.0.0.1");
        Client bob = join("bob", "10.0.0.2");
        daemon.type(bob, "/join tea");
        daemon.type(alice, "/join tea");
        mute(bob, Duration.ofMinutes(5));
        daemon.readAll(alice, bob);
        daemon.type(bob, "/remove alice spam");
        hears(alice);
        daemon.type(bob, "/remove alice");
        assertEquals("bob has removed you from #tea.", alice.lines().get(0));
        daemon.type(bob, "/leave");
        assertTrue(daemon.type(bob, "/join lobby").contains("You are already in #lobby."));
    }

    @Test
    void theLastWordsOfAMutedMemberAreNotSent() {
        Client alice = join("alice", "10.0.0.1");
        Client bob = join("bob", "10.0.0.2");
        mute(alice, Duration.ofMinutes(5));
        daemon.readAll(alice, bob);
        assertEquals(List.of(MUTED, "You have left. Press Enter or Ctrl-C to end nc."),
                daemon.type(alice, "/quit spam"));
        hears(bob, "alice has left");
        Client carol = join("carol", "10.0.0.3");
        mute(carol, Duration.ZERO);
        daemon.readAll(bob);
        assertEquals(List.of("You have left. Press Enter or Ctrl-C to end nc."), daemon.type(carol, "/quit"));
    }

    @Test
    void theTimeThatIsLeftIsRoundedUp() {
        Client alice = daemon.idle(Duration.ZERO).join("alice");
        mute(alice, Duration.ofDays(2));
        assertEquals(List.of("You are muted for 2 days."), daemon.type(alice, "a"));
        mute(alice, Duration.ofHours(24));
        assertEquals(List.of("You are muted for 1 day."), daemon.type(alice, "a"));
        mute(alice, Duration.ofMinutes(5));
        daemon.sleep(Duration.ofSeconds(61));
        assertEquals(List.of("You are muted for 4 minutes."), daemon.type(alice, "a"));
        daemon.sleep(Duration.ofSeconds(140));
        assertEquals(List.of("You are muted for 99 seconds."), daemon.type(alice, "a"));
        daemon.sleep(Duration.ofSeconds(99));
        assertEquals(List.of("alice: a"), daemon.type(alice, "a"));
    }

    @Test
    void aMuteForEverShowsNoTime() {
        Client alice = daemon.join("alice");
        mute(alice, Duration.ZERO);
        assertEquals(List.of("You are muted."), daemon.type(alice, "a"));
    }

    @Test
    void aMuteFollowsTheAddressAndNotTheConnection() {
        Client alice = join("alice", "2001:db8::1");
        Client bob = join("bob", "2001:db8:0:1::1");
        mute(alice, Duration.ZERO);
        daemon.type(alice, "/quit");
        Client again = join("alison", "2001:db8::2");
        daemon.readAll(bob);
        assertEquals(List.of("You are muted."), daemon.type(again, "a"));
        assertEquals(List.of("bob: b"), daemon.type(bob, "b"));
    }

    @Test
    void aMuteOfSomebodyAtAUnixDomainSocketEndsWithTheConnection(@TempDir Path directory) {
        Path path = directory.resolve("socket");
        daemon.daemon().listen(path, daemon.chat());
        Client alice = daemon.daemon().connect(path);
        Client bob = daemon.daemon().connect(path);
        daemon.type(alice, "alice");
        daemon.type(bob, "bob");
        Administration chat = daemon.administration();
        chat.mutes().add(chat.muteTarget(chat.connectionOf("alice")), Duration.ZERO, failure -> { });
        daemon.readAll(alice, bob);
        assertEquals(List.of("You are muted."), daemon.type(alice, "a"));
        assertEquals(List.of("bob: b"), daemon.type(bob, "b"));
        assertEquals(List.of("local:1 for ever"), daemon.administration().mutes().list());
        daemon.type(bob, "/quit");
        assertFalse(daemon.chat().mutes().isEmpty());
        daemon.type(alice, "/quit");
        assertTrue(daemon.chat().mutes().isEmpty());
    }

    @Test
    void theDialectRoomMutesLinesAndNames() {
        daemon = new ChatFixture().dialect("room", "en");
        Client alice = daemon.connect();
        Client bob = daemon.connect();
        mute(alice, Duration.ofMinutes(5));
        daemon.readAll(alice, bob);
        assertEquals(List.of(MUTED), daemon.type(alice, "hello"));
        assertEquals(List.of(MUTED), daemon.type(alice, "rename|alice"));
        assertEquals("On Line User List:", daemon.type(alice, "who").get(0));
        hears(bob);
        assertEquals(List.of("You have left. Press Enter or Ctrl-C to end nc."), daemon.type(alice, "exit"));
    }

    @Test
    void theDialectMessengerMutesMessages() {
        daemon = new ChatFixture().dialect("messenger", "en");
        Client zero = daemon.connect();
        Client one = daemon.connect();
        mute(zero, Duration.ofMinutes(5));
        daemon.readAll(zero, one);
        assertEquals(List.of(MUTED), daemon.type(zero, "1 hello"));
        assertEquals(List.of("No client 7."), daemon.type(zero, "7 hello"));
        hears(one);
    }

    @ParameterizedTest
    @CsvSource({"ru, PT5M, Вам запрещено писать ещё 5 минут.", "ru, PT48H, Вам запрещено писать ещё 2 дня.",
            "ru, PT0S, Вам запрещено писать.", "zh, PT5M, 你已被禁言，还剩 5 分钟。", "zh, PT24H, 你已被禁言，还剩 1 天。",
            "zh, PT0S, 你已被禁言。"})
    void aMutedMemberReadsItsLanguage(String language, Duration time, String words) {
        daemon = new ChatFixture().dialect("chat", language);
        Client alice = daemon.join("alice");
        mute(alice, time);
        assertEquals(List.of(words), daemon.type(alice, "a"));
    }
}
