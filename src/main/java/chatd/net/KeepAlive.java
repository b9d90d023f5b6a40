package chatd.net;

import java.io.IOException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import jdk.net.ExtendedSocketOptions;

/**
 * Has the kernel probe idle TCP connections, so that a client that vanished without closing its connection is noticed.
 * If the system lacks one of the options, its own value applies.
 *
 * @param idle idle time before the first probe; zero turns the probes off
 */
record KeepAlive(Duration idle) {

    private static final int PROBES = 6;
    private static final int INTERVAL_SECONDS = 10;
    /** The most that Linux accepts. */
    private static final int MAX_SECONDS = 32_767;

    void set(SocketChannel channel) throws IOException {
        if (idle.isZero()) {
            return;
        }
        int seconds = (int) Math.min(MAX_SECONDS, idle.plusMillis(999).toSeconds());
        channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        set(channel, ExtendedSocketOptions.TCP_KEEPIDLE, seconds);
        set(channel, ExtendedSocketOptions.TCP_KEEPINTERVAL, Math.min(seconds, INTERVAL_SECONDS));
        set(channel, ExtendedSocketOptions.TCP_KEEPCOUNT, PROBES);
    }

    private static void set(SocketChannel channel, SocketOption<Integer> option, int value) throws IOException {
        try {
            channel.setOption(option, value);
        } catch (UnsupportedOperationException e) {
            // The system's own value applies.
        }
    }
}
