package chatd.loop;

import chatd.net.DaemonBenchmark;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.agrona.DeadlineTimerWheel;
import org.agrona.collections.Long2LongHashMap;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Idle deadlines of 10,000 clients: in {@link TimerWheel}, in the JDK's heap, and in Agrona's wheel. Agrona's wheel
 * consists of arrays and identifies a timer by a number, so a map is needed to find its client: without the map its
 * {@code set} would take about as long as ours, but the expired client would be unknown.
 *
 * <p>{@code set} moves a deadline; {@code expire} is one deadline's share of five minutes in which all of them pass;
 * {@code touch} is a line from a client with an idle timeout of five minutes. For {@code touch} the daemon only records
 * the time, and moves the deadline when it fires, which is included; the others move it for every line. So {@code
 * touch} compares that optimization, which the others could use as well; {@code set} and {@code expire} compare the
 * data structures.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(TimerWheelBenchmark.CLIENTS)
public class TimerWheelBenchmark extends DaemonBenchmark {

    static final int CLIENTS = 10_000;

    private static final long TICK_NANOS = Duration.ofMillis(100).toNanos();
    private static final int SLOTS = 4096;
    private static final int IDLE_TICKS = 3000;
    private static final long IDLE_NANOS = IDLE_TICKS * TICK_NANOS;
    private static final int LINES_PER_TICK = 100;
    private static final long ROUND_NANOS = CLIENTS / LINES_PER_TICK * TICK_NANOS;

    /** The data structure of the deadlines. */
    public enum Structure {
        TIMER_WHEEL(Wheel::new), PRIORITY_QUEUE(Queue::new), AGRONA(Agrona::new);

        private final Function<IntConsumer, Deadlines> create;

        Structure(Function<IntConsumer, Deadlines> create) {
            this.create = create;
        }
    }

    /** A deadline for each client; calls back with the client's number when it has passed. */
    private interface Deadlines {

        void set(int client, long deadlineNanos);

        void advance(long nowNanos);

        default void touch(int client, long nowNanos) {
            set(client, nowNanos + IDLE_NANOS);
        }
    }

    private static final class Wheel implements Deadlines {
        private final TimerWheel wheel = new TimerWheel(TICK_NANOS, SLOTS, 0);
        private final Client[] clients = new Client[CLIENTS];
        private final IntConsumer expired;
        private long nowNanos;

        Wheel(IntConsumer expired) {
            this.expired = expired;
            Arrays.setAll(clients, Client::new);
        }

        @Override
        public void set(int client, long deadlineNanos) {
            wheel.set(clients[client], deadlineNanos);
        }

        @Override
        public void touch(int client, long nowNanos) {
            clients[client].lastLineNanos = nowNanos;
        }

        @Override
        public void advance(long nowNanos) {
            this.nowNanos = nowNanos;
            wheel.advance(nowNanos);
        }

        private final class Client extends TimerWheel.Timer {
            private final int number;
            private long lastLineNanos = -IDLE_NANOS;

            Client(int number) {
                this.number = number;
            }

            @Override
            public void expire() {
                long idleAtNanos = lastLineNanos + IDLE_NANOS;
                if (idleAtNanos - nowNanos > 0) {
                    wheel.set(this, idleAtNanos);
                } else {
                    expired.accept(number);
                }
            }
        }
    }

    private static final class Queue implements Deadlines {
        private final PriorityQueue<Client> queue = new PriorityQueue<>(CLIENTS);
        private final Client[] clients = new Client[CLIENTS];
        private final IntConsumer expired;

        Queue(IntConsumer expired) {
            this.expired = expired;
            Arrays.setAll(clients, Client::new);
        }

        @Override
        public void set(int client, long deadlineNanos) {
            queue.remove(clients[client]);
            clients[client].deadlineNanos = deadlineNanos;
            queue.add(clients[client]);
        }

        @Override
        public void advance(long nowNanos) {
            while (!queue.isEmpty() && queue.peek().deadlineNanos - nowNanos <= 0) {
                expired.accept(queue.remove().number);
            }
        }

        private static final class Client implements Comparable<Client> {
            private final int number;
            private long deadlineNanos;

            Client(int number) {
                this.number = number;
            }

            @Override
            public int compareTo(Client other) {
                return Long.signum(deadlineNanos - other.deadlineNanos);
            }
        }
    }

    private static final class Agrona implements Deadlines {
        /** 134 ms, since it must be a power of two. */
        private static final long COARSE_TICK_NANOS = 1 << 27;
        private static final long NONE = -1;

        private final DeadlineTimerWheel wheel =
                new DeadlineTimerWheel(TimeUnit.NANOSECONDS, 0, COARSE_TICK_NANOS, SLOTS);
        private final long[] timers = new long[CLIENTS];
        private final Long2LongHashMap clients = new Long2LongHashMap(NONE);
        private final DeadlineTimerWheel.TimerHandler handler = this::expire;
        private final IntConsumer expired;

        Agrona(IntConsumer expired) {
            this.expired = expired;
            Arrays.fill(timers, NONE);
        }

