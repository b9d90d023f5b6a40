package chatd;

import chatd.access.Cidr;
import chatd.chat.RoomName;
import chatd.chat.RoomSettings;
import chatd.link.Node;
import chatd.os.FileMode;
import chatd.text.Durations;
import chatd.text.Rate;
import chatd.text.Sizes;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The type of an option's value: parses a value, and describes the valid ones for messages and documents. */
sealed interface OptionType<T> {

    String LEADING_ZERO = "a number in it begins with 0, which some programs read as octal; write it without";

    /** Parses a value; empty if the text is not a valid one. */
    Optional<T> parse(String text);

    /** Why a text is not a valid value although it looks like one; empty if there is nothing to add. */
    default String problem(String text) {
        return "";
    }

    /** The name of the value in the documents: {@code TIME}. */
    String placeholder();

    /** The valid values, in words that follow "it must be", with valid examples. */
    String expected();

    /** The range of valid values, in words that follow the option's help; empty if there is no range. */
    default String range() {
        return "";
    }

    /** The explanation of the placeholder, once for all options that have it; empty if it needs none. */
    default String legend() {
        return "";
    }

    /** {@code A, B or C}. */
    static String anyOf(List<String> words) {
        int last = words.size() - 1;
        return String.join(", ", words.subList(0, last)) + " or " + words.get(last);
    }

    /** The type of an option without a value. */
    record Switch() implements OptionType<Boolean> {
        @Override
        public Optional<Boolean> parse(String text) {
            return Optional.empty();
        }

        @Override
        public String placeholder() {
            return "";
        }

        @Override
        public String expected() {
            return "given without a value";
        }
    }

    /**
     * A whole number from {@code min} to {@code max}.
     *
     * @param zero the meaning of 0, in words such as {@code for no limit}; empty if 0 has no special meaning
     */
    record Number(int min, int max, String zero) implements OptionType<Integer> {
        @Override
        public Optional<Integer> parse(String text) {
            if (!text.matches("\\d{1,9}")) {
                return Optional.empty();
            }
            int number = Integer.parseInt(text);
            boolean valid = number >= min && number <= max || number == 0 && !zero.isEmpty();
            return valid ? Optional.of(number) : Optional.empty();
        }

        @Override
        public String placeholder() {
            return "N";
        }

        @Override
        public String expected() {
            return "a number from " + range();
        }

        @Override
        public String range() {
            return min + " to " + max + (zero.isEmpty() ? "" : ", or 0 " + zero);
        }
    }

    /**
     * A number of bytes from {@code min} to {@code max}, which are written as values are.
     *
     * @param zero the meaning of 0, in words such as {@code for no limit}; empty if 0 has no special meaning
     */
    record Size(String min, String max, String example, String zero) implements OptionType<Long> {
        @Override
        public Optional<Long> parse(String text) {
            long bytes = Sizes.parse(text).orElse(-1);
            boolean valid = bytes >= bytes(min) && bytes <= bytes(max) || bytes == 0 && !zero.isEmpty();
            return valid ? Optional.of(bytes) : Optional.empty();
        }

        private static long bytes(String size) {
            return Sizes.parse(size).orElseThrow();
        }

        @Override
        public String placeholder() {
            return "SIZE";
        }

        @Override
        public String expected() {
            return "a size from " + min + " to " + max + ", such as " + example + zero();
        }

        @Override
        public String range() {
            return min + " to " + max + zero();
        }

        @Override
        public String zero() {
            return zero.isEmpty() ? "" : ", or 0 " + zero;
        }

        @Override
        public String legend() {
            return "a number of bytes, of KiB (k), MiB (m) or GiB (g), such as 1024, 64k or 1m";
        }
    }

    /** A time; 0 is no limit. */
    record Time() implements OptionType<Duration> {
        private static final String EXAMPLES =
                "up to " + Durations.MAX.toHours() + "h, such as 500ms, 2s, 5m, 1h or 2d, or 0 for no limit";

        @Override
        public Optional<Duration> parse(String text) {
            return Durations.parse(text);
        }

        @Override
        public String placeholder() {
            return "TIME";
        }

        @Override
        public String expected() {
            return "a time " + EXAMPLES;
        }

        @Override
        public String legend() {
            return "a number with a unit, " + EXAMPLES;
        }
    }

    /**
     * A rate.
     *
     * @param events the name of the counted events, in the plural
     */
    record PerTime(String events) implements OptionType<Rate> {
        @Override
        public Optional<Rate> parse(String text) {
            return Rate.parse(text);
        }

        @Override
        public String placeholder() {
            return "RATE";
        }

        @Override
        public String expected() {
            return "a number of " + events + " per second or minute, such as 20/s or 100/m, or 0 for no limit";
        }

        @Override
        public String legend() {
            return "a number per second or minute, such as 20/s or 100/m, or 0 for no limit";
        }
    }

    /** One of several words. */
    record Choice(String placeholder, List<String> words) implements OptionType<String> {
        @Override
        public Optional<String> parse(String text) {
            return words.contains(text) ? Optional.of(text) : Optional.empty();
        }

        @Override
        public String expected() {
            return anyOf(words);
        }
    }

    /** A socket to listen at. */
    record Address() implements OptionType<ListenAddress> {
        private static final String EXAMPLES =
                "HOST:PORT, such as localhost:8000, 0.0.0.0:8000 or [::1]:8000, or unix:PATH";

