package chatd.net;

import chatd.loop.EventLoop;
import chatd.loop.TimerWheel;
import chatd.wire.Line;
import chatd.wire.LineDecoder;
import java.util.Arrays;

/**
 * The input of one client: decodes bytes into lines and passes them on. It holds back input that was read already while
 * the client is too fast, its output is full, the turn has no time left, or the service has paused. The socket is not
 * read again before the held input is passed on. As a timer it is the client's deadline.
 */
final class Inbound extends InputDeadline {

    /** The connection whose input this is. */
    interface Sink extends TurnBudget.Waiter {
        /** The policy of the connection. */
        Policy policy();

        /** Whether so many answers are pending that no further input should be read. */
        boolean isOutputFull();

        /** Writes pending output, if the socket may have space. */
        void makeRoomForOutput();

        /** Reads once, because input may have arrived after the last select. */
        void readOnce();

        /** The number of bytes that wait in the kernel; -1 if it is unknown. */
        int unreadBytes();

        /** The deadline has passed. */
        void expired();

        /** A line was received; it is valid only until the method returns. */
        void line(Line line);

        /** A line over the limit was dropped. */
        void lineTooLong();

        /** The client speaks another protocol; nothing of it was passed on. */
        void foreign(ForeignProtocol protocol);

        /** The client asks for a telnet timing mark. */
        void timingMark();

        /** The client asks whether the server is there. */
        void areYouThere();

        /** The client wants to leave: telnet sends so when its user presses Ctrl-C. */
        void interrupt();

        /** A line of Ctrl-C or Ctrl-D alone was received. */
        void leaveKey();
    }

    /**
     * The state of a client that has sent more than its rate allows. As a timer it is the wait until its next line is
     * due. It is created on demand, to save memory: most clients keep to their rate.
     */
    private static final class Excess extends TimerWheel.Timer {

        private final Sink sink;
        /** Decoded bytes that are not yet counted as a line: see {@link Inbound#countBytes}. */
        private int bytes;

        Excess(Sink sink) {
            this.sink = sink;
        }

        @Override
        public void expire() {
            sink.resume();
        }
    }

    private static final byte[] NOTHING = {};
    /** The value of {@link #held} if the socket was readable in a turn that had no time left. */
    private static final byte[] UNREAD = {};
    /** The value of {@link #firstBytes} once a line has been received: the client speaks no other protocol. */
    private static final byte LINE_CAME = -2;

    private final Sink sink;
    /** Null between lines: a decoder is borrowed when bytes arrive. */
    private LineDecoder decoder;
    private byte[] held = NOTHING;
    /** Null as long as the client keeps to its rate. */
    private Excess excess;
    /** When the next line is due, as {@link chatd.access.RateLimiter} counts. */
    private long dueNanos;
    /** The state of the search for a {@link ForeignProtocol} in the first bytes; {@link #LINE_CAME} after it. */
    private byte firstBytes;
    private boolean paused;
    /** Whether the turn budget has this connection on its list. */
    private boolean awaitsTurn;
    private boolean closed;

    Inbound(Sink sink) {
        super(sink.policy().host().loop().nowNanos());
        this.sink = sink;
        firstBytes = policy().isPrivileged() ? ForeignProtocol.NONE : ForeignProtocol.BEGIN;
        dueNanos = loop().nowNanos();
    }

    /** Whether nothing may be read now: the input is paused, waits to be read, or was read and is held back. */
    boolean isHeld() {
        return paused || hasHeldBytes();
    }

    @Override
    boolean hasHeldBytes() {
        return held != NOTHING;
    }

    @Override
    boolean mayRead() {
        return !isHeld() && !sink.isOutputFull();
    }

    @Override
    void readOnce() {
        sink.readOnce();
    }

    @Override
    int unreadBytes() {
        return sink.unreadBytes();
    }

    @Override
    void expired() {
        sink.expired();
    }

    /** The socket is readable, but this turn has no time left: the socket is read when the connection is resumed. */
    void readLater() {
        wasFoundReadable();
        held = UNREAD;
        awaitTurn();
    }

