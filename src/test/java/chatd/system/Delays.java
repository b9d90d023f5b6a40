package chatd.system;

/** Counts delays, to about six per cent, in little memory. */
final class Delays {

    /** Buckets in each range between a power of two and the next. */
    private static final int STEP_BITS = 4;
    private static final int STEPS = 1 << STEP_BITS;

    private final long[] counts = new long[Long.SIZE << STEP_BITS];
    private long count;
    private long longest;

    void add(long nanos) {
        counts[bucket(Math.max(1, nanos))]++;
        count++;
        longest = Math.max(longest, nanos);
    }

    /** The longest delay, in nanoseconds; 0 if there is none. */
    long longest() {
        return longest;
    }

    /** The delay at this quantile, in nanoseconds, or a little less; 0 if there is none. */
    long quantile(double share) {
        long before = 0;
        for (int i = 0; i < counts.length; i++) {
            before += counts[i];
            if (before > 0 && before >= share * count) {
                return nanos(i);
            }
        }
        return 0;
    }

    private static int bucket(long nanos) {
        int power = Long.SIZE - 1 - Long.numberOfLeadingZeros(nanos);
        long step = power < STEP_BITS ? nanos << STEP_BITS - power : nanos >> power - STEP_BITS;
        return power << STEP_BITS | (int) step & STEPS - 1;
    }

    private static long nanos(int bucket) {
        int power = bucket >> STEP_BITS;
        long step = STEPS | bucket & STEPS - 1;
        return power < STEP_BITS ? step >> STEP_BITS - power : step << power - STEP_BITS;
    }
}
