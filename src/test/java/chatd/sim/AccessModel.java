package chatd.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.access.ProxyHeaderModel;
import chatd.access.Rejection;
import chatd.net.Connection;
import chatd.net.Metrics;
import chatd.sim.SimulatedNetwork.Client;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Predicts which connections the daemon must accept and which it must refuse, and why: from the rules, the bans, and
 * the order in which the daemon accepts, reads and closes, which the network reports. The model reaches each verdict
 * before the daemon does, except for a silent proxy: there it follows the daemon.
 *
 * <p>Not checked: that arrivals wait when too many connections are closing; more addresses than the throttle remembers.
 */
final class AccessModel implements SimulatedNetwork.Watcher {

    private static final Duration PROXY_PATIENCE = Duration.ofSeconds(5);
    private static final Duration TICK = Duration.ofMillis(100);
    /** The daemon's sockets: for clients, for proxies, and for the administrator. */
    static final int SOCKETS_LISTENING = 3;

    /** @param why null if the client is accepted */
    private record Verdict(Person person, Rejection why) {
    }

    private record Ban(String range, long sinceNanos, Duration time) {
    }

    private record Handshake(Person person, long sinceNanos, ByteArrayOutputStream sent) {
    }

    /** How much of its connection burst an address had used at a time. It drains steadily. */
    private record Bucket(long usedNanos, long atNanos) {
    }

    private final Rules rules;
    private final int mostClients;
    private final SimulatedNetwork network;
    private final Model model;
    private final Trace trace;
    private final Map<Client, Person> coming = new HashMap<>();
    private final Map<Client, Handshake> handshakes = new HashMap<>();
    /** The address of each client that was accepted or found the server full, until its connection is closed. */
    private final Map<Client, String> present = new HashMap<>();
    private final Set<Client> open = new HashSet<>();
    private final Set<Client> readInTurn = new HashSet<>();
    private final Map<String, Bucket> buckets = new HashMap<>();
    private final List<Ban> bans = new ArrayList<>();
    private final Map<Rejection, Long> refused = new EnumMap<>(Rejection.class);
    private Verdict due;
    private long arrivals;

    AccessModel(Conditions conditions, SimulatedNetwork network, Model model, Trace trace) {
        rules = conditions.rules();
        mostClients = conditions.limits().maxClients();
        this.network = network;
        this.model = model;
        this.trace = trace;
    }

    /** A client connects. */
    void connecting(Person person) {
        coming.put(person.client, person);
    }

    void ban(String range, Duration time) {
        unban(range);
        bans.add(new Ban(range, network.nanos(), time));
    }

    void unban(String range) {
        bans.removeIf(ban -> ban.range().equals(range));
    }

    // Events of the network.

    @Override
    public void accepted(Client client) {
        assertNothingIsDue();
        Person person = coming.remove(client);
        if (person == null || client.failsOptions()) {
            // The administrator, or a client whose socket can't be set up.
            return;
        }
        open.add(client);
        if (person.origin.atProxySocket() || rules.isProxy(person.origin.from())) {
            handshakes.put(client, new Handshake(person, network.nanos(), new ByteArrayOutputStream()));
        } else {
            judge(person, person.origin.from(), null);
        }
    }

    @Override
    public void read(Client client, byte[] bytes) {
        assertNothingIsDue();
        readInTurn.add(client);
        Handshake handshake = handshakes.get(client);
        if (handshake == null) {
            return;
        }
        if (bytes == null && handshake.sent().size() == 0 && !client.failsBadly()) {
            // A health check: it is closed without a word.
            handshakes.remove(client);
            return;
        }
        if (bytes == null) {
            fail(client);
            return;
        }
        handshake.sent().writeBytes(bytes);
        ProxyHeaderModel header = ProxyHeaderModel.of(handshake.sent().toByteArray());
        if (header.isComplete()) {
            handshakes.remove(client);
            assertSays(header.source(), handshake.person().origin);
            judge(handshake.person(), handshake.person().origin.ip(), null);
        } else if (!header.isUnfinished()) {
            fail(client);
        }
    }

    private static void assertSays(InetSocketAddress source, Origin origin) {
        assertTrue(origin.isHeader());
        assertEquals(origin.port() == 0 ? null : new InetSocketAddress(origin.ip(), origin.port()), source);
    }

    private void fail(Client client) {
        Person person = handshakes.remove(client).person();
        assertTrue(!person.origin.isHeader() || person.hasEndedInput() || client.isBroken(), person::toString);
        judge(person, person.origin.from(), Rejection.NO_PROXY_HEADER);
    }

    @Override
    public void closed(Client client) {
        Handshake handshake = handshakes.remove(client);
        if (handshake != null) {
            assertTrue(network.listeningSockets() < SOCKETS_LISTENING, "closed without a refusal");
        }
        assertNothingIsDue();
        open.remove(client);
        present.remove(client);
    }

