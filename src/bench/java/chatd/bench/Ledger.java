package chatd.bench;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;

/**
 * What everybody in the room must receive: one stream of lines, the same for all, from their own arrival on. Whoever is
 * the first to receive a part of it extends it, and that part is read line by line: each line of each sender once, and
 * in order. All others are compared with it byte for byte, which costs so little that it can be done always.
 */
final class Ledger {

    private static final int RING_BYTES = 1 << 24;
    private static final int LINES = 1 << 20;
    private static final int MOST_PORTS = 1 << 16;
    private static final long UNKNOWN = -1;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final Tongue tongue;
    private final Payload payload;
    private final ByteBuffer ring = ByteBuffer.allocateDirect(RING_BYTES);
    private final LineBuffer line = new LineBuffer();
    private final long[] lineEnds = new long[LINES];
    private final int[] senders = new int[LINES];
    private final int[] numbers = new int[LINES];
    private final long[] joinedAt = new long[MOST_PORTS];
    private final Stream[] byPort = new Stream[MOST_PORTS];
    private final Queue<Stream> located = new ArrayDeque<>();
    private final List<Stream> streams = new ArrayList<>();
    private int[] said = new int[16];
    private long end;
    private long lines;
    private long arrivals;
    private boolean begun;

    Ledger(Tongue tongue, Payload payload) {
        this.tongue = tongue;
        this.payload = payload;
        Arrays.fill(joinedAt, UNKNOWN);
    }

    /** How many lines were said, as far as anybody has received them. */
    long lines() {
        return lines;
    }

    /** How many clients arrived, as far as anybody has heard of it. */
    long arrivals() {
        return arrivals;
    }

    /** The check for one more client that is connected; the first hears everything. */
    Stream stream(Client client) {
        Stream stream = new Stream(client);
        if (streams.isEmpty()) {
            joinedAt[client.port] = 0;
        }
        byPort[client.port] = stream;
        streams.add(stream);
        return stream;
    }

    /** Everybody is in the room: servers that do not announce arrivals so that we know whose are not checked before. */
    void begin() {
        begun = true;
        if (!tongue.announces()) {
            streams.forEach(stream -> stream.at = end);
        }
    }

    /** A client leaves; what it receives is of no interest any more. */
    void forget(Stream stream) {
        joinedAt[stream.client.port] = UNKNOWN;
        byPort[stream.client.port] = null;
        streams.remove(stream);
    }

    /** Where one client is in the stream. */
    final class Stream implements Check {

        private final Client client;
        private Check.Receipts receipts;
        private ByteBuffer held = NOTHING;
        private long at = UNKNOWN;
        private long line;
        private long linesBefore;

        private Stream(Client client) {
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
            } else if (begun || tongue.announces()) {
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
            return client + (at == UNKNOWN ? " has not heard that it arrived" : " lacks " + (end - at) + " bytes");
        }

        private void compare(ByteBuffer in) {
            while (in.hasRemaining()) {
                if (end - at > RING_BYTES) {
                    throw new Lost(client + " is too far behind the others to be checked");
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
                throw new Lost(client + " received '" + excerpt(in, difference) + "' where others received '"
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

        /** Skips what only this client was told when it came, and finds its place in what all receive. */
        private void locate() {
            held.flip();
            LineBuffer first = new LineBuffer();
            int start = held.position();
            while (at == UNKNOWN && first.take(held)) {
                if (tongue.isPrivate(first.bytes(), first.length(), client.port)) {
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
            readSaid(payload.sender(line.bytes(), start), payload.number(line.bytes(), start));
            return;
        }
        int port = tongue.arrival(line.bytes(), line.length());
        if (port < 0) {
            return;
        }
        arrivals++;
        if (joinedAt[port] != UNKNOWN) {
            throw new Lost("'" + line + "' came twice");
        }
        joinedAt[port] = end;
        if (byPort[port] != null) {
            located.add(byPort[port]);
        }
    }

    private void readSaid(int sender, int number) {
        if (sender >= said.length) {
            said = Arrays.copyOf(said, sender * 2);
        }
        if (number != said[sender]++) {
            throw new Lost("line " + number + " of client " + sender + " came where line " + (said[sender] - 1)
                    + " was due");
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
