package chatd.bench;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The line being received, without its ending; a line cut by a read continues with the next. */
final class LineBuffer {

    private byte[] bytes = new byte[256];
    private int length;
    private boolean whole;

    /** Consumes bytes up to the end of a line; false if the line has not ended yet. */
    boolean take(ByteBuffer in) {
        if (whole) {
            length = 0;
            whole = false;
        }
        while (in.hasRemaining()) {
            byte next = in.get();
            if (next == '\n') {
                whole = true;
                if (length > 0 && bytes[length - 1] == '\r') {
                    length--;
                }
                return true;
            }
            if (length == bytes.length) {
                bytes = Arrays.copyOf(bytes, length * 2);
            }
            bytes[length++] = next;
        }
        return false;
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    @Override
    public String toString() {
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }
}
