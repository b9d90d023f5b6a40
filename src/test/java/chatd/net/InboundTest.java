package chatd.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.wire.Line;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The input of one connection by itself: a policy, a loop, and a sink that records what it is called for. */
class InboundTest {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration TICK = Duration.ofMillis(100);

    private HostFixture fixture;
    private Policy policy;
    private RecordingSink sink;
    private Inbound inbound;

    InboundTest() {
        open(SimulatedDaemon.LIMITS);
    }

    private void open(Limits limits) {
        fixture = new HostFixture(limits);
        policy = Policy.ofClients(fixture.host, limits, new EchoService(), new EchoService());
        sink = new RecordingSink();
        inbound = new Inbound(sink);
    }

    /** Records its calls. The lines "pause" and "close" are commands. */
    private final class RecordingSink implements Inbound.Sink {
        private final List<String> calls = new ArrayList<>();
        private boolean outputFull;
        private boolean socketHasSpace;
        /** Has come after the loop last looked. */
        private String unread = "";
        /** The number of bytes that wait in the kernel. */
        private int waiting;
        private int resumed;

        @Override
        public Policy policy() {
            return policy;
        }

        @Override
        public boolean isOutputFull() {
            return outputFull;
        }

        @Override
        public void makeRoomForOutput() {
            outputFull = !socketHasSpace;
        }

        @Override
        public void readOnce() {
            receive(unread);
            unread = "";
        }

        @Override
        public int unreadBytes() {
            return waiting;
        }

        @Override
        public void expired() {
            calls.add("expired");
        }

        @Override
        public void line(Line line) {
            calls.add(line.toString());
            if (line.toString().startsWith("pause")) {
                inbound.setPaused(true);
            } else if (line.toString().startsWith("close")) {
                inbound.close();
            }
        }

        @Override
        public void lineTooLong() {
            calls.add("too long");
        }

        @Override
        public void foreign(ForeignProtocol protocol) {
            calls.add(protocol.toString());
        }

        @Override
        public void timingMark() {
            calls.add("timing mark");
        }

        @Override
        public void areYouThere() {
            calls.add("are you there");
        }

        @Override
        public void interrupt() {
            calls.add("interrupt");
        }

        @Override
        public void leaveKey() {
            calls.add("leave key");
        }

        @Override
        public void resume() {
            resumed++;
            inbound.resume();
        }
    }

    private void receive(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        inbound.receive(bytes, bytes.length);
    }

    private void assertCalls(String... calls) {
        assertEquals(List.of(calls), sink.calls);
        sink.calls.clear();
    }

    private void assertHolds(int bytes) {
        assertEquals(bytes, fixture.host.reads().heldBytes());
        assertEquals(bytes > 0, inbound.isHeld());
    }

    // Lines

    @Test
    void aLineInPiecesIsHandedOnWhole() {
        receive("he");
        receive("llo\nwor");
        assertCalls("hello");
        assertEquals("wor".length(), fixture.host.reads().heldBytes());
        receive("ld\n");
        assertCalls("world");
        assertHolds(0);
    }

    @Test
    void onlyTheCountOfBytesIsTaken() {
        inbound.receive("one\ntwo\n".getBytes(StandardCharsets.UTF_8), 4);
        assertCalls("one");
    }

    @Test
    void aLineOverTheLimitIsReportedAndCounted() {
        open(SimulatedDaemon.LIMITS.withMaxLineBytes(4));
        receive("fives\nfour\n");
        assertCalls("too long", "four");
        assertEquals(2, policy.counters().lines);
    }

    @Test
    void aTimingMarkIsPassedOnAmongTheLines() {
        receive("one\n\u00ff\u00fd\u0006two\n");
        assertCalls("one", "timing mark", "two");
        assertEquals(2, policy.counters().lines);
    }

    @Test
    void theEndOfInputEndsTheLastLine() {
        receive("one\ntwo");
        inbound.end();
        assertCalls("one", "two");
    }

    @Test
    void theEndOfInputAfterALineAddsNone() {
        receive("one\n");
        inbound.end();
        assertCalls("one");
    }

    @Test
    void nothingIsHandedOnAfterTheSinkHasClosed() {
        receive("close\ntwo\n");
        assertCalls("close");
        assertHolds(0);
    }

