package chatd.chat;

import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Makes the log of each room: in memory, and in the history file if there is one. Owns the objects that logs share. */
final class RoomLogs {

    private final HistorySettings settings;
    private final HistoryBudget budget;
    private final Dialect dialect;
    private final Clock clock;
    private final HistoryResources resources;
    /** Null without a history file. */
    private final SavedHistory saved;
    /** Null if this server is not linked to others. */
    private final EventLink link;
    /** Histories of rooms that do not exist yet, by folded name, if other servers have the lines. */
    private final Map<String, History> early = new HashMap<>();

    /**
     * Reads the last lines of all rooms back, if there is a history file and the lines do not come from other servers.
     *
     * @param link null if this server is not linked to others
     */
    RoomLogs(Settings settings, Dialect dialect, ChatResources resources, EventLink link) {
        this.link = link;
        this.settings = settings.history();
        this.dialect = dialect;
        this.resources = resources.history();
        clock = link == null ? resources.clock() : link.clock();
        budget = new HistoryBudget(this.settings.bytes());
        if (this.resources == null) {
            saved = null;
        } else {
            saved = new SavedHistory(this.resources.file(), this.settings, budget);
            if (link == null) {
                saved.restore(settings.rooms(), dialect, clock);
            }
        }
    }

    /** The log of the room with this name. */
    RoomLog make(RoomLog.Reader room, String name, boolean isPermanent) {
        if (link != null) {
            return new LinkedRoomLog(makeLinked(room, name, isPermanent), link);
        }
        return saved == null
                ? new MemoryRoomLog(new History(settings, budget), dialect, clock, room)
                : makeSaved(room, name, isPermanent);
    }

    private RoomLog makeLinked(RoomLog.Reader room, String name, boolean isPermanent) {
        History known = early.remove(Names.fold(name));
        RoomLog memory = new MemoryRoomLog(known == null ? new History(settings, budget) : known, dialect, clock, room);
        if (saved == null) {
            return memory;
        }
        String title = '#' + name;
        if (!isPermanent) {
            // An earlier room may have ended while this server was down: only lines that others know are of this one.
            List<HistoryLine> recent = memory.recent();
            saved.begin(title, recent.isEmpty() ? clock.millis() : recent.get(0).millis);
        }
        return new FileRoomLog(memory, saved, title);
    }

    /** Keeps a line for a room that may be made later. */
    void keepForLater(String roomName, HistoryLine line) {
        early.computeIfAbsent(Names.fold(roomName), name -> new History(settings, budget)).add(line);
    }

    /** A room begins anew: lines that are kept for it belong to an earlier room with its name. */
    void forgetEarly(String roomName) {
        History ended = early.remove(Names.fold(roomName));
        if (ended != null) {
            ended.clear();
        }
    }

    /** No further rooms are expected for which lines are kept. */
    void forgetEarly() {
        early.values().forEach(History::clear);
        early.clear();
    }

    private RoomLog makeSaved(RoomLog.Reader room, String name, boolean isPermanent) {
        String title = '#' + name;
        History restored = saved.takeHistory(title);
        if (!isPermanent && restored == null) {
            saved.begin(title, clock.millis());
        }
        History history = restored == null ? new History(settings, budget) : restored;
        return new FileRoomLog(new MemoryRoomLog(history, dialect, clock, room), saved, title);
    }

    Searches searches(Phrases phrases) {
        return saved == null
                ? new MemorySearches(new FoundLines(phrases))
                : new FileSearches(resources, saved, settings, dialect, phrases, clock);
    }

    boolean hasFile() {
        return saved != null;
    }

    /** Opens the history file again. There must be one. */
    void reopenFile() {
        resources.file().reopen();
    }

    /** Events that were handed to the history file; 0 without one. */
    long events() {
        return saved == null ? 0 : saved.events();
    }

    /** Number of these events that are missing in the history file. */
    long missingEvents() {
        return saved == null ? 0 : resources.file().missingLines();
    }
}
