package chatd.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.sim.SimulatedNetwork.Client;
import chatd.sim.SimulatedNetwork;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The output of a connection, in a daemon and by itself: writes, skipped lines, and the write timeout. */
class OutboundTest {

    private static final Duration WRITE_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration TICK = Duration.ofMillis(100);

    private final EchoService echo = new EchoService();
    private final SimulatedDaemon daemon = new SimulatedDaemon(SimulatedDaemon.LIMITS
            .withBufferMemoryBytes(1 << 20).withWriteTimeout(WRITE_TIMEOUT), echo.broadcasts, echo);

    private Client stuckAfter(int bytes, String line) {
        Client client = daemon.connect();
        client.takeOnly(bytes);
        client.send(line + '\n');
        daemon.turn();
        return client;
    }

    // Skipped lines

    @Test
    void aWriteIsTriedBeforeAPublicLineForOneClientIsSkipped() {
        Client client = daemon.connect();
        client.send("!much 65530\n!public hello there\n");
        daemon.turn();
        assertEquals("hello there", client.lines().get(1));
    }

    @Test
    void aWriteIsTriedBeforeAShareOfTheBlockIsSkipped() {
        Client client = daemon.connect();
        Client talker = daemon.connect();
        String line = "hello".repeat(100);
        client.send("!much 65300\n").send("!whisper psst\n");
        talker.send(line + '\n');
        daemon.turn();
        assertEquals(List.of(talker.address() + ": " + line, "psst"), client.lines().subList(1, 3));
    }

    @Test
    void aLineThatJustFillsTheBufferIsNotSkipped() {
        Client talker = daemon.connect();
        Client stuck = stuckAfter(0, "!much 65000");
        String line = "x".repeat(536 - (talker.address() + ": \n").length());
        talker.send(line + '\n');
        daemon.turn();
        talker.send("one more\n");
        daemon.turn();
        stuck.takeEverything();
        daemon.turn();
        assertEquals(List.of(talker.address() + ": " + line, "[1 skipped]"), stuck.lines().subList(1, 3));
    }

    @Test
    void aClosingConnectionWithABrokenOutputIsNotDrained() {
        Client client = daemon.connect();
        client.breakOutput();
        client.send("!close\n");
        daemon.turn();
        assertTrue(client.isOutputEnded());
        daemon.sleep(Duration.ofSeconds(2));
        assertTrue(client.isClosed());
    }

    // The write timeout

    @Test
    void aClientThatTakesNothingIsDisconnectedAtTheWriteTimeoutAndNoSooner() {
        Client client = stuckAfter(0, "hello");
        daemon.sleep(WRITE_TIMEOUT.minus(TICK));
        assertEquals(List.of(), echo.calls);
        daemon.sleep(TICK);
        daemon.turn();
        assertEquals(List.of(client.address() + " NOT_READING"), echo.calls);
        assertTrue(client.isClosed());
    }

    @Test
    void aByteTakenInTheLastTriedWriteRestartsTheWriteTimeout() {
        Client client = stuckAfter(0, "hello");
        client.takeUnnoticed(1);
        daemon.sleep(WRITE_TIMEOUT.multipliedBy(2).minus(TICK));
        assertEquals(List.of(), echo.calls);
        assertEquals(1, client.received().length());
        daemon.sleep(TICK);
        daemon.turn();
        assertEquals(List.of(client.address() + " NOT_READING"), echo.calls);
    }

    @Test
    void aClientThatTakesEverythingInTheLastTriedWriteStays() {
        Client client = stuckAfter(0, "hello");
        client.takeUnnoticed(1000);
        daemon.sleep(WRITE_TIMEOUT);
        assertEquals(List.of(client.address() + ": hello"), client.lines());
        assertFalse(daemon.hasOutput(client));
        daemon.turn();
        daemon.turn();
        assertEquals(SimulatedNetwork.FOR_EVER, daemon.network.sleptMillis());
    }

