package chatd.store;

import static chatd.store.HistoryFixture.missing;
import static chatd.store.HistoryFixture.said;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.os.LogCapture;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.event.Level;

class HistoryWriterTest {

    private static final String TORN_END = "\u0018\n";
    private static final String TIME_START = "2026-11-28";
    private static final String LONG = "x".repeat(60_000);

    private HistoryFixture history = new HistoryFixture();

    // Turns and blocks

    @Test
    void theRecordsOfATurnAreWrittenTogetherAfterIt() {
        history.say("one");
        history.file.append("#lobby", EventKind.ME, "alice", "-two-".getBytes(UTF_8), 1, 3);
        assertEquals(1, history.turn.size());
        assertEquals(0, history.writer.size());
        history.turn.run();
        assertEquals("", history.storage.text());
        history.writer.run();
        assertEquals(said("one") + HistoryFixture.record("#lobby", EventKind.ME, "two"), history.storage.text());
        assertEquals(0, history.file.missingLines());
    }

    @Test
    void eachTurnIsHandedOver() {
        history.sayAndWrite("one");
        history.sayAndWrite("two");
        assertEquals(said("one") + said("two"), history.storage.text());
        assertEquals(0, history.turn.size() + history.writer.size() + history.second.size());
    }

    @Test
    void aLongBlockIsHandedOverBeforeTheTurnEnds() {
        for (int i = 0; i < 5; i++) {
            history.say(LONG);
        }
        assertEquals(1, history.writer.size());
        history.writer.run();
        assertEquals(said(LONG).repeat(5), history.storage.text());
        history.say("last");
        history.write();
        assertEquals(said(LONG).repeat(5) + said("last"), history.storage.text());
    }

    @Test
    void eachRecordHasItsTime() {
        history.say("one");
        history.millis += 1;
        history.say("two");
        history.millis += 60_000;
        history.say("three");
        history.write();
        assertEquals(said("one") + said("two").replace("24.123", "24.124")
                + said("three").replace("39:24.123", "40:24.124"),
                history.storage.text());
    }

    @Test
    void aRecordThatNoReaderWouldAcceptIsMissing() {
        history.say("one");
        history.say("x".repeat(HistoryRecord.MAX_BYTES));
        history.say("three");
        history.write();
        assertEquals(missing("1 line is missing here") + said("one") + said("three"), history.storage.text());
        assertEquals(1, history.file.missingLines());
    }

    // The bound of the queue

    @Test
    void whileTheWriterStallsTheQueueHasABoundAndTheGapIsCountedInItsPlace() {
        int accepted = HistoryWriter.MAX_WAITING_BYTES / said(LONG).length();
        sayLong(accepted + 10);
        assertEquals(10, history.file.missingLines());
        history.say("there would be room for this, but it is after the gap");
        history.turn.run();
        assertEquals(11, history.file.missingLines());
        history.writer.run();
        assertEquals("L".repeat(accepted) + missing("11 lines are missing here"), written());
        history.sayAndWrite("next");
        assertEquals("L".repeat(accepted) + missing("11 lines are missing here") + said("next"), written());
        assertEquals(11, history.file.missingLines());
    }

    @Test
    void theBytesThatAreBeingWrittenCount() {
        int accepted = HistoryWriter.MAX_WAITING_BYTES / said(LONG).length();
        sayLong(accepted);
        history.storage.meanwhile(() -> sayLong(3));
        history.writer.run();
        history.sayAndWrite("next");
        assertEquals("L".repeat(accepted) + missing("3 lines are missing here") + said("next"), written());
    }

    @Test
    void linesAfterAGapAreWrittenAfterIt() {
        int accepted = HistoryWriter.MAX_WAITING_BYTES / said(LONG).length();
        sayLong(accepted - 2);
        history.storage.meanwhile(() -> sayLong(3));
        history.storage.meanwhile(() -> {
            sayLong(5);
            // The queue has room for a short line, but not in its place.
            history.say("short");
            history.turn.run();
        });
        history.writer.run();
        assertEquals("L".repeat(accepted) + missing("4 lines are missing here"), written());
    }

    @Test
    void theQueueIsUsedAgainAfterEachStall() {
        int accepted = HistoryWriter.MAX_WAITING_BYTES / said(LONG).length();
        for (int i = 1; i <= 3; i++) {
            sayLong(accepted + 1);
            history.writer.run();
            assertEquals(i, history.file.missingLines());
        }
        assertEquals(("L".repeat(accepted) + missing("1 line is missing here")).repeat(3), written());
    }

    private void sayLong(int times) {
        for (int i = 0; i < times; i++) {
            history.say(LONG);
            history.turn.run();
        }
    }