    // The verdict.

    private void judge(Person person, String ip, Rejection problem) {
        assertNothingIsDue();
        String from = Rules.network(ip);
        long others = present.values().stream().filter(from::equals).count();
        present.put(person.client, from);
        Rejection why = problem != null ? problem
                : !rules.allows(ip) ? Rejection.NOT_ALLOWED
                : isBanned(ip) ? Rejection.BANNED
                : rules.maxPerAddress() > 0 && others >= rules.maxPerAddress() ? Rejection.TOO_MANY
                : model.size() >= mostClients ? Rejection.FULL
                : !isSlowEnough(from) ? Rejection.TOO_FAST : null;
        due = new Verdict(person, why);
    }

    private boolean isBanned(String ip) {
        return bans.stream().anyMatch(ban -> Rules.contains(ban.range(), ip)
                && (ban.time().isZero() || network.nanos() - ban.sinceNanos() < ban.time().toNanos()));
    }

    private boolean isSlowEnough(String from) {
        long each = rules.connectInterval().toNanos();
        Bucket bucket = buckets.getOrDefault(from, new Bucket(0, network.nanos()));
        long used = Math.max(0, bucket.usedNanos() - (network.nanos() - bucket.atNanos()));
        if (used + each > rules.connectBurst() * each) {
            return false;
        }
        buckets.put(from, new Bucket(used + each, network.nanos()));
        return true;
    }

    // Calls that the service receives.

    /** The daemon accepts a client. Returns the person that the verdict names. */
    Person accept(Connection connection) {
        Verdict verdict = due;
        due = null;
        assertTrue(verdict != null, () -> "no client is due to be accepted, but " + connection.address() + " is");
        assertNull(verdict.why(), () -> verdict.person() + " is accepted");
        assertEquals(verdict.person().address(), connection.address());
        arrivals++;
        return verdict.person();
    }

    /** The daemon refuses a client. */
    void refused(Rejection why) {
        if (due == null) {
            // Nothing was accepted or read: the proxy that connected first has been silent for too long.
            assertEquals(Rejection.NO_PROXY_HEADER, why);
            expire(handshakes.values().stream().max(Comparator.comparing(this::age)).orElseThrow());
        }
        Verdict verdict = due;
        due = null;
        assertEquals(verdict.why(), why, verdict.person()::toString);
        if (why != Rejection.FULL) {
            present.remove(verdict.person().client);
        }
        trace.log("  %s is refused: %s", verdict.person(), why);
        verdict.person().refused(why);
        refused.merge(why, 1L, Long::sum);
    }

    private void expire(Handshake handshake) {
        Person person = handshake.person();
        handshakes.remove(person.client);
        assertTrue(age(handshake).compareTo(PROXY_PATIENCE) >= 0, "too early: " + person);
        assertTrue(hasBeenRead(person), () -> person + " has sent bytes that were not read");
        judge(person, person.origin.from(), Rejection.NO_PROXY_HEADER);
    }

    /** The daemon ends a connection of another protocol, which it had accepted. */
    void endedAsForeign() {
        assertNothingIsDue();
        refused.merge(Rejection.NOT_CHAT, 1L, Long::sum);
    }

    private void assertNothingIsDue() {
        assertNull(due, () -> due.person() + " was neither accepted nor refused");
    }

    // Other checks.

    /** A turn begins. */
    void beginTurn() {
        readInTurn.clear();
    }

    /** Whether the daemon has read all that the person sent, or has at least read from the person in this turn. */
    boolean hasBeenRead(Person person) {
        return person.client.isAllRead() || readInTurn.contains(person.client);
    }

    /** A turn has ended: no proxy header is awaited for longer than promised. */
    void assertKeepsTime() {
        assertNothingIsDue();
        assertTrue(network.listeningSockets() == SOCKETS_LISTENING || handshakes.isEmpty(),
                "a header is awaited although the daemon is closed to new clients");
        handshakes.values().forEach(handshake -> assertTrue(age(handshake).compareTo(PROXY_PATIENCE.plus(TICK)) < 0,
                () -> handshake.person() + "'s header is still awaited"));
    }

    private Duration age(Handshake handshake) {
        return Duration.ofNanos(network.nanos() - handshake.sinceNanos());
    }

    void assertCountersMatch(Metrics statistics, int connections) {
        for (Rejection why : Rejection.values()) {
            assertEquals(refused.getOrDefault(why, 0L), statistics.rejected(why), why::name);
        }
        assertEquals(arrivals, statistics.arrivals());
        assertEquals(open.size(), connections);
    }

    /** Number of clients refused. */
    long refused() {
        return refused.values().stream().mapToLong(Long::longValue).sum();
    }
}
