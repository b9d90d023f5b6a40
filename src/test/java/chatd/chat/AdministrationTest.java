package chatd.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.net.Connection;
import chatd.os.LogCapture;
import chatd.sim.SimulatedNetwork.Client;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.event.Level;

/** An administrator's commands, as the members of the chat see them. */
class AdministrationTest {

    private ChatFixture daemon = new ChatFixture().idle(Duration.ZERO).nameTimeout(Duration.ZERO);

    private void notice(String text) {
        daemon.administration().notice(daemon.daemon().server.clients(), text);
        daemon.turn();
    }

    private void announceEnd(Duration patience) {
        daemon.administration().announceDrain(daemon.daemon().server.clients(), patience);
        daemon.turn();
    }

    private void kick(Client client, String reason) {
        daemon.administration().kick(daemon.connection(client), reason);
        daemon.turn();
    }

    private static void hears(Client client, String... lines) {
        assertEquals(List.of(lines), client.lines());
    }

    // Notices

    @Test
    void aNoticePassesEveryFilter() {
        Client alice = daemon.join("alice");
        Client bob = daemon.join("bob");
        Client carol = daemon.join("carol");
        Client dave = daemon.join("dave");
        daemon.type(bob, "/quiet");
        daemon.type(carol, "/ignore alice");
        daemon.type(dave, "/time on", "/quiet", "/ignore bob");
        daemon.readAll(alice, bob, carol, dave);
        notice("Hello, all");
        hears(alice, "Server: Hello, all");
        hears(bob, "Server: Hello, all");
        hears(carol, "Server: Hello, all");
        hears(dave, "14:03 Server: Hello, all");
    }

    @ParameterizedTest
    @CsvSource({"chat, en, 'Server: so'", "chat, ru, 'Сервер: so'", "chat, zh, '服务器: so'", "room, zh, '服务器: so'",
            "room, en, 'Server: so'", "messenger, en, 'Server: so'", "messenger, ru, 'Сервер: so'"})
    void inEveryDialectANoticeReachesEverybodyInTheirLanguage(String dialect, String language, String seen) {
        daemon = new ChatFixture().dialect(dialect, language).byAddress();
        List<Client> people = List.of(daemon.connect(), daemon.connect(), daemon.connect());
        people.forEach(Client::lines);
        notice("so");
        people.forEach(client -> hears(client, seen));
    }

    @Test
    void aNoticeComesInOrderWithTheLines() {
        Client alice = daemon.join("alice");
        alice.send("before\n");
        daemon.daemon().loop.execute(() ->
                daemon.administration().notice(daemon.daemon().server.clients(), "then"));
        daemon.turn();
        hears(alice, "alice: before", "Server: then");
        assertEquals(List.of("alice: after"), daemon.type(alice, "after"));
    }

    @ParameterizedTest
    @CsvSource({"en, Server", "en, SERVER", "en, server", "en, Ｓｅｒｖｅｒ", "en, Sérver", "ru, Сервер", "ru, СЕРВЕР",
            "zh, 服务器"})
    void nobodyCanTakeTheNameOfTheServer(String language, String name) {
        daemon = new ChatFixture().dialect("chat", language);
        Phrases phrases = new Phrases(language);
        Client client = daemon.connect();
        client.lines();
        assertEquals(List.of(phrases.text("name.reserved")), daemon.type(client, name));
        daemon.type(client, "x1");
        assertEquals(List.of(phrases.text("name.reserved")), daemon.type(client, "/name " + name));
    }

    @Test
    void nobodyCanTakeTheNameOfTheServerInTheDialectRoomEither() {
        daemon = new ChatFixture().dialect("room", "en");
        Client client = daemon.connect();
        client.lines();
        assertEquals(List.of(new Phrases("en").text("name.reserved")), daemon.type(client, "rename|Server"));
    }

