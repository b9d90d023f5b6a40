package chatd.sim;

import java.util.ArrayList;
import java.util.List;

/**
 * Model of the history file: the events that it must have. {@link ModelRestore} models the lines that the next daemon
 * reads back.
 */
final class ModelHistory {

    /** An event that is recorded. */
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

    /** @param member null if the event is about no member */
    void add(ModelRoom room, String kind, ModelMember member, String text) {
        String name = member == null ? "-" : isAddress(member.name) ? "#" + member.number : member.name;
        events.add(new Event(room.title(), kind, name, text));
    }

    private static boolean isAddress(String name) {
        return name.contains(":") || name.matches("[0-9]*[.][0-9]*[.][0-9]*[.][0-9]*");
    }
}
