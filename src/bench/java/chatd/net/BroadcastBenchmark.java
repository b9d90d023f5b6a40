package chatd.net;

import chatd.access.BanList;
import chatd.loop.EventLoop;
import chatd.wire.Line;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.zip.CRC32;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * A turn in which 64 lines are sent to 1,000 clients whose sockets accept everything: {@link Broadcast}, whose one
 * block serves all, against a queue for each client that is gathered into one write at the end of the turn. Such a
 * queue holds its own copy of each line, or, cheaper, the array that all queues share.
 *
 * <p>All variants write the same bytes in as many writes, to sockets that only count. So this measures the daemon's
 * part of a turn; the kernel's part, a thousand system calls, is the same for each.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class BroadcastBenchmark extends DaemonBenchmark {

    private static final int LISTENERS = 1000;
    private static final int LINES = 64;
    /** Including the name before it and the LF. */
    private static final int LINE_BYTES = 70;
    private static final byte[] PREFIX = "alice: ".getBytes(StandardCharsets.UTF_8);
    private static final int TEXT_BYTES = LINE_BYTES - PREFIX.length - 1;
    private static final Limits LIMITS = Limits.DEFAULT.withMaxClients(LISTENERS).withLineRate(Duration.ZERO, 1);

    private static final class Listener {
        private final Queue<byte[]> queue = new ArrayDeque<>();
        private final CountingSockets.CountingSocket socket;

        Listener(CountingSockets.CountingSocket socket) {
            this.socket = socket;
        }
    }

    private final CountingSockets sockets = new CountingSockets();
    private final Broadcasts broadcasts = new Broadcasts(LIMITS.maxLineBytes());
    private final Broadcast broadcast = broadcasts.create();
    private final Listener[] listeners = new Listener[LISTENERS];
    private final ByteBuffer gathered = ByteBuffer.allocateDirect(64 * 1024);
    private final byte[] texts = new byte[LINES * TEXT_BYTES];
    private final Line line = new Line(LIMITS.maxLineBytes());

    @Setup
    public void admit() throws IOException {
        // No line is read, so no service is needed.
        EventLoop loop = new EventLoop(sockets, System::nanoTime);
        Server server = new Server(sockets, loop, LIMITS, new BanList(loop::nowNanos), broadcasts, null, null);
        for (int i = 0; i < LISTENERS; i++) {
            SocketChannel socket = sockets.openSocketChannel();
            socket.configureBlocking(false);
            broadcast.join(new Connection(server.policy(), new Transport(loop, socket), socket.getRemoteAddress()));
            listeners[i] = new Listener(sockets.openSocketChannel());
        }
        Random random = new Random(1);
        for (int i = 0; i < texts.length; i++) {
            texts[i] = (byte) (' ' + random.nextInt(95));
        }
        long checksum = checksum(this::sharedBlock);
        if (checksum(this::sharedLines) != checksum || checksum(this::copiedLines) != checksum) {
            throw new AssertionError("The variants do not write the same bytes");
        }
    }

    private long checksum(LongSupplier turn) {
        CRC32 checksum = new CRC32();
        sockets.checksum = checksum;
        long bytes = -sockets.acceptedBytes;
        long writes = -sockets.writes;
        bytes += turn.getAsLong();
        writes += sockets.writes;
        sockets.checksum = null;
        if (bytes != LISTENERS * LINES * LINE_BYTES || writes != LISTENERS) {
            throw new AssertionError(bytes + " bytes in " + writes + " writes");
        }
        return checksum.getValue();
    }

    @Benchmark
    public long sharedBlock() {
        for (int i = 0; i < LINES; i++) {
            broadcast.say(PREFIX, line(i));
        }
        broadcasts.flush();
        return sockets.acceptedBytes;
    }

    @Benchmark
    public long sharedLines() {
        for (int i = 0; i < LINES; i++) {
            byte[] bytes = encode(line(i));
            for (Listener listener : listeners) {
                listener.queue.add(bytes);
            }
        }
        return writeAll();
    }

    @Benchmark
    public long copiedLines() {
        for (int i = 0; i < LINES; i++) {
            byte[] bytes = encode(line(i));
            for (Listener listener : listeners) {
                listener.queue.add(bytes.clone());
            }
        }
        return writeAll();
    }

    private Line line(int number) {
        line.set(texts, number * TEXT_BYTES, (number + 1) * TEXT_BYTES);
        return line;
    }

    private static byte[] encode(Line line) {
        byte[] bytes = Arrays.copyOf(PREFIX, PREFIX.length + line.length() + 1);
        System.arraycopy(line.bytes(), line.offset(), bytes, PREFIX.length, line.length());
        bytes[bytes.length - 1] = '\n';
        return bytes;
    }

    private long writeAll() {
        for (Listener listener : listeners) {
            gathered.clear();
            for (byte[] bytes = listener.queue.poll(); bytes != null; bytes = listener.queue.poll()) {
                gathered.put(bytes);
            }
            listener.socket.write(gathered.flip());
        }
        return sockets.acceptedBytes;
    }
}