        @Override
        public void set(int client, long deadlineNanos) {
            if (timers[client] != NONE) {
                wheel.cancelTimer(timers[client]);
                clients.remove(timers[client]);
            }
            timers[client] = wheel.scheduleTimer(deadlineNanos);
            clients.put(timers[client], client);
        }

        @Override
        public void advance(long nowNanos) {
            // One poll handles one tick, and moves to the next if that tick has passed.
            while (wheel.currentTickTime() <= nowNanos) {
                wheel.poll(nowNanos, handler, Integer.MAX_VALUE);
            }
            wheel.poll(nowNanos, handler, Integer.MAX_VALUE);
        }

        private boolean expire(TimeUnit unit, long nowNanos, long timer) {
            int client = (int) clients.remove(timer);
            timers[client] = NONE;
            expired.accept(client);
            return true;
        }
    }

    /** The clients' deadlines, all set, and the time, which continues from one invocation to the next. */
    @State(Scope.Thread)
    public static class Clients {
        @Param
        public Structure structure;

        /** Permutations of the clients, in which they act. */
        private final int[][] orders = new int[7][];
        /** Delays of new deadlines; more than clients, so that no client gets the same delay twice in a row. */
        private final long[] delays = new long[CLIENTS + 1234];
        private int nextOrder;
        private int nextDelay;
        private Deadlines deadlines;
        private long nowNanos;
        int idle;

        @Setup
        public void fill() {
            Random random = new Random(1);
            for (int i = 0; i < orders.length; i++) {
                List<Integer> order = new ArrayList<>(IntStream.range(0, CLIENTS).boxed().toList());
                Collections.shuffle(order, random);
                orders[i] = order.stream().mapToInt(Integer::intValue).toArray();
            }
            // No client is idle before it had time to send a line.
            Arrays.setAll(delays, i -> random.nextLong(ROUND_NANOS, IDLE_NANOS));
            check();
            deadlines = structure.create.apply(client -> idle++);
            setAll();
        }

        void setAll() {
            for (int client : nextOrder()) {
                deadlines.set(client, nowNanos + nextDelay());
            }
        }

        void touch(int client) {
            deadlines.touch(client, nowNanos);
        }

        void tick() {
            nowNanos += TICK_NANOS;
            deadlines.advance(nowNanos);
        }

        int[] nextOrder() {
            nextOrder = (nextOrder + 1) % orders.length;
            return orders[nextOrder];
        }

        private long nextDelay() {
            nextDelay = nextDelay + 1 == delays.length ? 0 : nextDelay + 1;
            return delays[nextDelay];
        }

        /** Every structure must find the same clients idle at the same ticks. */
        private void check() {
            int[] ticks = idleTicks(Structure.TIMER_WHEEL);
            if (Arrays.stream(ticks).anyMatch(tick -> tick == 0)
                    || !Arrays.equals(ticks, idleTicks(Structure.PRIORITY_QUEUE))
                    || !Arrays.equals(ticks, idleTicks(Structure.AGRONA))) {
                throw new AssertionError("The structures do not find the same clients idle");
            }
        }

        /** The tick at which each client is found idle, when some deadlines are moved and some clients send lines. */
        private int[] idleTicks(Structure which) {
            int[] ticks = new int[CLIENTS];
            int[] now = new int[1];
            Deadlines tried = which.create.apply(client -> ticks[client] = now[0]);
            for (int client = 0; client < CLIENTS; client++) {
                tried.set(client, delays[client]);
            }
            for (int client = 0; client < CLIENTS; client += 10) {
                tried.set(client, delays[delays.length - 1 - client]);
            }
            for (now[0] = 1; now[0] <= 2 * IDLE_TICKS; now[0]++) {
                tried.advance(now[0] * TICK_NANOS);
                if (now[0] < IDLE_TICKS && ticks[now[0]] == 0) {
                    tried.touch(now[0], now[0] * TICK_NANOS);
                }
            }
            return ticks;
        }
    }

    /** Clients whose deadlines are set again before each invocation, after all have passed in the one before. */
    public static class AllSet extends Clients {
        @Setup(Level.Invocation)
        public void again() {
            if (idle % CLIENTS != 0) {
                throw new AssertionError(idle + " were idle");
            }
            setAll();
        }
    }

    @Benchmark
    public int set(Clients clients) {
        clients.setAll();
        return clients.idle;
    }

    /** Each client sends one line in ten seconds. */
    @Benchmark
    public int touch(Clients clients) {
        int[] order = clients.nextOrder();
        for (int sent = 0; sent < CLIENTS; sent += LINES_PER_TICK) {
            for (int i = 0; i < LINES_PER_TICK; i++) {
                clients.touch(order[sent + i]);
            }
            clients.tick();
        }
        if (clients.idle > 0) {
            throw new AssertionError(clients.idle + " were idle");
        }
        return clients.idle;
    }

    @Benchmark
    public int expire(AllSet clients) {
        for (int tick = 0; tick < IDLE_TICKS; tick++) {
            clients.tick();
        }
        return clients.idle;
    }
}
