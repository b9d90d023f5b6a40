package chatd.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Two blocks of one memory: lines that cross pages, and the buffer that both are written from. */
class BlockTest {

    private static final int PAGE = BlockMemory.PAGE_BYTES;
    private static final int TOTAL = 1024 * 1024;

    private static final class Sink implements WritableByteChannel {
        private final ByteArrayOutputStream written = new ByteArrayOutputStream();

        @Override
        public int write(ByteBuffer bytes) {
            byte[] copy = new byte[bytes.remaining()];
            bytes.get(copy);
            written.writeBytes(copy);
            return copy.length;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {
            throw new AssertionError();
        }
    }

    private final BlockMemory memory = new BlockMemory(8 * PAGE);
    private final Block block = new Block(memory);
    private final Block other = new Block(memory);
    private final Sink sink = new Sink();

    private static void say(Block block, String line) {
        byte[] text = line.getBytes(StandardCharsets.UTF_8);
        block.append(text, 0, text.length);
        block.endLine();
    }

    private String written(Block block, int from) throws IOException {
        sink.written.reset();
        assertEquals(block.end() - from, block.write(sink, from, block.end()));
        return sink.written.toString(StandardCharsets.UTF_8);
    }

    @Test
    void linesCrossPages() throws IOException {
        String longLine = "y".repeat(2 * PAGE + 1);
        for (int length = PAGE - 2; length <= PAGE + 1; length++) {
            block.clear();
            String first = "x".repeat(length);
            say(block, first);
            say(block, longLine);
            assertEquals(first + '\n' + longLine + '\n', written(block, 0));
            assertEquals(longLine + '\n', written(block, length + 1));
            assertEquals(length + 1, block.lineLength(0));
            assertEquals(longLine.length() + 1, block.lineLength(length + 1));
            assertEquals(1, block.linesFrom(length + 1));
        }
    }

    @Test
    void blocksThatAreWrittenInTurnKeepTheirBytes() throws IOException {
        say(block, "one");
        say(other, "three, longer");
        assertEquals("one\n", written(block, 0));
        assertEquals("three, longer\n", written(other, 0));
        assertEquals("one\n", written(block, 0));
        say(block, "two");
        assertEquals("two\n", written(block, 4));
        assertEquals("one\ntwo\n", written(block, 0));
        block.clear();
        say(block, "new");
        assertEquals("new\n", written(block, 0));
    }

    @Test
    void aBlockIsFullAtItsLimit() {
        say(block, "x".repeat(8 * PAGE - 3));
        assertTrue(block.hasRoomFor(2));
        assertFalse(block.hasRoomFor(3));
        say(block, "y");
        assertEquals(8 * PAGE, block.end());
    }

    @Test
    void memoryIsLentByThePageAndReturned() {
        assertTrue(memory.hasRoomFor(TOTAL - PAGE + 1));
        say(block, "");
        assertFalse(memory.hasRoomFor(TOTAL - PAGE + 1));
        say(block, "x".repeat(PAGE - 2));
        assertTrue(memory.hasRoomFor(TOTAL - 2 * PAGE + 1));
        say(block, "");
        assertFalse(memory.hasRoomFor(TOTAL - 2 * PAGE + 1));
        block.clear();
        assertTrue(memory.hasRoomFor(TOTAL - PAGE + 1));
    }

    @Test
    void memoryHasRoomForTheLongestBlock() {
        assertTrue(new BlockMemory(2 * TOTAL).hasRoomFor(2 * TOTAL));
    }
}
