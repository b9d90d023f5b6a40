package chatd.net;

import chatd.wire.Line;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The connections that receive the same public lines, such as the members of a room. The lines of a turn go into one
 * {@link Block}, which {@link Broadcasts} lends for the turn. They are written when the turn ends, or when the block is
 * full, with one write for each connection. A connection that joins during a turn receives the lines after that.
 *
 * <p>A connection is in one broadcast at a time.
 */
public final class Broadcast {

    /** Shared by all broadcasts that have never had a receiver, because these may be many. */
    private static final Connection[] NOBODY = {};
    private static final int[] NOTHING = {};
    private static final int MIN_RECEIVERS = 4;
    /** The arrays are halved when less than one part in this many is in use: 4 is a quarter. */
    private static final int SHRINK_AT = 4;

    private final Broadcasts broadcasts;
    private Connection[] receivers = NOBODY;
    /** For each receiver, the index in the block up to which its {@link Outbound} has the lines. */
    private int[] settled = NOTHING;
    private int count;
    /** Null if nothing was said in this turn. */
    private Block block;

    Broadcast(Broadcasts broadcasts) {
        this.broadcasts = broadcasts;
    }

    /** Adds a connection, which leaves the broadcast that it was in before. It receives the lines from now on. */
    public void join(Connection connection) {
        if (connection.broadcast() == this) {
            return;
        }
        if (connection.broadcast() != null) {
            connection.broadcast().part(connection);
        }
        if (count == receivers.length) {
            resize(Math.max(MIN_RECEIVERS, count * 2));
        }
        put(connection, block == null ? 0 : block.end(), count++);
    }

    /** Removes a connection. It still receives the lines that were said before. */
    public void part(Connection connection) {
        if (connection.broadcast() != this) {
            return;
        }
        settle(connection);
        count--;
        put(receivers[count], settled[count], connection.broadcastIndex());
        receivers[count] = null;
        connection.setBroadcast(null, 0);
        // Otherwise every broadcast that had many receivers once would keep its memory.
        if (receivers.length > MIN_RECEIVERS && count < receivers.length / SHRINK_AT) {
            resize(receivers.length / 2);
        }
    }

    private void resize(int size) {
        receivers = Arrays.copyOf(receivers, size);
        settled = Arrays.copyOf(settled, size);
    }

    /** Says a line of the service to all receivers. The line must have no line ending, and must be safe to show. */
    public void say(String line) {
        byte[] text = line.getBytes(StandardCharsets.UTF_8);
        makeRoom(text.length + 1);
        block.append(text, 0, text.length);
        endLine();
    }

    /** Says a line that a client sent to all receivers, after a prefix of at most 1,024 bytes of UTF-8. */
    public void say(byte[] prefix, Line line) {
        makeRoom(prefix.length + line.length() + 1);
        block.append(prefix, 0, prefix.length);
        block.append(line.bytes(), line.offset(), line.length());
        endLine();
    }

    /** Says a line as {@link #say(byte[], Line)} does, to all receivers except its author. */
    public void sayToOthers(Connection author, byte[] prefix, Line line) {
        boolean isReceiver = author.broadcast() == this;
        if (isReceiver) {
            settle(author);
        }
        say(prefix, line);
        if (isReceiver) {
            settled[author.broadcastIndex()] = block.end();
            broadcasts.countDeliveries(-1);
        }
    }

    /**
     * Moves a receiver to the front, where it is written to first, until other receivers take its place. A connection
     * calls this when its client sends a line: the clients in a conversation then receive each line sooner, and the
     * others hardly later.
     */
    void favour(Connection connection) {
        int index = connection.broadcastIndex();
        if (index < Broadcasts.FAVOURED) {
            return;
        }
        int first = broadcasts.nextFavoured();
        Connection other = receivers[first];
        int otherSettled = settled[first];
        put(connection, settled[index], first);
        put(other, otherSettled, index);
    }

    private void put(Connection connection, int settledTo, int index) {
        receivers[index] = connection;
        settled[index] = settledTo;
        connection.setBroadcast(this, index);
    }

    /** Hands a receiver's {@link Outbound} its share of the block so far, before it gets a private line. */
    void settle(Connection connection) {
        int index = connection.broadcastIndex();
        if (block == null || settled[index] == block.end()) {
            return;
        }
        int from = settled[index];
        settled[index] = block.end();
        connection.outbound().settle(block, from);
    }

    /** The length of the block, in bytes. */
    int blockBytes() {
        return block.end();
    }

    /** Hands each receiver its share of the block, and returns the block. */
    void flush() {
        send();
        broadcasts.takeBack(block);
        block = null;
    }

    private void send() {
        int end = block.end();
        ByteBuffer bytes = block.bytes();
        for (int i = 0; i < count; i++) {
            int from = settled[i];
            settled[i] = 0;
            if (from < end) {
                receivers[i].deliver(block, bytes.position(from));
            }
        }
    }

    private void makeRoom(int bytes) {
        if (block != null && !block.hasRoomFor(bytes)) {
            send();
            block.clear();
        }
        broadcasts.makeRoom(bytes);
        if (block == null) {
            block = broadcasts.lend(this);
        }
    }

    private void endLine() {
        block.endLine();
        broadcasts.countDeliveries(count);
    }
}
