package chatd.loop;

/**
 * Timers that are cheap to set and to cancel: a hashed timing wheel with unsorted lists, scheme 6 of G. Varghese and
 * T. Lauck, "Hashed and Hierarchical Timing Wheels" (SOSP 1987). Setting and cancelling take constant time and allocate
 * nothing, because a {@link Timer} carries its own links.
 *
 * <p>Caveats: a timer never fires early, but up to one tick late. Timers of one tick fire in no particular order. After
 * a timer was cancelled, {@link #nanosToNext} may still return its tick, once. Not thread safe.
 */
public final class TimerWheel {

    /** The result of {@link #nanosToNext} if no timer is set. */
    public static final long NEVER = Long.MAX_VALUE;

    /** An action at a deadline. A timer is in at most one wheel, and there at most once. */
    public abstract static class Timer {
        private static final long NOT_SET = 0;

        private long tick = NOT_SET;
        private Timer previous;
        private Timer next;

        /** Called once for each time the timer was set; it may set and cancel timers, this one too. */
        public abstract void expire();

        /** Whether the timer is set and has not fired. */
        public final boolean isSet() {
            return tick != NOT_SET;
        }
    }

    /** Creates a timer that runs an action. */
    public static Timer timer(Runnable action) {
        return new Timer() {
            @Override
            public void expire() {
                action.run();
            }
        };
    }

    private final long originNanos;
    private final long tickNanos;
    private final int mask;
    /** The index in {@code heads} of the timers that are about to fire. */
    private final int due;
    private final Timer[] heads;
    /** One bit for each slot: whether it has a timer. */
    private final long[] occupied;
    /** The earliest tick in each occupied slot; it stays too early after that timer was cancelled. */
    private final long[] earliest;
    private long currentTick;

    /**
     * @param tickNanos the length of a tick, to which deadlines are rounded up, in nanoseconds, at least 1
     * @param slots ticks in one round of the wheel: a power of two, at least 64
     * @param nowNanos the current time; all later times must be of the same clock
     */
    public TimerWheel(long tickNanos, int slots, long nowNanos) {
        if (tickNanos < 1 || slots < Long.SIZE || Integer.bitCount(slots) != 1) {
            throw new IllegalArgumentException("tick " + tickNanos + " ns, " + slots + " slots");
        }
        this.originNanos = nowNanos;
        this.tickNanos = tickNanos;
        this.mask = slots - 1;
        this.due = slots;
        this.heads = new Timer[slots + 1];
        this.occupied = new long[slots / Long.SIZE];
        this.earliest = new long[slots];
    }

    /** Sets a timer, or moves it if it is set. A deadline that has passed fires at the next tick. */
    public void set(Timer timer, long deadlineNanos) {
        cancel(timer);
        timer.tick = Math.max(currentTick + 1, tickAtOrAfter(deadlineNanos - originNanos));
        link(timer, slotOf(timer));
    }

    /** Cancels a timer; no effect if it is not set. */
    public void cancel(Timer timer) {
        if (timer.isSet()) {
            unlink(timer);
        }
    }

    /** Fires every timer whose deadline is not after {@code nowNanos}. */
    public void advance(long nowNanos) {
        long nowTick = Math.floorDiv(nowNanos - originNanos, tickNanos);
        if (nowTick <= currentTick) {
            return;
        }
        // All due timers are collected before any fires, because a timer may set and cancel others, even due ones.
        long lastTick = Math.min(nowTick, currentTick + heads.length - 1);
        for (long tick = currentTick + 1; tick <= lastTick; tick++) {
            gatherDue((int) tick & mask, nowTick);
        }
        currentTick = nowTick;
        for (Timer timer = heads[due]; timer != null; timer = heads[due]) {
            unlink(timer);
            timer.expire();
        }
    }

    /**
     * The time to the next tick for which a timer is set, in nanoseconds; zero or less if that tick has begun already,
     * {@link #NEVER} if no timer is set.
     */
    public long nanosToNext(long nowNanos) {
        long next = NEVER;
        int first = (int) (currentTick + 1) & mask;
        int word = first / Long.SIZE;
        long bits = occupied[word] & -1L << first;
        for (int visited = 0; visited <= occupied.length; visited++) {
            for (; bits != 0; bits &= bits - 1) {
                int slot = word * Long.SIZE + Long.numberOfTrailingZeros(bits);
                next = Math.min(next, earliest[slot]);
                if (next - currentTick <= heads.length - 1) {
                    // The tick is in this round, so those of all slots after this one are later.
                    return next * tickNanos - (nowNanos - originNanos);
                }
            }
            word = (word + 1) % occupied.length;
            bits = occupied[word];
        }
        return next == NEVER ? NEVER : next * tickNanos - (nowNanos - originNanos);
    }

    private long tickAtOrAfter(long nanos) {
        return -Math.floorDiv(-nanos, tickNanos);
    }

    private void gatherDue(int slot, long nowTick) {
        Timer timer = heads[slot];
        while (timer != null) {
            Timer next = timer.next;
            if (timer.tick <= nowTick) {
                long tick = timer.tick;
                unlink(timer);
                timer.tick = tick;
                link(timer, due);
            }
            timer = next;
        }
        earliest[slot] = NEVER;
        for (timer = heads[slot]; timer != null; timer = timer.next) {
            earliest[slot] = Math.min(earliest[slot], timer.tick);
        }
    }

    /** The index in {@code heads} of the list that a timer is in: that of the due timers once its tick has begun. */
    private int slotOf(Timer timer) {
        return timer.tick <= currentTick ? due : (int) timer.tick & mask;
    }

    private void link(Timer timer, int slot) {
        Timer head = heads[slot];
        timer.next = head;
        if (head != null) {
            head.previous = timer;
        }
        heads[slot] = timer;
        if (slot != due) {
            earliest[slot] = head == null ? timer.tick : Math.min(earliest[slot], timer.tick);
            occupied[slot / Long.SIZE] |= 1L << slot;
        }
    }

    private void unlink(Timer timer) {
        int slot = slotOf(timer);
        if (timer.previous == null) {
            heads[slot] = timer.next;
        } else {
            timer.previous.next = timer.next;
        }
        if (timer.next != null) {
            timer.next.previous = timer.previous;
        }
        timer.previous = null;
        timer.next = null;
        timer.tick = Timer.NOT_SET;
        if (slot != due && heads[slot] == null) {
            occupied[slot / Long.SIZE] &= ~(1L << slot);
        }
    }
}
