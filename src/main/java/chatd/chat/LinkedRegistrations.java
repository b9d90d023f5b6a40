package chatd.chat;

import chatd.link.RecordReader;
import chatd.link.RecordWriter;
import chatd.store.RegisteredName;
import chatd.store.RegisteredNames;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The registered names of all nodes with a names file: a change that one node has saved is made by all of them. A node
 * that joins adopts the names of the others, and sends them the names that only it has, unless these were freed while
 * it was away. The owner of a name that was sent in this way is no operator. Of the nodes with a names file, the first
 * by name sends the names to nodes that join.
 */
final class LinkedRegistrations {

    private static final Logger LOG = LoggerFactory.getLogger(LinkedRegistrations.class);
    private static final int MAX_NAMES = Integer.MAX_VALUE;

    private final EventLink link;
    private final String node;
    private final Rooms rooms;
    private final Roster roster;
    /** Null if names cannot be registered on this node: it takes no part then. */
    private final Registrations registrations;
    private final RegisteredNames names;
    private final Mutes mutes;
    /** Folded names that were changed here while the other nodes could not be reached. */
    private final Set<String> unsent = new HashSet<>();
    /**
     * For each folded name, how many changes made here have not come back yet. They come after the changes of other
     * nodes.
     */
    private final Map<String, Integer> onTheirWay = new HashMap<>();
    /** Folded names that this node sends the others as it joins, until all of these events have come back. */
    private final Set<String> announcing = new HashSet<>();
    private final FreedNames freed = new FreedNames();
    /** The nodes with a names file, as far as all nodes know. */
    private final NavigableSet<String> keepers = new TreeSet<>();
    /** Folded names that the other nodes have; null until a node has sent them. */
    private Set<String> known;
    private boolean isAlone;

    /** @param node the name of this node */
    LinkedRegistrations(EventLink link, String node, Rooms rooms, Roster roster, Registrations registrations,
            Mutes mutes) {
        this.link = link;
        this.node = node;
        this.rooms = rooms;
        this.roster = roster;
        this.registrations = registrations;
        this.mutes = mutes;
        names = registrations == null ? null : registrations.names();
        if (names != null) {
            names.watch(this::saved);
        }
    }

    private void saved(String folded, byte[] record) {
        if (isAlone) {
            unsent.add(folded);
        } else {
            onTheirWay.merge(folded, 1, Integer::sum);
            write(folded, record);
        }
        noteIfFreed(folded, record);
    }

    private void noteIfFreed(String folded, byte[] record) {
        if (record == null) {
            freed.add(folded, link.clock().millis());
        } else {
            freed.remove(folded);
        }
    }

    private void write(String folded, byte[] record) {
        RecordWriter event = link.begin(rooms.lobby(), LinkedEvent.NAME_SAVED).text(folded);
        if (record == null) {
            event.text(null);
        } else {
            event.bytes(record, 0, record.length);
        }
        Member holder = roster.folded(folded);
        event.number(holder != null && registrations.isOwner(holder) ? holder.number() + 1L : 0);
        link.end();
    }

    /** Whether the other nodes cannot be reached, and this one goes on alone. */
    void setAlone(boolean alone) {
        isAlone = alone;
        if (alone) {
            // The other nodes will not get these changes from the link.
            unsent.addAll(onTheirWay.keySet());
            onTheirWay.clear();
            announcing.clear();
            keepers.clear();
        }
    }

    /** A node has a names file. */
    void kept(String keeper) {
        keepers.add(keeper);
    }

    /** A node has left. */
    void left(String leaver) {
        keepers.remove(leaver);
    }

    /** A node has saved a change. The last change in the order of events is the one that all nodes keep. */
    void apply(String from, boolean isOwn, RecordReader event) {
        String folded = event.text();
        byte[] record = event.hasText() ? event.bytes() : null;
        long owner = event.hasMore() ? event.number() - 1 : -1;
        if (roster.folded(folded) instanceof RemoteMember holder) {
            mark(holder, record != null, holder.node().equals(from) && holder.numberThere() == owner);
        }
        if (isOwn) {
            onTheirWay.computeIfPresent(folded, (name, count) -> count > 1 ? count - 1 : null);
        } else if (!isChangedHere(folded)) {
            adopt(folded, record);
        }
    }

