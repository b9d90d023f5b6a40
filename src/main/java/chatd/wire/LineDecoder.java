package chatd.wire;

import java.util.Arrays;
import java.util.function.IntConsumer;

/**
 * Splits the bytes from one client into lines, ended by LF or CR LF. Removes telnet commands (RFC 854), even if they
 * arrive in pieces; LF always ends the line, even inside a command. A line over the limit is dropped up to its end and
 * reported once.
 *
 * <p>One telnet command is reported, because it needs an answer: after Ctrl-C a telnet client asks for a timing mark
 * (RFC 860), and shows no output until that comes.
 *
 * <p>A line that arrives in one read and needs no change is not copied. Any other line is assembled in an array that
 * all decoders of a {@link Workspace} share. So a decoder owns memory only while it keeps half a line, and between
 * lines a client needs no decoder of its own.
 */
public final class LineDecoder {

    /** The outcome of {@link #decode}. */
    public enum Found {
        /** All input was read, and nothing was found. */
        NOTHING,
        /** A line ended; its text is in the {@link Line} of the workspace. */
        LINE,
        /** A line exceeds the limit; it is dropped, including the bytes still to come. */
        TOO_LONG,
        /** The client asks for a telnet timing mark, perhaps in the middle of a line. */
        TIMING_MARK
    }

    /** The memory that decoders with the same limit share, and the spare decoder. */
    public static final class Workspace {
        /** The line that {@link #decode} found last. */
        public final Line line;
        private final byte[] raw;
        private final IntConsumer heldBytes;
        private LineDecoder spare;

        /**
         * @param maxLineBytes the limit for a line without its line ending, in bytes, at least 1
         * @param heldBytes called when the memory for half lines changes, with the difference in bytes
         */
        public Workspace(int maxLineBytes, IntConsumer heldBytes) {
            line = new Line(maxLineBytes);
            raw = new byte[maxLineBytes];
            this.heldBytes = heldBytes;
        }

        /** Lends a decoder for a client that is between lines. */
        public LineDecoder lend() {
            LineDecoder decoder = spare == null ? new LineDecoder(this) : spare;
            spare = null;
            return decoder;
        }

        /** Takes back a decoder that is between lines, to lend it to the next client. */
        public void takeBack(LineDecoder decoder) {
            spare = decoder;
        }
    }

    private enum Telnet { DATA, COMMAND, OPTION, DO_OPTION, SUBNEGOTIATION, SUBNEGOTIATION_COMMAND }

    private static final byte LF = '\n';
    private static final byte CR = '\r';
    private static final byte NUL = 0;
    private static final byte IAC = (byte) 255;
    private static final byte SE = (byte) 240;
    private static final byte SB = (byte) 250;
    private static final byte WILL = (byte) 251;
    private static final byte DO = (byte) 253;
    private static final byte TIMING_MARK = 6;
    private static final byte[] EMPTY = {};

    private final Workspace workspace;
    private byte[] half = EMPTY;
    private int length;
    private boolean afterCr;
    private boolean dropping;
    private Telnet telnet = Telnet.DATA;
    private int position;

    LineDecoder(Workspace workspace) {
        this.workspace = workspace;
    }

    /**
     * Decodes {@code in[from..to)} up to the first thing found, or all of it; {@link #position()} is where it stopped.
     */
    public Found decode(byte[] in, int from, int to) {
        if (isBetweenLines()) {
            int safe = ByteScan.printableRun(in, from, to);
            int end = safe < to && in[safe] == LF ? safe : plainRun(in, safe, to);
            int next = lineEnd(in, end, to);
            if (next > 0 && end - from <= workspace.raw.length) {
                workspace.line.set(in, from, safe, end);
                position = next;
                return Found.LINE;
            }
        }
        System.arraycopy(half, 0, workspace.raw, 0, length);
        Found found = assemble(in, from, to);
        setHalf(length == 0 ? EMPTY : Arrays.copyOf(workspace.raw, length));
        return found;
    }

    /** The index of the first byte that the last {@link #decode} did not read. */
    public int position() {
        return position;
    }

    /**
     * Ends the input. Returns whether an unfinished line was left; its text is then in the {@link Line} of the
     * workspace.
     */
    public boolean finish() {
        if (length == 0) {
            return false;
        }
        workspace.line.set(half, 0, length);
        reset();
        return true;
    }

    /** Drops an unfinished line. */
    public void reset() {
        startLine();
        setHalf(EMPTY);
    }

