package chatd.net;

import chatd.loop.EventLoop;
import chatd.loop.TimerWheel;
import java.time.Duration;

/**
 * When the bytes of a client came, and its deadline. An idle deadline counts from when bytes came, and not from when
 * their lines are passed on, which may be much later: a client that sends a megabyte of lines at once and vanishes must
 * not live for as long as --rate takes to pass them on. So a read of bytes that waited in the kernel already, when the
 * client was read before, moves no deadline.
 *
 * <p>It owns the times and the timer; {@link Inbound} has the bytes.
 */
abstract class InputDeadline extends TimerWheel.Timer {

    /** When the last bytes came: those that were read last, or those known to wait in the kernel. */
    private long arrivedNanos;
    /** When the last bytes of a line came that was decoded. Never later than {@link #arrivedNanos}. */
    private long lastLineNanos;
    /** Bytes that wait in the kernel and had come at {@link #arrivedNanos}. The largest number if it is not known. */
    private int backlogBytes;
    /** How long the client may be idle; zero if its lines do not move the deadline. */
    private Duration idle = Duration.ZERO;

    InputDeadline(long nowNanos) {
        arrivedNanos = nowNanos;
        lastLineNanos = nowNanos;
    }

    abstract EventLoop loop();

    /** Whether input was read and is held back, or was found and is to be read later. */
    abstract boolean hasHeldBytes();

    /** Whether the socket may be read now. */
    abstract boolean mayRead();

    /** Reads once, because input may have come after the last select. */
    abstract void readOnce();

    /** Bytes that wait in the kernel, -1 if it does not tell. */
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

    /** Sets the deadline to this time after the client's last line, or bytes of one, came; zero is never. */
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
            // Input that came after the last select counts, too, above all that of a client that was not read.
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
            // Bytes have come since. They only recorded their time; the deadline moves now.
            loop().setTimer(this, lastCameNanos() + idle.toNanos());
        }
    }

    private boolean isIdle() {
        return !idle.isZero() && lastCameNanos() + idle.toNanos() - loop().nowNanos() <= 0;
    }

    /** When the client's last line or bytes of one came, or else when it connected, by the loop's clock. */
    final long lastCameNanos() {
        // What is held may be bytes of a line.
        return isBacklogged() ? arrivedNanos : lastLineNanos;
    }

    /** Whether bytes of the client were received that have not been decoded. */
    final boolean isBacklogged() {
        return backlogBytes > 0 || hasHeldBytes();
    }

    /** The bytes that are being decoded are of a line. */
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

    /** Unread bytes were found. */
    final void wasFoundReadable() {
        if (backlogBytes == 0) {
            arrivedNanos = loop().nowNanos();
        }
    }

    /** Finds out whether bytes have come since the client was read. */
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
