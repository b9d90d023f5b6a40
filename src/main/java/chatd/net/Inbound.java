package chatd.net;

import chatd.loop.TimerWheel;
import chatd.wire.LineDecoder;
import java.util.Arrays;

/**
 * What one client sends: bytes in, lines out to the service. When the client is too fast, or its answers would pile up,
 * or the service wants a pause, what was read already is held back here, and the socket is left alone until it has been
 * handed on.
 */
final class Inbound {

    private static final byte[] NOTHING = {};

    private final Connection connection;
    /** Null between lines: then any will do. */
    private LineDecoder decoder;
    private byte[] held = NOTHING;
    private TimerWheel.Timer paceTimer;
    private long lastLineNanos;
    /** When the next line is due by the reactor's pace. */
    private long dueNanos;
    private boolean paused;
    private boolean ended;

    Inbound(Connection connection) {
        this.connection = connection;
        lastLineNanos = server().nowNanos();
        dueNanos = lastLineNanos;
    }

    /** When the last line came, or the connection if there was none: in nanoseconds of the clock. */
    long lastLineNanos() {
        return lastLineNanos;
    }

    /** Whether nothing more is to be read now: there is a pause, or something that was read already waits here. */
    boolean isHeld() {
        return paused || held.length > 0;
    }

    /** Whether what is held waits for its time, and not for space in the write buffer. */
    boolean isPaced() {
        return paceTimer != null && paceTimer.isSet();
    }

    /** Whether the service wants nothing handed on now. */
    boolean isPaused() {
        return paused;
    }

    /** From now on there is a pause, or none any more. */
    void pause(boolean on) {
        paused = on;
    }

    /** Whether the client has said all it had to say. */
    boolean hasEnded() {
        return ended;
    }

    /** Takes what was read, and hands on its lines. */
    void take(byte[] input, int length) {
        LineDecoder.Workspace workspace = connection.terms.workspace();
        if (decoder == null) {
            decoder = workspace.takeDecoder();
        }
        int position = 0;
        int linesLeft = server().share.linesAtATime();
        while (position < length && connection.isOpen()) {
            if (mustHold(linesLeft--)) {
                hold(Arrays.copyOfRange(input, position, length));
                break;
            }
            LineDecoder.Found found = decoder.decode(input, position, length);
            position = decoder.position();
            handOn(found);
        }
        if (decoder.isBetweenLines()) {
            workspace.giveBack(decoder);
            decoder = null;
        }
    }

    /** Hands on what was held back, as far as it may go now. */
    void resume() {
        byte[] input = held;
        hold(NOTHING);
        take(input, input.length);
    }

    /** Hands on the unfinished last line, if there is one. */
    void end() {
        ended = true;
        if (decoder != null && decoder.finish()) {
            handOn(LineDecoder.Found.LINE);
        }
    }

    /** Drops what there is, and takes no more. */
    void close() {
        if (decoder != null) {
            decoder.forget();
        }
        hold(NOTHING);
        if (paceTimer != null) {
            server().timers.cancel(paceTimer);
        }
    }

    private void handOn(LineDecoder.Found found) {
        switch (found) {
            case NOTHING -> {
                // The rest of the line is still to come.
            }
            case LINE -> {
                countLine();
                connection.terms.service().line(connection, connection.terms.workspace().line);
            }
            case TOO_LONG -> {
                countLine();
                connection.terms.service().lineTooLong(connection);
            }
            case TIMING_MARK -> connection.answerTimingMark();
        }
    }

    private void countLine() {
        connection.terms.counts().lines++;
        server().share.countLine();
        lastLineNanos = server().nowNanos();
        dueNanos = connection.terms.pace().next(dueNanos, lastLineNanos);
    }

    private boolean mustHold(int linesLeft) {
        if (paused) {
            return true;
        }
        long early = connection.terms.pace().nanosToNext(dueNanos, server().nowNanos());
        if (early > 0) {
            if (paceTimer == null) {
                paceTimer = Server.timer(connection::resume);
            }
            server().timers.set(paceTimer, server().nowNanos() + early);
            return true;
        }
        if (linesLeft <= 0 || server().share.isOver() || server().pool.isFull()) {
            // Before the next turn the others get what there is, and room is made.
            server().share.await(connection);
            return true;
        }
        return connection.isOutputFull();
    }

    private Server server() {
        return connection.server;
    }

    private void hold(byte[] input) {
        server().holdInput(input.length - held.length);
        held = input;
    }
}
