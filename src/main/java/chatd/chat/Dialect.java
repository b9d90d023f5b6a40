package chatd.chat;

import chatd.wire.Line;
import java.time.Duration;
import java.util.Map;

/**
 * How lines are read and events are worded; one class for each dialect, and a line below that names it. A dialect keeps
 * nothing about anybody: that is in the {@link Room}, to which it says what is to happen.
 */
interface Dialect {

    /** All dialects by name. */
    Map<String, Dialect> BY_NAME = Map.of(
            "chat", new ChatDialect(),
            "room", new RoomDialect(),
            "messenger", new MessengerDialect());

    /** Greets somebody who has just connected: asks for a name, or lets them in. */
    void connected(Room room, Member member);

    /** Reads a line of somebody's, whether in the room yet or not. */
    void line(Room room, Member member, Line line);

    /** What stands before every line that somebody says, now that this is their name. */
    String prefix(Member member, String name);

    /** What the rest are told when somebody left, perhaps with a last word (null is none); null is nothing. */
    String left(Room room, Member member, Departure how, String lastWord);

    /** Whether people hear their own lines. */
    default boolean echoes() {
        return true;
    }

    /** What is wrong with a name, as the key of a phrase; null if nothing is. That it is free is not asked here. */
    default String problemWithName(Room room, String name) {
        return room.names().problem(name);
    }

    /** How long somebody may send nothing, if the options don't say. */
    default Duration idle() {
        return Duration.ofMinutes(5);
    }

    /** The language, if neither the options nor the environment are to say; null if they are. */
    default String language() {
        return null;
    }
}
