package chatd.wire;

import java.util.Arrays;
import java.util.function.IntConsumer;

/**
 * Turns what one client sends into lines, ended by LF or CR LF. Telnet commands (RFC 854) are dropped, whole also when
 * they come in pieces; a LF always ends the line, whatever sequence it stands in. A line over the limit is dropped up
 * to its end, and reported once.
 *
 * <p>One telnet command is reported, for it wants an answer: after Ctrl-C a telnet client asks for a timing mark (RFC
 * 860), and shows nothing that comes before it.
 *
 * <p>A line that comes in one read, with nothing in it to be changed, is handed on where it stands; any other is put
 * together in an array that all decoders share, so that a decoder owns memory only while half a line waits for the
 * rest. Between lines a client needs no decoder of its own.
 */
public final class LineDecoder {

    /** What {@link #decode} came to. */
    public enum Found {
        /** The end of the input. */
        NOTHING,
        /** A line; it is in the {@link Line} of the workspace. */
        LINE,
        /** A line over the limit. */
        TOO_LONG,
        /** The client asks for telnet's timing mark, perhaps in the middle of a line. */
        TIMING_MARK
    }

    /** What all decoders of a loop share. */
    public static final class Workspace {
        public final Line line;
        private final byte[] raw;
        private final IntConsumer halves;
        private LineDecoder spare;

        /**
         * @param maxLineBytes the limit for a line without its ending, at least 1
         * @param halves is told by how many bytes the memory for half lines grows, or, negative, shrinks
         */
        public Workspace(int maxLineBytes, IntConsumer halves) {
            line = new Line(maxLineBytes);
            raw = new byte[maxLineBytes];
            this.halves = halves;
        }

        /** A decoder for a client that is between lines. */
        public LineDecoder takeDecoder() {
            LineDecoder decoder = spare == null ? new LineDecoder(this) : spare;
            spare = null;
            return decoder;
        }

        /** Takes back a decoder that is between lines, for the next client. */
        public void giveBack(LineDecoder decoder) {
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
     * Reads {@code in[from..to)} up to the end of one line, or all of it. Where it stopped, {@link #position()} says.
     */
    public Found decode(byte[] in, int from, int to) {
        if (isBetweenLines()) {
            int safe = ByteScan.printableRun(in, from, to);
            int end = safe < to && in[safe] == LF ? safe : plainRun(in, safe, to);
            int next = lineEnd(in, end, to);
            if (next > 0 && end - from <= workspace.raw.length) {
                workspace.line.take(in, from, safe, end);
                position = next;
                return Found.LINE;
            }
        }
        System.arraycopy(half, 0, workspace.raw, 0, length);
        Found found = assemble(in, from, to);
        keepHalf(length == 0 ? EMPTY : Arrays.copyOf(workspace.raw, length));
        return found;
    }

    /** The index of the first byte that the last {@link #decode} did not read. */
    public int position() {
        return position;
    }

    /** At the end of input: whether there is an unfinished line; it is then in the {@link Line} of the workspace. */
    public boolean finish() {
        if (length == 0) {
            return false;
        }
        workspace.line.take(half, 0, length);
        forget();
        return true;
    }

    /** Drops what there is of an unfinished line. */
    public void forget() {
        startLine();
        keepHalf(EMPTY);
    }

    /** Whether it remembers nothing: what comes next is the beginning of a line. */
    public boolean isBetweenLines() {
        return length == 0 && !afterCr && !dropping && telnet == Telnet.DATA;
    }

    /** The index of the first byte that ends a line, or may end it, or begins a telnet command. */
    private static int plainRun(byte[] in, int from, int to) {
        return ByteScan.indexOfAny(in, from, to, LF, CR, IAC);
    }

    /** The index behind the LF or CR LF at {@code i}, or 0 if there is none. */
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
            Found found = in[i] == LF ? endLine() : take(in[i]);
            if (found != Found.NOTHING) {
                position = i + 1;
                return found;
            }
        }
        position = to;
        return Found.NOTHING;
    }

    /** Appends what can be appended as it is, as far as there is room; returns the index behind it. */
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

    /** Hands on the line that ends here, unless it is one over the limit, which was reported already. */
    private Found endLine() {
        boolean whole = !dropping;
        if (whole) {
            workspace.line.take(workspace.raw, 0, length);
        }
        startLine();
        return whole ? Found.LINE : Found.NOTHING;
    }

    private void startLine() {
        length = 0;
        afterCr = false;
        dropping = false;
        telnet = Telnet.DATA;
    }

    /** Takes a byte that is no LF. */
    private Found take(byte b) {
        switch (telnet) {
            case DATA -> {
                if (b != IAC) {
                    return takeData(b);
                }
                telnet = Telnet.COMMAND;
            }
            case COMMAND -> {
                return takeCommand(b);
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

    private Found takeCommand(byte b) {
        telnet = Telnet.DATA;
        if (b == IAC) {
            return takeData(b);
        }
        if (b == SB) {
            telnet = Telnet.SUBNEGOTIATION;
        } else if (b == DO) {
            telnet = Telnet.DO_OPTION;
        } else if (b >= WILL && b < IAC) {
            telnet = Telnet.OPTION;
        } else if (b < SE || b >= 0) {
            // No command at all: a client that is no telnet sent a byte 255, and then this one.
            return first(takeData(IAC), takeData(b));
        }
        return Found.NOTHING;
    }

    private Found takeData(byte b) {
        if (afterCr) {
            afterCr = false;
            return b == NUL ? append(CR) : first(append(CR), takeData(b));
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

    /** What two bytes, taken one after the other, came to: a line can be over the limit only once. */
    private static Found first(Found one, Found other) {
        return one == Found.NOTHING ? other : one;
    }

    private void keepHalf(byte[] bytes) {
        workspace.halves.accept(bytes.length - half.length);
        half = bytes;
    }
}
