package chatd;

import chatd.access.Cidr;
import chatd.chat.RoomName;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An address to listen at: {@code HOST:PORT}, or {@code unix:PATH} for clients on the same machine. {@code /ROOM}
 * after a port, or {@code #ROOM} after a path, makes the address a door of that room.
 */
sealed interface ListenAddress {

    /** The name of the room in which clients of the address arrive; null if it is the lobby. */
    String room();

    /** A host, by name or address, and a port, 0 to 65535; with port 0 the system picks one. */
    record Port(String host, int port, String room) implements ListenAddress {
    }

    /** A Unix domain socket, which is a file. */
    record Socket(Path path, String room) implements ListenAddress {
    }

    /** The address to listen at if no option names one and standard input is not a listening socket. */
    String DEFAULT = "localhost:8000";

    String UNIX = "unix:";
    Pattern HOST_AND_PORT = Pattern.compile("(?:\\[([0-9A-Fa-f:.]+(?:%\\w+)?)]|([^:\\[\\]\\s]+)):(\\d{1,5})(/.*)?");
    int MAX_PORT = 65535;

    /** Parses an address; empty if the text is not one. */
    static Optional<ListenAddress> parse(String text) {
        String door = door(text);
        String address = text.substring(0, text.length() - door.length());
        String room = door.isEmpty() ? null : RoomName.parse(door.substring(1)).orElse(null);
        if (room == null && !door.isEmpty()) {
            return Optional.empty();
        }
        if (isSocket(address)) {
            return Optional.of(new Socket(Path.of(address.substring(UNIX.length())), room));
        }
        Matcher matcher = HOST_AND_PORT.matcher(address);
        if (!matcher.matches() || Integer.parseInt(matcher.group(3)) > MAX_PORT || hasLeadingZero(text)) {
            return Optional.empty();
        }
        return Optional.of(new Port(host(matcher), Integer.parseInt(matcher.group(3)), room));
    }

    /** Whether a text is {@code unix:PATH}, with any path. */
    static boolean isSocket(String text) {
        return text.startsWith(UNIX) && text.length() > UNIX.length();
    }

    /** Whether a text is not an address because the part after its {@code /} or {@code #} is not a valid room name. */
    static boolean hasBadRoom(String text) {
        String door = door(text);
        return !door.isEmpty() && RoomName.parse(door.substring(1)).isEmpty();
    }

    /** The {@code /ROOM} or {@code #ROOM} at the end of an address; empty if there is none. */
    private static String door(String text) {
        if (text.startsWith(UNIX)) {
            // A directory may have a # in its name.
            int sign = text.lastIndexOf('#');
            return sign > text.lastIndexOf('/') ? text.substring(sign) : "";
        }
        Matcher matcher = HOST_AND_PORT.matcher(text);
        return matcher.matches() && matcher.group(4) != null ? matcher.group(4) : "";
    }

    /** Whether a text is not an address because its host is an IP address with a leading zero in a number. */
    static boolean hasLeadingZero(String text) {
        Matcher matcher = HOST_AND_PORT.matcher(text);
        return !text.startsWith(UNIX) && matcher.matches()
                && Cidr.hasLeadingZero(host(matcher).replaceFirst("%.*", ""));
    }

    private static String host(Matcher matcher) {
        return matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
    }
}
