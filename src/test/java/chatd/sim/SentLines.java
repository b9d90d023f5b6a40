package chatd.sim;

import static chatd.sim.Conditions.any;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Generates the lines that people send. A line for others contains the sender's name and a serial number, as in
 * {@code p7#123}, so that no two of them are equal.
 */
final class SentLines {

    private static final int MOST_USUAL_BYTES = 40;
    private static final int MOST_BYTES_AROUND = 30;
    private static final List<String> GOOD_NAMES = List.of("ann", "Bob", "bob", "zoë", "ZOË", "李雷", "x-1", "a.b_c",
            "Ａｎｎ", "Жора", "dave", "eve", "Frank", "gil");
    private static final List<String> BAD_NAMES = List.of("-x", "12345", "Server", "usage", "You", "a b", "what?",
            "n".repeat(40), "/who", "/quit", "/EXIT now", "//ann", "10.0.0.2", "10.1.0.1", "аnn", "bоb");
    private static final List<String> OWN_WORDS = List.of("login", "lo\u2065gin", "has\u1680left",
            "has\u2800left\uFE0F", "has left", " was disconnected for being idle");
    /** Few rooms, so that members meet. */
    private static final List<String> ROOMS = List.of("a", "A", "a", "b", "#b", "news", "ЖЖ", "lobby");
    private static final List<String> ODD_ROOMS = List.of("#", "12", "server", "x y", "-", "10.0.0.2", "#hall", "Ａ",
            "nеws", "n".repeat(40));
    private static final List<String> ROOM_COMMANDS = List.of("/leave", "/part", "/leave now", "/rooms", "/channels",
            "/rooms x", "/topic", "/unlock", "/lock it", "/who *", "/who *", "/j", "/invite",
            "/remove", "/bell on", "/bell on", "/bell ON", "/bell off", "/bell", "/bell maybe");
    private static final List<String> PLAIN_COMMANDS = List.of("/who", "/who ~", "/who a", "/WHO 10.", "/help",
            "/help me", "/ignore", "/back", "/away", "/quiet", "/unquiet",
            "/time", "/time on", "/time off", "/time maybe", "/msg",
            "/msg ann", "/me", "/reply", "/nonsense", "/", "/ who", "", "   ", " /msg ann hush", "\t/me",
            "/history", "/history 3", "/history 0", "/history x", "/history 99999", "/search", "/search #1", "/search WAVES",
            "/search # 2", "/search X", "/search \u0416", "/search 1 2 3 4 5 6 7 8 9", "/?", "/? hlep", "/names", "/users a", "/motd", "/motd now", "/mee", "/r", "/w ann", "/tell", "/hlep",
            " //", "\u2800", "\u2065\uFE0F", "/me \u3164", "/away \uFFF0\u034F", "/msg ann \uDB40\uDC00",
            "\u2800 /msg ann hush", "\u3164//");

    /** A part of a line: as it is sent, and as others receive it. */
    private record Piece(String bytes, String text) {
        static Piece of(String ascii) {
            return new Piece(ascii, ascii);
        }

        /** Each byte as one character. */
        byte[] sent() {
            return bytes.getBytes(StandardCharsets.ISO_8859_1);
        }
    }

    private static final String ARE_YOU_THERE = "\u00FF\u00F6";
    private static final String TIMING_MARK = "\u00FF\u00FD\u0006";
    private static final List<Piece> TELNET = List.of(new Piece(TIMING_MARK, ""), new Piece("\u00FF\u00FB\u0001", ""),
            new Piece("\u00FF\u00FA\u0018\u0000\u00FF\u00F0", ""), new Piece("\u00FF\u00F1", ""),
            new Piece("\u00FF\u00FA\u001F\u0001\n\u0000\u0018\u00FF\u00F0", ""), new Piece(ARE_YOU_THERE, ""),
            new Piece("\u00FF\u00F1".repeat(600), ""));
    private static final Piece MARKS = new Piece("e" + "\u00CC\u0081".repeat(12), "e" + "\u0301".repeat(10) + "\uFFFD");
    private static final List<Piece> ERASED = List.of(new Piece("typo\u0015", ""),
            new Piece("typo\u00FF\u00F8", ""));
    private static final List<Piece> PIECES = List.of(
            new Piece("\t", "\t"),
            new Piece("\u00D0\u0096", "Ж"), new Piece("\u00E4\u00BD\u00A0", "你"),
            new Piece("\u00F0\u009F\u0098\u0080", "\uD83D\uDE00"),
            new Piece("\u0007", "\uFFFD"), new Piece("\u001B[31m", "\uFFFD[31m"), new Piece("\u0000", "\uFFFD"),
            new Piece("q\b", ""), new Piece("\u00D0\u0096\u007F", ""),
            new Piece("\u00F0\u009F\u0098\u0080\u00FF\u00F7", ""),
            new Piece("\u00C2\u0085", "\uFFFD"), new Piece("\u00E2\u0080\u00AE", "\uFFFD"),
            new Piece("\u00C3(", "\uFFFD("), new Piece("\u0080", "\uFFFD"), new Piece("\u00FF\u00FF", "\uFFFD"));

    private final Random random;
    private final Conditions conditions;
    /** Null if names cannot be registered. */
    private final KeyLines keyLines;
    private final Supplier<String> anyNameOrNumber;
    private final Function<Person, String> anyNeighbour;
    private int serial;

    /**
     * @param keyLines null if names cannot be registered
     * @param anyNameOrNumber name or number of a client that may be a member
     * @param anyNeighbour name or number of a client that may be in the same room as this person
     */
    SentLines(Random random, Conditions conditions, KeyLines keyLines, Supplier<String> anyNameOrNumber,
            Function<Person, String> anyNeighbour) {
        this.keyLines = keyLines;
        this.anyNeighbour = anyNeighbour;
        this.random = random;
        this.conditions = conditions;
        this.anyNameOrNumber = anyNameOrNumber;
    }

    /** An answer to the question for a name. */
    SentLine name() {
        if (keyLines == null || random.nextInt(3) > 0) {
            return plain(nameAlone());
        }
        return plain(random.nextInt(3) == 0 ? keyLines.ofOwnerHere() : keyLines.nameAndKey());
    }

    /** A name, which may be invalid or empty. */
    String nameAlone() {
        return switch (random.nextInt(10)) {
            case 0 -> any(random, BAD_NAMES);
            case 1 -> "";
            case 2, 3, 4, 5 -> "n" + random.nextInt(100);
            default -> any(random, GOOD_NAMES);
        };
    }

    /** An answer to the question for the key of a name. */
    SentLine keyOf(String name) {
        return plain(keyLines.keyOf(name));
    }

    /** The right password. */
    SentLine password() {
        return plain(conditions.password());
    }

    /** A wrong password. */
    SentLine wrongPassword() {
        return random.nextInt(4) == 0 ? tooLong()
                : plain(any(random, "", "Open sesame", conditions.password() + ' ', "x" + conditions.password()));
    }

    /** Any line. */
    SentLine something(Person author) {
        return switch (random.nextInt(20)) {
            case 0 -> tooLong();
            case 1 -> longest(author);
            case 2 -> random.nextInt(4) > 0 ? odd(author) : random.nextInt(6) == 0 ? interrupt() : leaveKey();
            case 3 -> odd(author);
            case 4, 5, 6, 7, 8, 9, 10, 11 -> talk(author);
            default -> command(author);
        };
    }

    /** A message for everybody. */
    SentLine talk(Person author) {
        if (random.nextInt(6) == 0) {
            return plain(address() + unique(author) + any(random, " ", "-", ", ") + anyNeighbour.apply(author)
                    + any(random, "", "", "?", "s"));
        }
        int most = random.nextInt(20) == 0 ? conditions.limits().maxLineBytes() - MOST_BYTES_AROUND : MOST_USUAL_BYTES;
        return plain(address() + unique(author) + ' ' + "x".repeat(random.nextInt(most)));
    }

    /** The line with which a person leaves. */
    SentLine goodbye(Person author) {
        return switch (conditions.settings().dialect()) {
            case "chat" -> plain(random.nextBoolean() ? "/quit" : "/exit " + unique(author));
            case "room" -> plain("exit");
            default -> talk(author);
        };
    }

    /** A message without a line ending: the end of input ends it. */
    SentLine unended(Person author) {
        String text = address() + unique(author);
        return new SentLine(text.getBytes(StandardCharsets.UTF_8), text, 0);
    }

    private SentLine command(Person author) {
        return switch (conditions.settings().dialect()) {
            case "chat" -> chatCommand(author);
            case "room" -> plain(random.nextInt(4) > 0 ? any(random, "who", "", "rename|", "Who", "who ", "/who")
                    : random.nextBoolean() ? any(random, OWN_WORDS) : "rename|" + nameAlone());
            case "messenger" -> plain(any(random, "", "who", "5", "1 \u2800",
                    "77 " + unique(author), "1 2 " + unique(author)));
            default -> throw new AssertionError("no commands of the dialect " + conditions.settings().dialect());
        };
    }

    private SentLine chatCommand(Person author) {
        if (keyLines != null && random.nextInt(4) == 0) {
            return random.nextInt(4) == 0 ? operatorCommand(author) : plain(keyLines.command(unique(author)));
        }
        return switch (random.nextInt(18)) {
            case 0, 1, 2 -> plain("/msg " + anyNameOrNumber.get() + ' ' + unique(author));
            case 3 -> plain(any(random, "/reply ", "/r ", "/tell Bob ") + unique(author));
            case 4 -> plain("/me " + unique(author));
            case 5 -> plain("//" + unique(author));
            case 6 -> plain("/ignore " + anyNameOrNumber.get());
            case 7 -> plain("/unignore " + anyNameOrNumber.get());
            case 8 -> plain("/away " + unique(author));
            case 9 -> plain("/name " + (random.nextInt(8) == 0 ? author.address() : nameAlone()));
            case 10 -> random.nextInt(8) == 0 ? goodbye(author) : plain("/who " + anyNameOrNumber.get());
            case 11, 12, 13, 14, 15, 16 -> roomCommand(author);
            default -> plain(withoutSearch(any(random, PLAIN_COMMANDS)));
        };
    }

    /** A history file is searched off the loop, which the model does not know. */
    private String withoutSearch(String command) {
        return conditions.hasHistoryFile() && command.startsWith("/search ") ? "/history" : command;
    }

    /** A command that only operators can use. */
    SentLine operatorCommand(Person author) {
        String who = switch (random.nextInt(4)) {
            case 0 -> keyLines.operator();
            case 1 -> anyNameOrNumber.get();
            default -> anyNeighbour.apply(author);
        };
        String time = any(random, "", " 0", " 10s", " 2m", " 1d", " soon");
        return plain(switch (random.nextInt(8)) {
            case 0 -> "/kick " + who + any(random, "", " " + unique(author));
            case 1 -> "/ban " + who + any(random, " 10s", time);
            case 2, 3 -> "/unmute " + who;
            default -> "/mute " + who + time;
        });
    }

    private SentLine roomCommand(Person author) {
        return switch (random.nextInt(14)) {
            case 0, 1, 2, 3 -> plain(any(random, "/join ", "/j ")
                    + any(random, random.nextInt(8) == 0 ? ODD_ROOMS : ROOMS));
            case 4 -> plain("/topic " + unique(author) + any(random, "", " ", " " + "y".repeat(60)));
            case 5, 6 -> plain("/invite " + anyNameOrNumber.get());
            case 7, 8 -> plain("/remove " + anyNeighbour.apply(author) + any(random, "", "\u00A0", " " + unique(author)));
            case 9 -> plain("/lock");
            default -> plain(any(random, ROOM_COMMANDS));
        };
    }

    /** A line with bytes that must be replaced or dropped before others receive it. */
    private SentLine odd(Person author) {
        List<Piece> pieces = new ArrayList<>();
        if (random.nextInt(3) == 0) {
            pieces.add(any(random, TELNET));
        }
        if (random.nextInt(6) == 0) {
            pieces.add(any(random, ERASED));
        }
        pieces.add(Piece.of(address() + unique(author)));
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            pieces.add(any(random, random.nextInt(4) == 0 ? TELNET : PIECES));
        }
        if (random.nextInt(6) == 0) {
            pieces.add(MARKS);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        pieces.forEach(piece -> bytes.writeBytes(piece.sent()));
        bytes.writeBytes(ending());
        return new SentLine(bytes.toByteArray(), pieces.stream().map(Piece::text).collect(Collectors.joining()),
                count(pieces, TIMING_MARK), count(pieces, ARE_YOU_THERE));
    }

    private static int count(List<Piece> pieces, String command) {
        return (int) pieces.stream().filter(piece -> piece.bytes().equals(command)).count();
    }

    /** The same line after a byte order mark. */
    SentLine afterByteOrderMark(SentLine line) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes("\uFEFF".getBytes(StandardCharsets.UTF_8));
        bytes.writeBytes(line.bytes());
        return new SentLine(bytes.toByteArray(), line.text(), line.timingMarks(), line.areYouTheres());
    }

    /** Telnet's interrupt or break, after half a line or none. */
    private SentLine interrupt() {
        String bytes = any(random, "", "half") + any(random, "\u00FF\u00F4", "\u00FF\u00F3");
        return new SentLine(bytes.getBytes(StandardCharsets.ISO_8859_1), SentLine.INTERRUPT, 1);
    }

    private SentLine leaveKey() {
        String bytes = any(random, "\u0003", "\u0004", "\u0004\u0003");
        return new SentLine((bytes + '\n').getBytes(StandardCharsets.ISO_8859_1), SentLine.LEAVE_KEY, 0);
    }

    private SentLine longest(Person author) {
        String beginning = address() + unique(author) + ' ';
        return plain(beginning + "y".repeat(conditions.limits().maxLineBytes() - beginning.length()));
    }

    /** A line three times as long when others receive it: a few of them fill a turn's block. */
    SentLine garbage(Person author) {
        String beginning = address() + unique(author) + ' ';
        int rest = conditions.limits().maxLineBytes() - beginning.length();
        byte[] bytes = (beginning + "\u0007".repeat(rest) + '\n').getBytes(StandardCharsets.UTF_8);
        return new SentLine(bytes, beginning + "\uFFFD".repeat(rest), 0);
    }

    private SentLine tooLong() {
        int most = conditions.limits().maxLineBytes();
        byte[] bytes = ("z".repeat(most + 1 + random.nextInt(2 * most)) + '\n').getBytes(StandardCharsets.UTF_8);
        return new SentLine(bytes, null, 0);
    }

    private SentLine plain(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        bytes.writeBytes(ending());
        return new SentLine(bytes.toByteArray(), text, 0);
    }

    private byte[] ending() {
        return any(random, "\n", "\n", "\n", "\r\n", "\r\0").getBytes(StandardCharsets.UTF_8);
    }

    /** The recipient, in the dialect that needs one. */
    private String address() {
        return conditions.settings().dialect().equals("messenger") ? anyNameOrNumber.get() + ' ' : "";
    }

    private String unique(Person author) {
        return author.name() + '#' + serial++;
    }
}
