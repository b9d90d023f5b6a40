package chatd.net;

import chatd.loop.EventLoop;
import chatd.loop.TimerWheel;
import java.time.Duration;

/**
 * The arrival times of a client's input, and its deadline. An idle deadline counts from the arrival of bytes, not from
 * when their lines are passed on, which may be much later. Otherwise a client that sends a megabyte of lines at once
 * and vanishes would stay connected for as long as --rate takes to pass them on. So a read moves no deadline if its
 * bytes were already waiting in the kernel at the previous read.
 *
 * <p>This class owns the times and the timer; {@link Inbound} owns the bytes.
 */
abstract class InputDeadline extends TimerWheel.Timer {

    /** When the last bytes arrived: the bytes that were read last, or bytes that are known to wait in the kernel. */
    private long arrivedNanos;
    /** When the last decoded bytes of a line arrived. Never later than {@link #arrivedNanos}. */
    private long lastLineNanos;
    /** The number of bytes that arrived by {@link #arrivedNanos} and wait in the kernel; the maximum if unknown. */
    private int backlogBytes;
    /** How long the client may be idle; zero if its lines do not move the deadline. */
    private Duration idle = Duration.ZERO;

    InputDeadline(long nowNanos) {
        arrivedNanos = nowNanos;
        lastLineNanos = nowNanos;
    }

    abstract EventLoop loop();

    /** Whether input was read and is held back, or the socket was found readable and is to be read later. */
    abstract boolean hasHeldBytes();

    /** Whether the socket may be read now. */
    abstract boolean mayRead();

    /** Reads once, because input may have arrived after the last select. */
    abstract void readOnce();

    /** The number of bytes that wait in the kernel; -1 if it is unknown. */
    abstract int unreadBytes();

    /** Whether the connection is closed. */
    abstract boolean isClosed();

    /** The deadline has passed. */
    abstract void expired();

    /** Sets the deadline to this time from now; zero is never. */
    final void expireAfter(Duration duration) {
        idle = Duration.ZERO;
        setDeadline(loop().nowNanos(), duration);
    }

    /** Sets the deadline to this time after the client's last line, or part of one, arrived; zero is never. */
    final void expireWhenIdle(Duration duration) {
        idle = duration;
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
    public final void expire() {
        if (isIdle()) {
            // Input that arrived after the last select counts, too, above all that of a client that was not read.
            if (mayRead()) {
                readOnce();
            } else {
                findUnread();
            }
        }
        if (isClosed() || isSet()) {
            return;
        }
        if (idle.isZero() || isIdle()) {
            expired();
        } else {
            // Bytes have arrived since. Only their time was recorded; the deadline moves now.
            loop().setTimer(this, lastCameNanos() + idle.toNanos());
        }
    }

    private boolean isIdle() {
        return !idle.isZero() && lastCameNanos() + idle.toNanos() - loop().nowNanos() <= 0;
    }

    /** When the client's last line, or part of one, arrived, or else when it connected, by the loop's clock. */
    final long lastCameNanos() {
        // Bytes that are not decoded yet may be part of a line.
        return isBacklogged() ? arrivedNanos : lastLineNanos;
    }

    /** Whether bytes of the client have arrived that are not decoded yet. */
    final boolean isBacklogged() {
        return backlogBytes > 0 || hasHeldBytes();
    }

    /** The bytes that are being decoded are part of a line. */
    final void lineCame() {
        lastLineNanos = arrivedNanos;
    }

    /** This many bytes were read. */
    final void wereRead(int count) {
        if (count > backlogBytes) {
            backlogBytes = 0;
            arrivedNanos = loop().nowNanos();
        } else {
            backlogBytes -= count;
        }
    }

    /** The client was read, and may not be read further for now. */
    final void stopReading(boolean wasBufferFilled) {
        int unread = unreadBytes();
        if (unread >= 0) {
            setUnread(unread);
        } else {
            backlogBytes = wasBufferFilled ? Integer.MAX_VALUE : 0;
        }
    }

    /** Whether bytes are known to wait in the kernel. */
    final boolean isCatchingUp() {
        return backlogBytes > 0;
    }

    /** The socket was found readable, and is not read yet. */
    final void wasFoundReadable() {
        if (backlogBytes == 0) {
            arrivedNanos = loop().nowNanos();
        }
    }

    /** Asks the kernel whether bytes have arrived since the last read. */
    final void findUnread() {
        int unread = unreadBytes();
        if (unread >= 0) {
            setUnread(unread);
        }
    }

    private void setUnread(int unread) {
        if (unread > backlogBytes) {
            arrivedNanos = loop().nowNanos();
        }
        backlogBytes = unread;
    }
}