    private String written() {
        return history.storage.text().replace(said(LONG), "L");
    }

    // Writes that fail

    @Test
    void aWriteInPiecesIsNotAFailure() {
        history.storage.writeAtMost(7);
        history.say("one");
        history.say("two");
        history.write();
        assertEquals(said("one") + said("two"), history.storage.text());
        assertEquals(0, history.file.missingLines());
    }

    @Test
    void whileTheDiskIsFullLinesAreMissingAndTheFileSaysHowManyInTheirPlace() {
        history.sayAndWrite("one");
        history.storage.limitTo(0);
        history.sayAndWrite("two");
        history.say("three");
        history.sayAndWrite("four");
        assertEquals(3, history.file.missingLines());
        assertEquals(said("one"), history.storage.text());
        history.storage.limitTo(Long.MAX_VALUE);
        history.sayAndWrite("five");
        assertEquals(said("one") + missing("3 lines are missing here") + said("five"), history.storage.text());
        history.sayAndWrite("six");
        assertTrue(history.storage.text().endsWith(said("five") + said("six")));
        assertEquals(3, history.file.missingLines());
    }

    @Test
    void aWriteThatFailsAtAnyByteLeavesWholeRecordsAndTheirNumberMissing() {
        String block = said("one") + said("two") + said("\u4E2D");
        int length = block.getBytes(UTF_8).length;
        for (int cut = 0; cut < length; cut++) {
            for (boolean canTruncate : new boolean[] {true, false}) {
                history = new HistoryFixture();
                if (!canTruncate) {
                    history.storage.forbidTruncating();
                }
                history.sayAndWrite("zero");
                history.storage.limitTo(cut);
                history.say("one");
                history.say("two");
                history.sayAndWrite("\u4E2D");
                history.storage.limitTo(Long.MAX_VALUE);
                history.sayAndWrite("last");
                checkCut(block.getBytes(UTF_8), cut, canTruncate);
            }
        }
    }

    private void checkCut(byte[] block, int cut, boolean canTruncate) {
        String written = new String(block, 0, cut, UTF_8);
        int whole = written.lastIndexOf('\n') + 1;
        int lines = (int) written.chars().filter(c -> c == '\n').count();
        String torn = canTruncate || whole == written.length() ? "" : written.substring(whole) + TORN_END;
        String gap = lines == 2 ? "1 line is missing here" : 3 - lines + " lines are missing here";
        assertEquals(said("zero") + written.substring(0, whole) + torn + missing(gap) + said("last"),
                history.storage.text().replace("\uFFFD\uFFFD", "\uFFFD"));
        assertEquals(3 - lines, history.file.missingLines());
    }

    @Test
    void aNoticeThatCannotBeWrittenIsWrittenLaterWithAllThatIsMissing() {
        for (int cut = 0; cut < missing("2 lines are missing here").length(); cut++) {
            history = new HistoryFixture();
            history.storage.limitTo(0);
            history.say("one");
            history.sayAndWrite("two");
            history.storage.limitTo(cut);
            history.sayAndWrite("three");
            history.storage.limitTo(Long.MAX_VALUE);
            history.sayAndWrite("four");
            assertEquals(missing("3 lines are missing here") + said("four"), history.storage.text());
        }
    }

    @Test
    void aTornLineThatCannotBeCutOffIsEndedOnceWhateverFails() {
        for (int cut = 0; cut < TORN_END.length() + 5; cut++) {
            history = new HistoryFixture();
            history.storage.becomePipe();
            history.storage.limitTo(10);
            history.sayAndWrite("one");
            history.storage.limitTo(cut);
            history.sayAndWrite("two");
            history.storage.limitTo(Long.MAX_VALUE);
            history.sayAndWrite("three");
            List<String> lines = history.storage.text().lines().toList();
            String torn = TIME_START + (cut == 1 ? "\u0018" : "") + "\u0018";
            assertEquals(torn, lines.get(0));
            assertEquals(missing("2 lines are missing here") + said("three"),
                    String.join("\n", lines.subList(lines.size() - 2, lines.size())) + '\n');
            for (String line : lines.subList(0, lines.size() - 2)) {
                assertFalse(HistoryRecord.parse(line.getBytes(UTF_8), 0, line.length()).isPresent(), line);
            }
        }
    }

    @Test
    void aTornLineThatWasThereAtTheStartIsEnded() {
        MemoryHistoryStorage storage = new MemoryHistoryStorage().with("2026-11".getBytes(UTF_8));
        storage.endTorn();
        history = new HistoryFixture(storage, false, 0);
        history.sayAndWrite("one");
        assertEquals("2026-11" + TORN_END + said("one"), storage.text());
    }

