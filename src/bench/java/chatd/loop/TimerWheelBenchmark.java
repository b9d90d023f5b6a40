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
 * The idle deadlines of 10,000 clients: in the {@link TimerWheel}, in the JDK's heap, and in Agrona's wheel. That wheel
 * is made of arrays and names a timer by a number, so a map tells whose it is: without the map its {@code set} would
 * cost about as much as ours, but nobody would know who is idle.
 *
 * <p>{@code set} moves a deadline, and {@code expire} is its share of five minutes in which all of them pass. {@code
 * touch} is a line from a client that may not be idle for five minutes. There the daemon does no more than note the
 * time, and moves the deadline when it fires, which is in the figure; the others move it for every line. So {@code
 * touch} compares that trick, which would serve the others as well, and {@code set} and {@code expire} the structures.
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

    /** Where the deadlines are kept. */
    public enum Kept {
        TIMER_WHEEL(Wheel::new), PRIORITY_QUEUE(Queue::new), AGRONA(Agrona::new);

        private final Function<IntConsumer, Deadlines> create;

        Kept(Function<IntConsumer, Deadlines> create) {
            this.create = create;
        }
    }

    /** A deadline for each client; when it has passed, the client's number is told. */
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
        /** 134 ms, for it must be a power of two. */
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
            // A poll looks at one tick only, and goes on to the next if that one has passed.
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

    /** The clients' deadlines, all of them set; and time, which goes on from one invocation to the next. */
    @State(Scope.Thread)
    public static class Clients {
        @Param
        public Kept kept;

        /** Who does something, one after the other: everybody comes once in each of these. */
        private final int[][] orders = new int[7][];
        /** How far off a new deadline is; more of them than clients, so that nobody gets the same twice running. */
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
            // Nobody is idle before they had the time to say a line.
            Arrays.setAll(delays, i -> random.nextLong(ROUND_NANOS, IDLE_NANOS));
            check();
            deadlines = kept.create.apply(client -> idle++);
            setAll();
        }

        void setAll() {
            for (int client : nextOrder()) {
                deadlines.set(client, nowNanos + nextDelay());
            }
        }

        void say(int client) {
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

        /** The same clients must be found idle at the same ticks, wherever the deadlines are kept. */
        private void check() {
            int[] ticks = idleTicks(Kept.TIMER_WHEEL);
            if (Arrays.stream(ticks).anyMatch(tick -> tick == 0)
                    || !Arrays.equals(ticks, idleTicks(Kept.PRIORITY_QUEUE))
                    || !Arrays.equals(ticks, idleTicks(Kept.AGRONA))) {
                throw new AssertionError("They do not find the same clients idle");
            }
        }

        /** At which ticks the clients are found idle, when some deadlines are moved, and some clients say lines. */
        private int[] idleTicks(Kept which) {
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

    /** Clients whose deadlines are set anew for each invocation, after all have passed in the one before. */
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

    /** Everybody says a line in ten seconds. */
    @Benchmark
    public int touch(Clients clients) {
        int[] order = clients.nextOrder();
        for (int said = 0; said < CLIENTS; said += LINES_PER_TICK) {
            for (int i = 0; i < LINES_PER_TICK; i++) {
                clients.say(order[said + i]);
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