    /** Whether this decoder has no state: the next byte begins a line. */
    public boolean isBetweenLines() {
        return length == 0 && !afterCr && !dropping && telnet == Telnet.DATA;
    }

    /** The index of the first byte that may end a line or begins a telnet command. */
    private static int plainRun(byte[] in, int from, int to) {
        return ByteScan.indexOfAny(in, from, to, LF, CR, IAC);
    }

    /** The index after the LF or CR LF at {@code i}; 0 if neither is there. */
    private static int lineEnd(byte[] in, int i, int to) {
        if (i < to && in[i] == LF) {
            return i + 1;
        }
        return i + 1 < to && in[i] == CR && in[i + 1] == LF ? i + 2 : 0;
    }

    private Found assemble(byte[] in, int from, int to) {
        for (int i = from; i < to; i++) {
            i = appendRun(in, i, to);
            if (i == to) {
                break;
            }
            Found found = in[i] == LF ? endLine() : accept(in[i]);
            if (found != Found.NOTHING) {
                position = i + 1;
                return found;
            }
        }
        position = to;
        return Found.NOTHING;
    }

    /** Appends the bytes that need no change, as far as they fit. Returns the index after them. */
    private int appendRun(byte[] in, int from, int to) {
        if (afterCr || telnet != Telnet.DATA) {
            return from;
        }
        int end = plainRun(in, from, to);
        if (dropping) {
            return end;
        }
        int count = Math.min(end - from, workspace.raw.length - length);
        System.arraycopy(in, from, workspace.raw, length, count);
        length += count;
        return from + count;
    }

    /** Ends the line; one over the limit was reported already. */
    private Found endLine() {
        boolean isComplete = !dropping;
        if (isComplete) {
            workspace.line.set(workspace.raw, 0, length);
        }
        startLine();
        return isComplete ? Found.LINE : Found.NOTHING;
    }

    private void startLine() {
        length = 0;
        afterCr = false;
        dropping = false;
        telnet = Telnet.DATA;
    }

    /** Processes a byte other than LF. */
    private Found accept(byte b) {
        switch (telnet) {
            case DATA -> {
                if (b != IAC) {
                    return acceptData(b);
                }
                telnet = Telnet.COMMAND;
            }
            case COMMAND -> {
                return acceptCommand(b);
            }
            case OPTION -> telnet = Telnet.DATA;
            case DO_OPTION -> {
                telnet = Telnet.DATA;
                return b == TIMING_MARK ? Found.TIMING_MARK : Found.NOTHING;
            }
            case SUBNEGOTIATION -> telnet = b == IAC ? Telnet.SUBNEGOTIATION_COMMAND : Telnet.SUBNEGOTIATION;
            case SUBNEGOTIATION_COMMAND -> telnet = b == SE ? Telnet.DATA : Telnet.SUBNEGOTIATION;
        }
        return Found.NOTHING;
    }

    private Found acceptCommand(byte b) {
        telnet = Telnet.DATA;
        if (b == IAC) {
            return acceptData(b);
        }
        if (b == SB) {
            telnet = Telnet.SUBNEGOTIATION;
        } else if (b == DO) {
            telnet = Telnet.DO_OPTION;
        } else if (b >= WILL && b < IAC) {
            telnet = Telnet.OPTION;
        } else if (b < SE || b >= 0) {
            // Not a command: a client that does not speak telnet sent the byte 255 as text, and then this one.
            return first(acceptData(IAC), acceptData(b));
        }
        return Found.NOTHING;
    }

    private Found acceptData(byte b) {
        if (afterCr) {
            afterCr = false;
            return b == NUL ? append(CR) : first(append(CR), acceptData(b));
        }
        if (b == CR) {
            afterCr = true;
            return Found.NOTHING;
        }
        return append(b);
    }

    private Found append(byte b) {
        if (dropping) {
            return Found.NOTHING;
        }
        if (length == workspace.raw.length) {
            length = 0;
            dropping = true;
            return Found.TOO_LONG;
        }
        workspace.raw[length++] = b;
        return Found.NOTHING;
    }

    /** The outcome of two bytes: at most one of them can exceed the limit. */
    private static Found first(Found one, Found other) {
        return one == Found.NOTHING ? other : one;
    }

    private void setHalf(byte[] bytes) {
        workspace.heldBytes.accept(bytes.length - half.length);
        half = bytes;
    }
}
