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

/** A member on one of several nodes that says numbered lines and reads everything: numbered lines, and notices. */
final class LinkedMember {

    /** Begins the names of all of them. */
    static final String NAME = "m";

    private static final int SENT_TIMES = 1 << 16;
    private static final int MOST_NOTICES = 1000;
    private static final int FILL = 50;

    /** Number of the member, of all members of all nodes. */
    final int number;
    /** Port of its node. */
    final int port;
    final CommonOrder.Reader reader;
    /** The last lines that are not numbered lines of a member. */
    final List<String> notices = new ArrayList<>();

    private final LinkedMembers all;
    private final SocketChannel channel;
    private final SelectionKey key;
    private final long[] sentNanos = new long[SENT_TIMES];
    private ByteBuffer waiting = ByteBuffer.allocate(4096);
    private byte[] line = new byte[1024];
    private int length;
    private long sent;
    private long returned;
    private boolean joined;
    private boolean ended;

    LinkedMember(int number, int port, LinkedMembers all, CommonOrder order, Selector selector) throws IOException {
        this.number = number;
        this.port = port;
        this.all = all;
        reader = order.new Reader();
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

    /** Number of lines that it has said. */
    long sent() {
        return sent;
    }

    /** Number of its lines that it has not received yet. */
    long underWay() {
        return sent - returned;
    }

    /** Says the next line. */
    void say() {
        if (!ended) {
            sentNanos[(int) (sent % SENT_TIMES)] = System.nanoTime();
            write('=' + Long.toString(sent) + ' ' + "x".repeat(fill(number, sent)) + '=');
            sent++;
        }
    }

    /** Sends a line that is not numbered. */
    void send(String text) {
        if (!ended) {
            write(text);
        }
    }

    private static int fill(int author, long line) {
        // A different length for each line.
        return (int) ((line * 7 + author) % FILL);
    }

    private void write(String text) {
        byte[] bytes = (text + '\n').getBytes(StandardCharsets.UTF_8);
        if (waiting.remaining() < bytes.length) {
            waiting = ByteBuffer.allocate((waiting.position() + bytes.length) * 2).put(waiting.flip());
        }
        waiting.put(bytes);
        try {
            write();
        } catch (IOException e) {
            close();
        }
    }

    private void write() throws IOException {
        channel.write(waiting.flip());
        waiting.compact();
        key.interestOps(SelectionKey.OP_READ | (waiting.position() > 0 ? SelectionKey.OP_WRITE : 0));
    }

    /** Reads and writes as far as its socket is ready. */
    void serve(ByteBuffer buffer) {
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
        take(buffer.array(), buffer.position());
    }

    private void take(byte[] bytes, int count) {
        long now = System.nanoTime();
        int from = 0;
        for (int i = 0; i < count; i++) {
            if (bytes[i] == '\n') {
                add(bytes, from, i);
                receive(now);
                length = 0;
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

    private void receive(long now) {
        if (!joined) {
            joined = text().equals("You are " + name());
            return;
        }
        int colon = numberFrom(0, (byte) 'm', (byte) ':');
        int space = colon < 0 ? -1 : numberFrom(colon + 2, (byte) '=', (byte) ' ');
        if (space < 0 || line[colon + 1] != ' ') {
            note(text());
            return;
        }
        int author = (int) value(1, colon);
        long said = value(colon + 3, space);
        if (!isWhole(space + 1, fill(author, said))) {
            all.damaged(name() + " received \"" + text() + '"');
            return;
        }
        reader.take(CommonOrder.id(author, said));
        if (author == number) {
            returned = said + 1;
        }
        all.delayed(author, said, now);
    }

    /** When this line was said; 0 if that is not known. */
    long sentNanos(long said) {
        return said < sent && said >= sent - SENT_TIMES ? sentNanos[(int) (said % SENT_TIMES)] : 0;
    }

    /** Returns where a number ends that begins after this byte and is followed by that one, or -1. */
    private int numberFrom(int start, byte before, byte after) {
        if (start >= length || line[start] != before) {
            return -1;
        }
        int at = start + 1;
        while (at < length && line[at] >= '0' && line[at] <= '9') {
            at++;
        }
        return at > start + 1 && at + 1 < length && line[at] == after ? at : -1;
    }

    private long value(int from, int to) {
        long value = 0;
        for (int i = from; i < to; i++) {
            value = value * 10 + line[i] - '0';
        }
        return value;
    }

    private boolean isWhole(int from, int count) {
        if (length != from + count + 1 || line[length - 1] != '=') {
            return false;
        }
        for (int i = from; i < length - 1; i++) {
            if (line[i] != 'x') {
                return false;
            }
        }
        return true;
    }

    private void note(String notice) {
        if (notices.size() == MOST_NOTICES) {
            notices.remove(0);
        }
        notices.add(notice);
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
