package chatd.net;

import chatd.loop.EventLoop;
import chatd.loop.TimerWheel;
import chatd.wire.Line;
import chatd.wire.LineDecoder;
import java.time.Duration;
import java.util.Arrays;

/**
 * The way of bytes from one client: decoded to lines, and handed on. While the client is too fast, or its answers would
 * pile up, or the service wants a pause, what was read already is held back here, and the socket is not read until it
 * has been handed on. As a timer it is the deadline for what the client sends.
 */
final class Inbound extends TimerWheel.Timer {

    /** The connection that the bytes come from. */
    interface Sink extends TurnBudget.Waiter {
        Policy policy();

        /** Whether further lines may be handed on. */
        boolean isOpen();

        /** Whether the answers to further lines would pile up. */
        boolean isOutputFull();

        /** Writes what waits, if the socket has space. */
        void makeRoomForOutput();

        /** Reads once what has come since the loop last looked. */
        void readOnce();

        /** The deadline has passed. */
        void expired();

        /** A line; valid only until the method returns. */
        void line(Line line);

        /** A line over the limit was dropped. */
        void lineTooLong();

        /** The client asks for telnet's timing mark. */
        void timingMark();
    }

    private static final byte[] NOTHING = {};
    /** A deadline is put off by this much while lines that came in time are held back. */
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final Sink sink;
    /** Null between lines: then any decoder will do. */
    private LineDecoder decoder;
    private byte[] held = NOTHING;
    private TimerWheel.Timer rateTimer;
    private long lastLineNanos;
    /** When the next line is due at the rate that lines may come. */
    private long dueNanos;
    /** How long the client may be idle; 0 if the deadline does not move with its lines. */
    private long idleNanos;
    private boolean paused;
    private boolean ended;
    private boolean closed;

    Inbound(Sink sink) {
        this.sink = sink;
        lastLineNanos = loop().nowNanos();
        dueNanos = lastLineNanos;
    }

    /** The time of the last line, or of the connection if there was none, in nanoseconds of the clock. */
    long lastLineNanos() {
        return lastLineNanos;
    }

    /** Sets the deadline to this time from now; zero is never. */
    void expireAfter(Duration duration) {
        idleNanos = 0;
        setDeadline(loop().nowNanos(), duration);
    }

    /** Sets the deadline to this time after the client's last line, and moves it with every line; zero is never. */
    void expireWhenIdle(Duration duration) {
        idleNanos = duration.toNanos();
        setDeadline(lastLineNanos, duration);
    }

    private void setDeadline(long fromNanos, Duration duration) {
        if (duration.isZero()) {
            loop().cancelTimer(this);
        } else {
            loop().setTimer(this, fromNanos + duration.toNanos());
        }
    }

    @Override
    public void expire() {
        if (idleNanos == 0 && isRateLimited()) {
            // The line that the service waits for may be held back.
            loop().setTimer(this, RETRY);
            return;
        }
        if (isIdle()) {
            // Input that came after the loop last looked counts as well, above all from a client that was not read.
            sink.readOnce();
        }
        if (!sink.isOpen() || isSet()) {
            return;
        }
        if (idleNanos == 0 || isIdle()) {
            sink.expired();
        } else {
            // A line came since. Only its time was noted then; the deadline moves now.
            loop().setTimer(this, idleAtNanos());
        }
    }

    private boolean isIdle() {
        return idleNanos > 0 && idleAtNanos() - loop().nowNanos() <= 0;
    }

    /** When the client has been idle for too long, as far as is known: a client that is not read may be sending. */
    private long idleAtNanos() {
        boolean isRead = !isHeld() && !sink.isOutputFull();
        return (isRead ? lastLineNanos : loop().nowNanos()) + idleNanos;
    }

    /** Whether nothing more is to be read now: there is a pause, or something that was read already is held back. */
    boolean isHeld() {
        return paused || held.length > 0;
    }

    /** Whether what is held back waits because the client was too fast. */
    boolean isRateLimited() {
        return rateTimer != null && rateTimer.isSet();
    }

