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
 * One thread, one selector: handlers of ready channels, timers, tasks, and hooks. It knows nothing of what its
 * handlers do. A turn runs, in this order:
 *
 * <pre>
 *   deferred tasks ─► select, ready handlers ─► tasks of other threads ─► timers ─► beforeSleep ─► afterTurn
 * </pre>
 *
 * <p>The loop sleeps in select until a channel is ready, a timer is due or another thread has a task; it never wakes up
 * without one of these. Not thread safe, except {@link #execute} and {@link #stop}.
 */
public final class EventLoop implements Closeable {

    /** What a program adds to each turn. */
    public interface Hooks {

        /** Whether what further ready channels bring should join what this turn has gathered already. */
        default boolean gathers() {
            return false;
        }

        /** All handlers, tasks and timers of this turn have run. The place to write what they have gathered. */
        default void beforeSleep() {
        }

        /** The turn is over; it took this long from its first event, in nanoseconds. */
        default void afterTurn(long nanos) {
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(EventLoop.class);
    private static final Hooks NO_HOOKS = new Hooks() { };

    private static final long TICK_NANOS = Duration.ofMillis(100).toNanos();
    private static final int SLOTS = 4096;
    private static final long NANOS_PER_MILLI = 1_000_000;
    /** How often one turn looks for further ready channels, so that one {@code beforeSleep} serves them all. */
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
     * @param nanoClock monotonic, in nanoseconds, from any origin; the loop tells time by nothing else
     */
    public EventLoop(SelectorProvider provider, LongSupplier nanoClock) throws IOException {
        this.nanoClock = nanoClock;
        nowNanos = nanoClock.getAsLong();
        timers = new TimerWheel(TICK_NANOS, SLOTS, nowNanos);
        selector = provider.openSelector();
    }

    /** Sets the hooks of all further turns. */
    public void setHooks(Hooks newHooks) {
        hooks = newHooks;
    }

    /** Registers a non-blocking channel. The handler runs whenever the channel is ready for one of {@code ops}. */
    public SelectionKey register(SelectableChannel channel, int ops, Handler handler) throws IOException {
        return channel.register(selector, ops, handler);
    }

    /** Passes every registered handler to an action, in no particular order. */
    public void forEachHandler(Consumer<Handler> action) {
        for (SelectionKey key : selector.keys()) {
            action.accept((Handler) key.attachment());
        }
    }

    /** Sets a timer, or moves it if it is set. It fires up to a tenth of a second late, never early. */
    public void setTimer(TimerWheel.Timer timer, long deadlineNanos) {
        timers.set(timer, deadlineNanos);
    }

    /** Sets a timer to fire this long after the time of the turn. */
    public void setTimer(TimerWheel.Timer timer, Duration delay) {
        timers.set(timer, nowNanos + delay.toNanos());
    }

    /** Cancels a timer; one that is not set stays so. */
    public void cancelTimer(TimerWheel.Timer timer) {
        timers.cancel(timer);
    }

    /** Whether any timer is set; after a timer was cancelled this may stay true for a while. */
    public boolean hasTimers() {
        return timers.nanosToNext(nanoClock.getAsLong()) != TimerWheel.NEVER;
    }

    /** Runs a task once whenever no channel has been ready for this long after one was. */
    public void whenIdle(Duration time, Runnable task) {
        idleTask = new IdleTask(this, time, task);
    }

    /** Runs a task at the start of the next turn, before ready channels; the loop sleeps neither before nor in that turn. */
    public void defer(Runnable task) {
        deferred.add(task);
    }

    /** Runs a task on the loop's thread, soon. For any thread. */
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

    /** Runs one turn; false if it was the last. */
    public boolean turn() throws IOException {
        turnHasBegun = false;
        nowIsRead = false;
        // What deferred tasks bring must leave in this turn, so it does not sleep either.
        boolean hasDeferred = !deferred.isEmpty();
        runDeferred();
        // The process may be stopped in select: what happens after that has a time of its own.
        nowIsRead = false;
        select(!hasDeferred);
        for (int polls = 0; polls < MAX_POLLS && hooks.gathers() && selector.selectNow(serve) > 0; polls++) {
            // Each poll serves the channels that have become ready meanwhile.
        }
        readClock();
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            run(task);
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
        } catch (RuntimeException e) {
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
            // If the process was stopped meanwhile, select returns without having looked at what has come since.
            selector.selectNow(serve);
        }
    }

    private void serve(SelectionKey key) {
        readClock();
        if (idleTask != null) {
            idleTask.disturb();
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
