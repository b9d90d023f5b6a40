package chatd.chat;

import chatd.link.RecordReader;
import chatd.store.EventKind;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * Lines of the stream from before this node joined: they become the history of their rooms. Members are shown those
 * that they missed while this node was cut off, when it is back.
 */
final class LinkedHistory {

    private final HistorySettings settings;
    private final Dialect dialect;
    private final Clock clock;
    private final HistoryView view;
    private final RoomLogs logs;
    /** Lines that members of this node have missed. */
    private final Map<Room, Deque<HistoryLine>> missed = new HashMap<>();

    LinkedHistory(HistorySettings settings, RoomLogs logs, Dialect dialect, Clock clock, HistoryView view) {
        this.settings = settings;
        this.logs = logs;
        this.dialect = dialect;
        this.clock = clock;
        this.view = view;
    }

    /** Receives an event of the past. Lines said in a locked room are shown to no member that was not in it. */
    void past(Rooms rooms, String roomName, long millis, LinkedEvent kind, RecordReader event) {
        if (kind == LinkedEvent.MOVED) {
            moved(event);
            return;
        }
        EventKind known = switch (kind) {
            case SAID -> EventKind.SAID;
            case ACTED -> EventKind.ME;
            case TOPIC -> EventKind.TOPIC;
            default -> null;
        };
        if (known == null || settings.lines() == 0 || millis < settings.sinceMillis(clock.millis())) {
            return;
        }
        event.number();
        String name = event.text();
        String text = event.text();
        String words = event.flag() ? null : dialect.words(known, name, text);
        if (words != null) {
            keep(rooms, roomName, new HistoryLine(words, millis, LocalTimes.offsetSeconds(clock)));
        }
    }

    private void moved(RecordReader event) {
        event.number();
        event.number();
        String to = event.text();
        if (event.flag() && to != null) {
            logs.forgetEarly(to);
        }
    }

    private void keep(Rooms rooms, String roomName, HistoryLine line) {
        Room room = roomName.isEmpty() ? rooms.lobby() : rooms.called(roomName);
        if (room == null) {
            logs.keepForLater(roomName, line);
            return;
        }
        room.restore(line);
        if (room.sessions().findAny().isPresent()) {
            Deque<HistoryLine> lines = missed.computeIfAbsent(room, one -> new ArrayDeque<>());
            lines.add(line);
            if (lines.size() > settings.lines()) {
                lines.remove();
            }
        }
    }

    /** Shows the members of this node the lines that they have missed. Drops lines of rooms that do not exist. */
    void showMissed(Rooms rooms) {
        logs.forgetEarly();
        missed.forEach((room, lines) -> {
            if (rooms.called(room.name()) == room) {
                room.sessions().forEach(member -> view.showMissed(member, new ArrayList<>(lines)));
            }
        });
        missed.clear();
    }
}
