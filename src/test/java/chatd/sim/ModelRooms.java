package chatd.sim;

import chatd.chat.RoomSettings;
import chatd.chat.Settings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;

/** The model's rooms by name, and the lines that are remembered of all of them, in one list. */
final class ModelRooms {

    /** A line of the history, and when it was said. */
    record Remembered(String room, String line, int bytes, LocalDateTime time) {
        String withTime() {
            return Model.timeOfDay(time) + line;
        }
    }

    final ModelRoom lobby;
    /** Null if there is no history file. */
    ModelHistory file;
    private final Settings settings;
    private final Map<String, ModelRoom> byName = new LinkedHashMap<>();
    /** The oldest first. */
    private final List<Remembered> history = new ArrayList<>();

    ModelRooms(Settings settings) {
        this.settings = settings;
        lobby = add(new ModelRoom(settings.rooms().lobby(), true));
        for (RoomSettings.Permanent permanent : settings.rooms().permanent()) {
            add(new ModelRoom(permanent.name(), true)).topic = permanent.topic();
        }
    }

    private ModelRoom add(ModelRoom room) {
        byName.put(Words.fold(room.name), room);
        return room;
    }

    ModelRoom make(String name, ModelMember owner) {
        ModelRoom room = add(new ModelRoom(name, false));
        room.owner = owner;
        return room;
    }

    void forget(ModelRoom room) {
        byName.remove(Words.fold(room.name));
        String folded = Words.fold(room.title());
        history.removeIf(line -> line.room().equals(folded));
        if (file != null) {
            file.add(room, "gone", null, "");
        }
    }

    /** The room with this name, in any case; null if there is none. */
    ModelRoom called(String name) {
        return byName.get(Words.fold(name));
    }

    int size() {
        return byName.size();
    }

    boolean isFull() {
        return size() >= settings.rooms().most();
    }

    /** All rooms, by number of members in descending order, then by name. */
    List<ModelRoom> fullestFirst(ToIntFunction<ModelRoom> members) {
        return byName.values().stream().sorted(Comparator.comparingInt(members).reversed()
                .thenComparing(room -> room.name)).toList();
    }

    void remember(ModelRoom room, String line, LocalDateTime now) {
        remember(Words.fold(room.title()), line, now);
    }

    /**
     * Adds a line to the history of a room, by its folded title. Each room has a limit of lines; all rooms share a
     * limit of bytes.
     */
    void remember(String room, String line, LocalDateTime now) {
        history.add(new Remembered(room, line, line.getBytes(StandardCharsets.UTF_8).length, now));
        if (history.stream().filter(old -> old.room().equals(room)).count() > settings.history().lines()) {
            history.remove(history.stream().filter(old -> old.room().equals(room)).findFirst().orElseThrow());
        }
        while (history.stream().mapToInt(Remembered::bytes).sum() > settings.history().bytes()) {
            history.remove(0);
        }
    }

    /** The history of a room, the oldest line first. Lines that are too old are forgotten when the room is looked at. */
    List<Remembered> recent(ModelRoom room, LocalDateTime now) {
        Duration age = settings.history().age();
        String folded = Words.fold(room.title());
        history.removeIf(line -> line.room().equals(folded) && !age.isZero() && line.time().isBefore(now.minus(age)));
        return history.stream().filter(line -> line.room().equals(folded)).toList();
    }
}
