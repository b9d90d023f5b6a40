package chatd.net;

import chatd.access.RateLimiter;
import chatd.wire.LineDecoder;
import java.time.Duration;

/**
 * The settings for the connections of a listening socket: service, notices, line rate, line length, counters. All
 * listening sockets for clients share one policy; a privileged service, which is for administrators, has its own.
 */
final class Policy {

    private static final int PRIVILEGED_LINE_BYTES = 4096;
    private static final int MIN_BYTES_PER_LINE = 1024;
    private static final int LINE_ENDING_BYTES = 2;

    private final Host host;
    private final Service service;
    private final Notices notices;
    private final RateLimiter rate;
    private final LineDecoder.Workspace decoders;
    private final int bytesPerLine;
    private final Counters counters;
    /** Null if the listening socket has no name. */
    private final String door;
    private final boolean requiresProxyHeader;

    private Policy(Host host, Service service, Notices notices, RateLimiter rate, int maxLineBytes) {
        this.host = host;
        this.service = service;
        this.notices = notices;
        this.rate = rate;
        decoders = new LineDecoder.Workspace(maxLineBytes, host.reads()::addHeldBytes);
        bytesPerLine = Math.max(MIN_BYTES_PER_LINE, maxLineBytes) + LINE_ENDING_BYTES;
        counters = new Counters();
        door = null;
        requiresProxyHeader = false;
    }

    private Policy(Policy other, String door, boolean requiresProxyHeader) {
        host = other.host;
        service = other.service;
        notices = other.notices;
        rate = other.rate;
        decoders = other.decoders;
        bytesPerLine = other.bytesPerLine;
        counters = other.counters;
        this.door = door;
        this.requiresProxyHeader = requiresProxyHeader;
    }

    /** The policy for clients: they are counted, and limits and access rules apply to them. */
    static Policy ofClients(Host host, Limits limits, Service service, Notices notices) {
        return new Policy(host, service, notices, new RateLimiter(limits.lineInterval(), limits.burstLines()),
                limits.maxLineBytes());
    }

    /** The policy for a privileged service: any number of connections, and lines of up to 4 KiB at any rate. */
    static Policy ofPrivileged(Host host, Service service) {
        return new Policy(host, service, null, new RateLimiter(Duration.ZERO, 1), PRIVILEGED_LINE_BYTES);
    }

    /**
     * Returns a copy of this policy, which shares the counters, for a listening socket with a name.
     *
     * @param name see {@link Connection#door}
     */
    Policy withDoor(String name) {
        return new Policy(this, name, requiresProxyHeader);
    }

    /** Returns a copy of this policy, which shares the counters, for a listening socket for proxies only. */
    Policy withProxyHeader() {
        return new Policy(this, door, true);
    }

    /** The name by which the service knows the listening socket; null if it has none. */
    String door() {
        return door;
    }

    /** Whether every connection must begin with a PROXY header, whatever its address. */
    boolean requiresProxyHeader() {
        return requiresProxyHeader;
    }

    Host host() {
        return host;
    }

    Service service() {
        return service;
    }

    /** The notices for clients; null for a privileged service, which rejects no connection and skips no line. */
    Notices notices() {
        return notices;
    }

    boolean isPrivileged() {
        return notices == null;
    }

    /** The rate at which the lines of one connection are read. */
    RateLimiter rate() {
        return rate;
    }

    /** How many bytes that end no line the rate counts as a line. No line within the limit is longer. */
    int bytesPerLine() {
        return bytesPerLine;
    }

    LineDecoder.Workspace decoders() {
        return decoders;
    }

    Counters counters() {
        return counters;
    }
}
