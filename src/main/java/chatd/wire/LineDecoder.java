package chatd.wire;

import java.util.Arrays;
import java.util.function.IntConsumer;

/**
 * Splits the bytes from one client into lines, ended by LF, CR LF, CR NUL or a bare CR, which clients in character mode
 * send for Enter. Removes telnet commands (RFC 854), even if they arrive in pieces. A LF inside a subnegotiation is
 * data of the option; inside any other command it ends the line, so that a stray byte 255 holds nothing up. A line over
 * the limit is dropped up to its end and reported once.
 *
 * <p>The line so far can be edited: BS, DEL and the telnet command EC erase its last character, Ctrl-U and the telnet
 * command EL all of it. The commands that need an answer are reported: see {@link Found}.
 *
 * <p>A line that arrives in one read and needs no change is not copied. Any other line is assembled in an array that
 * all decoders of a {@link Workspace} share. A decoder owns memory only while it keeps half a line: an array that
 * doubles when it is full, so that each byte of a line is copied a few times at most, however small the reads are.
 * Between lines a client needs no decoder of its own.
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
        /** A line of Ctrl-C or Ctrl-D alone, from a terminal that sends these keys as bytes. */
        LEAVE_KEY,
        /**
         * The client asks for a telnet timing mark (RFC 860), perhaps in the middle of a line. telnet does so after
         * Ctrl-C and Ctrl-O, and shows no output until the answer comes.
         */
        TIMING_MARK,
        /** The telnet command AYT (are you there), perhaps in the middle of a line. */
        ARE_YOU_THERE,
        /** The telnet command IP or BRK (interrupt process, break), perhaps in the middle of a line. */
        INTERRUPT
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

    /** Bytes of a subnegotiation that are dropped at most: if its end is lost, what follows is text again. */
    static final int MOST_SUBNEGOTIATION_BYTES = 512;

    private static final byte NUL = 0;
    private static final byte ETX = 3;
    private static final byte EOT = 4;
    private static final byte BS = '\b';
    private static final byte LF = '\n';
    private static final byte CR = '\r';
    private static final byte NAK = 0x15;
    private static final byte DEL = 0x7F;
    private static final byte SE = (byte) 240;
    private static final byte BRK = (byte) 243;
    private static final byte IP = (byte) 244;
    private static final byte AYT = (byte) 246;
    private static final byte EC = (byte) 247;
    private static final byte EL = (byte) 248;
    private static final byte SB = (byte) 250;
    private static final byte WILL = (byte) 251;
    private static final byte DO = (byte) 253;
    private static final byte IAC = (byte) 255;
    private static final byte TIMING_MARK = 6;
    private static final int LONGEST_SEQUENCE = 4;
    private static final byte[] EMPTY = {};

    private final Workspace workspace;
    /** The array of this decoder's own for half a line; empty if there is none. */
    private byte[] half = EMPTY;
    /** The array that the line is assembled in: that of the workspace, or {@link #half}. Its text is kept in half. */
    private byte[] text = EMPTY;
    private int length;
    private boolean afterCr;
    private boolean dropping;
    private boolean typed;
    /** Whether the next byte begins a line: no other field has state. */
    private boolean betweenLines = true;
    private Telnet telnet = Telnet.DATA;
    private int subnegotiationBytes;
    private int position;

    LineDecoder(Workspace workspace) {
        this.workspace = workspace;
    }

    /**
     * Decodes {@code in[from..to)} up to the first thing found, or all of it; {@link #position()} is where it stopped.
     */
    public Found decode(byte[] in, int from, int to) {
        typed = false;
        if (!betweenLines) {
            return decodeHalf(in, from, to);
        }
        // The fast path: one scan finds whether the line is safe and where it ends, because LF is not a safe byte.
        int safe = Sanitizer.safeRun(in, from, to);
        if (safe == to || in[safe] != LF || safe - from > workspace.raw.length) {
            return decodeOther(in, from, safe, to);
        }
        workspace.line.setSafe(in, from, safe);
        position = safe + 1;
        return Found.LINE;
    }

    /** Decodes from the beginning of a line: {@code safe} is the index of an unsafe byte, a CR, or the end. */
    private Found decodeOther(byte[] in, int from, int safe, int to) {
        int end = plainRun(in, safe, to);
        if (end == to || !isLineEnd(in[end]) || end - from > workspace.raw.length) {
            return decodeHalf(in, from, to);
        }
        position = afterLineEnd(in, end, to);
        betweenLines = !afterCr;
        if (safe < end) {
            return line(in, from, end);
        }
        workspace.line.setSafe(in, from, end);
        return Found.LINE;
    }

    /** Decodes input that must be assembled: an unfinished line, or one with edits or telnet commands. */
    private Found decodeHalf(byte[] in, int from, int to) {
        text = half.length == 0 ? workspace.raw : half;
        Found found = assemble(in, from, to);
        keepHalf();
        betweenLines = length == 0 && !afterCr && !dropping && telnet == Telnet.DATA;
        return found;
    }

    /** The index of the first byte that the last {@link #decode} did not read. */
    public int position() {
        return position;
    }

    /** Whether the last {@link #decode} read bytes of a line that has not ended. Telnet commands do not count. */
    public boolean hasReadText() {
        return typed;
    }

    /**
     * Ends the input. Returns whether an unfinished line was left; its text is then in the {@link Line} of the
     * workspace.
     */
    public boolean finish() {
        boolean isLine = length > 0 && line(half, 0, length) == Found.LINE;
        reset();
        return isLine;
    }

    /** Drops an unfinished line. */
    public void reset() {
        startLine();
        afterCr = false;
        telnet = Telnet.DATA;
        setHalf(EMPTY);
        betweenLines = true;
    }

    /** Whether the line over the limit that was found last has not ended yet. */
    public boolean isDropping() {
        return dropping;
    }

    /** Whether this decoder has no state: the next byte begins a line. */
    public boolean isBetweenLines() {
        return betweenLines;
    }

    /** The index of the first byte that ends a line, edits it or begins a telnet command. */
    private static int plainRun(byte[] in, int from, int to) {
        int i = ByteScan.textRun(in, from, to);
        while (i < to && isPlain(in[i])) {
            i = ByteScan.textRun(in, i + 1, to);
        }
        return i;
    }

    private static boolean isPlain(byte b) {
        return switch (b) {
            case LF, CR, BS, DEL, NAK, IAC -> false;
            default -> true;
        };
    }

    private static boolean isLineEnd(byte b) {
        return b == LF || b == CR;
    }

    /** The index after the line ending at {@code i}. After a CR at the end of the read, its LF or NUL may follow. */
    private int afterLineEnd(byte[] in, int i, int to) {
        if (in[i] == LF) {
            return i + 1;
        }
        boolean isWhole = i + 1 < to && (in[i + 1] == LF || in[i + 1] == NUL);
        afterCr = !isWhole;
        return isWhole ? i + 2 : i + 1;
    }

    /** Sets the line to {@code in[from..to)}, unless it consists of leave keys. */
    private Found line(byte[] in, int from, int to) {
        if (from < to && hasOnlyLeaveKeys(in, from, to)) {
            return Found.LEAVE_KEY;
        }
        workspace.line.set(in, from, to);
        return Found.LINE;
    }

    private static boolean hasOnlyLeaveKeys(byte[] in, int from, int to) {
        int i = from;
        while (i < to && (in[i] == ETX || in[i] == EOT)) {
            i++;
        }
        return i == to;
    }

    private Found assemble(byte[] in, int from, int to) {
        for (int i = from; i < to; i++) {
            i = appendRun(in, i, to);
            if (i == to) {
                break;
            }
            Found found = in[i] == LF && !isInSubnegotiation() ? acceptLf() : accept(in[i]);
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
        typed |= end > from;
        if (dropping) {
            return end;
        }
        int count = Math.min(end - from, workspace.raw.length - length);
        makeRoom(count);
        System.arraycopy(in, from, text, length, count);
        length += count;
        return from + count;
    }

    private boolean isInSubnegotiation() {
        return telnet == Telnet.SUBNEGOTIATION || telnet == Telnet.SUBNEGOTIATION_COMMAND;
    }

    /** Processes a LF outside a subnegotiation. */
    private Found acceptLf() {
        telnet = Telnet.DATA;
        if (afterCr) {
            afterCr = false;
            return Found.NOTHING;
        }
        return endLine();
    }

    /** Ends the line; one over the limit was reported already. */
    private Found endLine() {
        Found found = dropping ? Found.NOTHING : line(text, 0, length);
        startLine();
        return found;
    }

    private void startLine() {
        length = 0;
        dropping = false;
    }

    /** Processes a byte other than LF, or any byte of a subnegotiation. */
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
            case SUBNEGOTIATION -> subnegotiate(b == IAC ? Telnet.SUBNEGOTIATION_COMMAND : Telnet.SUBNEGOTIATION);
            case SUBNEGOTIATION_COMMAND -> subnegotiate(b == SE ? Telnet.DATA : Telnet.SUBNEGOTIATION);
        }
        return Found.NOTHING;
    }

    private void subnegotiate(Telnet next) {
        subnegotiationBytes++;
        telnet = subnegotiationBytes < MOST_SUBNEGOTIATION_BYTES ? next : Telnet.DATA;
    }

    private Found acceptCommand(byte b) {
        telnet = Telnet.DATA;
        switch (b) {
            case IAC -> {
                return acceptData(b);
            }
            case SB -> {
                telnet = Telnet.SUBNEGOTIATION;
                subnegotiationBytes = 0;
            }
            case DO -> telnet = Telnet.DO_OPTION;
            case AYT -> {
                return Found.ARE_YOU_THERE;
            }
            case IP, BRK -> {
                return Found.INTERRUPT;
            }
            case EC -> eraseCharacter();
            case EL -> startLine();
            default -> {
                if (b >= WILL && b < IAC) {
                    telnet = Telnet.OPTION;
                } else if (b < SE || b >= 0) {
                    // Not a command: a client that does not speak telnet sent the byte 255 as text, and then this one.
                    return first(acceptData(IAC), acceptData(b));
                }
            }
        }
        return Found.NOTHING;
    }

    private Found acceptData(byte b) {
        if (afterCr) {
            afterCr = false;
            if (b == NUL) {
                return Found.NOTHING;
            }
        }
        typed = true;
        switch (b) {
            case CR -> {
                afterCr = true;
                return endLine();
            }
            case BS, DEL -> eraseCharacter();
            case NAK -> startLine();
            default -> {
                return append(b);
            }
        }
        return Found.NOTHING;
    }

    /** Erases the last character: a well-formed sequence, or what {@link Sanitizer} replaces as one. */
    private void eraseCharacter() {
        for (int size = 2; size <= Math.min(LONGEST_SEQUENCE, length); size++) {
            if (Math.abs(Sanitizer.sequenceLength(text, length - size, length)) == size) {
                length -= size;
                return;
            }
        }
        length = Math.max(0, length - 1);
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
        makeRoom(1);
        text[length++] = b;
        return Found.NOTHING;
    }

    private static Found first(Found one, Found other) {
        return one == Found.NOTHING ? other : one;
    }

    /** Makes the array of this decoder's own larger if this many bytes more do not fit. */
    private void makeRoom(int bytes) {
        if (length + bytes > text.length) {
            int size = Math.max(length + bytes, 2 * text.length);
            setHalf(Arrays.copyOf(text, Math.min(size, workspace.raw.length)));
            text = half;
        }
    }

    /** After a read: keeps what is there of a line, or nothing between lines. */
    private void keepHalf() {
        if (length == 0) {
            setHalf(EMPTY);
        } else if (half.length == 0) {
            setHalf(Arrays.copyOf(text, length));
        }
        text = EMPTY;
    }

    private void setHalf(byte[] bytes) {
        if (bytes != half) {
            workspace.heldBytes.accept(bytes.length - half.length);
            half = bytes;
        }
    }
}