    // Holding back

    @Test
    void aPauseHoldsTheRestOfAReadUntilItIsResumed() {
        receive("pause\ntwo\nthr");
        assertCalls("pause");
        assertHolds("two\nthr".length());
        inbound.resume();
        assertCalls();
        assertHolds("two\nthr".length());
        inbound.setPaused(false);
        inbound.resume();
        assertCalls("two");
        receive("ee\n");
        assertCalls("three");
        assertHolds(0);
    }

    @Test
    void aPauseHoldsBeforeAnythingIsReceived() {
        assertFalse(inbound.isHeld());
        inbound.setPaused(true);
        assertTrue(inbound.isHeld());
        assertTrue(inbound.isPaused());
    }

    @Test
    void linesOverTheRateAreHandedOnWhenTheyAreDue() {
        open(SimulatedDaemon.LIMITS.withLineRate(SECOND, 2));
        receive("1\n2\n3\n4\n");
        assertCalls("1", "2");
        assertHolds(4);
        assertTrue(inbound.isRateLimited());
        fixture.sleep(SECOND.minus(TICK));
        assertCalls();
        fixture.sleep(TICK);
        assertCalls("3");
        fixture.sleep(SECOND);
        assertCalls("4");
        assertHolds(0);
        assertFalse(inbound.isRateLimited());
    }

    @Test
    void aFullOutputHoldsLinesUnlessAWriteMakesRoom() {
        sink.outputFull = true;
        sink.socketHasSpace = true;
        receive("one\n");
        assertCalls("one");
        sink.outputFull = true;
        sink.socketHasSpace = false;
        receive("two\n");
        assertCalls();
        assertHolds(4);
        sink.outputFull = false;
        inbound.resume();
        assertCalls("two");
        assertHolds(0);
    }

    /** A line, a telnet timing mark, and "are you there". */
    @ParameterizedTest
    @ValueSource(strings = {"x\n", "\u00FF\u00FD\u0006", "\u00FF\u00F6"})
    void linesThatATurnHasNoTimeForAreHandedOnInTheNext(String line) {
        fixture.loop.execute(() -> {
            fixture.network.sleep(Duration.ofMillis(51));
            receive(line.repeat(20));
        });
        fixture.turn();
        assertEquals(16, sink.calls.size());
        assertHolds(4 * line.length());
        fixture.host.budget().endTurn(0);
        fixture.turn();
        assertEquals(20, sink.calls.size());
        assertHolds(0);
    }

    @Test
    void aConnectionWaitsForItsTurnOnlyOnce() {
        inbound.readLater();
        inbound.awaitTurn();
        fixture.turn();
        assertEquals(1, sink.resumed);
        inbound.awaitTurn();
        fixture.turn();
        assertEquals(2, sink.resumed);
    }

    // The deadline

    @Test
    void aDeadlineDoesNotMoveWithTheLines() {
        inbound.expireAfter(SECOND.multipliedBy(2));
        fixture.sleep(SECOND);
        receive("one\n");
        fixture.sleep(SECOND.minus(TICK));
        assertCalls("one");
        fixture.sleep(TICK);
        assertCalls("expired");
    }

    @Test
    void anIdleDeadlineIsPutOffByALine() {
        inbound.expireWhenIdle(SECOND.multipliedBy(2));
        fixture.sleep(SECOND);
        receive("one\n");
        fixture.sleep(SECOND.multipliedBy(2).minus(TICK));
        assertCalls("one");
        fixture.sleep(TICK);
        assertCalls("expired");
    }

    @Test
    void anIdleDeadlineIsPutOffByALineThatIsReadOnlyThen() {
        inbound.expireWhenIdle(SECOND);
        sink.unread = "late\n";
        fixture.sleep(SECOND);
        assertCalls("late");
        fixture.sleep(SECOND);
        assertCalls("expired");
    }

    @Test
    void bytesOfALinePutOffAnIdleDeadlineAndTelnetCommandsDoNot() {
        inbound.expireWhenIdle(SECOND);
        fixture.sleep(SECOND.minus(TICK));
        receive("half");
        fixture.sleep(SECOND.minus(TICK));
        receive("\u00FF\u00F1");
        assertCalls();
        fixture.sleep(TICK);
        assertCalls("expired");
    }

