package chatd.chat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The registry of dialects, the only place that lists them: options, help, man page, completion and simulation take
 * names, defaults and descriptions from here.
 */
public final class Dialects {

    private static final Duration USUAL_IDLE = Duration.ofMinutes(5);

    /** The usual one first. */
    private static final List<Row> ALL = List.of(
            new Row("chat", "names, commands that begin with a slash, private messages",
                    USUAL_IDLE, null, true, true, ChatDialect::new),
            new Row("messenger", "numbered clients that write to each other, and no room",
                    USUAL_IDLE, null, false, false,
                    (chat, settings, phrases) -> new MessengerDialect(chat, phrases)),
            new Row("room", "every line framed by address and name; who, rename|NEW and exit are commands",
                    Duration.ofMinutes(1), "zh", false, true,
                    (chat, settings, phrases) -> new RoomDialect(chat, phrases)));

    /**
     * @param idle time a member may be idle, if the options don't say
     * @param language the language, if the options don't say; null if the environment decides
     * @param hasRooms whether members can create rooms besides the lobby
     * @param hasLines whether members say lines to everybody in a room
     */
    private record Row(String name, String description, Duration idle, String language, boolean hasRooms,
            boolean hasLines, DialectFactory factory) {
    }

    private Dialects() {
    }

    /** The names of all dialects, the usual one first. */
    public static List<String> names() {
        List<String> names = new ArrayList<>();
        for (Row row : ALL) {
            names.add(row.name());
        }
        return names;
    }

    /** One line about a dialect, for help and manual. */
    public static String description(String name) {
        return row(name).description();
    }

    /** Time a member may be idle in this dialect, if the options don't say. */
    public static Duration idle(String name) {
        return row(name).idle();
    }

    /** The language of this dialect, if it has one of its own and the options don't say. */
    public static Optional<String> language(String name) {
        return Optional.ofNullable(row(name).language());
    }

    /** Whether this dialect has rooms besides the lobby. */
    public static boolean hasRooms(String name) {
        return row(name).hasRooms();
    }

    /** The names of the dialects in which members say lines to everybody in a room, so that there is a history. */
    public static List<String> withLines() {
        List<String> names = new ArrayList<>();
        for (Row row : ALL) {
            if (row.hasLines()) {
                names.add(row.name());
            }
        }
        return names;
    }

    /** Makes this dialect, for {@link ChatService#ChatService}. */
    public static DialectFactory factory(String name) {
        return row(name).factory();
    }

    private static Row row(String name) {
        for (Row row : ALL) {
            if (row.name().equals(name)) {
                return row;
            }
        }
        throw new IllegalArgumentException(name);
    }
}