    // The end

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "en | PT10M | The server accepts no new connections and shuts down when everybody has left, or in 10 "
                + "minutes at the latest.",
        "en | PT0S  | The server accepts no new connections and shuts down when everybody has left.",
        "ru | PT1M  | Сервер не принимает новых подключений и завершит работу, когда все выйдут, но не позже чем "
                + "через 1 минуту.",
        "ru | PT0S  | Сервер не принимает новых подключений и завершит работу, когда все выйдут.",
        "zh | PT30S | 服务器不再接受新连接，所有人离开后关闭，最迟在 30 秒后关闭。",
        "zh | PT0S  | 服务器不再接受新连接，所有人离开后关闭。"})
    void everybodyIsToldOfTheEndInTheirLanguage(String language, Duration patience, String seen) {
        daemon = new ChatFixture().dialect("chat", language);
        Client alice = daemon.join("alice");
        Client quiet = daemon.join("quiet");
        daemon.type(quiet, "/quiet");
        daemon.readAll(alice, quiet);
        announceEnd(patience);
        hears(alice, seen);
        hears(quiet, seen);
    }

    @ParameterizedTest
    @ValueSource(strings = {"chat", "room", "messenger"})
    void inEveryDialectEveryClientIsToldOfTheDrain(String dialect) {
        daemon = new ChatFixture().dialect(dialect, "en").byAddress();
        Client client = daemon.connect();
        client.lines();
        announceEnd(Duration.ZERO);
        hears(client, new Phrases("en").text("draining"));
    }

    // Kicking

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "en | You were disconnected by an administrator. | alice has left (kicked)",
        "ru | Вас отключил администратор. | alice покидает чат (по решению администратора)",
        "zh | 管理员已断开你的连接。 | alice 离开了聊天室 (被管理员移出)"})
    void whoIsKickedIsToldSoAndLeavesAndTheOthersAreTold(String language, String seen, String notice) {
        daemon = new ChatFixture().dialect("chat", language);
        Client alice = daemon.join("alice");
        Client bob = daemon.join("bob");
        daemon.readAll(alice, bob);
        kick(alice, "");
        hears(alice, seen);
        assertTrue(alice.isOutputEnded());
        hears(bob, notice);
        assertEquals(1, daemon.chat().rooms().lobby().size());
        assertEquals(1, daemon.daemon().server.metrics().clients());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "en | You were disconnected by an administrator: be nice | alice has left (kicked: be nice)",
        "ru | Вас отключил администратор: be nice | alice покидает чат (по решению администратора: be nice)",
        "zh | 管理员已断开你的连接: be nice | alice 离开了聊天室 (被管理员移出: be nice)"})
    void everybodyIsToldTheReason(String language, String seen, String notice) {
        daemon = new ChatFixture().dialect("chat", language);
        Client alice = daemon.join("alice");
        Client bob = daemon.join("bob");
        daemon.readAll(alice, bob);
        kick(alice, "be nice");
        hears(alice, seen);
        hears(bob, notice);
    }

    @Test
    void aClientWithoutANameIsKickedUnannounced() {
        Client alice = daemon.join("alice");
        Client nobody = daemon.connect();
        nobody.lines();
        kick(nobody, "choose one");
        hears(nobody, "You were disconnected by an administrator: choose one");
        assertTrue(nobody.isOutputEnded());
        hears(alice);
        assertEquals(1, daemon.chat().departures().count(Departure.KICKED));
    }

    @Test
    void inTheDialectRoomAKickedMemberHasLeftLikeAnybody() {
        daemon = new ChatFixture().dialect("room", "en");
        Client alice = daemon.connect();
        Client bob = daemon.connect();
        daemon.readAll(alice, bob);
        kick(alice, "be nice");
        hears(alice, "You were disconnected by an administrator: be nice");
        hears(bob, "[" + alice.address() + ":" + alice.address() + "]: " + new Phrases("en").text("room.left"));
    }

    @Test
    void inTheDialectMessengerAKickIsNotAnnounced() {
        daemon = new ChatFixture().dialect("messenger", "en");
        Client zero = daemon.connect();
        Client one = daemon.connect();
        daemon.readAll(zero, one);
        kick(zero, "");
        hears(zero, "You were disconnected by an administrator.");
        hears(one);
        assertEquals(List.of("No client 0."), daemon.type(one, "0 hello"));
    }

    @Test
    void aKickedMemberMayReturnUnderTheSameName() {
        Client alice = daemon.join("alice");
        kick(alice, "");
        Client again = daemon.connect();
        again.lines();
        assertEquals(List.of("You are alice", "No one else is here."), daemon.type(again, "alice"));
    }

    @Test
    void quietHidesKicks() {
        Client alice = daemon.join("alice");
        Client bob = daemon.join("bob");
        daemon.type(bob, "/quiet");
        kick(alice, "");
        hears(bob);
    }

    @Test
    void linesBeforeAKickAreSaidAndLaterOnesAreNot() {
        Client alice = daemon.join("alice");
        Client bob = daemon.join("bob");
        daemon.readAll(alice, bob);
        alice.send("hello\n");
        Connection connection = daemon.connection(alice);
        daemon.daemon().loop.execute(() -> daemon.administration().kick(connection, ""));
        daemon.turn();
        alice.send("still here\n");
        daemon.turn();
        hears(bob, "alice: hello", "alice has left (kicked)");
        hears(alice, "alice: hello", "You were disconnected by an administrator.");
    }

    // Asking

    @Test
    void peopleAreFoundByNumberAndNameOnceTheyHaveOne() {
        Client alice = daemon.connect();
        Client bob = daemon.join("bob");
        Administration chat = daemon.administration();
        assertEquals(1, chat.number(daemon.connection(alice)));
        assertEquals(2, chat.number(daemon.connection(bob)));
        assertNull(chat.name(daemon.connection(alice)));
        assertNull(chat.connectionOf("1"));
        assertNull(chat.connectionOf("alice"));
        daemon.type(alice, "alice");
        assertEquals("alice", chat.name(daemon.connection(alice)));
        assertSame(daemon.connection(alice), chat.connectionOf("ALICE"));
        assertSame(daemon.connection(alice), chat.connectionOf("1"));
        assertSame(daemon.connection(bob), chat.connectionOf("02"));
        assertNull(chat.connectionOf("3"));
        assertNull(chat.connectionOf("12345678901234567890"));
        kick(bob, "");
        assertNull(chat.connectionOf("bob"));
        assertNull(chat.connectionOf("2"));
    }

    // The message of the day

    @Test
    void theMessageOfTheDayIsReadAgainThoughTheFileSeemsUnchanged(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("motd");
        write(file, "one\n");
        daemon = new ChatFixture().motd(file);
        assertEquals("one", daemon.connect().lines().get(0));
        write(file, "two\n");
        assertEquals("one", daemon.connect().lines().get(0));
        daemon.chat().rereadFiles();
        assertEquals("two", daemon.connect().lines().get(0));
    }

    @Test
    void whenItCannotBeReadAgainTheLastOneStandsUntilItCan(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("motd");
        write(file, "one\n");
        daemon = new ChatFixture().motd(file);
        daemon.connect();
        Files.delete(file);
        daemon.chat().rereadFiles();
        assertEquals("one", daemon.connect().lines().get(0));
        write(file, "two\n");
        assertEquals("two", daemon.connect().lines().get(0));
    }

    @Test
    void theLogTellsHowEachRereadingEnded(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("motd");
        write(file, "one\n");
        daemon = new ChatFixture().motd(file);
        daemon.connect();
        assertEquals(List.of("INFO Has read --motd " + file + " again"), logOfReadingAgain());
        Files.delete(file);
        String trouble = "WARN The last message of the day stands: cannot read --motd " + file
                + ": there is no such file";
        assertEquals(List.of(trouble), logOfReadingAgain());
        assertEquals(List.of(trouble), logOfReadingAgain());
        write(file, "two\n");
        assertEquals(List.of("INFO Has read --motd " + file + " again"), logOfReadingAgain());
    }

    private List<String> logOfReadingAgain() {
        return LogCapture.by(Motd.class, Level.INFO, daemon.chat()::rereadFiles);
    }

    @Test
    void withoutFilesThereIsNothingToReadAgain() {
        assertEquals(List.of("INFO There is no --motd or --password-file to read again"),
                LogCapture.by(ChatService.class, Level.INFO, daemon.chat()::rereadFiles));
        assertEquals(List.of(), logOfReadingAgain());
        assertEquals(1, daemon.connect().lines().size());
    }

    /** Always with the same time; the file stays the one that it was. */
    private static void write(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2001-02-03T04:05:06Z")));
    }
}
