package chatd.bench;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.Supplier;

/**
 * The stream of lines that all clients must receive, from their own arrival on. The first client to receive a part
 * extends the stream, and that part is parsed line by line: each line of each sender once, and in order. All other
 * clients are compared with it byte for byte, which is cheap enough to be done always.
 */
final class CommonStream {

    private static final int RING_BYTES = 1 << 24;
    private static final int LINES = 1 << 20;
    /** The ring of one room of many. */
    private static final int ROOM_RING_BYTES = 1 << 20;
    private static final int ROOM_LINES = 1 << 14;
    /** The first letter of the first line that a client receives in another room. */
    private static final byte FIRST_OF_MOVE = 'Y';
    private static final int MOST_PORTS = 1 << 16;
    private static final long UNKNOWN = -1;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final Protocol protocol;
    private final Payload payload;
    private final ByteBuffer ring;
    private final LineBuffer line = new LineBuffer();
    private final long[] lineEnds;
    private final int[] senders;
    private final int[] numbers;
    private final long[] joinedAt = new long[MOST_PORTS];
    private final Cursor[] byPort = new Cursor[MOST_PORTS];
    private final Queue<Cursor> located = new ArrayDeque<>();
    private final List<Cursor> cursors = new ArrayList<>();
    /** The position of the notice that a client has moved to another room, by the port of the client. */
    private final Map<Integer, Long> movedAt = new HashMap<>();
    private int departures;
    private int[] sent = new int[16];
    private long end;
    private long lines;
    private long arrivals;
    private boolean hasAllJoined;

    /** The stream of all clients of a server. */
    CommonStream(Protocol protocol, Payload payload) {
        this(protocol, payload, RING_BYTES, LINES);
    }

    private CommonStream(Protocol protocol, Payload payload, int ringBytes, int keptLines) {
        this.protocol = protocol;
        this.payload = payload;
        ring = ByteBuffer.allocateDirect(ringBytes);
        lineEnds = new long[keptLines];
        senders = new int[keptLines];
        numbers = new int[keptLines];
        Arrays.fill(joinedAt, UNKNOWN);
    }

    /** The stream of the clients in one room of many. */
    static CommonStream ofRoom(Protocol protocol, Payload payload) {
        return new CommonStream(protocol, payload, ROOM_RING_BYTES, ROOM_LINES);
    }

    /** Number of lines received by at least one client. */
    long lines() {
        return lines;
    }

    /** Number of arrivals received by at least one client. */
    long arrivals() {
        return arrivals;
    }

    /** Number of clients whose move both they and the others have been told of. */
    int moves() {
        return Math.min(departures, movedAt.size());
    }

    /** Checks that this client has received every line of the stream up to its own move. */
    void checkMove(Cursor cursor) {
        Long moved = movedAt.get(cursor.client.port);
        if (moved == null || moved != cursor.at) {
            throw new RunFailed(cursor.client + " moved after byte " + cursor.at
                    + ", and the others were told at byte " + moved);
        }
    }

    /** The check for one more connected client; the first receives everything. */
    Cursor cursor(Client client) {
        Cursor cursor = new Cursor(client);
        if (cursors.isEmpty()) {
            joinedAt[client.port] = 0;
        }
        byPort[client.port] = cursor;
        cursors.add(cursor);
        return cursor;
    }

    /** All clients are in the room. For servers whose arrival notices do not name the client, checking begins here. */
    void allJoined() {
        hasAllJoined = true;
        if (!protocol.announces()) {
            beginHere();
        }
    }

    /** Expects each client to receive all lines from here on. */
    void beginHere() {
        cursors.forEach(cursor -> cursor.at = end);
    }

    /** A client leaves, and is not checked any more. */
    void forget(Cursor cursor) {
        joinedAt[cursor.client.port] = UNKNOWN;
        byPort[cursor.client.port] = null;
        cursors.remove(cursor);
    }

    /** One client's position in the stream. */
    final class Cursor implements DeliveryCheck {

        private final Client client;
        private DeliveryCheck.Receipts receipts;
        private ByteBuffer held = NOTHING;
        private long at = UNKNOWN;
        private long line;
        private long linesBefore;
        /** Makes the check for the room that the client moves to; null if it does not move. */
        private Supplier<Cursor> afterMove;

        private Cursor(Client client) {
            this.client = client;
        }

        /** The client asks to move to another room: its next private line is the first that it receives there. */
        void moves(Supplier<Cursor> next) {
            afterMove = next;
        }

        @Override
        public void report(Receipts to) {
            receipts = to;
            line = lines;
        }

        @Override
        public void take(ByteBuffer in) {
            if (at != UNKNOWN) {
                compare(in);
            } else if (hasAllJoined || protocol.announces()) {
                hold(in);
                locate();
            } else {
                in.position(in.limit());
            }
            while (!located.isEmpty()) {
                located.remove().locate();
            }
        }

        @Override
        public boolean isPlaced() {
            return at != UNKNOWN;
        }

        @Override
        public boolean isComplete() {
            return at == end || at == UNKNOWN && held.position() == 0 && joinedAt[client.port] == end;
        }

        @Override
        public long lines() {
            return lines - linesBefore;
        }

        @Override
        public String missing() {
            return client + (at == UNKNOWN ? " has not received its own arrival" : " lacks " + (end - at) + " bytes");
        }

