package chatd.chat;

import chatd.store.EventKind;
import chatd.store.HistoryFile;
import chatd.store.HistoryRecord;
import chatd.store.RecentQuery;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The history file for the rooms. At the start it reads the last lines back, which wait for their rooms within the
 * {@link HistoryBudget}. Then it records events. There is none without {@code --history-file}.
 */
final class SavedHistory {

    /** The name in records that are about no member. */
    private static final String NOBODY = "-";

    /** Bytes of the file that are read for each byte of the history: a short line has a longer record. */
    private static final long READ_FACTOR = 4;
    /** The least limit. 256 KiB take about 9 ms of the start, because the JVM has not compiled anything yet. */
    private static final long MIN_READ_BYTES = 256 << 10;
    /** The least limit while permanent rooms have too few lines because their last lines are older. */
    private static final long MIN_READ_BYTES_FOR_PERMANENT_ROOMS = 1 << 20;

    private final HistoryFile file;
    private final HistorySettings settings;
    private final HistoryBudget budget;
    private final MemberNumbers numbers = new MemberNumbers();
    /** The histories that wait for their rooms, by folded title. */
    private final Map<String, History> waiting = new HashMap<>();
    /** Start times of rooms that were created since the start of the daemon and are not permanent, by folded title. */
    private final Map<String, Long> begun = new HashMap<>();
    private long events;

    SavedHistory(HistoryFile file, HistorySettings settings, HistoryBudget budget) {
        this.file = file;
        this.settings = settings;
        this.budget = budget;
    }

    /** Makes titles of the same room equal. Titles are normalized already. */
    static String fold(String title) {
        return Names.foldText(title);
    }

    /** Reads the last lines of all rooms back. Blocks, so it is for the start. */
    void restore(RoomSettings rooms, Dialect dialect, Clock clock) {
        if (settings.lines() == 0) {
            return;
        }
        Set<String> permanent = new HashSet<>(Set.of(fold('#' + rooms.lobby())));
        rooms.permanent().forEach(room -> permanent.add(fold('#' + room.name())));
        long readBytes = READ_FACTOR * settings.bytes();
        Map<String, List<HistoryRecord>> recent = file.recent(new RecentQuery(settings.lines(),
                settings.sinceMillis(clock.millis()), Math.max(MIN_READ_BYTES_FOR_PERMANENT_ROOMS, readBytes),
                Math.max(MIN_READ_BYTES, readBytes), settings.bytes(), permanent,
                Math.max(0, rooms.most() - permanent.size()), SavedHistory::fold));
        List<HistoryRecord> all = new ArrayList<>();
        recent.values().forEach(all::addAll);
        // The budget drops the lines that were added first.
        all.sort(Comparator.comparingLong(HistoryRecord::millis));
        for (HistoryRecord record : all) {
            String words = dialect.words(record.kind(), record.name(), record.text());
            if (words != null) {
                waiting.computeIfAbsent(fold(record.room()), title -> new History(settings, budget))
                        .add(new HistoryLine(words, record.millis(), record.offsetSeconds()));
            }
        }
    }

    /** Removes and returns the history that waits for a room; null if there is none. */
    History takeHistory(String title) {
        return waiting.remove(fold(title));
    }

    /** A room begins that is not permanent and was not read back at the start. */
    void begin(String title, long millis) {
        begun.put(fold(title), millis);
    }

    /** Records that a room is gone. */
    void end(String title) {
        begun.remove(fold(title));
        record(title, EventKind.GONE, NOBODY, "");
    }

    /**
     * The time at which the present room of this title began: older lines belong to an earlier room. This is needed
     * because the file may not yet record the end of that room, if the disk is slow or full.
     */
    long beginMillis(String title) {
        return begun.getOrDefault(fold(title), Long.MIN_VALUE);
    }

    /** Whether arrivals, departures and name changes are recorded. */
    boolean hasNotices() {
        return settings.notices();
    }

    /** The name of a member, or its number if the name is an address. */
    String name(Member member, String name) {
        return Names.isAddressOfMember(name) ? numbers.text(member.number()) : name;
    }

    void record(String title, EventKind kind, String name, String text) {
        events++;
        file.append(title, kind, name, text);
    }

    void record(String title, EventKind kind, String name, byte[] text, int from, int length) {
        events++;
        file.append(title, kind, name, text, from, length);
    }

    /** Events that were handed to the file since the start. */
    long events() {
        return events;
    }
}
