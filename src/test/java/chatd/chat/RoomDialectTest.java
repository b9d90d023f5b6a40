package chatd.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.net.SimulatedDaemon;
import chatd.sim.SimulatedNetwork.Client;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The dialect "room", over a simulated network. */
class RoomDialectTest {

    private ChatFixture daemon = new ChatFixture().dialect("room", "zh").idle(Dialects.idle("room"));

    private static String framed(Client client, String name, String text) {
        return "[" + client.address() + ":" + name + "]: " + text;
    }

    /** The line as members read it, of a client that still has its address for a name. */
    private static String framed(Client client, String text) {
        return framed(client, client.address(), text);
    }

    private void types(Client author, String line, String... answer) {
        assertEquals(List.of(answer), daemon.type(author, line));
    }

    private static void hears(Client client, String... lines) {
        assertEquals(List.of(lines), client.lines());
    }

    @Test
    void anArrivalIsAnnouncedToAllIncludingTheNewcomer() {
        Client a = daemon.connect();
        hears(a, "[127.0.0.1:50000:127.0.0.1:50000]: login");
        Client b = daemon.connect();
        hears(a, framed(b, "login"));
        hears(b, framed(b, "login"));
    }

    @Test
    void aLineReachesAllMembersAndItsAuthor() {
        Client a = daemon.connect();
        Client b = daemon.connect();
        daemon.readAll(a, b);
        types(a, "Hi!", framed(a, "Hi!"));
        hears(b, framed(a, "Hi!"));
    }

    @Test
    void blankLinesAreNotSaid() {
        Client a = daemon.connect();
        daemon.readAll(a);
        assertEquals(List.of(framed(a, "on")), daemon.type(a, "", " \t", "\u3000", "on"));
    }

    @Test
    void exitLeaves() {
        Client a = daemon.connect();
        Client b = daemon.connect();
        daemon.readAll(a, b);
        types(b, "exit", "你已离开。按回车或 Ctrl-C 结束 nc。");
        assertTrue(b.isOutputEnded());
        hears(a, framed(b, "已退出"));
    }

    @Test
    void aDepartureIsAnnouncedUnderTheLatestName() {
        Client a = daemon.connect();
        Client b = daemon.connect();
        daemon.type(b, "rename|bob");
        daemon.readAll(a);
        b.endInput();
        daemon.turn();
        hears(a, framed(b, "bob", "已退出"));
    }

    @Test
    void aMemberIdleForAMinuteIsDisconnected() {
        Client a = daemon.connect();
        Client b = daemon.connect();
        daemon.sleep(Duration.ofSeconds(50));
        daemon.type(a, "here");
        daemon.readAll(a, b);
        daemon.sleep(Duration.ofMillis(9_900));
        assertFalse(b.isOutputEnded());
        daemon.sleep(Duration.ofMillis(300));
        assertTrue(b.isOutputEnded());
        hears(a, framed(b, "已被强制退出"));
        hears(b, "连接已断开: 你有 1 分钟没有发言。");
        assertFalse(a.isOutputEnded());
    }

    @Test
    void whoListsAll() {
        Client a = daemon.connect();
        Client b = daemon.connect();
        daemon.type(b, "rename|bob");
        daemon.readAll(a, b);
        types(a, "who", "On Line User List:",
                "addr=" + a.address() + " : username=" + a.address(),
                "addr=" + b.address() + " : username=bob");
        hears(b);
    }

    @Test
    void aNewNameIsConfirmedToTheSenderOnlyAndUsedFromThenOn() {
        Client a = daemon.connect();
        Client b = daemon.connect();
        daemon.readAll(a, b);
        types(a, "rename|alice", "用户名修改成功");
        hears(b);
        types(a, "Hi!", framed(a, "alice", "Hi!"));
        hears(b, framed(a, "alice", "Hi!"));
        types(a, "rename|小明", "用户名修改成功");
        types(a, "Hi!", framed(a, "小明", "Hi!"));
    }

