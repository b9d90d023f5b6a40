package chatd.loop;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.spi.SelectorProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that runs one selector: calls the handlers of ready channels, runs timers and tasks, and calls hooks. It
 * owns the selector, not the channels, and knows nothing of connections. A turn is, in this order:
 *
 * <pre>
 *   deferred tasks ─► select, ready handlers ─► tasks of other threads ─► timers ─► beforeSleep ─► afterTurn
 * </pre>
 *
 * <p>The loop sleeps in select until a channel is ready, a timer is due or another thread has a task; it never wakes up
 * without one of these. Not thread safe, except {@link #execute} and {@link #stop}.
 */
public final class EventLoop implements Closeable {

    /** The hooks of a program into each turn. */
    public interface Hooks {

        /**
         * Whether the turn has gathered output that more input may join. If so, the loop polls for further ready
         * channels, a few times and without waiting, before the turn goes on.
         */
        default boolean gathers() {
            return false;
        }

        /** Called after all handlers, tasks and timers of a turn: the place to write the output that they gathered. */
        default void beforeSleep() {
        }

        /** Called when a turn is over. {@code nanos} is its length, from its first event, in nanoseconds. */
        default void afterTurn(long nanos) {
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(EventLoop.class);
    private static final Hooks NO_HOOKS = new Hooks() { };

    private static final long TICK_NANOS = Duration.ofMillis(100).toNanos();
    private static final int SLOTS = 4096;
    private static final long NANOS_PER_MILLI = 1_000_000;
    /** Polls for further ready channels in one turn; see {@link Hooks#gathers}. */
    private static final int MAX_POLLS = 4;

    private final LongSupplier nanoClock;
    private final Selector selector;
    private final TimerWheel timers;
    private final Consumer<SelectionKey> serve = this::serve;
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private List<Runnable> deferred = new ArrayList<>();
    private List<Runnable> spare = new ArrayList<>();
    private Hooks hooks = NO_HOOKS;
    private IdleTask idleTask;
    private long nowNanos;
    private long turnStartNanos;
    private boolean turnHasBegun;
    private boolean nowIsRead;

    /**
     * @param provider opens the selector
     * @param nanoClock monotonic, in nanoseconds, from any origin; the loop reads no other clock
     * @throws IOException if the selector cannot be opened
     */
    public EventLoop(SelectorProvider provider, LongSupplier nanoClock) throws IOException {
        this.nanoClock = nanoClock;
        nowNanos = nanoClock.getAsLong();
        timers = new TimerWheel(TICK_NANOS, SLOTS, nowNanos);
        selector = provider.openSelector();
    }

    /** Sets the hooks for the turns from now on. */
    public void setHooks(Hooks newHooks) {
        hooks = newHooks;
    }

    /**
     * Registers a non-blocking channel. The handler runs whenever the channel is ready for one of the operations.
     *
     * @param ops bits of {@link SelectionKey}, such as {@link SelectionKey#OP_READ}
     * @throws IOException if the channel is closed
     */
    public SelectionKey register(SelectableChannel channel, int ops, Handler handler) throws IOException {
        return channel.register(selector, ops, handler);
    }

    /** Passes every registered handler to an action, in no particular order. */
    public void forEachHandler(Consumer<Handler> action) {
        for (SelectionKey key : selector.keys()) {
            action.accept((Handler) key.attachment());
        }
    }

    /**
     * Sets a timer, or moves it if it is set. It never fires early, and at most 100 ms late.
     *
     * @param deadlineNanos a time of the loop's clock
     */
    public void setTimer(TimerWheel.Timer timer, long deadlineNanos) {
        timers.set(timer, deadlineNanos);
    }

    /** Sets a timer to fire this long after the time of this turn. */
    public void setTimer(TimerWheel.Timer timer, Duration delay) {
        timers.set(timer, nowNanos + delay.toNanos());
    }

    /** Cancels a timer; no effect if it is not set. */
    public void cancelTimer(TimerWheel.Timer timer) {
        timers.cancel(timer);
    }

    /** Whether any timer is set. May stay true for a while after the last one was cancelled. For tests. */
    public boolean hasTimers() {
        return timers.nanosToNext(nanoClock.getAsLong()) != TimerWheel.NEVER;
    }

    /**
     * Runs a task once each time the loop becomes idle.
     *
     * @param time the loop is idle when no channel has been ready for this time
     * @param busyTask runs about once per {@code time} while channels are ready
     */
    public void whenIdle(Duration time, Runnable task, Runnable busyTask) {
        idleTask = new IdleTask(this, time, task, busyTask);
    }

    /** Runs a task at the start of the next turn, before any handler. That turn does not sleep. */
    public void defer(Runnable task) {
        deferred.add(task);
    }

    /** Runs a task on the loop's thread, in this turn or the next. For any thread. */
    public void execute(Runnable task) {
        tasks.add(task);
        if (selector.isOpen()) {
            selector.wakeup();
        }
    }

    /** Ends {@link #run} after this turn. For any thread. */
    public void stop() {
        stopped.set(true);
        if (selector.isOpen()) {
            selector.wakeup();
        }
    }

    /** The time of this turn, read at its first event, in nanoseconds of the clock. */
    public long nowNanos() {
        return nowNanos;
    }

    /** How long this turn has taken so far, from its first event, in nanoseconds. */
    public long turnNanos() {
        return nanoClock.getAsLong() - turnStartNanos;
    }

    /**
     * Runs until {@link #stop}.
     *
     * @throws IOException if the selector fails
     */
    public void run() throws IOException {
        while (turn()) {
            // A turn does it all.
        }
    }

    /**
     * Runs one turn.
     *
     * @return false if {@link #stop} was called
     * @throws IOException if the selector fails
     */
    public boolean turn() throws IOException {
        turnHasBegun = false;
        nowIsRead = false;
        // A turn with deferred tasks does not sleep, because their output must be written at its end.
        boolean hasDeferred = !deferred.isEmpty();
        runDeferred();
        // The process may be stopped during select, so the clock is read again after it.
        nowIsRead = false;
        select(!hasDeferred);
        for (int polls = 0; polls < MAX_POLLS && hooks.gathers() && selector.selectNow(serve) > 0; polls++) {
            // Each poll serves the channels that have become ready meanwhile.
        }
        readClock();
        // Those that come meanwhile run in the next turn, so that they cannot keep the channels waiting for ever.
        for (int left = tasks.size(); left > 0; left--) {
            run(tasks.poll());
        }
        timers.advance(nowNanos);
        hooks.beforeSleep();
        hooks.afterTurn(turnNanos());
        return !stopped.get();
    }

    /** Closes the selector; registered channels stay open. */
    @Override
    public void close() throws IOException {
        selector.close();
    }

    private void runDeferred() {
        if (deferred.isEmpty()) {
            return;
        }
        readClock();
        List<Runnable> now = deferred;
        deferred = spare;
        for (int i = 0; i < now.size(); i++) {
            run(now.get(i));
        }
        now.clear();
        spare = now;
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            FatalErrors.rethrow(e);
            LOG.error("Task failed", e);
        }
    }

    private void select(boolean maySleep) throws IOException {
        long nanos = timers.nanosToNext(nanoClock.getAsLong());
        if (nanos <= 0 || !maySleep) {
            selector.selectNow(serve);
        } else if (nanos == TimerWheel.NEVER) {
            selector.select(serve);
        } else if (selector.select(serve, (nanos + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI) == 0) {
            // If the process was stopped meanwhile, select may miss channels that have become ready since. Timers must
            // not fire before these are served.
            selector.selectNow(serve);
        }
    }

    private void serve(SelectionKey key) {
        readClock();
        if (idleTask != null) {
            idleTask.channelReady();
        }
        if (key.isValid()) {
            ((Handler) key.attachment()).ready();
        }
    }

    private void readClock() {
        if (nowIsRead) {
            return;
        }
        nowIsRead = true;
        nowNanos = nanoClock.getAsLong();
        if (!turnHasBegun) {
            turnHasBegun = true;
            turnStartNanos = nowNanos;
        }
    }
}
