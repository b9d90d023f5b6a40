package chatd.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/**
 * The public lines of one turn, encoded once and written with one system call to each client that receives them.
 *
 * <p>Lines are appended to pages on the heap, because appending to a direct buffer costs more for each line. The block
 * is copied once to the direct buffer of the {@link BlockMemory}, from which it is written to all sockets. The sockets
 * that do not accept the whole block share one copy on the heap.
 */
final class Block {

    private final BlockMemory memory;
    private final byte[][] pages;
    private int end;
    private int lines;
    /** The length of the first line; 0 until it is needed. */
    private int firstLineEnd;
    private WriteBuffer.Chunk copy;

    Block(BlockMemory memory) {
        this.memory = memory;
        pages = new byte[BlockMemory.pages(memory.blockBytes())][];
    }

    /** The length of the block so far, in bytes. */
    int end() {
        return end;
    }

    /** Whether the block may have this many more bytes. The pages are limited by {@link BlockMemory#hasRoomFor}. */
    boolean hasRoomFor(int count) {
        return memory.blockBytes() - end >= count;
    }

    /** Appends a part of a line; it must fit. */
    void append(byte[] text, int from, int length) {
        int rest = length;
        while (rest > 0) {
            int some = Math.min(rest, BlockMemory.PAGE_BYTES - end % BlockMemory.PAGE_BYTES);
            System.arraycopy(text, from + length - rest, lastPage(), end % BlockMemory.PAGE_BYTES, some);
            end += some;
            rest -= some;
        }
    }

    /** Appends LF, which ends a line. */
    void endLine() {
        lastPage()[end % BlockMemory.PAGE_BYTES] = '\n';
        end++;
        lines++;
    }

    /** The page that the next byte goes to. */
    private byte[] lastPage() {
        int page = end / BlockMemory.PAGE_BYTES;
        if (pages[page] == null) {
            pages[page] = memory.lendPage();
        }
        return pages[page];
    }

    /** Copies the bytes from {@code from} to the end to a buffer. */
    void copyTo(ByteBuffer buffer, int from) {
        int at = from;
        while (at < end) {
            int offset = at % BlockMemory.PAGE_BYTES;
            int some = Math.min(end - at, BlockMemory.PAGE_BYTES - offset);
            buffer.put(pages[at / BlockMemory.PAGE_BYTES], offset, some);
            at += some;
        }
    }

    /**
     * The bytes of this block, in the buffer that all blocks share: valid until the block changes or another one is
     * written.
     */
    ByteBuffer bytes() {
        return memory.bufferOf(this, end);
    }

    /**
     * Writes the bytes {@code from} to {@code to} with one call.
     *
     * @return how many bytes the channel accepted
     * @throws IOException if the connection is broken
     */
    int write(WritableByteChannel channel, int from, int to) throws IOException {
        return channel.write(memory.bufferOf(this, to).position(from));
    }

    /** The length of the line that begins at {@code from}, in bytes with its LF. */
    int lineLength(int from) {
        if (from > 0) {
            return lineEnd(from) - from;
        }
        // Cached, because many slow clients may skip the same block.
        if (firstLineEnd == 0) {
            firstLineEnd = lineEnd(0);
        }
        return firstLineEnd;
    }

    private int lineEnd(int from) {
        int at = from;
        while (byteAt(at) != '\n') {
            at++;
        }
        return at + 1;
    }

    private byte byteAt(int index) {
        return pages[index / BlockMemory.PAGE_BYTES][index % BlockMemory.PAGE_BYTES];
    }

    /**
     * The number of lines from {@code from} on, where a line begins. Counts from the start, because that is usually
     * near.
     */
    int linesFrom(int from) {
        int before = 0;
        for (int i = 0; i < from; i++) {
            if (byteAt(i) == '\n') {
                before++;
            }
        }
        return lines - before;
    }

    /** A copy of the bytes from {@code from} to the end. */
    WriteBuffer.Chunk excerpt(int from) {
        byte[] bytes = new byte[end - from];
        copyTo(ByteBuffer.wrap(bytes), from);
        return new WriteBuffer.Chunk(bytes);
    }

    /** A copy of the whole block, which must not grow any more: the same copy for all clients. */
    WriteBuffer.Chunk copy() {
        if (copy == null) {
            copy = excerpt(0);
        }
        return copy;
    }

    /** Makes the block empty, and returns its pages. */
    void clear() {
        for (int page = 0; page * BlockMemory.PAGE_BYTES < end; page++) {
            memory.takeBack(pages[page]);
            pages[page] = null;
        }
        memory.forget(this);
        end = 0;
        lines = 0;
        firstLineEnd = 0;
        copy = null;
    }
}