    @Test
    void anOldNameIsFreeAgain() {
        Client a = daemon.connect();
        Client b = daemon.connect();
        daemon.type(a, "rename|alice");
        daemon.readAll(b);
        types(b, "rename|Alice", "用户名已被使用。请另选一个。");
        daemon.type(a, "rename|ada");
        types(b, "rename|Alice", "用户名修改成功");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '=', value = {
        "rename|             = 请输入: rename|新用户名",
        "'rename|   '        = 请输入: rename|新用户名",
        "rename|bob          = 用户名已被使用。请另选一个。",
        "rename|ＢＯＢ       = 用户名已被使用。请另选一个。",
        "rename|a b          = 名称须为 1 到 32 个字母、数字、'_'、'-' 或 '.'。请另选一个。",
        "rename|a|b          = 名称须为 1 到 32 个字母、数字、'_'、'-' 或 '.'。请另选一个。",
        "rename|a]: login    = 名称须为 1 到 32 个字母、数字、'_'、'-' 或 '.'。请另选一个。",
        "rename|-a           = 名称须以字母或数字开头。请另选一个。",
        "rename|12           = 名称不能全是数字。请另选一个。",
        "rename|连接已断开   = 该名称为系统保留。请另选一个。",
    })
    void aNameThatWillNotDoIsExplainedAndTheOldOneStays(String line, String answer) {
        Client a = daemon.connect();
        Client b = daemon.connect();
        daemon.type(b, "rename|bob");
        daemon.readAll(a, b);
        types(a, line, answer);
        hears(b);
        types(a, "Hi!", framed(a, "Hi!"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"who is there?", "WHO", "who ", " who", "exit now", "Exit", "exit ", "rename", "rename bob",
            "Rename|bob", " rename|bob", "/who", "//x", "* a waves", "login again", "Login", "已退出了"})
    void onlyTheExactWordsAreCommands(String talk) {
        Client a = daemon.connect();
        Client b = daemon.connect();
        daemon.readAll(a, b);
        types(a, talk, framed(a, talk));
        hears(b, framed(a, talk));
    }

    @ParameterizedTest
    @ValueSource(strings = {"login", " login", "login  ", "ｌｏｇｉｎ", "log\u200Bin", "login\u200D", "\u00ADlogin",
            "已退出", "已退出 ", "\u3000已退出", "已被强制退出", "已\u2060被强制退出"})
    void noLineLooksLikeAnArrivalOrDeparture(String words) {
        Client a = daemon.connect();
        Client b = daemon.connect();
        daemon.readAll(a, b);
        types(a, words, "未发送: 这是服务器自用的词。请换个写法。");
        hears(b);
    }

    @ParameterizedTest
    @ValueSource(strings = {"login\u00A0", "\u00A0login", "login\u202F", "login\uFE0F", "lo\u034Fgin", "login\u3164",
            "\u115Flogin", "login\u180B", "login\u2065", "login\uFFF0", "\uDB40\uDC00login",
            "已退出\uDB40\uDD00", "login\u2800"})
    void noLineLooksLikeAnArrivalOrDepartureByInvisibleCharacters(String words) {
        noLineLooksLikeAnArrivalOrDeparture(words);
    }

    @Test
    void noLineLooksLikeAnArrivalOrDepartureByManyBlanks() {
        daemon = new ChatFixture().dialect("room", "zh").limits(
                SimulatedDaemon.LIMITS.withMaxLineBytes(4096).withMaxClients(10));
        noLineLooksLikeAnArrivalOrDeparture("login" + " ".repeat(2000));
        noLineLooksLikeAnArrivalOrDeparture("\u3000".repeat(1000) + "已退出");
    }

    @Test
    void aLongLineIsSaidWhole() {
        daemon = new ChatFixture().dialect("room", "zh").limits(
                SimulatedDaemon.LIMITS.withMaxLineBytes(4096).withMaxClients(10));
        Client a = daemon.connect();
        daemon.readAll(a);
        String talk = "x".repeat(4000);
        types(a, talk, framed(a, talk));
        types(a, "rename|" + talk, "名称须为 1 到 32 个字母、数字、'_'、'-' 或 '.'。请另选一个。");
    }

    @Test
    void aLineOverTheLimitIsDroppedAndItsAuthorTold() {
        Client a = daemon.connect();
        daemon.readAll(a);
        types(a, "x".repeat(1025), "未发送: 一行最多 1024 字节。");
    }

    @Test
    void newcomersSeeWhatWasSaidBefore() {
        daemon.history(10, 1000);
        Client a = daemon.connect();
        daemon.type(a, "one");
        Client b = daemon.connect();
        hears(b, "--- 历史消息 ---", "14:03 " + framed(a, "one"), "--- 新消息 ---", framed(b, "login"));
    }

    @Test
    void itsWordsAreTranslatedToEnglish() {
        daemon = new ChatFixture().dialect("room", "en").idle(Dialects.idle("room"));
        Client a = daemon.connect();
        Client b = daemon.connect();
        Client c = daemon.connect();
        daemon.readAll(a, b, c);
        types(a, "rename|alice", "name changed");
        types(a, "rename|", "Write: rename|NEW");
        String own = "Not sent: those are words of the server's own. Write it otherwise.";
        types(a, "has left", own);
        types(a, "was disconnected for being idle", own);
        types(a, "has\u1680left", own);
        types(a, "has\u2800left", own);
        types(a, "who", "On Line User List:",
                "addr=" + a.address() + " : username=alice",
                "addr=" + b.address() + " : username=" + b.address(),
                "addr=" + c.address() + " : username=" + c.address());
        types(c, "exit", "You have left. Press Enter or Ctrl-C to end nc.");
        hears(a, framed(c, "has left"));
        daemon.sleep(Duration.ofSeconds(30));
        types(a, "已退出", framed(a, "alice", "已退出"));
        daemon.sleep(Duration.ofSeconds(31));
        hears(a, framed(b, "was disconnected for being idle"));
    }

    @Test
    void itsUsualLanguageIsChineseAndItsIdleTimeAMinute() {
        assertEquals(Optional.of("zh"), Dialects.language("room"));
        assertEquals(Duration.ofMinutes(1), Dialects.idle("room"));
        assertEquals(Optional.empty(), Dialects.language("chat"));
        assertEquals(Optional.empty(), Dialects.language("messenger"));
        assertEquals(Duration.ofMinutes(5), Dialects.idle("chat"));
        assertEquals(Duration.ofMinutes(5), Dialects.idle("messenger"));
    }
}