    /** Puts the connection on the list of the turn budget, which resumes it, unless it is there already. */
    void awaitTurn() {
        if (!awaitsTurn) {
            awaitsTurn = true;
            policy().host().budget().await(sink);
        }
    }

    /** Whether input is held back because the client was too fast. */
    boolean isRateLimited() {
        return excess != null && excess.isSet();
    }

    /** Whether the held input contains more than blanks and line endings. */
    boolean hasHeldText() {
        int i = 0;
        // A line over the limit is reported before its end.
        while (decoder != null && decoder.isDropping() && i < held.length && held[i] != '\n' && held[i] != '\r') {
            i++;
        }
        while (i < held.length && held[i] >= 0 && held[i] <= ' ') {
            i++;
        }
        return i < held.length;
    }

    boolean isPaused() {
        return paused;
    }

    /** Begins a pause, or ends it; held input then waits for {@link #resume}. */
    void setPaused(boolean isPaused) {
        paused = isPaused;
    }

    /**
     * Decodes the first {@code count} bytes of {@code input} and passes on their lines; holds the rest if it must wait.
     */
    void receive(byte[] input, int count) {
        boolean wasBufferFilled = policy().host().reads().isFilled();
        wereRead(count);
        if (firstBytes >= 0) {
            firstBytes = ForeignProtocol.next(firstBytes, input, count);
            ForeignProtocol protocol = ForeignProtocol.of(firstBytes);
            if (protocol != null) {
                sink.foreign(protocol);
                return;
            }
        }
        decode(input, count);
        if (!isClosed() && (isCatchingUp() || !mayRead())) {
            stopReading(wasBufferFilled);
        }
    }

    private void decode(byte[] input, int count) {
        Policy policy = policy();
        LineDecoder.Workspace decoders = policy.decoders();
        if (decoder == null) {
            decoder = decoders.lend();
        }
        int position = 0;
        int most = policy.host().budget().linesAtATime();
        int finds = 0;
        LineDecoder.Found found = LineDecoder.Found.NOTHING;
        while (position < count && !isClosed()) {
            if (mustWait(policy, most - finds)) {
                setHeld(Arrays.copyOfRange(input, position, count));
                break;
            }
            found = decoder.decode(input, position, count);
            position = decoder.position();
            finds++;
            passOn(policy, found);
        }
        countBytes(policy, position, found == LineDecoder.Found.NOTHING && finds > 0 ? finds - 1 : finds);
        if (decoder.isBetweenLines()) {
            decoders.takeBack(decoder);
            decoder = null;
        }
    }

    /** Passes on the held input, or reads the socket if a turn had no time for that, as far as is allowed now. */
    void resume() {
        awaitsTurn = false;
        if (held == UNREAD) {
            readUnread();
        } else {
            byte[] input = held;
            setHeld(NOTHING);
            decode(input, input.length);
        }
    }

    private void readUnread() {
        if (!paused) {
            held = NOTHING;
            if (mayRead()) {
                readOnce();
            }
        }
    }

    /** The client has ended its input: passes on the unfinished last line, if there is one. */
    void end() {
        if (decoder != null && decoder.finish()) {
            passOn(policy(), LineDecoder.Found.LINE);
        }
    }

    /** Whether {@link #close} was called. */
    @Override
    boolean isClosed() {
        return closed;
    }

    /** Drops the held input and cancels all timers. */
    void close() {
        closed = true;
        loop().cancelTimer(this);
        if (decoder != null) {
            decoder.reset();
        }
        setHeld(NOTHING);
        if (excess != null) {
            loop().cancelTimer(excess);
        }
    }

