package chatd;

import chatd.access.Cidr;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An address to listen at: {@code HOST:PORT}, or {@code unix:PATH} for clients on the same machine. */
sealed interface ListenAddress {

    /** A host, by name or address, and a port, 0 to 65535; with port 0 the system picks one. */
    record Port(String host, int port) implements ListenAddress {
    }

    /** A Unix domain socket, which is a file. */
    record Socket(Path path) implements ListenAddress {
    }

    /** The address to listen at if no option names one and standard input is not a listening socket. */
    String DEFAULT = "localhost:8000";

    String UNIX = "unix:";
    Pattern HOST_AND_PORT = Pattern.compile("(?:\\[([0-9A-Fa-f:.]+(?:%\\w+)?)]|([^:\\[\\]\\s]+)):(\\d{1,5})");
    int MAX_PORT = 65535;

    /** Parses an address; empty if the text is not one. */
    static Optional<ListenAddress> parse(String text) {
        if (text.startsWith(UNIX)) {
            String path = text.substring(UNIX.length());
            return path.isEmpty() ? Optional.empty() : Optional.of(new Socket(Path.of(path)));
        }
        Matcher matcher = HOST_AND_PORT.matcher(text);
        if (!matcher.matches() || Integer.parseInt(matcher.group(3)) > MAX_PORT) {
            return Optional.empty();
        }
        String host = host(matcher);
        return hasLeadingZero(text)
                ? Optional.empty()
                : Optional.of(new Port(host, Integer.parseInt(matcher.group(3))));
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