    @Test
    void aFailureIsLoggedOnceWithItsReasonAndItsEndWithTheNumberOfLines() {
        List<String> log = LogCapture.by(LossLog.class, Level.INFO, () -> {
            history.storage.limitTo(0);
            history.sayAndWrite("one");
            history.sayAndWrite("two");
            history.storage.limitTo(Long.MAX_VALUE);
            history.sayAndWrite("three");
            history.sayAndWrite("four");
        });
        assertEquals(List.of(
                "WARN Lines are missing in the history file history from now on: No space left on device",
                "INFO The history file history is written again: 2 lines are missing here"), log);
    }

    @Test
    void failuresWithinASecondAreLoggedAsOne() {
        List<String> log = LogCapture.by(LossLog.class, Level.INFO, () -> {
            for (int i = 0; i < 10; i++) {
                history.storage.limitTo(0);
                history.sayAndWrite("lost");
                history.storage.limitTo(Long.MAX_VALUE);
                history.sayAndWrite("written");
            }
            history.nanos += 1_000_000_000L;
            history.sayAndWrite("written");
        });
        assertEquals(4, log.size(), log::toString);
        assertTrue(log.get(1).endsWith(": 1 line is missing here"), log.get(1));
        assertTrue(log.get(3).endsWith(": 9 lines are missing here"), log.get(3));
    }

    @Test
    void aFullQueueIsLoggedWithItsReason() {
        List<String> log = LogCapture.by(LossLog.class, Level.INFO,
                () -> sayLong(HistoryWriter.MAX_WAITING_BYTES / said(LONG).length() + 5));
        assertEquals(List.of("WARN Lines are missing in the history file history from now on: the disk is too slow, "
                + "and 4 MiB wait for it"), log);
    }

    // Synchronizing, rotating, opening again

    @Test
    void theFileIsSynchronizedOnceASecondInWhichSomethingWasWritten() {
        history = new HistoryFixture(new MemoryHistoryStorage(), true, 0);
        history.sayAndWrite("one");
        history.sayAndWrite("two");
        assertEquals("", history.storage.calls.toString());
        history.second.run();
        assertEquals("s", history.storage.calls.toString());
        assertEquals(0, history.second.size());
        history.sayAndWrite("three");
        history.second.run();
        assertEquals("ss", history.storage.calls.toString());
    }

    @Test
    void aWriterThatIsAlwaysBusySynchronizesOnceASecond() {
        history = new HistoryFixture(new MemoryHistoryStorage(), true, 0);
        history.sayAndWrite("one");
        assertEquals("", syncsWithin(999_999_999));
        assertEquals("s", syncsWithin(1));
        assertEquals("s", syncsWithin(999_999_999));
        assertEquals("ss", syncsWithin(1));
    }

    /** Writes lines for this time without a pause. Returns the calls of the storage since the start of the test. */
    private String syncsWithin(long nanos) {
        history.say("line");
        history.turn.run();
        history.storage.meanwhile(() -> {
            history.nanos += nanos;
            history.say("meanwhile");
            history.turn.run();
        });
        history.writer.run();
        return history.storage.calls.toString();
    }

    @Test
    void withoutTheOptionNothingIsSynchronized() {
        history.sayAndWrite("one");
        assertEquals(0, history.second.size());
        history.file.close();
        assertEquals("c", history.storage.calls.toString());
    }

    @Test
    void aFailureToSynchronizeIsLoggedOnce() {
        history = new HistoryFixture(new MemoryHistoryStorage(), true, 0);
        List<String> log = LogCapture.by(HistoryAppender.class, Level.INFO, () -> {
            for (boolean works : new boolean[] {false, false, true, false}) {
                history.storage.allowSyncing(works);
                history.sayAndWrite("line");
                history.second.run();
            }
        });
        assertEquals(2, log.size(), log::toString);
        assertTrue(log.get(0).endsWith("power failure: Input/output error"), log.get(0));
    }

    @Test
    void aFileThatWouldExceedItsBoundIsRotatedBeforeTheBlock() {
        int length = said("one").length();
        history = new HistoryFixture(new MemoryHistoryStorage(), true, 2 * length);
        history.sayAndWrite("one");
        history.sayAndWrite("two");
        assertEquals("", history.storage.calls.toString());
        history.sayAndWrite("six");
        // The lines in the older file are on the disk.
        assertEquals("s1", history.storage.calls.toString());
        assertEquals(said("one") + said("two"), history.storage.olderText());
        assertEquals(said("six"), history.storage.text());
        history.sayAndWrite("ten");
        history.sayAndWrite("one");
        assertEquals(said("six") + said("ten"), history.storage.olderText());
        assertEquals(said("one"), history.storage.text());
    }