    /** Whether more than blanks follows the line that is being handed on. */
    boolean hasFurtherInput() {
        return policy().host().reads().hasRest();
    }

    boolean isPaused() {
        return paused;
    }

    /** Begins a pause, or ends it. */
    void pause(boolean on) {
        paused = on;
    }

    /** Whether the client has ended its input. */
    boolean hasEnded() {
        return ended;
    }

    /** Takes the first {@code count} bytes as received, and hands on their lines. */
    void take(byte[] input, int count) {
        LineDecoder.Workspace decoders = policy().decoders();
        if (decoder == null) {
            decoder = decoders.takeDecoder();
        }
        int position = 0;
        int linesLeft = policy().host().budget().linesAtATime();
        while (position < count && sink.isOpen()) {
            if (mustHold(linesLeft--)) {
                hold(Arrays.copyOfRange(input, position, count));
                break;
            }
            LineDecoder.Found found = decoder.decode(input, position, count);
            position = decoder.position();
            policy().host().reads().noteRest(input, found == LineDecoder.Found.TOO_LONG
                    ? lineEnd(input, position, count) : position, count);
            handOn(found);
        }
        policy().host().reads().noteRest(NOTHING, 0, 0);
        if (decoder.isBetweenLines()) {
            decoders.giveBack(decoder);
            decoder = null;
        }
    }

    /** The index after the next LF: a line over the limit is reported before its end. */
    private static int lineEnd(byte[] input, int from, int to) {
        int i = from;
        while (i < to && input[i] != '\n') {
            i++;
        }
        return Math.min(i + 1, to);
    }

    /** Hands on what was held back, as far as it may go now. */
    void resume() {
        byte[] input = held;
        hold(NOTHING);
        take(input, input.length);
    }

    /** The input has ended: hands on the unfinished last line, if there is one. */
    void end() {
        ended = true;
        if (decoder != null && decoder.finish()) {
            handOn(LineDecoder.Found.LINE);
        }
    }

    boolean isClosed() {
        return closed;
    }

    /** Drops what is held back and the deadline, and takes no more. */
    void close() {
        closed = true;
        loop().cancelTimer(this);
        if (decoder != null) {
            decoder.forget();
        }
        hold(NOTHING);
        if (rateTimer != null) {
            loop().cancelTimer(rateTimer);
        }
    }

    private void handOn(LineDecoder.Found found) {
        switch (found) {
            case NOTHING -> {
                // The rest of the line is still to come.
            }
            case LINE -> {
                countLine();
                sink.line(policy().decoders().line);
            }
            case TOO_LONG -> {
                countLine();
                sink.lineTooLong();
            }
            case TIMING_MARK -> sink.timingMark();
        }
    }

    private void countLine() {
        policy().counters().lines++;
        policy().host().budget().countLine();
        lastLineNanos = loop().nowNanos();
        dueNanos = policy().rate().next(dueNanos, lastLineNanos);
    }

    /** Whether the next line must wait; arranges that it is handed on later. */
    private boolean mustHold(int linesLeft) {
        if (paused) {
            return true;
        }
        long early = policy().rate().nanosToNext(dueNanos, loop().nowNanos());
        if (early > 0) {
            if (rateTimer == null) {
                rateTimer = TimerWheel.timer(sink::resume);
            }
            loop().setTimer(rateTimer, loop().nowNanos() + early);
            return true;
        }
        if (linesLeft <= 0 || policy().host().budget().isOver()) {
            // Before the next turn the others receive what was said, and memory becomes free.
            policy().host().budget().await(sink);
            return true;
        }
        if (sink.isOutputFull()) {
            sink.makeRoomForOutput();
        }
        return sink.isOutputFull();
    }

    private Policy policy() {
        return sink.policy();
    }

    private EventLoop loop() {
        return policy().host().loop();
    }

    private void hold(byte[] input) {
        policy().host().reads().hold(input.length - held.length);
        held = input;
    }
}
