package chatd.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Collects the last lines of all rooms, at the start of the daemon. Skips lines of complete rooms with few calls: the
 * JVM compiles each method that is called for every line, and keeps the memory that the compiler uses.
 */
final class RecentLines {

    /** Limit of the rooms whose lines are skipped with few calls. Others take more calls. */
    private static final int MAX_SKIPPED_ROOMS = 16;

    private final RecentQuery query;
    private final OldLines oldLines;
    private final RecordLine line = new RecordLine();
    /** Rooms by folded title, and by each title as it was written, which is folded once. */
    private final Map<String, RoomLines> rooms = new LinkedHashMap<>();
    private final Map<String, RoomLines> byTitle = new HashMap<>();
    /** The title of the previous line, and its room. Most lines follow a line of the same room. */
    private byte[] lastTitle = {};
    private RoomLines lastRoom;
    private final byte[][] skipped = new byte[MAX_SKIPPED_ROOMS][];
    private int skippedTitles;
    private int permanentRoomsLeft;
    private int otherRooms;
    private long textBytes;
    private boolean otherRoomsHaveEnded;

    RecentLines(RecentQuery query) {
        this.query = query;
        oldLines = new OldLines(query.sinceMillis());
        permanentRoomsLeft = query.permanentRooms().size();
        otherRoomsHaveEnded = query.maxOtherRooms() == 0;
    }

    /** The lines by folded title, the oldest first. */
    Map<String, List<HistoryRecord>> read(BackwardLines lines) throws IOException {
        while (needsMore() && lines.next()) {
            if (lines.bytesRead() > query.maxBytesForOtherRooms() && !otherRoomsHaveEnded) {
                endOtherRooms();
            }
            if (!isSkipped(lines.bytes(), lines.from(), lines.to()) && line.find(lines.bytes(), lines.from(), lines.to())) {
                receive();
            }
        }
        return oldestFirst();
    }

    /** Whether the line has the title of a room whose lines are not needed. */
    private boolean isSkipped(byte[] bytes, int from, int to) {
        int start = from;
        while (start < to && bytes[start] != '\t') {
            start++;
        }
        for (int i = 0; i < skippedTitles; i++) {
            byte[] title = skipped[i];
            int same = 0;
            while (same < title.length && start + 1 + same < to && title[same] == bytes[start + 1 + same]) {
                same++;
            }
            if (same == title.length && start + 1 + same < to && bytes[start + 1 + same] == '\t') {
                return true;
            }
        }
        return false;
    }

    private boolean needsMore() {
        return query.linesPerRoom() > 0 && (permanentRoomsLeft > 0 || !otherRoomsHaveEnded)
                && textBytes < query.maxTextBytes() && !oldLines.areEnough();
    }

    private void receive() {
        EventKind kind = line.kind();
        if (kind == EventKind.MISSING) {
            line.parse().ifPresent(record -> endOtherRooms());
        } else if (kind != null && (kind.isSaid() || kind.endsRoom())) {
            RoomLines room = room();
            if (room != null && room.isDone()) {
                skip();
            } else if (room != null) {
                line.parse().ifPresent(record -> receive(record, room));
            }
        }
    }

    /** Skips further lines with the title of the line. */
    private void skip() {
        if (skippedTitles < MAX_SKIPPED_ROOMS) {
            skipped[skippedTitles++] = lastTitle;
        }
    }

    private void endOtherRooms() {
        otherRoomsHaveEnded = true;
        rooms.values().forEach(RoomLines::passGap);
    }

    private void receive(HistoryRecord record, RoomLines room) {
        boolean isOld = oldLines.isOld(record.millis());
        if (record.kind().endsRoom()) {
            room.end();
        } else if (!isOld && mayAdd(room)) {
            add(record, room);
        }
        if (room.isPermanent() && room.isDone()) {
            permanentRoomsLeft--;
        }
    }

    private void add(HistoryRecord record, RoomLines room) {
        boolean isFirst = room.add(record);
        textBytes += record.name().length() + record.text().length();
        if (isFirst && !room.isPermanent()) {
            otherRooms++;
        }
    }

    private boolean mayAdd(RoomLines room) {
        return room.isPermanent() || !room.newestFirst().isEmpty() || otherRooms < query.maxOtherRooms();
    }

    /** The room of the line; null if its title is invalid, or it is too old to be shown. */
    private RoomLines room() {
        if (line.isRoom(lastTitle)) {
            return lastRoom;
        }
        String title = line.room();
        if (title == null) {
            return null;
        }
        lastTitle = title.getBytes(StandardCharsets.UTF_8);
        lastRoom = room(title);
        return lastRoom;
    }

    private RoomLines room(String title) {
        RoomLines room = byTitle.get(title);
        if (room == null) {
            String folded = query.fold().apply(title);
            room = rooms.computeIfAbsent(folded, this::newRoom);
            byTitle.put(title, room);
        }
        return room;
    }

    private RoomLines newRoom(String folded) {
        RoomLines room = new RoomLines(query.permanentRooms().contains(folded), query.linesPerRoom());
        if (otherRoomsHaveEnded) {
            room.passGap();
        }
        return room;
    }

    private Map<String, List<HistoryRecord>> oldestFirst() {
        Map<String, List<HistoryRecord>> found = new LinkedHashMap<>();
        rooms.forEach((title, room) -> {
            if (!room.newestFirst().isEmpty()) {
                List<HistoryRecord> lines = new ArrayList<>(room.newestFirst());
                Collections.reverse(lines);
                found.put(title, lines);
            }
        });
        return found;
    }
}
