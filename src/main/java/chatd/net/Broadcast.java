package chatd.net;

import chatd.wire.Line;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The connections that receive the same public lines: the members of a room. What is said in a turn goes into one
 * {@link Block}, lent for that turn, and leaves in one write for each connection when the turn ends (or earlier, when
 * the block is full). A connection that joins in mid-turn receives what is said from then on.
 *
 * <p>A connection is in one broadcast at a time.
 */
public final class Broadcast {

    private final Broadcasts broadcasts;
    private Connection[] listeners = new Connection[16];
    /** For each listener, up to where the block is settled: sent, or kept for it. */
    private int[] settled = new int[16];
    private int count;
    /** Null while nothing is said. */
    private Block block;

    Broadcast(Broadcasts broadcasts) {
        this.broadcasts = broadcasts;
    }

    /** From now on the connection receives what is said here, and nothing of the broadcast it was in before. */
    public void join(Connection connection) {
        if (connection.broadcast() == this) {
            return;
        }
        if (connection.broadcast() != null) {
            connection.broadcast().part(connection);
        }
        if (count == listeners.length) {
            listeners = Arrays.copyOf(listeners, count * 2);
            settled = Arrays.copyOf(settled, count * 2);
        }
        listeners[count] = connection;
        settled[count] = block == null ? 0 : block.end();
        connection.seat(this, count++);
    }

    /** From now on the connection receives nothing more; what was said before still reaches it. */
    public void part(Connection connection) {
        if (connection.broadcast() != this) {
            return;
        }
        settle(connection);
        int seat = connection.seat();
        Connection last = listeners[--count];
        listeners[seat] = last;
        settled[seat] = settled[count];
        last.seat(this, seat);
        listeners[count] = null;
        connection.seat(null, 0);
    }

    /** Says a line of the program's own, without its ending, to all listeners. */
    public void say(String line) {
        byte[] text = line.getBytes(StandardCharsets.UTF_8);
        makeRoom(text.length + 1);
        block.append(text, 0, text.length);
        endLine();
    }

    /** Says a line that a client sent to all listeners, after a prefix of at most 1,024 bytes of UTF-8. */
    public void say(byte[] prefix, Line line) {
        makeRoom(prefix.length + line.length() + 1);
        block.append(prefix, 0, prefix.length);
        block.append(line.bytes(), line.offset(), line.length());
        endLine();
    }

    /** Says a line as {@link #say(byte[], Line)} does, but not to its author. */
    public void sayToOthers(Connection author, byte[] prefix, Line line) {
        boolean isListener = author.broadcast() == this;
        if (isListener) {
            settle(author);
        }
        say(prefix, line);
        if (isListener) {
            settled[author.seat()] = block.end();
            broadcasts.countDeliveries(-1);
        }
    }

    /** Gives a listener its share of the block so far, before it receives something private. */
    void settle(Connection connection) {
        int seat = connection.seat();
        if (block == null || settled[seat] == block.end()) {
            return;
        }
        int from = settled[seat];
        settled[seat] = block.end();
        connection.outbound().settle(block, from);
    }

    /** Sends what was said to all listeners, and gives the block back. */
    void flush() {
        send();
        broadcasts.takeBack(block);
        block = null;
    }

    private void send() {
        for (int i = 0; i < count; i++) {
            int from = settled[i];
            settled[i] = 0;
            if (from < block.end()) {
                listeners[i].outbound().offer(block, from);
            }
        }
    }

    private void makeRoom(int bytes) {
        if (block == null) {
            block = broadcasts.lend(this);
        } else if (!block.hasRoomFor(bytes)) {
            send();
            block.clear();
        }
    }

    private void endLine() {
        block.endLine();
        broadcasts.countDeliveries(count);
    }
}
