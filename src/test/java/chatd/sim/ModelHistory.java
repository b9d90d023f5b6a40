package chatd.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

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

    /** The kinds of events that say themselves whether their room was locked. */
    private static final Set<String> SAID = Set.of("said", "me", "topic");

    private final List<Event> events = new ArrayList<>();

    /** The events of this daemon. */
    List<Event> events() {
        return events;
    }

    /** @param member null if the event is about no member */
    void add(ModelRoom room, String kind, ModelMember member, String text) {
        String name = member == null ? "-" : isAddress(member.name) ? "#" + member.number : member.name;
        boolean isBehindLock = room.isLocked && SAID.contains(kind);
        events.add(new Event(room.title(), isBehindLock ? kind + "-locked" : kind, name, text));
    }

    private static boolean isAddress(String name) {
        return name.contains(":") || name.matches("[0-9]*[.][0-9]*[.][0-9]*[.][0-9]*");
    }
}
