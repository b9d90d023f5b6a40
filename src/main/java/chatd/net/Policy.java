package chatd.net;

import chatd.access.RateLimiter;
import chatd.wire.LineDecoder;
import java.time.Duration;

/**
 * How the connections of a listening socket are served: by which service, in whose words, how fast their lines may come
 * and how long they may be, and where what they do is counted. Clients have one policy; a privileged service, which is
 * for administrators, has another.
 */
final class Policy {

    private static final int PRIVILEGED_LINE_BYTES = 4096;

    private final Host host;
    private final Service service;
    private final Notices notices;
    private final RateLimiter rate;
    private final LineDecoder.Workspace decoders;
    private final Counters counters = new Counters();

    private Policy(Host host, Service service, Notices notices, RateLimiter rate, int maxLineBytes) {
        this.host = host;
        this.service = service;
        this.notices = notices;
        this.rate = rate;
        decoders = new LineDecoder.Workspace(maxLineBytes, host.reads()::hold);
    }

    /** The policy for clients: they count, and are bound by access rules and limits. */
    static Policy ofClients(Host host, Limits limits, Service service, Notices notices) {
        return new Policy(host, service, notices, new RateLimiter(limits.lineInterval(), limits.burstLines()),
                limits.maxLineBytes());
    }

    /** The policy of a privileged service: it serves any number of connections, and lines of up to 4 KiB at any rate. */
    static Policy ofPrivileged(Host host, Service service) {
        return new Policy(host, service, null, new RateLimiter(Duration.ZERO, 1), PRIVILEGED_LINE_BYTES);
    }

    Host host() {
        return host;
    }

    Service service() {
        return service;
    }

    /** The words for clients; null for a privileged service, which never rejects or skips. */
    Notices notices() {
        return notices;
    }

    boolean isPrivileged() {
        return notices == null;
    }

    RateLimiter rate() {
        return rate;
    }

    LineDecoder.Workspace decoders() {
        return decoders;
    }

    Counters counters() {
        return counters;
    }
}