    @Test
    void aClosingClientThatTakesEverythingInTheLastTriedWriteLingersFromThenOn() {
        Client client = stuckAfter(0, "!close");
        client.takeUnnoticed(1000);
        daemon.sleep(WRITE_TIMEOUT.minus(TICK));
        assertFalse(client.isOutputEnded());
        daemon.sleep(TICK);
        assertEquals(List.of("bye"), client.lines());
        assertTrue(client.isOutputEnded());
        assertFalse(client.isClosed());
    }

    // By itself, without a server

    /** Records what the output tells its connection. */
    private static final class RecordingOwner implements Outbound.Owner {
        private final List<CloseReason> ends = new ArrayList<>();
        private int sentBytes;
        private int skippedLines;
        private int publicLines;
        private boolean isIdle;

        @Override
        public void sent(int bytes) {
            sentBytes += bytes;
        }

        @Override
        public void skipped(int lines) {
            skippedLines += lines;
        }

        @Override
        public void publicLine() {
            publicLines++;
        }

        @Override
        public void outputChanged() {
            // The loop need not watch the socket here.
        }

        @Override
        public void outputIdle() {
            isIdle = true;
        }

        @Override
        public void end(CloseReason reason) {
            ends.add(reason);
        }

        @Override
        public void endNotReading() {
            throw new AssertionError();
        }

        @Override
        public boolean isPrivileged() {
            throw new AssertionError();
        }

        @Override
        public boolean hasBacklog() {
            throw new AssertionError();
        }

        @Override
        public int waitingBytes() {
            throw new AssertionError();
        }

        @Override
        public void logFailure(Throwable e) {
            throw new AssertionError(e);
        }
    }

    /** An output, its owner, its socket, and a block. */
    private static final class Lone {
        private final HostFixture fixture;
        private final OutboundPool pool;
        private final Client client;
        private final RecordingOwner owner = new RecordingOwner();
        private final Outbound outbound;
        private final Block block = new Block(new BlockMemory(64 * 1024));

        Lone(int writeBufferBytes) {
            fixture = new HostFixture(SimulatedDaemon.LIMITS.withWriteBufferBytes(writeBufferBytes));
            pool = fixture.host.outbounds();
            client = fixture.network.connect();
            outbound = pool.lend(owner, fixture.accept());
        }

        private void say(String line) {
            byte[] text = line.getBytes(StandardCharsets.UTF_8);
            block.append(text, 0, text.length);
            block.endLine();
        }
    }

    private Lone lone = new Lone(20);

    @Test
    void aBlockIsSentInOneWriteAndTheOutputIsIdle() {
        lone.say("one");
        lone.say("two");
        lone.outbound.offer(lone.block, 0);
        assertEquals(List.of("one", "two"), lone.client.lines());
        assertEquals(1, lone.client.triedWrites());
        assertEquals(8, lone.owner.sentBytes);
        assertTrue(lone.owner.isIdle);
    }

    @Test
    void onlyTheShareOfABlockIsSent() {
        lone.say("one");
        int from = lone.block.end();
        lone.say("two");
        lone.outbound.offer(lone.block, from);
        assertEquals(List.of("two"), lone.client.lines());
    }

    @Test
    void theRestOfABlockWaitsAfterAPartialWrite() {
        lone.client.takeOnly(3);
        lone.say("hello");
        lone.outbound.offer(lone.block, 0);
        assertEquals(3, lone.owner.sentBytes);
        assertEquals(3, lone.outbound.waitingBytes());
        assertTrue(lone.outbound.isBlocked());
        assertFalse(lone.owner.isIdle);
        lone.client.takeEverything();
        lone.outbound.writable();
        assertEquals(List.of("hello"), lone.client.lines());
        assertEquals(6, lone.owner.sentBytes);
        assertEquals(0, lone.owner.skippedLines);
        assertTrue(lone.owner.isIdle);
    }

    @Test
    void aBlockedOutputIsNotWrittenToWhenTheTurnEnds() {
        lone.client.takeOnly(3);
        lone.say("hello");
        lone.outbound.offer(lone.block, 0);
        lone.outbound.addPrivate("psst\n".getBytes(StandardCharsets.UTF_8));
        lone.pool.flush();
        assertEquals(1, lone.client.triedWrites());
    }