    @Test
    void aDeadlineIsNotPutOffByLinesThatAreHeldByTheRate() {
        open(SimulatedDaemon.LIMITS.withLineRate(SECOND.multipliedBy(10), 1));
        receive("one\ntwo\n");
        inbound.expireAfter(SECOND.multipliedBy(9));
        fixture.sleep(SECOND.multipliedBy(9));
        assertCalls("one", "expired");
        assertTrue(inbound.isBacklogged());
    }

    @Test
    void onlyBytesThatArriveWhileLinesAreHeldPutOffAnIdleDeadline() {
        open(SimulatedDaemon.LIMITS.withLineRate(SECOND.multipliedBy(100), 1));
        inbound.expireWhenIdle(SECOND);
        sink.waiting = 10;
        receive("one\ntwo\n");
        sink.waiting = 11;
        fixture.sleep(SECOND);
        assertCalls("one");
        fixture.sleep(SECOND);
        assertCalls("expired");
    }

    @Test
    void bytesThatWaitedInTheKernelPutOffNoIdleDeadlineWhenTheyAreRead() {
        open(SimulatedDaemon.LIMITS.withLineRate(TICK, 1));
        inbound.expireWhenIdle(SECOND);
        sink.waiting = 8;
        receive("one\ntwo\n");
        fixture.sleep(SECOND.minus(TICK));
        sink.waiting = 2;
        receive("three\n");
        assertCalls("one", "two", "three");
        fixture.sleep(TICK);
        assertCalls("expired");
    }

    @Test
    void aBacklogOfUnknownSizeEndsWithAReadThatDoesNotFillTheBuffer() throws IOException {
        open(SimulatedDaemon.LIMITS.withLineRate(SECOND, 1));
        sink.waiting = -1;
        read(16 * 1024);
        receive("one\ntwo\n");
        fixture.sleep(SECOND.multipliedBy(2));
        assertCalls("one", "two");
        assertTrue(inbound.isBacklogged());
        read(6);
        receive("three\n");
        assertCalls("three");
        assertFalse(inbound.isBacklogged());
    }

    /** Reads from a socket in which this many bytes wait. */
    private void read(int bytes) throws IOException {
        fixture.host.reads().readFrom(Channels.newChannel(new ByteArrayInputStream(new byte[bytes])));
    }

    @Test
    void aSocketFoundReadablePutsOffTheIdleDeadline() {
        inbound.expireWhenIdle(SECOND);
        fixture.sleep(SECOND.minus(TICK));
        inbound.setPaused(true);
        inbound.readLater();
        sink.waiting = -1;
        fixture.sleep(SECOND.minus(TICK));
        assertCalls();
        fixture.sleep(TICK);
        assertCalls("expired");
    }

    @Test
    void aFixedDeadlineReplacesAnIdleOne() {
        inbound.expireWhenIdle(SECOND);
        inbound.expireAfter(SECOND.multipliedBy(2));
        fixture.sleep(SECOND.multipliedBy(2).minus(TICK));
        receive("one\n");
        fixture.sleep(TICK);
        assertCalls("one", "expired");
    }

    @Test
    void aDeadlineOfZeroRemovesTheOneBefore() {
        inbound.expireAfter(SECOND);
        inbound.expireAfter(Duration.ZERO);
        fixture.sleep(SECOND.multipliedBy(2));
        assertCalls();
    }

    // The end

    @Test
    void closingDropsHeldLinesAndTheDeadline() {
        open(SimulatedDaemon.LIMITS.withLineRate(SECOND, 1));
        inbound.expireAfter(SECOND);
        receive("one\ntwo\nhalf");
        inbound.close();
        assertHolds(0);
        assertFalse(inbound.isSet());
        assertFalse(inbound.isRateLimited());
        fixture.sleep(SECOND.multipliedBy(3));
        assertCalls("one");
    }

    @Test
    void closingDropsAHalfLine() {
        receive("half");
        inbound.close();
        assertEquals(0, fixture.host.reads().heldBytes());
    }
}