    @Test
    void aBlockLongerThanTheBoundIsWrittenToAnEmptyFile() {
        history = new HistoryFixture(new MemoryHistoryStorage(), false, 10);
        history.sayAndWrite("one");
        assertEquals("", history.storage.calls.toString());
        assertEquals(said("one"), history.storage.text());
    }

    @Test
    void aFileThatCannotBeRotatedIsAppendedToAndTriedAgainLater() {
        int length = said("one").length();
        history = new HistoryFixture(new MemoryHistoryStorage(), false, 2 * length);
        history.storage.allowMoving(false);
        List<String> log = LogCapture.by(HistoryAppender.class, Level.INFO, () -> {
            for (int i = 0; i < 7; i++) {
                history.sayAndWrite("one");
            }
        });
        assertEquals("111", history.storage.calls.toString());
        assertEquals(List.of("WARN The history file history cannot be renamed to history.1, and grows beyond "
                + "--history-max: Read-only file system"), log);
        assertEquals(said("one").repeat(7), history.storage.text());
        history.storage.allowMoving(true);
        for (int i = 0; i < 3; i++) {
            history.sayAndWrite("two");
        }
        assertEquals(said("one").repeat(7) + said("two"), history.storage.olderText());
        assertEquals(said("two").repeat(2), history.storage.text());
    }

    @Test
    void theFileIsOpenedAgainAfterTheRecordsBeforeIt() {
        history.say("one");
        history.file.reopen();
        assertEquals(List.of("INFO Has opened the history file history again"),
                LogCapture.by(HistoryAppender.class, Level.INFO, history::write));
        history.sayAndWrite("two");
        assertEquals("r", history.storage.calls.toString());
        assertEquals(said("one"), history.storage.olderText());
        assertEquals(said("two"), history.storage.text());
    }

    @Test
    void aFileThatCannotBeOpenedAgainIsStillWritten() {
        history.storage.allowMoving(false);
        List<String> log = LogCapture.by(HistoryAppender.class, Level.INFO, () -> {
            history.file.reopen();
            history.sayAndWrite("one");
        });
        assertEquals(List.of("WARN The history file history cannot be opened again, and the old one is still written: "
                + "Read-only file system"), log);
        assertEquals(said("one"), history.storage.text());
    }

    // Closing

    @Test
    void closingWritesTheRestSynchronizesAndCloses() {
        history = new HistoryFixture(new MemoryHistoryStorage(), true, 0);
        history.sayAndWrite("one");
        history.say("two");
        history.file.close();
        assertEquals(said("one") + said("two"), history.storage.text());
        assertEquals("sc", history.storage.calls.toString());
        history.say("ignored");
        history.turn.run();
        history.second.run();
        assertEquals("sc", history.storage.calls.toString());
        assertEquals(said("one") + said("two"), history.storage.text());
    }

    @Test
    void closingWritesHowManyLinesAreMissingAtTheEnd() {
        history.storage.limitTo(0);
        history.sayAndWrite("one");
        history.storage.limitTo(Long.MAX_VALUE);
        history.file.close();
        assertEquals(missing("1 line is missing here"), history.storage.text());
    }

    @Test
    void closingWhileTheDiskStallsReportsWhatIsMissing() {
        history.say("one");
        history.say("two");
        history.isStalled = true;
        List<String> log = LogCapture.by(LossLog.class, Level.INFO, history.file::close);
        assertEquals(List.of("WARN The history file history is closed: 2 lines are missing here"), log);
        assertEquals(2, history.file.missingLines());
    }

    // Steady state

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void appendingAllocatesNothingInSteadyState(boolean asBytes) {
        byte[] text = "hello".getBytes(UTF_8);
        Runnable append = () -> {
            history.millis++;
            if (asBytes) {
                history.file.append("#lobby", EventKind.SAID, "\u042Fna", text, 0, text.length);
            } else {
                history.file.append("#lobby", EventKind.SAID, "\u042Fna", "hello");
            }
        };
        for (int i = 0; i < 4; i++) {
            appendMany(append);
            history.writer.run();
        }
        ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = thread.getCurrentThreadAllocatedBytes();
        appendMany(append);
        assertEquals(0, thread.getCurrentThreadAllocatedBytes() - before);
    }

    private void appendMany(Runnable append) {
        for (int i = 0; i < 500; i++) {
            append.run();
            append.run();
            history.turn.run();
        }
    }
}
