package chatd.system;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A well-behaved member of the room that sends lines which can be told from all others, and reads everything. */
final class Witness {

    /** Id of the server's shutdown notice, which every witness must receive in the same place. */
    static final long FAREWELL = -1;

    private static final String NAME = "witness";
    private static final Pattern WITNESS_LINE = Pattern.compile(NAME + "(\\d+): =(\\d+) .*");
    private static final Pattern GAP = Pattern.compile("\\[(\\d+) lines? skipped: you were reading too slowly]");
    private static final byte[] FAREWELL_LINE = "The server is shutting down.".getBytes(StandardCharsets.US_ASCII);
    private static final int NUMBER_BITS = 40;
    private static final long NUMBER_MASK = (1L << NUMBER_BITS) - 1;

    final Transcript transcript = new Transcript();
    final List<Long> delayNanos = new ArrayList<>();
    /** Send time of each line that not every witness is known to have received. */
    final List<Long> sentNanos = new ArrayList<>();

    private final int number;
    private final SocketChannel channel;
    private final SelectionKey key;
    private ByteBuffer waiting = ByteBuffer.allocate(4096);
    private byte[] line = new byte[1024];
    private int length;
    private int lastLength;
    /** Number of the first line in {@link #sentNanos}. */
    private long firstSent;
    private boolean joined;
    private boolean ended;

    Witness(int number, int port, Selector selector) throws IOException {
        this.number = number;
        channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        key = channel.register(selector, SelectionKey.OP_READ, this);
        write(name());
    }

    String name() {
        return NAME + number;
    }

    boolean hasJoined() {
        return joined;
    }

    boolean hasEnded() {
        return ended;
    }

    /** The last line received, for messages. */
    String lastLine() {
        return new String(line, 0, lastLength, StandardCharsets.UTF_8);
    }

    void send() throws IOException {
        if (!ended) {
            sentNanos.add(System.nanoTime());
            write(text(number, lastSent() & NUMBER_MASK));
        }
    }

    /** Id of the last line sent. */
    long lastSent() {
        return id(sentNanos.size() - 1);
    }

    /** Id of the line whose send time has this index. */
    long id(int index) {
        return (long) number << NUMBER_BITS | firstSent + index;
    }

    /** Drops the record of lines sent and received. */
    void forget() {
        firstSent += sentNanos.size();
        sentNanos.clear();
        delayNanos.clear();
        transcript.clear();
    }

    private static String text(int number, long line) {
        // Characters of 1 to 4 bytes, and a different length for each line.
        return "=" + line + " žluťoučký 🐎 " + "x".repeat((int) ((line * 7 + number) % 50)) + '=';
    }

    private void write(String text) throws IOException {
        byte[] bytes = (text + '\n').getBytes(StandardCharsets.UTF_8);
        if (waiting.remaining() < bytes.length) {
            waiting = ByteBuffer.allocate((waiting.position() + bytes.length) * 2).put(waiting.flip());
        }
        waiting.put(bytes);
        write();
    }

    private void write() throws IOException {
        channel.write(waiting.flip());
        waiting.compact();
        key.interestOps(SelectionKey.OP_READ | (waiting.position() > 0 ? SelectionKey.OP_WRITE : 0));
    }

    /** Reads and writes as far as its socket is ready. */
    void serve(ByteBuffer buffer, Witnesses all) {
        buffer.clear();
        try {
            if (key.isWritable()) {
                write();
            }
            if (key.isReadable() && channel.read(buffer) < 0) {
                close();
            }
        } catch (IOException e) {
            close();
        }
        take(buffer.array(), buffer.position(), all);
    }

    private void take(byte[] bytes, int count, Witnesses all) {
        long now = System.nanoTime();
        int from = 0;
        for (int i = 0; i < count; i++) {
            if (bytes[i] == '\n') {
                add(bytes, from, i);
                receive(now, all);
                from = i + 1;
            }
        }
        add(bytes, from, count);
    }

    private void add(byte[] bytes, int from, int to) {
        if (line.length < length + to - from) {
            line = Arrays.copyOf(line, (length + to - from) * 2);
        }
        System.arraycopy(bytes, from, line, length, to - from);
        length += to - from;
    }

    private void receive(long now, Witnesses all) {
        if (!joined) {
            joined = text().equals("You are " + name());
        } else if (line[0] == 'w' && isFromWitness()) {
            receiveWitnessLine(text(), now, all);
        } else if (line[0] == '[' && GAP.matcher(text()).matches()) {
            Matcher matcher = GAP.matcher(text());
            transcript.skip(matcher.matches() ? Long.parseLong(matcher.group(1)) : 0);
        } else if (Arrays.equals(line, 0, length, FAREWELL_LINE, 0, FAREWELL_LINE.length)) {
            transcript.mark(FAREWELL);
        } else {
            transcript.other(line, length);
            all.countClientLine(line, length);
        }
        lastLength = length;
        length = 0;
    }

    private boolean isFromWitness() {
        return length > NAME.length() && text().matches(NAME + "\\d+: .*");
    }

    private void receiveWitnessLine(String received, long now, Witnesses all) {
        Matcher matcher = WITNESS_LINE.matcher(received);
        if (!matcher.matches()) {
            all.damaged(name() + " received \"" + received + '"');
            return;
        }
        int author = Integer.parseInt(matcher.group(1));
        long lineNumber = Long.parseLong(matcher.group(2));
        if (!received.equals(NAME + author + ": " + text(author, lineNumber))) {
            all.damaged(name() + " received \"" + received + '"');
            return;
        }
        Witness by = all.witness(author);
        transcript.mark((long) author << NUMBER_BITS | lineNumber);
        if (lineNumber >= by.firstSent) {
            delayNanos.add(now - by.sentNanos.get((int) (lineNumber - by.firstSent)));
        }
    }

    private String text() {
        return new String(line, 0, length, StandardCharsets.UTF_8);
    }

    void close() {
        ended = true;
        try {
            channel.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
