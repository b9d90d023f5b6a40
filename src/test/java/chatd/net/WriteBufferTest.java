package chatd.net;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.withSettings;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WriteBufferTest {

    private static final int LIMIT = 20;
    private static final int PLENTY = 1_000_000;
    private static final int EVERYTHING = Integer.MAX_VALUE;

    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private BufferPool pool = pool(LIMIT, PLENTY, 64);
    private WriteBuffer buffer = new WriteBuffer(pool);

    // Order, and short writes

    @Test
    void anEmptyBufferWritesNothing() throws IOException {
        assertEquals(0, buffer.writeTo(taking(() -> EVERYTHING)));
        assertTrue(buffer.isEmpty());
        assertFalse(buffer.isBlocked());
        assertEquals("", received());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 64})
    void linesArriveInOrderWhenTheSocketTakesFewBytesAtATime(int bytesAtATime) throws IOException {
        use(pool(PLENTY, PLENTY, 7));
        addPublic("one\ntwo\n");
        addPrivate("just for you\n");
        addPrivate("and this\n");
        addPublic("three\n");
        addPrivate("x".repeat(300) + "\n");
        addPublic("four\n");
        while (!buffer.isEmpty()) {
            buffer.writeTo(taking(bytesAtATime, 0));
        }
        assertEquals("one\ntwo\njust for you\nand this\nthree\n" + "x".repeat(300) + "\nfour\n", received());
    }

    @Test
    void aShortWriteBlocksUntilAWriteTakesAll() throws IOException {
        addPublic("one\ntwo\n");
        assertEquals(3, buffer.writeTo(taking(3, EVERYTHING)));
        assertTrue(buffer.isBlocked());
        assertEquals(5, buffer.waitingBytes());
        assertEquals(5, buffer.writeTo(taking(EVERYTHING)));
        assertFalse(buffer.isBlocked());
        assertTrue(buffer.isEmpty());
        assertEquals("one\ntwo\n", received());
    }

    @Test
    void aWriteThatTakesNothingLosesNothing() throws IOException {
        addPublic("one\n");
        assertEquals(0, buffer.writeTo(taking(0, EVERYTHING)));
        assertTrue(buffer.isBlocked());
        assertEquals(4, buffer.waitingBytes());
        drain();
        assertEquals("one\n", received());
    }

    @Test
    void aBufferCanBeMarkedAsBlocked() {
        buffer.setBlocked();
        assertTrue(buffer.isBlocked());
    }

    @Test
    void aPrivateLineAfterAHalfSentOneIsWhole() throws IOException {
        addPrivate("first\n");
        buffer.writeTo(taking(2));
        addPrivate("second\n");
        drain();
        assertEquals("first\nsecond\n", received());
    }

    @Test
    void onlyTheSliceOfAChunkIsWritten() throws IOException {
        buffer.addPublic(chunk("one\ntwo\nthree\n"), 4, 8);
        buffer.addPublic(chunk("four\n"), 5, 5);
        assertEquals(4, buffer.waitingBytes());
        drain();
        assertEquals("two\n", received());
    }

    @Test
    void theExceptionOfTheChannelIsPassedOn() throws IOException {
        IOException broken = new IOException("Connection reset by peer");
        WritableByteChannel channel = mock();
        doThrow(broken).when(channel).write(any());
        addPublic("one\n");
        assertSame(broken, assertThrows(IOException.class, () -> buffer.writeTo(channel)));
        buffer.clear();
        assertEquals(0, pool.heldBytes());
    }

    // Skipping

    @ParameterizedTest
    @CsvSource({"11, 20", "12, 9"})
    void publicLinesUpToTheLimitAreKept(int secondLine, int waiting) {
        addPublic(line(9));
        addPublic(line(secondLine));
        assertEquals(waiting, buffer.waitingBytes());
    }

    @Test
    void linesAreSkippedWholeAndTheNoticeStandsInTheirPlace() throws IOException {
        addPublic("1234567\n");
        addPublic("abcdefg\nhijklm\nnopqrst\n");
        drain();
        addPublic("later\n");
        drain();
        assertEquals("1234567\nabcdefg\n[2 skipped]\nlater\n", received());
    }

    @Test
    void aLineForOneClientIsKeptUpToTheLimitAndSkippedBeyond() throws IOException {
        addLine(line(9));
        addLine(line(11));
        addLine("a\n");
        addPublic("b\n");
        addLine("c\n");
        assertEquals(20, buffer.waitingBytes());
        drain();
        addLine(line(LIMIT + 1));
        drain();
        assertEquals(line(9) + line(11) + "[3 skipped]\n" + line(LIMIT + 1), received());
        assertEquals(0, pool.heldBytes());
    }

    @Test
    void aGapThatGrowsIsReportedOnce() throws IOException {
        addPublic(line(LIMIT));
        addPublic("a\nb\n");
        addPublic("c\n");
        buffer.writeTo(taking(1));
        addPublic("d\ne\n");
        drain();
        assertEquals(line(LIMIT) + "[5 skipped]\n", received());
        drain();
        assertEquals(line(LIMIT) + "[5 skipped]\n", received());
    }

    @Test
    void linesKeptAfterAGapFollowItsNotice() throws IOException {
        addPublic(line(LIMIT));
        addPublic("a\nb\n");
        buffer.writeTo(taking(10));
        addPublic("c\n");
        addPublic(line(9));
        addPublic("d\n");
        drain();
        assertEquals(line(LIMIT) + "[2 skipped]\nc\n[1 skipped]\nd\n", received());
    }

    @Test
    void linesSkippedAfterTheNoticeIsHalfSentMakeAnotherGap() throws IOException {
        addPublic(line(LIMIT));
        addPublic("a\n");
        buffer.writeTo(taking(LIMIT, 2));
        assertEquals(line(LIMIT) + "[1", received());
        addPublic(line(LIMIT) + "b\n");
        drain();
        assertEquals(line(LIMIT) + "[1 skipped]\n[2 skipped]\n", received());
    }

    @Test
    void aNoticeWaitsLikeAnyOtherLine() throws IOException {
        addPublic(line(LIMIT));
        addPublic("a\n");
        buffer.writeTo(taking(LIMIT, 0));
        assertEquals("[1 skipped]\n".length(), buffer.waitingBytes());
        // A segment, a chunk, and the bytes of the chunk.
        assertEquals(48 + 40 + "[1 skipped]\n".length(), pool.heldBytes());
        addPublic("12345678\n");
        drain();
        assertEquals(line(LIMIT) + "[1 skipped]\n[1 skipped]\n", received());
    }

    @Test
    void privateLinesAreNeverSkippedAndKeepTheirPlaceAmongGaps() throws IOException {
        addPublic(line(LIMIT));
        addPrivate("p1\n");
        addPublic("a\n");
        addPrivate("p2\n");
        addPrivate("p3\n");
        addPublic("b\nc\n");
        addPrivate("p4\n");
        drain();
        assertEquals(line(LIMIT) + "p1\n[1 skipped]\np2\np3\n[2 skipped]\np4\n", received());
    }

    @Test
    void aHalfSentLineIsAlwaysCompleted() throws IOException {
        String halfSent = line(3 * LIMIT);
        buffer.addPublic(chunk(halfSent + "next\n"), 5, 3 * LIMIT + 5);
        assertEquals(3 * LIMIT - 5, buffer.waitingBytes());
        drain();
        assertEquals(halfSent.substring(5) + "[1 skipped]\n", received());
    }

    @Test
    void anEmptyBufferTakesOneLineThoughThePoolIsFull() throws IOException {
        use(pool(LIMIT, 0, 64));
        addPublic("one\ntwo\n");
        drain();
        assertEquals("one\n[1 skipped]\n", received());
    }

    // Room, and holding back input

    @Test
    void thereIsRoomUpToTheLimit() {
        addPublic(line(8));
        assertTrue(buffer.hasRoomFor(LIMIT - 8));
        assertFalse(buffer.hasRoomFor(LIMIT - 7));
    }

    @Test
    void privateLinesHoldBackInputOnceTheirMemoryReachesTheLimit() throws IOException {
        // Two segments, because a gap may precede the line, and a chunk without its bytes.
        int overhead = 2 * 48 + 40;
        use(pool(2 * overhead + 512 + 600, PLENTY, 64));
        addPrivate(line(512));
        addPrivate(line(599));
        assertFalse(buffer.holdsBackInput());
        drain();
        addPrivate(line(512));
        addPrivate(line(600));
        assertTrue(buffer.holdsBackInput());
        buffer.writeTo(taking(64, 64, 64, 64, 64, 64, 64, 63));
        assertTrue(buffer.holdsBackInput());
        buffer.writeTo(taking(1));
        assertFalse(buffer.holdsBackInput());
    }

    @Test
    void privateLinesThatShareAChunkCountItOnce() {
        use(pool(2 * 48 + 40 + 512 + 1, PLENTY, 64));
        for (int i = 0; i < 256; i++) {
            addPrivate("p\n");
        }
        assertFalse(buffer.holdsBackInput());
        addPrivate("q\n");
        assertTrue(buffer.holdsBackInput());
    }

    @Test
    void privateLinesInAChunkOfPublicLinesCountTheirBytes() {
        use(pool(400, PLENTY, 64));
        addLine(line(100));
        addPrivate(line(399));
        assertFalse(buffer.holdsBackInput());
        addPrivate("\n");
        assertTrue(buffer.holdsBackInput());
    }

    @Test
    void tinyPrivateLinesBetweenGapsCountTheMemoryThatTheyTake() {
        use(pool(2000, PLENTY, 64));
        addPublic(line(2000));
        long before = pool.heldBytes();
        int lines = 0;
        while (!buffer.holdsBackInput()) {
            addPublic("a\n");
            addPrivate("p\n");
            lines++;
        }
        assertTrue(lines > 5, lines + " lines");
        assertTrue(pool.heldBytes() - before < 2000 + 400, "held: " + pool.heldBytes());
    }

    @Test
    void publicLinesHoldBackNoInput() throws IOException {
        addPublic(line(LIMIT));
        addLine("a\n");
        addPublic(line(LIMIT));
        assertFalse(buffer.holdsBackInput());
        buffer.writeTo(taking(LIMIT, 1));
        assertFalse(buffer.holdsBackInput());
    }

    @Test
    void aClearedBufferHoldsBackNoInput() {
        addPrivate(line(LIMIT));
        assertTrue(buffer.holdsBackInput());
        buffer.clear();
        assertFalse(buffer.holdsBackInput());
    }

    @Test
    void aPoolIsFullAtItsLimit() {
        use(pool(LIMIT, 3000, 64));
        WriteBuffer hog = new WriteBuffer(pool);
        hog.addPrivate(new byte[2911]);
        assertEquals(2999, pool.heldBytes());
        assertFalse(pool.isFull());
        hog.clear();
        hog.addPrivate(new byte[2912]);
        assertTrue(pool.isFull());
        hog.clear();
        assertFalse(pool.isFull());
    }

    @Test
    void aLineThatJustFillsThePoolIsKept() {
        use(pool(PLENTY, 2000, 64));
        addPrivate(line(1800));
        assertEquals(1888, pool.heldBytes());
        assertTrue(buffer.hasRoomFor(112));
        assertFalse(buffer.hasRoomFor(113));
    }

    @Test
    void aFullPoolKeepsNoChunkEvenIfItIsShared() {
        use(pool(PLENTY, 2000, 64));
        WriteBuffer other = new WriteBuffer(pool);
        WriteBuffer.Chunk chunk = chunk(line(800));
        other.addPublic(chunk, 0, 800);
        addPrivate(line(1024));
        assertEquals(2000, pool.heldBytes());
        assertEquals(1, buffer.addPublic(chunk, 0, 800));
    }

    @Test
    void aPoolIsRelievedWhenAnEighthOfItIsFree() {
        use(pool(LIMIT, 2000, 64));
        addPrivate(line(1750 - 88));
        assertTrue(pool.isRelieved());
        buffer.clear();
        addPrivate(line(1751 - 88));
        assertFalse(pool.isRelieved());
    }

    @Test
    void aLineSkippedAtTheLimitOfTheBufferDoesNotUseUpThePool() {
        addPrivate(line(LIMIT));
        assertEquals(1, buffer.addPublic("a\n".getBytes(UTF_8)));
        assertFalse(pool.isUsedUp());
    }

    @Test
    void aLineSkippedAtTheLimitOfThePoolUsesItUpUntilTheRefusalIsCleared() {
        use(pool(PLENTY, 2000, 64));
        addPrivate(line(1800));
        assertFalse(pool.isUsedUp());
        assertEquals(1, buffer.addPublic(line(200).getBytes(UTF_8)));
        assertFalse(pool.isFull());
        assertTrue(pool.isUsedUp());
        pool.clearRefusal();
        assertFalse(pool.isUsedUp());
    }

    // The memory that the pool counts

    @Test
    void noMemoryIsHeldOnceEverythingIsWritten() throws IOException {
        addPublic(line(LIMIT));
        addPrivate("p\n");
        addPublic("a\n");
        addPrivate("q\n");
        assertTrue(pool.heldBytes() >= LIMIT + 4);
        drain();
        assertEquals(0, pool.heldBytes());
        assertEquals(0, buffer.waitingBytes());
    }

    @Test
    void noMemoryIsHeldAfterClear() throws IOException {
        addPublic(line(LIMIT));
        addPublic("a\n");
        buffer.writeTo(taking(LIMIT, 1));
        addPrivate("p\n");
        addPublic(line(LIMIT));
        buffer.clear();
        assertEquals(0, pool.heldBytes());
        assertEquals(0, buffer.waitingBytes());
        assertTrue(buffer.isEmpty());
        addPublic("b\n");
        received.reset();
        drain();
        assertEquals("b\n", received());
    }

    @Test
    void aSharedChunkCountsOnceUntilItsLastHolderReleasesIt() throws IOException {
        use(pool(PLENTY, PLENTY, 64));
        WriteBuffer other = new WriteBuffer(pool);
        WriteBuffer.Chunk chunk = chunk(line(500) + line(500));
        buffer.addPublic(chunk, 0, 1000);
        long alone = pool.heldBytes();
        assertTrue(alone >= 1000, "held: " + alone);
        other.addPublic(chunk, 500, 1000);
        assertTrue(pool.heldBytes() - alone < 100, "held: " + pool.heldBytes());
        drain();
        assertTrue(pool.heldBytes() >= 1000, "held: " + pool.heldBytes());
        other.clear();
        assertEquals(0, pool.heldBytes());
    }

    @Test
    void manyShortLinesTakeLittleMoreMemoryThanTheirBytes() throws IOException {
        use(pool(PLENTY, PLENTY, 64));
        String line = "t: x\n";
        for (int i = 0; i < 1000; i++) {
            addPublic(line);
        }
        assertTrue(pool.heldBytes() >= 1000 * line.length(), "held: " + pool.heldBytes());
        assertTrue(pool.heldBytes() < 2000 * line.length(), "held: " + pool.heldBytes());
        drain();
        assertEquals(line.repeat(1000), received());
        assertEquals(0, pool.heldBytes());
    }

    @Test
    void shortPrivateLinesShareAChunkWhileThereIsRoom() throws IOException {
        addPrivate("p\n");
        long first = pool.heldBytes();
        addPrivate(line(510));
        assertEquals(first, pool.heldBytes());
        addPrivate("q\n");
        assertEquals(2 * first, pool.heldBytes());
        drain();
        assertEquals("p\n" + line(510) + "q\n", received());
        assertEquals(0, pool.heldBytes());
    }

    @Test
    void aChunkIsHeldUntilItsLastByteIsWritten() throws IOException {
        use(pool(PLENTY, PLENTY, 64));
        addPublic(line(500));
        long whole = pool.heldBytes();
        buffer.writeTo(channel(received, new IntSupplier() {
            private int space = 499;

            @Override
            public int getAsInt() {
                int now = Math.min(space, 64);
                space -= now;
                return now;
            }
        }));
        assertEquals(1, buffer.waitingBytes());
        assertEquals(whole, pool.heldBytes());
        drain();
        assertEquals(0, pool.heldBytes());
    }

    @Test
    void publicLinesOverTheLimitOfAllBuffersAreSkipped() throws IOException {
        use(pool(PLENTY, 2000, 64));
        addPublic(line(800));
        addPublic(line(800));
        addPublic(line(800));
        assertTrue(pool.heldBytes() <= 2000, "held: " + pool.heldBytes());
        drain();
        assertEquals(line(800) + line(800) + "[1 skipped]\n", received());
    }

    @Test
    void aChunkHeldByAnotherBufferCostsAlmostNothing() throws IOException {
        use(pool(PLENTY, 2000, 64));
        WriteBuffer other = new WriteBuffer(pool);
        WriteBuffer.Chunk chunk = chunk(line(800));
        other.addPublic(chunk, 0, 800);
        addPublic(line(800));
        buffer.addPublic(chunk, 0, 800);
        assertTrue(pool.heldBytes() <= 2000, "held: " + pool.heldBytes());
        drain();
        assertEquals(line(800) + line(800), received());
    }

    @Test
    void privateLinesAreKeptThoughThePoolIsFull() throws IOException {
        use(pool(LIMIT, 0, 64));
        addPrivate("p\n");
        addPrivate(line(LIMIT));
        drain();
        assertEquals("p\n" + line(LIMIT), received());
    }

    // Random lines and writes, compared with a model

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void everyLineArrivesOrIsCountedInItsPlace(long seed) throws IOException {
        Random random = new Random(seed);
        for (int round = 0; round < 50; round++) {
            boolean crowded = random.nextBoolean();
            int limit = 1 + random.nextInt(200);
            BufferPool shared =
                    pool(limit, crowded ? random.nextInt(2000) : PLENTY, 1 + random.nextInt(100));
            List<Client> clients = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                clients.add(new Client(shared, limit, crowded, random, "seed " + seed + ", round " + round));
            }
            for (int turn = 0; turn < 300; turn++) {
                someTurn(clients, random);
            }
            for (Client client : clients) {
                client.readAll();
            }
            assertEquals(0, shared.heldBytes(), "seed " + seed + ", round " + round);
        }
    }

    private static void someTurn(List<Client> clients, Random random) throws IOException {
        Client client = clients.get(random.nextInt(clients.size()));
        switch (random.nextInt(4)) {
            case 0 -> client.sendPrivate();
            case 1 -> client.read(random.nextInt(100));
            case 2 -> client.read(random.nextInt(5));
            default -> {
                List<String> lines = randomLines(random);
                WriteBuffer.Chunk chunk = chunk(String.join("", lines));
                for (Client listener : clients) {
                    listener.sendPublic(chunk, lines.subList(random.nextInt(lines.size() + 1), lines.size()), lines);
                }
            }
        }
    }

    private static List<String> randomLines(Random random) {
        List<String> lines = new ArrayList<>();
        for (int i = random.nextInt(6); i >= 0; i--) {
            lines.add("public " + random.nextInt(PLENTY) + "x".repeat(random.nextInt(40)) + "\n");
        }
        return lines;
    }

    /** A slow reader, and all lines sent to it: it must read them, or notices that count the missing ones. */
    private static final class Client {
        private static final Pattern NOTICE = Pattern.compile("\\[(\\d+) skipped]");

        private final BufferPool pool;
        private final WriteBuffer buffer;
        private final int limit;
        private final boolean crowded;
        private final Random random;
        private final String message;
        private final List<String> said = new ArrayList<>();
        private final ByteArrayOutputStream read = new ByteArrayOutputStream();
        private final WritableByteChannel channel;
        private int readUpTo;

        Client(BufferPool pool, int limit, boolean crowded, Random random, String message) throws IOException {
            this.pool = pool;
            this.buffer = new WriteBuffer(pool);
            this.channel = channel(read, () -> readUpTo - read.size());
            this.limit = limit;
            this.crowded = crowded;
            this.random = random;
            this.message = message;
        }

        void sendPrivate() {
            String line = "private " + random.nextInt(PLENTY) + "x".repeat(random.nextInt(400)) + "\n";
            said.add(line);
            buffer.addPrivate(line.getBytes(UTF_8));
        }

        /** Adds the last lines of the chunk. With an empty buffer the socket takes a part of them first. */
        void sendPublic(WriteBuffer.Chunk chunk, List<String> share, List<String> all) {
            said.addAll(share);
            String text = String.join("", share);
            int end = String.join("", all).length();
            int from = end - text.length();
            if (buffer.isEmpty()) {
                int taken = random.nextInt(text.length() + 1);
                read.writeBytes(text.substring(0, taken).getBytes(UTF_8));
                buffer.addPublic(chunk, from + taken, end);
                return;
            }
            int before = buffer.waitingBytes();
            int kept = wholeLinesWithin(share, limit - before);
            buffer.addPublic(chunk, from, end);
            if (!crowded) {
                assertEquals(before + kept, buffer.waitingBytes(), message);
            }
            assertTrue(buffer.waitingBytes() <= before + kept, message);
        }

        private static int wholeLinesWithin(List<String> lines, int room) {
            int bytes = 0;
            for (String line : lines) {
                if (bytes + line.length() > room) {
                    return bytes;
                }
                bytes += line.length();
            }
            return bytes;
        }

        void read(int bytes) throws IOException {
            int before = read.size();
            readUpTo = before + bytes;
            int taken = buffer.writeTo(channel);
            assertEquals(read.size() - before, taken, message);
            assertTrue(buffer.isEmpty() ? buffer.waitingBytes() == 0 && !buffer.holdsBackInput()
                    : pool.heldBytes() > 0, message);
            assertTrue(pool.heldBytes() >= buffer.waitingBytes(), message);
        }

        void readAll() throws IOException {
            read(PLENTY);
            assertTrue(buffer.isEmpty(), message);
            int next = 0;
            for (String line : read.toString(UTF_8).split("(?<=\n)")) {
                Matcher notice = NOTICE.matcher(line.strip());
                if (notice.matches()) {
                    int end = next + Integer.parseInt(notice.group(1));
                    assertTrue(said.subList(next, end).stream().allMatch(l -> l.startsWith("public")), message);
                    next = end;
                } else if (!line.isEmpty()) {
                    assertEquals(said.get(next++), line, message);
                }
            }
            assertEquals(said.size(), next, message);
        }
    }

    // Helpers

    private void use(BufferPool pool) {
        this.pool = pool;
        this.buffer = new WriteBuffer(pool);
    }

    private void addLine(String line) {
        buffer.addPublic(line.getBytes(UTF_8));
    }

    private void addPublic(String lines) {
        buffer.addPublic(chunk(lines), 0, lines.length());
    }

    private void addPrivate(String line) {
        buffer.addPrivate(line.getBytes(UTF_8));
    }

    private void drain() throws IOException {
        buffer.writeTo(taking(() -> EVERYTHING));
        assertTrue(buffer.isEmpty());
    }

    private String received() {
        return received.toString(UTF_8);
    }

    /** A socket that takes these numbers of bytes in its first writes, and nothing later. */
    private WritableByteChannel taking(int... bytes) throws IOException {
        int[] writes = {0};
        return taking(() -> writes[0] < bytes.length ? bytes[writes[0]++] : 0);
    }

    private WritableByteChannel taking(IntSupplier bytes) throws IOException {
        return channel(received, bytes);
    }

    private static WritableByteChannel channel(ByteArrayOutputStream received, IntSupplier space)
            throws IOException {
        WritableByteChannel channel = mock(WritableByteChannel.class, withSettings().stubOnly());
        doAnswer(call -> {
            ByteBuffer from = call.getArgument(0);
            byte[] bytes = new byte[Math.min(space.getAsInt(), from.remaining())];
            from.get(bytes);
            received.writeBytes(bytes);
            return bytes.length;
        }).when(channel).write(any());
        return channel;
    }

    private static BufferPool pool(int limitBytes, long totalLimitBytes, int scratchBytes) {
        return new BufferPool(limitBytes, totalLimitBytes, ByteBuffer.allocateDirect(scratchBytes),
                (reader, lines) -> ("[" + lines + " skipped]\n").getBytes(UTF_8));
    }

    private static WriteBuffer.Chunk chunk(String lines) {
        return new WriteBuffer.Chunk(lines.getBytes(UTF_8));
    }

    /** A line of this length in bytes, its ending included. */
    private static String line(int bytes) {
        return "0123456789".repeat(bytes / 10 + 1).substring(0, bytes - 1) + "\n";
    }
}
