package chatd.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import chatd.wire.Line;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryRoomLogTest {

    private static final long NOW = ChatFixture.CLOCK.millis();

    private final Session alice = named("alice");
    private final Message message = new Message();
    private final List<String> delivered = new ArrayList<>();

    private static Session named(String name) {
        Session session = new Session(0, null);
        session.rename(name);
        return session;
    }

    private static Line line(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Line line = new Line(bytes.length);
        line.set(bytes, 0, bytes.length);
        return line;
    }

    /** @param dialect "chat" or "messenger" */
    private RoomLog log(int historyLines, String dialect) {
        Dialect words = Dialects.factory(dialect).create(null, Settings.DEFAULT, new Phrases("en"));
        History history = new History(HistorySettings.DEFAULT.withLines(historyLines), new HistoryBudget(1000));
        return new MemoryRoomLog(history, words, ChatFixture.CLOCK, given -> {
            assertSame(message, given);
            delivered.add(given.sequence() + " " + given.time() + ' ' + given.kind() + ' ' + given.text());
        });
    }

    private void appendOneOfEachKind(RoomLog log) {
        log.append(message.arrived(alice));
        log.append(message.line(alice, line("hi")));
        log.append(message.action(alice, "waves"));
        log.append(message.renamed(alice, "ada"));
        log.append(message.left(alice, Departure.LEFT, "bye"));
    }

    @Test
    void everyMessageIsGivenBackAtOnceWithItsPlaceInTheOrder() {
        appendOneOfEachKind(log(0, "chat"));
        assertEquals(List.of("1 0 ARRIVED null", "2 0 LINE hi", "3 0 ACTION waves", "4 0 RENAMED ada", "5 0 LEFT bye"),
                delivered);
    }

    @Test
    void whatIsKeptHasItsTime() {
        appendOneOfEachKind(log(9, "chat"));
        assertEquals(List.of("1 0 ARRIVED null", "2 " + NOW + " LINE hi", "3 " + NOW + " ACTION waves",
                "4 0 RENAMED ada", "5 0 LEFT bye"), delivered);
    }

    @Test
    void linesAndActionsAreKeptAsTheyWereReadAndNoticesAreNot() {
        RoomLog log = log(9, "chat");
        appendOneOfEachKind(log);
        alice.rename("ada");
        assertEquals(List.of("14:03 alice: hi", "14:03 * alice waves"),
                log.recent().stream().map(HistoryLine::withTime).toList());
    }

    @Test
    void nothingIsKeptWithoutAHistory() {
        RoomLog log = log(0, "chat");
        appendOneOfEachKind(log);
        assertEquals(List.of(), List.copyOf(log.recent()));
    }

    @Test
    void anActionForWhichTheDialectHasNoWordsIsNotKept() {
        RoomLog log = log(9, "messenger");
        log.append(message.action(alice, "waves"));
        assertEquals(List.of(), List.copyOf(log.recent()));
    }
}
