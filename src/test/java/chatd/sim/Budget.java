package chatd.sim;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.net.SimulatedDaemon;
import chatd.sim.SimulatedNetwork.Client;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Checks the memory budget for all clients, and which clients the daemon disconnects as slow readers: those that have
 * read nothing for the write timeout, and, over the budget, those with the largest backlog until an eighth is free.
 *
 * <p>Not checked: which backlog is larger in a turn in which a client also timed out. Backlogs in the middle of a turn
 * are known only when a line is delivered.
 */
final class Budget implements SimulatedNetwork.Watcher {

    /** Denominators: the part of the budget to be freed, and the part that unprocessed input may take. */
    private static final int RELIEF = 8;
    private static final int INPUT_SHARE = 4;
    private static final int READ_BYTES = 8 * 1024;
    private static final int READ_BYTES_WHEN_SHORT = 512;
    /** Most that a departure notice adds to each other client's backlog: a chunk, a gap, and bookkeeping. */
    private static final int MOST_ADDED_BYTES = 512 + 100 + 4 * 48;
    private static final Duration TICK = Duration.ofMillis(100);

    private final Conditions conditions;
    private final SimulatedDaemon daemon;
    private final Set<Client> dropped = new HashSet<>();
    /** Backlog of each client before the first was dropped in this turn; null if none was. */
    private Map<Client, Integer> waitingBefore;
    private boolean hasTimedOut;
    private boolean wasUsedUp;
    private long drops;

    Budget(Conditions conditions, SimulatedDaemon daemon) {
        this.conditions = conditions;
        this.daemon = daemon;
    }

    /** A turn begins. */
    void beginTurn() {
        dropped.clear();
        waitingBefore = null;
        hasTimedOut = false;
        wasUsedUp = false;
    }

    @Override
    public void aborting(Client client) {
        Duration timeout = conditions.limits().writeTimeout();
        // A client that has timed out may free the budget before a later client is dropped.
        wasUsedUp |= daemon.isBudgetUsedUp();
        if (!timeout.isZero() && client.blockedFor().compareTo(timeout) >= 0) {
            hasTimedOut = true;
            return;
        }
        long total = conditions.limits().bufferMemoryBytes();
        assertTrue(wasUsedUp, () -> client.address() + " is dropped, but the budget is not used up");
        assertTrue(daemon.heldOutputBytes() > total - total / RELIEF,
                () -> client.address() + " is dropped, but enough of the budget is free");
        if (waitingBefore == null) {
            waitingBefore = daemon.waitingBytes();
        }
        dropped.add(client);
        drops++;
    }

    @Override
    public void read(Client client, byte[] bytes) {
        boolean isShort = heldInputBytes() >= conditions.limits().bufferMemoryBytes() / INPUT_SHARE;
        assertTrue(!isShort || bytes == null || bytes.length <= READ_BYTES_WHEN_SHORT,
                () -> bytes.length + " bytes are read while " + heldInputBytes() + " wait to be processed");
    }

    /** A line is delivered: the budget must have room for the answer, unless the client has ended its input. */
    void assertMayDeliver(Person person) {
        assertTrue(daemon.heldOutputBytes() < conditions.limits().bufferMemoryBytes() || person.hasEndedInput(),
                () -> person + "'s line is delivered while " + daemon.heldOutputBytes() + " bytes wait");
    }

    private long heldInputBytes() {
        return daemon.heldBytes() - daemon.heldOutputBytes();
    }

    /** A turn has ended. */
    void assertKept() {
        int connections = daemon.network.openSockets();
        long total = conditions.limits().bufferMemoryBytes();
        long most = total + (long) connections * MOST_ADDED_BYTES;
        assertTrue(daemon.heldOutputBytes() <= most,
                () -> daemon.heldOutputBytes() + " bytes wait to be written, more than " + most);
        long held = heldInputBytes();
        long mostHeld = total / INPUT_SHARE + READ_BYTES
                + (long) connections * (READ_BYTES_WHEN_SHORT + conditions.limits().maxLineBytes());
        assertTrue(held >= 0 && held <= mostHeld, () -> held + " bytes wait to be processed, more than " + mostHeld);
        // A client that is dropped for memory counts as timed out if it is that, too; its departure is announced, and the
        // notice may use up the memory again.
        assertFalse(dropped.isEmpty() && !hasTimedOut && daemon.isBudgetUsedUp(),
                "the budget is used up, but no client was dropped");
        if (!dropped.isEmpty() && !hasTimedOut) {
            assertMostWereDropped();
        }
    }

    /** In the simulation only administrators connect through a Unix domain socket. */
    private static boolean isAdministrator(Client client) {
        return client.address().startsWith("unix:");
    }

    /** No client that stays had a larger backlog than a dropped one; administrators are dropped last. */
    private void assertMostWereDropped() {
        int least = dropped.stream().filter(client -> !isAdministrator(client)).mapToInt(waitingBefore::get).min()
                .orElse(0);
        waitingBefore.forEach((client, bytes) -> assertTrue(dropped.contains(client) || isAdministrator(client)
                || bytes <= least && dropped.stream().noneMatch(Budget::isAdministrator),
                () -> client.address() + " stays with " + bytes + " bytes, but one with " + least + " was dropped"));
    }

    /** A turn has ended: no client is left that has read nothing for longer than the write timeout. */
    void assertNobodyIsStuck() {
        Duration timeout = conditions.limits().writeTimeout();
        if (!timeout.isZero()) {
            daemon.waitingBytes().keySet().forEach(client -> assertTrue(client.isBroken()
                    || client.blockedFor().compareTo(timeout.plus(TICK)) < 0, () -> client.address() + " is stuck"));
        }
    }

    /** Number of clients dropped for lack of memory. */
    long drops() {
        return drops;
    }
}
