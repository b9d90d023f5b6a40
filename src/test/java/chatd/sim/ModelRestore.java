package chatd.sim;

import chatd.chat.RoomSettings;
import chatd.chat.Settings;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Model of the start with a history file: the lines of each room that are shown again. These are the lines since the
 * room was unlocked, or since an earlier room of its name was gone; none if it was locked. Of a room that is not
 * permanent, they also begin where lines are missing.
 */
final class ModelRestore {

    private record Line(LocalDateTime time, String room, String words) {
    }

    private static final Set<String> ENDS = Set.of("gone", "locked", "unlocked", "said-locked", "me-locked", "topic-locked");

    private final int most;
    private final int mostText;
    private final LocalDateTime since;
    private final Set<String> permanent = new HashSet<>();
    private final Map<String, List<Line>> newestFirst = new LinkedHashMap<>();
    private final Set<String> ended = new HashSet<>();
    /** How many more rooms that are not permanent may have lines; 0 if all of them have ended. */
    private int others;
    /** The length of all names and lines so far. The daemon reads no further once it is the limit of bytes. */
    private int text;

    private ModelRestore(Settings settings, Instant now) {
        most = settings.history().lines();
        mostText = settings.history().bytes();
        Duration age = settings.history().age();
        since = age.isZero() ? LocalDateTime.MIN : LocalDateTime.ofInstant(now, ZoneOffset.UTC).minus(age);
        permanent.add(Words.fold("#" + settings.rooms().lobby()));
        for (RoomSettings.Permanent room : settings.rooms().permanent()) {
            permanent.add(Words.fold("#" + room.name()));
        }
        others = settings.rooms().most() - permanent.size();
    }

    /** Adds the lines in a file to the rooms. */
    static void restore(byte[] file, ModelRooms rooms, Settings settings, Instant now) {
        if (settings.history().lines() == 0) {
            return;
        }
        ModelRestore restore = new ModelRestore(settings, now);
        List<String[]> records = SimulatedHistory.records(file);
        Collections.reverse(records);
        records.forEach(restore::read);
        restore.oldestFirst().forEach(line -> rooms.remember(line.room(), line.words(), line.time()));
    }

    private void read(String... record) {
        if (text >= mostText) {
            return;
        }
        String kind = record[2];
        String room = Words.fold(record[1]);
        if (kind.equals("missing")) {
            newestFirst.keySet().stream().filter(known -> !permanent.contains(known)).forEach(ended::add);
            others = 0;
        } else if (ended.contains(room)) {
            return;
        } else if (ENDS.contains(kind)) {
            // Lines of the same time are in the order of the rooms, so this room has its place from now on.
            newestFirst.computeIfAbsent(room, unknown -> new ArrayList<>());
            ended.add(room);
        } else if (kind.equals("said")) {
            add(room, record, record[3] + ": " + record[4]);
        } else if (kind.equals("me")) {
            add(room, record, "* " + record[3] + ' ' + record[4]);
        }
    }

    private void add(String room, String[] record, String words) {
        LocalDateTime time = OffsetDateTime.parse(record[0]).toLocalDateTime();
        List<Line> lines = newestFirst.computeIfAbsent(room, unknown -> new ArrayList<>());
        boolean isOther = !permanent.contains(room);
        if (time.isBefore(since) || lines.size() >= most || isOther && lines.isEmpty() && others == 0) {
            return;
        }
        others -= isOther && lines.isEmpty() ? 1 : 0;
        lines.add(new Line(time, room, words));
        text += record[3].length() + record[4].length();
    }

    private List<Line> oldestFirst() {
        List<Line> all = new ArrayList<>();
        newestFirst.values().forEach(lines -> {
            Collections.reverse(lines);
            all.addAll(lines);
        });
        all.sort(Comparator.comparing(Line::time));
        return all;
    }
}
