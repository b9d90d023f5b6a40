package chatd.bench;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;

/**
 * The stream of lines that all clients must receive, from their own arrival on. The first client to receive a part
 * extends the stream, and that part is parsed line by line: each line of each sender once, and in order. All other
 * clients are compared with it byte for byte, which is cheap enough to be done always.
 */
final class CommonStream {

    private static final int RING_BYTES = 1 << 24;
    private static final int LINES = 1 << 20;
    private static final int MOST_PORTS = 1 << 16;
    private static final long UNKNOWN = -1;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final Protocol protocol;
    private final Payload payload;
    private final ByteBuffer ring = ByteBuffer.allocateDirect(RING_BYTES);
    private final LineBuffer line = new LineBuffer();
    private final long[] lineEnds = new long[LINES];
    private final int[] senders = new int[LINES];
    private final int[] numbers = new int[LINES];
    private final long[] joinedAt = new long[MOST_PORTS];
    private final Cursor[] byPort = new Cursor[MOST_PORTS];
    private final Queue<Cursor> located = new ArrayDeque<>();
    private final List<Cursor> cursors = new ArrayList<>();
    private int[] sent = new int[16];
    private long end;
    private long lines;
    private long arrivals;
    private boolean hasAllJoined;

    CommonStream(Protocol protocol, Payload payload) {
        this.protocol = protocol;
        this.payload = payload;
        Arrays.fill(joinedAt, UNKNOWN);
    }

    /** Number of lines received by at least one client. */
    long lines() {
        return lines;
    }

    /** Number of arrivals received by at least one client. */
    long arrivals() {
        return arrivals;
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
            cursors.forEach(cursor -> cursor.at = end);
        }
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

        private Cursor(Client client) {
            this.client = client;
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
                if (end - at > RING_BYTES) {
                    throw new RunFailed(client + " is too far behind the others to be checked");
                }
                int offset = (int) (at % RING_BYTES);
                int count = Math.min(in.remaining(), RING_BYTES - offset);
                if (at < end) {
                    count = (int) Math.min(count, end - at);
                    match(in, offset, count);
                } else {
                    extend(in, offset, count);
                }
                at += count;
            }
            report();
        }

        private void match(ByteBuffer in, int offset, int count) {
            int limit = in.limit();
            in.limit(in.position() + count);
            ring.limit(offset + count).position(offset);
            int difference = in.mismatch(ring);
            in.limit(limit);
            if (difference >= 0) {
                throw new RunFailed(client + " received '" + excerpt(in, difference) + "' where others received '"
                        + excerpt(ring, difference) + "'");
            }
            in.position(in.position() + count);
        }

        private void report() {
            if (receipts == null) {
                return;
            }
            while (line < lines && lineEnds[(int) (line % LINES)] <= at) {
                int index = (int) (line++ % LINES);
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
        while (line > 0 && lineEnds[(int) ((line - 1) % LINES)] > at) {
            line--;
        }
        return line;
    }

    private void extend(ByteBuffer in, int offset, int count) {
        ring.limit(RING_BYTES).position(offset);
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
        int index = (int) (lines++ % LINES);
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
