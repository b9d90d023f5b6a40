package chatd.chat;

import java.time.Clock;

/** Makes the log of each room: in memory, and in the history file if there is one. Owns the objects that logs share. */
final class RoomLogs {

    private final HistorySettings settings;
    private final HistoryBudget budget;
    private final Dialect dialect;
    private final Clock clock;
    private final HistoryResources resources;
    /** Null without a history file. */
    private final SavedHistory saved;

    /** Reads the last lines of all rooms back, if there is a history file. */
    RoomLogs(Settings settings, Dialect dialect, ChatResources resources) {
        this.settings = settings.history();
        this.dialect = dialect;
        this.resources = resources.history();
        clock = resources.clock();
        budget = new HistoryBudget(this.settings.bytes());
        if (this.resources == null) {
            saved = null;
        } else {
            saved = new SavedHistory(this.resources.file(), this.settings, budget);
            saved.restore(settings.rooms(), dialect, clock);
        }
    }

    /** The log of the room with this name. */
    RoomLog make(RoomLog.Reader room, String name, boolean isPermanent) {
        if (saved == null) {
            return new MemoryRoomLog(new History(settings, budget), dialect, clock, room);
        }
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
