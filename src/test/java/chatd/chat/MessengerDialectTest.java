package chatd.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.sim.SimulatedNetwork.Client;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The dialect "messenger", over a simulated network. */
class MessengerDialectTest {

    private final ChatFixture daemon = new ChatFixture().dialect("messenger", "en");
    private final Client zero = daemon.connect();
    private final Client one = daemon.connect();
    private final Client two = daemon.connect();

    private void types(Client author, String line, String... answer) {
        assertEquals(List.of(answer), daemon.type(author, line));
    }

    private static void hears(Client client, String... lines) {
        assertEquals(List.of(lines), client.lines());
    }

    @Test
    void everyConnectionIsToldItsNumberAndNobodyIsAnnounced() {
        hears(zero, "You are 0");
        hears(one, "You are 1");
        hears(two, "You are 2");
    }

    @Test
    void aLineGoesToTheNumberInFrontOfItAndToNobodyElse() {
        daemon.readAll(zero, one, two);
        types(two, "1 text");
        hears(one, "2->> text");
        hears(zero);
        types(one, "0 some  more text");
        hears(zero, "1->> some  more text");
        hears(two);
    }

    @Test
    void theIdeographicSpaceSeparatesWords() {
        daemon.readAll(one);
        types(one, "1\u3000你好", "1->> 你好");
    }

    @Test
    void aClientMayWriteToItself() {
        daemon.readAll(one);
        types(one, "1 note", "1->> note");
    }

    @Test
    void linesOfOneTurnArriveInOrderForEachClient() {
        daemon.readAll(zero, one, two);
        zero.send("1 a\n1 b\n");
        one.send("0 c\n1 d\n0 e\n");
        two.send("1 f\n");
        daemon.turn();
        hears(zero, "1->> c", "1->> e");
        hears(one, "0->> a", "0->> b", "1->> d", "2->> f");
        hears(two);
    }

    @ParameterizedTest
    @ValueSource(strings = {"3", "7", "10", "999999999999999999999999"})
    void aLineToAnUnknownNumberIsAnError(String number) {
        daemon.readAll(zero, one);
        types(zero, number + " hi", "No client " + number + ".");
        hears(one);
    }

    @ParameterizedTest
    @CsvSource({"hi", "1", "'1 '", "'1    '", "''", "' '", "1text", "-1 text", "1 \u2800", "1  \uFE0F\u2065",
            "1: text", "one text", "/help", "who",
            "exit", "/quit", "１ text"})
    void aLineWithoutANumberOrATextIsAnsweredWithHowItIsWritten(String line) {
        daemon.readAll(zero, one);
        types(zero, line, "Write: NUMBER TEXT");
        hears(one);
    }

    @Test
    void blanksInFrontOfTheNumberAreLeftOut() {
        daemon.readAll(one);
        types(one, "  1\thi", "1->> hi");
    }

    @Test
    void aClientThatHasLeftIsUnknownAndItsNumberIsNotUsedAgain() {
        daemon.readAll(zero, one, two);
        one.endInput();
        daemon.turn();
        hears(zero);
        types(zero, "1 hi", "No client 1.");
        Client three = daemon.connect();
        hears(three, "You are 3");
        types(zero, "3 hi");
        hears(three, "0->> hi");
    }

    @Test
    void anIdleClientIsDisconnectedAndNobodyElseIsTold() {
        daemon.readAll(zero, one);
        daemon.sleep(Duration.ofMinutes(4));
        daemon.type(zero, "2 hi");
        daemon.sleep(Duration.ofSeconds(61));
        hears(one, "Disconnected: idle for 5 minutes.");
        assertTrue(one.isOutputEnded());
        hears(zero);
    }

    @Test
    void aLineOverTheLimitIsReported() {
        daemon.readAll(zero, one);
        types(zero, "1 " + "x".repeat(1023), "Not sent: a line may be at most 1024 bytes.");
        hears(one);
        String longest = "x".repeat(1022);
        types(zero, "1 " + longest);
        hears(one, "0->> " + longest);
    }

    @Test
    void noLineLooksLikeThatOfAnotherClient() {
        daemon.readAll(zero, one);
        types(zero, "1 2->> hi");
        hears(one, "0->> 2->> hi");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "ru | Вы 0   | Нет клиента 7.  | Напишите: НОМЕР ТЕКСТ",
        "zh | 你是 0 | 没有客户 7。    | 请输入: 编号 内容",
    })
    void itsWordsAreThoseOfTheLanguage(String language, String you, String nobody, String usage) {
        ChatFixture other = new ChatFixture().dialect("messenger", language);
        Client client = other.connect();
        hears(client, you);
        assertEquals(List.of(nobody, usage), other.type(client, "7 hi", "hi"));
    }
}
