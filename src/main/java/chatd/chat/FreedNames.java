package chatd.chat;

import chatd.link.RecordReader;
import chatd.link.RecordWriter;
import chatd.store.RegisteredName;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The names that were freed in the last days, so that a node that was away meanwhile does not bring them back. Kept in
 * memory: a node that joins receives them from the others; if all nodes stop, they are lost. Their number is bounded.
 */
final class FreedNames {

    static final int MAX_NAMES = 10_000;
    static final int DAYS = 7;
    private static final long DAY_MILLIS = Duration.ofDays(1).toMillis();

    /** The days since 1970 on which folded names were freed; the oldest first. */
    private final Map<String, Integer> days = new LinkedHashMap<>();

    /** A name was freed at this time, in milliseconds since 1970. */
    void add(String folded, long millis) {
        put(folded, (int) (millis / DAY_MILLIS));
    }

    private void put(String folded, int day) {
        days.remove(folded);
        days.values().removeIf(other -> other < day - DAYS);
        if (days.size() >= MAX_NAMES) {
            days.remove(days.keySet().iterator().next());
        }
        days.put(folded, day);
    }

    /** A name is registered again. */
    void remove(String folded) {
        days.remove(folded);
    }

    /** Whether a name was freed since this registration of it was made, or on the same day. */
    boolean has(String folded, RegisteredName name) {
        Integer day = days.get(folded);
        return day != null && name.madeDay() <= day;
    }

    void write(RecordWriter stock) {
        stock.number(days.size());
        days.forEach((folded, day) -> stock.text(folded).number(day));
    }

    /** Adds the freed names of another node, and passes each of them on. */
    void read(RecordReader stock, Consumer<String> added) {
        for (int left = stock.number(MAX_NAMES); left > 0; left--) {
            String folded = stock.text();
            put(folded, stock.number(Integer.MAX_VALUE));
            added.accept(folded);
        }
    }
}