        private void compare(ByteBuffer in) {
            while (in.hasRemaining()) {
                if (end - at > ring.capacity()) {
                    throw new RunFailed(client + " is too far behind the others to be checked");
                }
                int offset = (int) (at % ring.capacity());
                int count = Math.min(in.remaining(), ring.capacity() - offset);
                if (at < end) {
                    count = match(in, offset, (int) Math.min(count, end - at));
                } else {
                    count = bytesBeforeMove(in, count);
                    extend(in, offset, count);
                }
                at += count;
                if (count == 0) {
                    move(in);
                    return;
                }
            }
            report();
        }

        private void move(ByteBuffer in) {
            departures++;
            Cursor next = afterMove.get();
            client.check = next;
            next.take(in);
        }

        /** The number of these new bytes that belong to this stream; 0 if the client has moved. */
        private int bytesBeforeMove(ByteBuffer in, int count) {
            if (afterMove == null) {
                return count;
            }
            boolean isStart = isLineStart(at);
            for (int i = 0; i < count; i++) {
                byte next = in.get(in.position() + i);
                if (isStart && next == FIRST_OF_MOVE) {
                    return i;
                }
                isStart = next == '\n';
            }
            return count;
        }

        private boolean isLineStart(long place) {
            return place == 0 || ring.get((int) ((place - 1) % ring.capacity())) == '\n';
        }

        /** Returns the number of equal bytes: fewer than {@code count} only if the client has moved. */
        private int match(ByteBuffer in, int offset, int count) {
            int limit = in.limit();
            in.limit(in.position() + count);
            ring.limit(offset + count).position(offset);
            int difference = in.mismatch(ring);
            in.limit(limit);
            if (difference >= 0 && afterMove != null && in.get(in.position() + difference) == FIRST_OF_MOVE) {
                ring.limit(ring.capacity());
                if (isLineStart(at + difference)) {
                    in.position(in.position() + difference);
                    return difference;
                }
            }
            if (difference >= 0) {
                throw new RunFailed(client + " received '" + excerpt(in, difference) + "' where others received '"
                        + excerpt(ring, difference) + "'");
            }
            in.position(in.position() + count);
            return count;
        }

        private void report() {
            if (receipts == null) {
                return;
            }
            while (line < lines && lineEnds[(int) (line % lineEnds.length)] <= at) {
                int index = (int) (line++ % lineEnds.length);
                receipts.received(senders[index], numbers[index]);
            }
        }

        private void hold(ByteBuffer in) {
            if (held.remaining() < in.remaining()) {
                held = ByteBuffer.allocate((held.position() + in.remaining()) * 2).put(held.flip());
            }
            held.put(in);
        }

        /** Skips the lines that only this client received when it joined, and finds its place in the stream. */
        private void locate() {
            held.flip();
            LineBuffer first = new LineBuffer();
            int start = held.position();
            while (at == UNKNOWN && first.take(held)) {
                if (protocol.isPrivate(first.bytes(), first.length(), client.port)) {
                    start = held.position();
                } else if (joinedAt[client.port] != UNKNOWN) {
                    at = joinedAt[client.port];
                } else {
                    break;
                }
            }
            held.position(start);
            if (at != UNKNOWN) {
                linesBefore = linesUpTo(at);
                line = linesBefore;
                compare(held);
                held = NOTHING;
            } else {
                held.compact();
            }
        }
    }

    private long linesUpTo(long at) {
        long line = lines;
        while (line > 0 && lineEnds[(int) ((line - 1) % lineEnds.length)] > at) {
            line--;
        }
        return line;
    }

    private void extend(ByteBuffer in, int offset, int count) {
        ring.limit(ring.capacity()).position(offset);
        ring.put(in.slice(in.position(), count));
        int limit = in.limit();
        in.limit(in.position() + count);
        int before = in.position();
        while (line.take(in)) {
            end += in.position() - before;
            before = in.position();
            read();
        }
        end += in.position() - before;
        in.limit(limit);
    }

    private void read() {
        int start = payload.find(line.bytes(), line.length());
        if (start >= 0) {
            readSent(payload.sender(line.bytes(), start), payload.number(line.bytes(), start));
            return;
        }
        int port = protocol.arrival(line.bytes(), line.length());
        if (port < 0) {
            int moved = protocol.move(line.bytes(), line.length());
            if (moved >= 0) {
                movedAt.put(moved, end - line.length() - 1);
            }
            return;
        }
        arrivals++;
        if (joinedAt[port] != UNKNOWN) {
            throw new RunFailed("'" + line + "' was received twice");
        }
        joinedAt[port] = end;
        if (byPort[port] != null) {
            located.add(byPort[port]);
        }
    }

    private void readSent(int sender, int number) {
        if (sender >= sent.length) {
            sent = Arrays.copyOf(sent, sender * 2);
        }
        if (number != sent[sender]++) {
            throw new RunFailed("line " + number + " of client " + sender + " was received instead of line "
                    + (sent[sender] - 1));
        }
        int index = (int) (lines++ % lineEnds.length);
        lineEnds[index] = end;
        senders[index] = sender;
        numbers[index] = number;
    }

    private static String excerpt(ByteBuffer bytes, int at) {
        int from = Math.max(bytes.position(), bytes.position() + at - 40);
        byte[] excerpt = new byte[Math.min(120, bytes.limit() - from)];
        bytes.get(from, excerpt);
        return new String(excerpt, StandardCharsets.UTF_8).replace('\n', '~');
    }
}