    private void passOn(Policy policy, LineDecoder.Found found) {
        switch (found) {
            case NOTHING -> countTyping(policy);
            case LINE -> {
                countLine(policy);
                boolean isFirst = checkFirstLine();
                Line line = line(policy, isFirst);
                if (isFirst && !policy.isPrivileged() && ForeignProtocol.isRequestLine(line)) {
                    sink.foreign(ForeignProtocol.HTTP);
                } else {
                    sink.line(line);
                }
            }
            case TOO_LONG -> {
                countLine(policy);
                firstBytes = LINE_CAME;
                sink.lineTooLong();
            }
            case LEAVE_KEY -> {
                countLine(policy);
                firstBytes = LINE_CAME;
                sink.leaveKey();
            }
            case TIMING_MARK -> {
                countCommand(policy);
                sink.timingMark();
            }
            case ARE_YOU_THERE -> {
                countCommand(policy);
                sink.areYouThere();
            }
            case INTERRUPT -> {
                countCommand(policy);
                sink.interrupt();
            }
        }
    }

    /** Counts an answered telnet command as a line, for the rate and for the turn. */
    private void countCommand(Policy policy) {
        countTyping(policy);
        policy.host().budget().countLine();
        dueNanos = policy.rate().next(dueNanos, policy.host().loop().nowNanos());
    }

    /**
     * Counts decoded bytes for the rate: each {@link Policy#bytesPerLine} bytes beyond those of the lines and answered
     * commands count as a line. Such bytes are unfinished lines, edits, other telnet commands, and the dropped part of
     * a line over the limit.
     *
     * @param lines the number of lines and answered commands found in these bytes
     */
    private void countBytes(Policy policy, int bytes, int lines) {
        int perLine = policy.bytesPerLine();
        int surplus = bytes - lines * perLine;
        if (excess == null && surplus <= 0) {
            return;
        }
        Excess counted = excess();
        counted.bytes = Math.max(0, counted.bytes + surplus);
        while (counted.bytes >= perLine) {
            counted.bytes -= perLine;
            dueNanos = policy.rate().next(dueNanos, policy.host().loop().nowNanos());
        }
    }

    private Excess excess() {
        if (excess == null) {
            excess = new Excess(sink);
        }
        return excess;
    }

    /** The client is not idle while it types a line. Telnet commands show nothing of its user. */
    private void countTyping(Policy policy) {
        if (decoder.hasReadText()) {
            lineCame();
        }
    }

    /** Whether the line that was found is the client's first; the next one is not. */
    private boolean checkFirstLine() {
        boolean isFirst = firstBytes != LINE_CAME;
        firstBytes = LINE_CAME;
        return isFirst;
    }

    /** The line that was found. Some editors put a byte order mark at the beginning of a text. */
    private static Line line(Policy policy, boolean isFirst) {
        Line line = policy.decoders().line;
        if (isFirst) {
            line.dropByteOrderMark();
        }
        return line;
    }

    private void countLine(Policy policy) {
        policy.counters().lines++;
        policy.host().budget().countLine();
        lineCame();
        dueNanos = policy.rate().next(dueNanos, policy.host().loop().nowNanos());
    }

    /**
     * Whether the rest of the input must wait. Arranges that the connection is resumed, unless it waits for the end of
     * a pause or for space in the output: these resume it themselves.
     */
    private boolean mustWait(Policy policy, int linesLeft) {
        if (paused) {
            return true;
        }
        EventLoop loop = policy.host().loop();
        long early = policy.rate().nanosToNext(dueNanos, loop.nowNanos());
        if (early > 0) {
            loop.setTimer(excess(), loop.nowNanos() + early);
            return true;
        }
        if (linesLeft <= 0 || policy.host().budget().isOver()) {
            // At the end of this turn the other clients receive the lines so far, and that frees memory.
            awaitTurn();
            return true;
        }
        if (!sink.isOutputFull()) {
            return false;
        }
        sink.makeRoomForOutput();
        return sink.isOutputFull();
    }

    private Policy policy() {
        return sink.policy();
    }

    @Override
    EventLoop loop() {
        return policy().host().loop();
    }

    private void setHeld(byte[] input) {
        policy().host().reads().addHeldBytes(input.length - held.length);
        held = input;
    }
}
