package chatd.net;

import chatd.wire.Line;
import chatd.wire.Sanitizer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What is being said to everybody in this turn: one block, encoded once, that leaves in one write for each listener
 * when the turn ends (or earlier, when it is full). Whoever joins in mid-turn hears what is said from then on.
 *
 * <p>Lines are gathered in an array, which costs less for each than a direct buffer, and go from there to the direct
 * buffer that all writes are made from, once. For listeners whose socket does not take it all the block is copied, once
 * for all of them.
 */
public final class Broadcast {

    private static final int LEAST_BLOCK_BYTES = 64 * 1024;
    private static final int LONGEST_PREFIX_BYTES = 1024;

    private final byte[] block;
    private final ByteBuffer direct;
    private int end;
    private int lines;
    private int firstLineEnd;
    /** How far the direct buffer has the block. */
    private int copied;
    private Connection[] listeners = new Connection[16];
    private int count;
    private WriteBuffer.Chunk copy;
    private long deliveries;

    /** @param maxLineBytes the limit for a line that is read, in bytes, at least 1 */
    public Broadcast(int maxLineBytes) {
        int longest = LONGEST_PREFIX_BYTES + maxLineBytes * Sanitizer.GROWTH + 1;
        block = new byte[Math.max(LEAST_BLOCK_BYTES, longest)];
        direct = ByteBuffer.allocateDirect(block.length);
    }

    /** From now on the connection hears what is said. */
    public void join(Connection connection) {
        if (connection.seat >= 0) {
            return;
        }
        if (count == listeners.length) {
            listeners = Arrays.copyOf(listeners, count * 2);
        }
        listeners[count] = connection;
        connection.seat = count++;
        connection.heardUpTo = end;
    }

    /** From now on the connection hears nothing more; what was said before still reaches it. */
    public void part(Connection connection) {
        if (connection.seat < 0) {
            return;
        }
        settle(connection);
        Connection last = listeners[--count];
        listeners[count] = null;
        if (last != connection) {
            listeners[connection.seat] = last;
            last.seat = connection.seat;
        }
        connection.seat = -1;
    }

    /** Says a line of the program's own, without its ending, to everybody. */
    public void say(String line) {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        makeRoom(bytes.length + 1);
        add(bytes, 0, bytes.length);
        endLine();
    }

    /** Says a line that somebody wrote to everybody, behind a prefix of at most 1,024 bytes of UTF-8. */
    public void say(byte[] prefix, Line line) {
        makeRoom(prefix.length + line.length() + 1);
        add(prefix, 0, prefix.length);
        add(line.bytes(), line.offset(), line.length());
        endLine();
    }

    /** Says a line as {@link #say(byte[], Line)} does, but not to its author. */
    public void sayToOthers(Connection author, byte[] prefix, Line line) {
        settle(author);
        say(prefix, line);
        author.heardUpTo = end;
        if (author.seat >= 0) {
            deliveries--;
        }
    }

    /** Gives a listener its share of the block so far, before it is told something in private. */
    void settle(Connection connection) {
        if (connection.seat < 0 || connection.heardUpTo == end) {
            return;
        }
        int from = connection.heardUpTo;
        connection.heardUpTo = end;
        connection.settle(from, end);
    }

    /** How many lines were said in all, each counted once for every listener. */
    long deliveries() {
        return deliveries;
    }

    boolean isEmpty() {
        return end == 0;
    }

    /** Gives the block to everybody and begins a new one. */
    void flush() {
        if (end == 0) {
            return;
        }
        for (int i = 0; i < count; i++) {
            Connection listener = listeners[i];
            int from = listener.heardUpTo;
            listener.heardUpTo = 0;
            if (from < end) {
                listener.hear(from, end);
            }
        }
        end = 0;
        lines = 0;
        copied = 0;
        copy = null;
    }

    /** Writes the bytes {@code from} to {@code to} of the block; returns how many the channel took. */
    int write(WritableByteChannel channel, int from, int to) throws IOException {
        if (copied < to) {
            direct.limit(end).position(copied).put(block, copied, end - copied);
            copied = end;
        }
        return channel.write(direct.limit(to).position(from));
    }

    /** The length of the line that begins at {@code from}, with its ending. */
    int lineLength(int from) {
        return (from == 0 ? firstLineEnd : WriteBuffer.lineEnd(block, from)) - from;
    }

    /** How many lines the block has from there on: most listeners ask for all of it, so those are not counted. */
    int linesFrom(int from) {
        return lines - WriteBuffer.countLines(block, 0, from);
    }

    /** A copy of the bytes {@code from} to {@code to} of the block, which is still growing. */
    WriteBuffer.Chunk excerpt(int from, int to) {
        return new WriteBuffer.Chunk(Arrays.copyOfRange(block, from, to));
    }

    /** The first {@code end} bytes of the block, on the heap: the same for everybody in this turn. */
    WriteBuffer.Chunk copy(int end) {
        if (copy == null) {
            copy = excerpt(0, end);
        }
        return copy;
    }

    private void makeRoom(int bytes) {
        if (block.length - end < bytes) {
            flush();
        }
    }

    private void endLine() {
        deliveries += count;
        block[end++] = '\n';
        if (lines++ == 0) {
            firstLineEnd = end;
        }
    }

    private void add(byte[] bytes, int from, int length) {
        System.arraycopy(bytes, from, block, end, length);
        end += length;
    }
}
