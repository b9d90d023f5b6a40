package chatd.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.Arrays;

/**
 * The public lines of one turn, encoded once and written with one system call to each client that receives them.
 *
 * <p>Lines are appended to an array, because appending to a direct buffer costs more for each line. The block copies
 * them once to the direct buffer from which it is written to all sockets. For all sockets together that do not accept
 * the whole block, it makes one copy on the heap.
 */
final class Block {

    private final byte[] bytes;
    private final ByteBuffer direct;
    private int end;
    private int lines;
    /** The length of the first line; 0 until it is needed. */
    private int firstLineEnd;
    /** How many bytes of the block the direct buffer has. */
    private int copied;
    private WriteBuffer.Chunk copy;

    /** @param capacity in bytes, at least the longest line with its LF */
    Block(int capacity) {
        bytes = new byte[capacity];
        direct = ByteBuffer.allocateDirect(capacity);
    }

    /** The length of the block so far, in bytes. */
    int end() {
        return end;
    }

    /** Whether this many bytes fit. */
    boolean hasRoomFor(int count) {
        return bytes.length - end >= count;
    }

    /** Appends a part of a line; it must fit. */
    void append(byte[] text, int from, int length) {
        System.arraycopy(text, from, bytes, end, length);
        end += length;
    }

    /** Appends LF, which ends a line. */
    void endLine() {
        bytes[end++] = '\n';
        lines++;
    }

    /**
     * Writes the bytes {@code from} to {@code to} with one call.
     *
     * @return how many bytes the channel accepted
     * @throws IOException if the connection is broken
     */
    int write(WritableByteChannel channel, int from, int to) throws IOException {
        if (copied < to) {
            direct.limit(end).position(copied).put(bytes, copied, end - copied);
            copied = end;
        }
        return channel.write(direct.limit(to).position(from));
    }

    /** The length of the line that begins at {@code from}, in bytes with its LF. */
    int lineLength(int from) {
        if (from > 0) {
            return WriteBuffer.lineEnd(bytes, from) - from;
        }
        // Cached, because many slow clients may skip the same block.
        if (firstLineEnd == 0) {
            firstLineEnd = WriteBuffer.lineEnd(bytes, 0);
        }
        return firstLineEnd;
    }

    /**
     * The number of lines from {@code from} on, where a line begins. Counts from the start, because that is usually
     * near.
     */
    int linesFrom(int from) {
        return lines - WriteBuffer.countLines(bytes, 0, from);
    }

    /** A copy of the bytes {@code from} to {@code to}. */
    WriteBuffer.Chunk excerpt(int from, int to) {
        return new WriteBuffer.Chunk(Arrays.copyOfRange(bytes, from, to));
    }

    /** A copy of the whole block, which must not grow any more: the same copy for all clients. */
    WriteBuffer.Chunk copy() {
        if (copy == null) {
            copy = excerpt(0, end);
        }
        return copy;
    }

    /** Makes the block empty, for the next turn. */
    void clear() {
        end = 0;
        lines = 0;
        firstLineEnd = 0;
        copied = 0;
        copy = null;
    }
}
