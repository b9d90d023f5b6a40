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
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Who must be let in, and who not, and why: from the rules, the bans, and the order in which the daemon accepts, reads
 * and closes, of which the network tells. So each verdict is known before the daemon has come to its own; and of a
 * proxy that says nothing, as soon as its connection is closed.
 *
 * <p>Not checked: that arrivals wait when too many are on their way out; more addresses than the rate remembers.
 */
final class AccessModel implements SimulatedNetwork.Watcher {

    private static final Duration PROXY_PATIENCE = Duration.ofSeconds(5);
    private static final Duration TICK = Duration.ofMillis(100);
    private static final int SOCKETS_LISTENING = 2;

    /** @param why null if they are let in */
    private record Verdict(Person person, Rejection why) {
    }

    private record Ban(String range, long sinceNanos, Duration time) {
    }

    private record Handshake(Person person, long sinceNanos, ByteArrayOutputStream sent) {
    }

    /** How much of what an address may use up is used up, at some time: it runs dry steadily. */
    private record Bucket(long usedNanos, long atNanos) {
    }

    private final Rules rules;
    private final int mostClients;
    private final SimulatedNetwork network;
    private final Model model;
    private final Story story;
    private final Map<Client, Person> coming = new HashMap<>();
    private final Map<Client, Handshake> handshakes = new HashMap<>();
    /** The network from which each of those comes who have been judged, whatever came of it, and are not gone. */
    private final Map<Client, String> present = new HashMap<>();
    private final Set<Client> open = new HashSet<>();
    private final Set<Client> readInTurn = new HashSet<>();
    private final Map<String, Bucket> buckets = new HashMap<>();
    private final List<Ban> bans = new ArrayList<>();
    private final Map<Rejection, Long> refused = new EnumMap<>(Rejection.class);
    private Verdict due;
    private boolean handshakeExpires;
    private long arrivals;

    AccessModel(Conditions conditions, SimulatedNetwork network, Model model, Story story) {
        rules = conditions.rules();
        mostClients = conditions.limits().maxClients();
        this.network = network;
        this.model = model;
        this.story = story;
    }

    /** Somebody connects. */
    void know(Person person) {
        coming.put(person.client, person);
    }

    void ban(String range, Duration time) {
        unban(range);
        bans.add(new Ban(range, network.nanos(), time));
    }

    void unban(String range) {
        bans.removeIf(ban -> ban.range().equals(range));
    }

    // What the network tells.

    @Override
    public void accepted(Client client) {
        assertNothingIsDue();
        Person person = coming.remove(client);
        if (person == null || client.failsOptions()) {
            // The administrator; or somebody whose connection is broken already.
            return;
        }
        open.add(client);
        if (rules.isProxy(person.origin.from())) {
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
        if (handshake != null && handshakeExpires) {
            handshakeExpires = false;
            assertTrue(age(handshake).compareTo(PROXY_PATIENCE) >= 0, "too early: " + handshake.person());
            assertTrue(hasBeenHeard(handshake.person()), () -> handshake.person() + " has sent something");
            judge(handshake.person(), handshake.person().origin.from(), Rejection.NO_PROXY_HEADER);
            refuse(Rejection.NO_PROXY_HEADER);
        } else if (handshake != null) {
            assertTrue(network.listeningSockets() < SOCKETS_LISTENING, "closed without a word");
        }
        assertNothingIsDue();
        open.remove(client);
        present.remove(client);
    }

    // How it judges.

    private void judge(Person person, String ip, Rejection problem) {
        assertNothingIsDue();
        String from = Rules.network(ip);
        long others = present.values().stream().filter(from::equals).count();
        present.put(person.client, from);
        Rejection why = problem != null ? problem
                : !rules.let(ip) ? Rejection.NOT_ALLOWED
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

    // What the room is told.

    /** Somebody is let in: who that must be. */
    Person letIn(Connection connection) {
        Verdict verdict = due;
        due = null;
        assertTrue(verdict != null, () -> "nobody should be let in now, and yet " + connection.address() + " is");
        assertNull(verdict.why(), () -> verdict.person() + " is let in");
        assertEquals(verdict.person().address(), connection.address());
        arrivals++;
        return verdict.person();
    }

    /** Somebody is not let in. */
    void refuse(Rejection why) {
        if (due == null) {
            // Nothing has happened just now: then a proxy has kept silent for too long. Which, is known at its end.
            assertEquals(Rejection.NO_PROXY_HEADER, why);
            handshakeExpires = true;
            return;
        }
        Verdict verdict = due;
        due = null;
        assertEquals(verdict.why(), why, verdict.person()::toString);
        story.tell("  %s is refused: %s", verdict.person(), why);
        verdict.person().refuse(why);
        refused.merge(why, 1L, Long::sum);
    }

    private void assertNothingIsDue() {
        assertNull(due, () -> due.person() + " was neither let in nor refused");
    }

    // What else must be.

    /** A turn begins. */
    void beginTurn() {
        readInTurn.clear();
    }

    /** Whether the daemon has looked in this turn for what they have sent. */
    boolean hasBeenHeard(Person person) {
        return person.client.isAllRead() || readInTurn.contains(person.client);
    }

    /** A turn has ended: nobody is waited for any longer than is promised. */
    void assertKeepsTime() {
        assertNothingIsDue();
        assertTrue(network.listeningSockets() == SOCKETS_LISTENING || handshakes.isEmpty(), "nobody comes in any more");
        handshakes.values().forEach(handshake -> assertTrue(
                age(handshake).compareTo(PROXY_PATIENCE.plus(TICK)) < 0, () -> handshake.person() + " is waited for"));
    }

    private Duration age(Handshake handshake) {
        return Duration.ofNanos(network.nanos() - handshake.sinceNanos());
    }

    void assertBooksBalance(Metrics statistics, int connections) {
        for (Rejection why : Rejection.values()) {
            assertEquals(refused.getOrDefault(why, 0L), statistics.rejected(why), why::name);
        }
        assertEquals(arrivals, statistics.arrivals());
        assertEquals(open.size(), connections);
    }

    /** How many were not let in. */
    long refused() {
        return refused.values().stream().mapToLong(Long::longValue).sum();
    }
}
