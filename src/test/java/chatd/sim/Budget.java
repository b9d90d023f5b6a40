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
 * How much may wait for all together, and who is given up on: those who have taken nothing for the write timeout, and,
 * when the budget is used up, those for whom the most waits, until an eighth of it is free.
 *
 * <p>Not compared is who has more waiting in a turn in which the time of some was over as well. How much there is in
 * the middle of a turn is known only when a line is handed on.
 */
final class Budget implements SimulatedNetwork.Watcher {

    /** The part of the budget that is to be free again, and that which may wait that was read. */
    private static final int RELIEF = 8;
    private static final int INPUT_SHARE = 4;
    private static final int READ_BYTES = 8 * 1024;
    private static final int READ_BYTES_WHEN_SHORT = 512;
    /** What telling of who was dropped may add for each who stays: a small chunk, a gap, and what keeps them. */
    private static final int MOST_ADDED_BYTES = 512 + 100 + 4 * 48;
    private static final Duration TICK = Duration.ofMillis(100);

    private final Conditions conditions;
    private final SimulatedDaemon daemon;
    private final Set<Client> dropped = new HashSet<>();
    /** What waited for everybody before the first was dropped in this turn; null if nobody was. */
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
    public void givenUp(Client client) {
        Duration timeout = conditions.limits().writeTimeout();
        // It may be used up until somebody goes whose time is over as well.
        wasUsedUp |= daemon.isBudgetUsedUp();
        if (!timeout.isZero() && client.blockedFor().compareTo(timeout) >= 0) {
            hasTimedOut = true;
            return;
        }
        long total = conditions.limits().bufferMemoryBytes();
        assertTrue(wasUsedUp, () -> client.address() + " reads");
        assertTrue(daemon.heldOutputBytes() > total - total / RELIEF, () -> "enough is free, and yet "
                + client.address() + " is dropped");
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
                () -> bytes.length + " bytes are read while " + heldInputBytes() + " wait");
    }

    /** A line is handed on: then there is room for what may be said to that. Who has ended is heard out anyway. */
    void assertMayHear(Person person) {
        assertTrue(daemon.heldOutputBytes() < conditions.limits().bufferMemoryBytes() || person.hasEndedInput(),
                () -> person + " is heard while " + daemon.heldOutputBytes() + " bytes wait");
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
        assertTrue(held >= 0 && held <= mostHeld, () -> held + " bytes that were read wait, more than " + mostHeld);
        assertFalse(dropped.isEmpty() && daemon.isBudgetUsedUp(), "the budget is used up, and nobody was dropped");
        if (!dropped.isEmpty() && !hasTimedOut) {
            assertMostWereDropped();
        }
    }

    /** Only administrators come by a file here. */
    private static boolean isAdministrator(Client client) {
        return client.address().startsWith("unix:");
    }

    /** Of the people in the room nobody stays who had more waiting; and administrators go when nobody else is left. */
    private void assertMostWereDropped() {
        int least = dropped.stream().filter(client -> !isAdministrator(client)).mapToInt(waitingBefore::get).min()
                .orElse(0);
        waitingBefore.forEach((client, bytes) -> assertTrue(dropped.contains(client) || isAdministrator(client)
                || bytes <= least && dropped.stream().noneMatch(Budget::isAdministrator),
                () -> client.address() + " stays with " + bytes + " bytes, and one with " + least + " was dropped"));
    }

    /** A turn has ended: whoever has taken nothing for too long is gone. */
    void assertNobodyIsStuck() {
        Duration timeout = conditions.limits().writeTimeout();
        if (!timeout.isZero()) {
            daemon.waitingBytes().keySet().forEach(client -> assertTrue(client.isBroken()
                    || client.blockedFor().compareTo(timeout.plus(TICK)) < 0, () -> client.address() + " is stuck"));
        }
    }

    /** How many were dropped for want of memory. */
    long drops() {
        return drops;
    }
}
