package chatd.net;

import chatd.access.BanList;
import chatd.loop.EventLoop;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * The time per client of a turn that sends one line to 100 clients. The sockets make no system call, so {@link #turn}
 * minus {@link #sockets} is the time of the daemon itself.
 *
 * <p>Between two writes of the daemon the kernel needs the processor's caches. With {@link #kernelBytes} each socket
 * reads memory of its own in each write, so that the objects of a client are no longer in the nearest cache when its
 * turn comes.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(LoneLineBenchmark.CLIENTS)
public class LoneLineBenchmark extends DaemonBenchmark {

    static final int CLIENTS = 100;

    private static final byte[] PREFIX = "alice: ".getBytes(StandardCharsets.UTF_8);
    private static final byte[] INPUT = ("m".repeat(70 - PREFIX.length - 1) + '\n').getBytes(StandardCharsets.UTF_8);
    private static final Limits LIMITS = Limits.DEFAULT.withMaxClients(CLIENTS).withLineRate(Duration.ZERO, 1);

    /** Bytes that each socket reads in a write. */
    @Param({"0", "8192"})
    public int kernelBytes;

    private final CountingSockets.CountingSocket[] clients = new CountingSockets.CountingSocket[CLIENTS];
    private CountingSockets sockets;
    private EventLoop loop;

    @Setup
    public void admit() throws IOException {
        sockets = new CountingSockets(kernelBytes);
        loop = new EventLoop(sockets, System::nanoTime);
        Broadcasts broadcasts = new Broadcasts(LIMITS.maxLineBytes());
        Broadcast broadcast = broadcasts.create();
        Server server = new Server(sockets, loop, LIMITS, new BanList(loop::nowNanos), broadcasts,
                (connection, said) -> broadcast.say(PREFIX, said), null);
        for (int i = 0; i < CLIENTS; i++) {
            clients[i] = sockets.openSocketChannel();
            broadcast.join(new Connection(server.policy(), new Transport(loop, clients[i]),
                    clients[i].getRemoteAddress()));
        }
        long expected = (long) CLIENTS * (PREFIX.length + INPUT.length);
        if (turn() != expected || sockets() != 2 * expected) {
            throw new AssertionError("Not all bytes were written");
        }
    }

    /** A whole turn of the loop: one client is ready, its line is read and decoded, and all clients receive it. */
    @Benchmark
    public long turn() throws IOException {
        clients[0].receive(INPUT);
        loop.turn();
        return sockets.acceptedBytes;
    }

    /** The writes alone. */
    @Benchmark
    public long sockets() {
        for (CountingSockets.CountingSocket client : clients) {
            client.accept(PREFIX.length + INPUT.length);
        }
        return sockets.acceptedBytes;
    }
}
