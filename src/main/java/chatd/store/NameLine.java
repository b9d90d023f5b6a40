package chatd.store;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.util.HexFormat;
import java.util.zip.CRC32;

/**
 * The lines of the file of registered names. A name is a line of eight fields with a TAB between them; the last one is
 * the CRC-32 of the bytes before its TAB. The first line tells the format, and the last one how many names there are.
 */
final class NameLine {

    static final String HEADER = "# chatd names 1\n";
    /** How the header begins in any version of the format. */
    static final String ANY_HEADER = "# chatd names ";
    static final String FIELDS =
            "# name\tSHA-256 of its key\tmade\tlast used\tlocal user\tflags\tmuted until\tCRC-32\n";
    /** A longer line is damaged. In bytes, without its end. */
    static final int MOST_BYTES = 1024;

    private static final String END = "# end: names ";
    private static final int MOST_CHARS = 128;
    private static final int FIELD_COUNT = 8;
    private static final int HASH_CHARS = 64;
    private static final int MILLIS = 1000;
    private static final String NONE = "-";
    private static final String OPERATOR = "op";
    private static final String FOR_EVER = "for-ever";
    private static final String USER = "user=";

    private NameLine() {
    }

    /** Whether a line can hold this name or login name, and gives it back. */
    static boolean canHold(String text) {
        boolean isShown = !text.isBlank() && text.length() <= MOST_CHARS && text.charAt(0) != '#';
        return isShown && text.codePoints().noneMatch(c -> switch (Character.getType(c)) {
            case Character.CONTROL, Character.SURROGATE, Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        });
    }

    /** The line of a name, with its LF. */
    static String encode(RegisteredName name) {
        String fields = name.name()
                + '\t' + (name.hasKey() ? HexFormat.of().formatHex(name.keyHash()) : NONE)
                + '\t' + UtcText.day(name.madeDay())
                + '\t' + UtcText.day(name.usedDay())
                + '\t' + (name.user() == null ? NONE : USER + name.user())
                + '\t' + (name.isOperator() ? OPERATOR : NONE)
                + '\t' + mutedUntil(name.mutedUntil());
        byte[] bytes = fields.getBytes(StandardCharsets.UTF_8);
        return fields + '\t' + checksum(bytes, bytes.length) + '\n';
    }

    /** The last line of a file, with its LF. */
    static String end(int names) {
        return END + names + '\n';
    }

    /** The time in milliseconds, no sooner than this one, that a line can hold. */
    static long storedTime(long millis) {
        long seconds = Math.floorDiv(millis, MILLIS) + (Math.floorMod(millis, MILLIS) == 0 ? 0 : 1);
        if (seconds > UtcText.LAST_SECOND) {
            return RegisteredName.FOR_EVER;
        }
        return Math.max(seconds * MILLIS, RegisteredName.NOT_MUTED);
    }

    private static String mutedUntil(long millis) {
        if (millis == RegisteredName.NOT_MUTED) {
            return NONE;
        }
        return millis == RegisteredName.FOR_EVER ? FOR_EVER : UtcText.time(millis / MILLIS);
    }

    private static String checksum(byte[] bytes, int length) {
        CRC32 checksum = new CRC32();
        checksum.update(bytes, 0, length);
        return HexFormat.of().toHexDigits((int) checksum.getValue());
    }

    /** The name of a line without its LF; null if the line is damaged. */
    static RegisteredName decode(byte[] line) {
        int fieldsLength = line.length - Integer.BYTES * 2 - 1;
        if (line.length > MOST_BYTES || fieldsLength <= 0) {
            return null;
        }
        try {
            String text = decodeUtf8(line, line.length);
            String[] fields = text.split("\t", -1);
            boolean isWhole = fields.length == FIELD_COUNT
                    && fields[FIELD_COUNT - 1].equals(checksum(line, fieldsLength));
            return isWhole ? decode(fields) : null;
        } catch (CharacterCodingException | DateTimeException | IllegalArgumentException e) {
            return null;
        }
    }

    private static RegisteredName decode(String[] fields) {
        String user = fields[4].equals(NONE) ? null : withoutPrefix(fields[4]);
        boolean isValid = canHold(fields[0]) && (fields[1].equals(NONE) || fields[1].length() == HASH_CHARS)
                && (user == null || canHold(user)) && (fields[5].equals(NONE) || fields[5].equals(OPERATOR));
        if (!isValid) {
            return null;
        }
        byte[] keyHash = fields[1].equals(NONE) ? null : HexFormat.of().parseHex(fields[1]);
        return new RegisteredName(fields[0], keyHash, UtcText.parseDay(fields[2]), UtcText.parseDay(fields[3]), user,
                fields[5].equals(OPERATOR), parseMutedUntil(fields[6]));
    }

    private static String withoutPrefix(String field) {
        if (!field.startsWith(USER)) {
            throw new IllegalArgumentException("not a local user");
        }
        return field.substring(USER.length());
    }

    private static long parseMutedUntil(String field) {
        return switch (field) {
            case NONE -> RegisteredName.NOT_MUTED;
            case FOR_EVER -> RegisteredName.FOR_EVER;
            default -> UtcText.parseTime(field) * MILLIS;
        };
    }

    /** The name in a damaged line; null if it cannot be read. A TAB must end it, or a part would pass for the whole. */
    static String damagedName(byte[] line) {
        int length = 0;
        while (length < line.length && line[length] != '\t') {
            length++;
        }
        if (length == line.length) {
            return null;
        }
        try {
            String name = decodeUtf8(line, length);
            return canHold(name) ? name : null;
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    /** Whether this is the last line of a file with this many names. */
    static boolean isEnd(byte[] line, int names) {
        return new String(line, StandardCharsets.ISO_8859_1).concat("\n").equals(end(names));
    }

    private static String decodeUtf8(byte[] bytes, int length) throws CharacterCodingException {
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, length)).toString();
    }
}