        @Override
        public Optional<ListenAddress> parse(String text) {
            return ListenAddress.parse(text);
        }

        @Override
        public String problem(String text) {
            if (ListenAddress.hasBadRoom(text)) {
                return "the name of its room must be " + RoomName.RULE;
            }
            return ListenAddress.hasLeadingZero(text) ? LEADING_ZERO : "";
        }

        @Override
        public String placeholder() {
            return "ADDRESS";
        }

        @Override
        public String expected() {
            return EXAMPLES + "; the port is 0 to " + ListenAddress.MAX_PORT;
        }

        @Override
        public String legend() {
            return EXAMPLES + " for a Unix domain socket, which clients join with nc -U PATH. With port 0 the system "
                    + "picks a free port, which is logged. Clients of HOST:PORT/ROOM or unix:PATH#ROOM arrive in that "
                    + "room; see ROOMS";
        }
    }

    /** A Unix domain socket to listen at. */
    record UnixSocket() implements OptionType<Path> {
        @Override
        public Optional<Path> parse(String text) {
            return ListenAddress.isSocket(text)
                    ? Optional.of(Path.of(text.substring(ListenAddress.UNIX.length())))
                    : Optional.empty();
        }

        @Override
        public String placeholder() {
            return ListenAddress.UNIX + "PATH";
        }

        @Override
        public String expected() {
            return "unix:PATH, such as unix:/run/chatd/admin.sock";
        }
    }

    /** The name of a room. */
    record RoomNamed() implements OptionType<String> {
        @Override
        public Optional<String> parse(String text) {
            return RoomName.parse(text);
        }

        @Override
        public String placeholder() {
            return "NAME";
        }

        @Override
        public String expected() {
            return RoomName.RULE;
        }
    }

    /** A permanent room, with its topic or without. */
    record PermanentRoom() implements OptionType<RoomSettings.Permanent> {
        @Override
        public Optional<RoomSettings.Permanent> parse(String text) {
            int colon = text.indexOf(':');
            String topic = colon < 0 ? "" : text.substring(colon + 1).strip();
            return isTopic(topic)
                    ? RoomName.parse(colon < 0 ? text : text.substring(0, colon))
                            .map(name -> new RoomSettings.Permanent(name, topic.isEmpty() ? null : topic))
                    : Optional.empty();
        }

        /** A topic is sent to clients as it is, so it must not contain anything that ends a line. */
        private static boolean isTopic(String text) {
            return text.codePointCount(0, text.length()) <= RoomSettings.MOST_TOPIC_CHARACTERS
                    && text.codePoints().noneMatch(PermanentRoom::isControl);
        }

        private static boolean isControl(int codePoint) {
            return switch (Character.getType(codePoint)) {
                case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR,
                        Character.SURROGATE -> true;
                default -> false;
            };
        }

        @Override
        public String placeholder() {
            return "NAME[:TOPIC]";
        }

        @Override
        public String expected() {
            return "NAME or NAME:TOPIC, such as games or games:chess at 8; the name is " + RoomName.RULE
                    + ", and the topic up to " + RoomSettings.MOST_TOPIC_CHARACTERS + " characters";
        }
    }

    /** The permissions of a file. */
    record Mode() implements OptionType<Set<PosixFilePermission>> {
        @Override
        public Optional<Set<PosixFilePermission>> parse(String text) {
            return FileMode.parse(text);
        }

        @Override
        public String placeholder() {
            return "MODE";
        }

        @Override
        public String expected() {
            return "three octal digits, such as 0660";
        }

        @Override
        public String range() {
            return "000 to 777";
        }
    }

    /** A file, which is not opened here. */
    record File() implements OptionType<Path> {
        @Override
        public Optional<Path> parse(String text) {
            return Optional.of(Path.of(text));
        }

        @Override
        public String placeholder() {
            return "FILE";
        }

        @Override
        public String expected() {
            return "a file";
        }
    }

    /**
     * A text that is checked when it is used.
     *
     * @param placeholder names the value
     * @param expected describes valid values
     */
    record Text(String placeholder, String expected) implements OptionType<String> {
        @Override
        public Optional<String> parse(String text) {
            return text.isBlank() ? Optional.empty() : Optional.of(text);
        }
    }

    /** The name of a node, or of a group of nodes. */
    record NodeName() implements OptionType<String> {
        @Override
        public Optional<String> parse(String text) {
            return Node.isName(text) ? Optional.of(text) : Optional.empty();
        }

        @Override
        public String placeholder() {
            return "NAME";
        }

        @Override
        public String expected() {
            return "1 to " + Node.MAX_NAME + " letters (a-z, A-Z), digits, - or _";
        }
    }

    /** An IP address, or a range of addresses. */
    record Range() implements OptionType<Cidr> {
        private static final String EXAMPLES =
                "an IP address or a range, such as 192.0.2.7, 192.0.2.0/24 or 2001:db8::/32";

        @Override
        public Optional<Cidr> parse(String text) {
            return Cidr.parse(text);
        }

        @Override
        public String problem(String text) {
            return Cidr.hasLeadingZero(text) ? LEADING_ZERO : "";
        }

        @Override
        public String placeholder() {
            return "CIDR";
        }

        @Override
        public String expected() {
            return EXAMPLES;
        }

        @Override
        public String legend() {
            return EXAMPLES;
        }
    }
}
