package chatd.bench;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The text of the lines sent: all of one length, each with its sender's number and its own,
 * {@code |0000003|000000017|mmm}.
 */
final class Payload {

    private static final int SENDER_AT = 1;
    private static final int SENDER_DIGITS = 7;
    private static final int NUMBER_AT = SENDER_AT + SENDER_DIGITS + 1;
    private static final int NUMBER_DIGITS = 9;
    private static final int FILL_AT = NUMBER_AT + NUMBER_DIGITS + 1;

    private final byte[] text;
    private final byte[] before;
    private final byte[] ending;

    /**
     * @param bytes length of a line, its ending counted as one byte; at least 20
     * @param fill repeated to fill the line
     */
    Payload(Protocol protocol, int bytes, String fill) {
        text = new byte[bytes - 1];
        Arrays.fill(text, (byte) 'm');
        text[0] = '|';
        text[SENDER_AT + SENDER_DIGITS] = '|';
        text[NUMBER_AT + NUMBER_DIGITS] = '|';
        byte[] filling = fill.getBytes(StandardCharsets.UTF_8);
        for (int at = FILL_AT; filling.length > 0 && at + filling.length <= text.length; at += filling.length) {
            System.arraycopy(filling, 0, text, at, filling.length);
        }
        before = protocol.before();
        ending = protocol.lineEnding();
    }

    /** Number of bytes a client writes for one line. */
    int written() {
        return before.length + text.length + ending.length;
    }

    /** Writes the line of this sender with this number, from 0. */
    void write(ByteBuffer out, int sender, int number) {
        putDigits(SENDER_AT, SENDER_DIGITS, sender);
        putDigits(NUMBER_AT, NUMBER_DIGITS, number);
        out.put(before).put(text).put(ending);
    }

    /** Where the text begins in a received line; -1 if the line has none, or a damaged one. */
    int find(byte[] line, int length) {
        int start = length - text.length;
        boolean isWhole = start >= 0 && line[start] == '|'
                && Arrays.equals(line, start + FILL_AT, length, text, FILL_AT, text.length);
        return isWhole ? start : -1;
    }

    int sender(byte[] line, int start) {
        return digits(line, start + SENDER_AT, SENDER_DIGITS);
    }

    int number(byte[] line, int start) {
        return digits(line, start + NUMBER_AT, NUMBER_DIGITS);
    }

    private void putDigits(int at, int count, int number) {
        int rest = number;
        for (int i = at + count - 1; i >= at; i--) {
            text[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }

    private static int digits(byte[] line, int at, int count) {
        int number = 0;
        for (int i = at; i < at + count; i++) {
            number = number * 10 + line[i] - '0';
        }
        return number;
    }
}
