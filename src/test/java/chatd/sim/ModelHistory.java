package chatd.sim;

import java.util.ArrayList;
import java.util.List;

/**
 * Model of the history file: the events that it must have. What a daemon that starts with it shows again is the task of
 * {@link ModelRestore}.
 */
final class ModelHistory {

    /** An event that a record is written of. */
    record Event(String room, String kind, String name, String text) {
        @Override
        public String toString() {
            return room + ' ' + kind + ' ' + name + ' ' + text;
        }
    }

    private final List<Event> events = new ArrayList<>();

    /** The events of this daemon. */
    List<Event> events() {
        return events;
    }

    /** @param member null if it is about none */
    void add(ModelRoom room, String kind, ModelMember member, String text) {
        String name = member == null ? "-" : isAddress(member.name) ? "#" + member.number : member.name;
        events.add(new Event(room.title(), kind, name, text));
    }

    private static boolean isAddress(String name) {
        return name.contains(":") || name.matches("[0-9]*[.][0-9]*[.][0-9]*[.][0-9]*");
    }
}
