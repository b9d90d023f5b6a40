package chatd.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.Arrays;

/**
 * Lines that are said in one turn: encoded once, and written once to each client that receives them.
 *
 * <p>Lines are gathered in an array, which costs less for each line than a direct buffer, and are copied from there
 * once to the direct buffer that all writes are made from. For the clients whose socket does not take all of it, the
 * block is copied once to the heap, for all of them.
 */
final class Block {

    private final byte[] bytes;
    private final ByteBuffer direct;
    private int end;
    private int lines;
    private int firstLineEnd;
    /** How many bytes the direct buffer has of the block. */
    private int copied;
    private WriteBuffer.Chunk copy;

    /** @param capacity in bytes, at least the longest line with its ending */
    Block(int capacity) {
        bytes = new byte[capacity];
        direct = ByteBuffer.allocateDirect(capacity);
    }

    int end() {
        return end;
    }

    boolean hasRoomFor(int count) {
        return bytes.length - end >= count;
    }

    /** Appends a part of a line. */
    void append(byte[] text, int from, int length) {
        System.arraycopy(text, from, bytes, end, length);
        end += length;
    }

    /** Appends the ending of a line. */
    void endLine() {
        bytes[end++] = '\n';
        if (lines++ == 0) {
            firstLineEnd = end;
        }
    }

    /** Writes the bytes {@code from} to {@code to}; returns how many of them the channel took. */
    int write(WritableByteChannel channel, int from, int to) throws IOException {
        if (copied < to) {
            direct.limit(end).position(copied).put(bytes, copied, end - copied);
            copied = end;
        }
        return channel.write(direct.limit(to).position(from));
    }

    /** The length of the line that begins at {@code from}, with its ending. */
    int lineLength(int from) {
        return (from == 0 ? firstLineEnd : WriteBuffer.lineEnd(bytes, from)) - from;
    }

    /** How many lines begin at {@code from} or later. Most clients ask for all of them, so those are not counted. */
    int linesFrom(int from) {
        return lines - WriteBuffer.countLines(bytes, 0, from);
    }

    /** A copy of the bytes {@code from} to {@code to}. */
    WriteBuffer.Chunk excerpt(int from, int to) {
        return new WriteBuffer.Chunk(Arrays.copyOfRange(bytes, from, to));
    }

    /** A copy of the whole block, which no longer grows: the same one for all clients. */
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
        copied = 0;
        copy = null;
    }
}