    @Test
    void linesOfABlockThatDoNotFitAreSkippedAndCounted() {
        lone.client.takeOnly(0);
        for (int i = 0; i < 5; i++) {
            lone.say("line " + i);
        }
        lone.outbound.offer(lone.block, 0);
        assertEquals(3, lone.owner.skippedLines);
        lone.outbound.offer(lone.block, 7);
        assertEquals(3 + 4, lone.owner.skippedLines);
        lone.client.takeEverything();
        lone.outbound.writable();
        assertEquals(List.of("line 0", "line 1", "[7 skipped]"), lone.client.lines());
    }

    @Test
    void aSmallShareWaitsForTheOneWriteOfTheTurn() {
        lone.say("one");
        lone.outbound.settle(lone.block, 0);
        int from = lone.block.end();
        lone.outbound.addPrivate("psst\n".getBytes(StandardCharsets.UTF_8));
        lone.say("two");
        lone.outbound.offer(lone.block, from);
        assertEquals(0, lone.client.triedWrites());
        lone.pool.flush();
        assertEquals(List.of("one", "psst", "two"), lone.client.lines());
        assertEquals(1, lone.client.triedWrites());
        assertTrue(lone.owner.isIdle);
    }

    @Test
    void aSmallShareOfALargeBlockWaitsToo() {
        lone.say("x".repeat(4096));
        int from = lone.block.end();
        lone.say("one");
        lone.outbound.settle(lone.block, from);
        assertEquals(0, lone.client.triedWrites());
        lone.pool.flush();
        assertEquals(List.of("one"), lone.client.lines());
    }

    @Test
    void aShareThatDoesNotFitIsWrittenAtOnce() {
        lone.say("a line of more than 20 bytes");
        lone.outbound.settle(lone.block, 0);
        assertEquals(List.of("a line of more than 20 bytes"), lone.client.lines());
        assertTrue(lone.owner.isIdle);
    }

    @Test
    void aShareOfMoreThan4KilobytesIsWrittenAtOnce() {
        lone = new Lone(64 * 1024);
        lone.say("x".repeat(4095));
        lone.outbound.settle(lone.block, 0);
        assertEquals(0, lone.client.triedWrites());
        lone = new Lone(64 * 1024);
        lone.say("x".repeat(4096));
        lone.outbound.settle(lone.block, 0);
        assertEquals(1, lone.client.triedWrites());
        assertTrue(lone.owner.isIdle);
    }

    @Test
    void aPublicLineForOneClientIsCountedAndMayBeSkipped() {
        byte[] line = "0123456789\n".getBytes(StandardCharsets.UTF_8);
        lone.client.takeOnly(0);
        lone.outbound.addPublic(line);
        lone.outbound.addPublic(line);
        assertEquals(1, lone.owner.skippedLines);
        assertEquals(2, lone.owner.publicLines);
        lone.outbound.addPrivate(line);
        lone.client.takeEverything();
        lone.outbound.writable();
        assertEquals(List.of("0123456789", "[1 skipped]", "0123456789"), lone.client.lines());
    }

    @Test
    void aBrokenOutputKeepsNothingAndIsGivenUpAfterFiveMinutes() {
        lone.client.breakOutput();
        lone.say("one");
        lone.outbound.offer(lone.block, 0);
        assertEquals(CloseReason.RESET, lone.outbound.droppedFor());
        lone.outbound.addPrivate("psst\n".getBytes(StandardCharsets.UTF_8));
        lone.outbound.offer(lone.block, 0);
        lone.pool.flush();
        assertEquals(0, lone.outbound.waitingBytes());
        assertEquals(1, lone.client.triedWrites());
        lone.fixture.sleep(Duration.ofMinutes(5).minus(TICK));
        assertEquals(List.of(), lone.owner.ends);
        lone.fixture.sleep(TICK);
        assertEquals(List.of(CloseReason.RESET), lone.owner.ends);
    }
}
