package chatd.bench;

/**
 * CPU time that processes have used since they were started. The total is exact to the nanosecond, except for threads
 * that are running. At each tick the kernel samples whether a thread runs in user mode, so user and system time are
 * estimates; they need some hundred ticks to be accurate.
 *
 * @param nanos CPU time of all threads, without those that have ended
 * @param userTicks CPU time in user mode, in ticks of 10 ms
 * @param systemTicks CPU time in the kernel, in ticks of 10 ms
 */
record CpuTime(long nanos, long userTicks, long systemTicks) {

    static final CpuTime NONE = new CpuTime(0, 0, 0);

    CpuTime plus(CpuTime other) {
        return new CpuTime(nanos + other.nanos, userTicks + other.userTicks, systemTicks + other.systemTicks);
    }

    /** The CPU time used between an earlier reading and this one. */
    CpuTime since(CpuTime earlier) {
        return new CpuTime(nanos - earlier.nanos, userTicks - earlier.userTicks, systemTicks - earlier.systemTicks);
    }

    double seconds() {
        return nanos / 1e9;
    }

    /** The part of the total that was used in user mode; 0 if there was no tick. */
    double userNanos() {
        long ticks = userTicks + systemTicks;
        return ticks == 0 ? 0 : (double) nanos * userTicks / ticks;
    }
}