    /** Only the member's own node knows whether the member owns its name. */
    private static void mark(RemoteMember holder, boolean isRegistered, boolean owns) {
        if (owns || !isRegistered) {
            holder.registered(isRegistered);
        }
    }

    /** Whether the last change of a name was made here and is not known to the other nodes yet. */
    private boolean isChangedHere(String folded) {
        return unsent.contains(folded) || onTheirWay.containsKey(folded) || announcing.contains(folded);
    }

    private void adopt(String folded, byte[] record) {
        if (names == null || !names.adopt(folded, record)) {
            return;
        }
        noteIfFreed(folded, record);
        if (record == null) {
            registrations.removed(folded);
        } else {
            mutes.adoptName(folded);
        }
    }

    // Joining

    /** Writes all registered names for a node that joins, if this node is the one that sends them. */
    void writeStock(RecordWriter stock) {
        boolean writes = names != null && (keepers.isEmpty() || keepers.first().equals(node));
        stock.flag(keepers.contains(node)).flag(writes);
        if (!writes) {
            return;
        }
        Map<String, byte[]> records = new HashMap<>();
        for (RegisteredName name : names.all()) {
            records.put(Names.fold(name.name()), RegisteredNames.record(name));
        }
        stock.number(records.size());
        records.forEach((folded, record) -> stock.text(folded).bytes(record, 0, record.length));
        freed.write(stock);
    }

    /** This node joins. */
    void beginInstall() {
        keepers.clear();
        known = null;
    }

    void install(String from, RecordReader stock) {
        if (stock.flag()) {
            keepers.add(from);
        }
        if (!stock.flag()) {
            return;
        }
        if (known == null) {
            known = new HashSet<>();
        }
        for (int left = stock.number(MAX_NAMES); left > 0; left--) {
            String folded = stock.text();
            byte[] record = stock.bytes();
            known.add(folded);
            if (names != null && !isChangedHere(folded) && !hasSame(folded, record)) {
                adopt(folded, record);
            }
        }
        freed.read(stock, this::freedMeanwhile);
    }

    private void freedMeanwhile(String folded) {
        RegisteredName name = names == null || isChangedHere(folded) ? null : names.find(folded);
        if (name != null && freed.has(folded, name)) {
            LOG.info("The registered name {} is removed: another node has freed it meanwhile", name.name());
            adopt(folded, null);
        }
    }

    private boolean hasSame(String folded, byte[] record) {
        RegisteredName own = names.find(folded);
        return own != null && java.util.Arrays.equals(RegisteredNames.record(own), record);
    }

    /** This node has joined: sends the others the names that they lack. */
    void announceOwn() {
        isAlone = false;
        announcing.clear();
        if (names == null) {
            return;
        }
        link.begin(rooms.lobby(), LinkedEvent.NAMES_KEPT);
        link.end();
        if (known != null) {
            for (RegisteredName name : names.all()) {
                String folded = Names.fold(name.name());
                if (!known.contains(folded) && !unsent.contains(folded)) {
                    add(folded, name);
                }
            }
        }
        unsent.forEach(this::announce);
    }

    /**
     * Sends the other nodes a name that they do not have. They may have had it before, and removed its owner's operator
     * rights.
     */
    private void add(String folded, RegisteredName name) {
        if (name.isOperator()) {
            names.setOperator(folded, false, failure -> { });
            LOG.warn("The registered name {} was added on the other nodes, but its owner is "
                    + "no operator any more", name.name());
        } else {
            LOG.info("The registered name {} was added on the other nodes", name.name());
        }
        announce(folded);
    }

    private void announce(String folded) {
        RegisteredName name = names.find(folded);
        announcing.add(folded);
        write(folded, name == null ? null : RegisteredNames.record(name));
    }

    /** The others have received all changes. */
    void announced() {
        unsent.clear();
        announcing.clear();
        known = null;
    }
}
