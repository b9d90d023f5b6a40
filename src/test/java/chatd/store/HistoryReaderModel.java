package chatd.store;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds the lines that readers must find, by reading the files from their beginning. */
final class HistoryReaderModel {

    /** A record, and whether this daemon has written it. */
    record Event(HistoryRecord record, boolean isOwned) {
    }

    private static final Set<EventKind> LINES = Set.of(EventKind.SAID, EventKind.ME, EventKind.TOPIC);

    private final List<Event> events = new ArrayList<>();

    /** @param older null if there is none */
    HistoryReaderModel(byte[] older, byte[] file, int ownedFrom) {
        if (older != null) {
            add(older, Integer.MAX_VALUE);
        }
        add(file, ownedFrom);
    }

    private void add(byte[] file, int ownedFrom) {
        String text = new String(file, ISO_8859_1);
        int from = 0;
        for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
            Optional<HistoryRecord> record = HistoryRecord.parse(file, from, end - from);
            boolean isOwned = from >= ownedFrom;
            record.ifPresent(found -> events.add(new Event(found, isOwned)));
            from = end + 1;
        }
    }

    /** The last lines of rooms with these titles; null for rooms that are not shown. */
    Map<String, List<HistoryRecord>> recent(int lines, String permanent) {
        Map<String, List<HistoryRecord>> rooms = new LinkedHashMap<>();
        for (Event event : events) {
            rooms.put(event.record().room(), List.of());
        }
        rooms.replaceAll((room, none) -> {
            List<HistoryRecord> shown = shown(room, room.equals(permanent), false);
            shown.removeIf(record -> !record.kind().isSaid());
            return shown.subList(Math.max(0, shown.size() - lines), shown.size());
        });
        rooms.values().removeIf(List::isEmpty);
        return rooms;
    }

    /** The lines of a room that its members may read, the oldest first. */
    List<HistoryRecord> shown(String room, boolean isPermanent, boolean maySeeOwned) {
        List<HistoryRecord> shown = new ArrayList<>();
        for (Event event : events) {
            HistoryRecord record = event.record();
            EventKind kind = record.kind();
            boolean isHere = record.room().equals(room);
            boolean maySeeLocked = maySeeOwned && event.isOwned() && kind != EventKind.GONE;
            if (kind == EventKind.MISSING && !isPermanent || isHere && kind.endsRoom() && !maySeeLocked) {
                shown.clear();
            } else if (isHere && LINES.contains(kind.inOpenRoom()) && record.millis() >= 0) {
                shown.add(record.inOpenRoom());
            }
        }
        return shown;
    }
}
