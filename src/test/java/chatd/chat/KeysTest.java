package chatd.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.sim.SimulatedNetwork.Client;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clients send bytes that are not text: keys of terminals, telnet commands, byte order marks. */
class KeysTest {

    private static final String IP = "\u00FF\u00F4";
    private static final String BRK = "\u00FF\u00F3";
    private static final String AYT = "\u00FF\u00F6";
    private static final String TIMING_MARK = "\u00FF\u00FB\6";
    private static final String NOP = "\u00FF\u00F1";
    private static final String BYTE_ORDER_MARK = "\u00EF\u00BB\u00BF";

    private ChatFixture daemon = new ChatFixture().idle(Duration.ofMinutes(1));

    /** A client sends these bytes, each written as one character. */
    private List<String> types(Client client, String bytes) {
        client.send(bytes.getBytes(StandardCharsets.ISO_8859_1));
        daemon.turn();
        byte[] received = client.receivedBytes().replace(TIMING_MARK, "").getBytes(StandardCharsets.ISO_8859_1);
        return new String(received, StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void aClientInCharacterModeIsAnswered() {
        Client bob = daemon.connect();
        bob.lines();
        assertEquals(List.of("You are bob", "No one else is here."), types(bob, "bob\r\0"));
        assertEquals(List.of("bob: hi"), types(bob, "hi\r"));
        assertEquals(List.of("bob: ho"), types(bob, "\0ho\r"));
    }

    @Test
    void aLineIsSaidAsItWasEdited() {
        Client bob = daemon.join("bob");
        assertEquals(List.of("bob: hello"), types(bob, "no\u0015hellp\bo\u00D0\u0096\u007F\n"));
    }

    @Test
    void interruptLeavesWithAWord() {
        Client alice = daemon.join("alice");
        for (String command : List.of(IP, BRK)) {
            Client bob = daemon.join("bob");
            alice.lines();
            assertEquals(List.of("You have left."), types(bob, "half a line" + command + "more\n"));
            assertTrue(bob.isOutputEnded());
            assertEquals(List.of("bob has left"), alice.lines());
        }
        assertEquals(2, daemon.chat().departures().count(Departure.LEFT));
    }

    @Test
    void interruptBeforeTheNameLeavesToo() {
        Client bob = daemon.connect();
        bob.lines();
        assertEquals(List.of("You have left."), types(bob, IP));
        assertTrue(bob.isOutputEnded());
        assertEquals(0, daemon.chat().pendingLogins());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '=', value = {
        "chat = en = To leave, type: /quit",
        "room = en = To leave, type: exit",
        "messenger = en = To leave, close the connection. In telnet: Ctrl-], then quit.",
        "chat = ru = Чтобы выйти, введите: /quit",
        "chat = zh = 要离开，请输入 /quit。"})
    void aLineOfCtrlCOrCtrlDAloneIsAnsweredWithHowToLeave(String dialect, String language, String answer) {
        daemon = new ChatFixture().dialect(dialect, language);
        Client other = daemon.join("alice");
        Client bob = daemon.join("bob");
        daemon.readAll(bob, other);
        assertEquals(List.of(answer), types(bob, "\u0003\n"));
        assertEquals(List.of(answer), types(bob, "\u0004\r\n"));
        assertFalse(bob.isOutputEnded());
        assertEquals(List.of(), other.lines());
    }

    @Test
    void ctrlCIsNoName() {
        Client bob = daemon.connect();
        bob.lines();
        assertEquals(List.of("To leave, type: /quit"), types(bob, "\u0003\n"));
        assertEquals("You are bob", types(bob, "bob\n").get(0));
    }

    @Test
    void areYouThereIsAnsweredInTheMiddleOfALine() {
        Client bob = daemon.join("bob");
        assertEquals(List.of("[chatd: yes]"), types(bob, "he" + AYT));
        assertEquals(List.of("bob: hello"), types(bob, "llo\n"));
    }

    @Test
    void aMemberThatTypesIsNotIdleButOneThatSendsTelnetCommandsIs() {
        Client bob = daemon.join("bob");
        Client carol = daemon.join("carol");
        for (int i = 0; i < 3; i++) {
            daemon.sleep(Duration.ofSeconds(40));
            types(bob, "x");
            types(carol, NOP + AYT);
        }
        assertFalse(bob.isOutputEnded());
        assertTrue(carol.isOutputEnded());
        daemon.sleep(Duration.ofSeconds(61));
        assertTrue(bob.isOutputEnded());
    }

    @Test
    void aByteOrderMarkAtTheStartOfTheInputIsDroppedAndLaterOnesAreNot() {
        Client bob = daemon.connect();
        bob.lines();
        types(bob, BYTE_ORDER_MARK.substring(0, 1));
        assertEquals("You are bob", types(bob, BYTE_ORDER_MARK.substring(1) + "bob\n").get(0));
        assertEquals(List.of("bob: \uFEFFhi"), types(bob, BYTE_ORDER_MARK + "hi\n"));
        Client carol = daemon.connect();
        carol.lines();
        assertEquals("You are " + carol.address(), types(carol, BYTE_ORDER_MARK + "\n").get(0));
        daemon = new ChatFixture().byAddress();
        Client dave = daemon.connect();
        dave.lines();
        assertEquals(List.of("Unknown command /nonsense. Try /help."), types(dave, BYTE_ORDER_MARK + "/nonsense\r\n"));
    }
}
