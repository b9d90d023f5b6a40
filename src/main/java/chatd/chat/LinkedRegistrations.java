package chatd.chat;

import chatd.link.RecordReader;
import chatd.link.RecordWriter;
import chatd.store.RegisteredName;
import chatd.store.RegisteredNames;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The registered names of all nodes that have a file of them: a change that one has saved is made by all. A node that
 * joins takes the names of the others, and adds those that only it has.
 */
final class LinkedRegistrations {

    private static final int MAX_NAMES = Integer.MAX_VALUE;

    private final EventLink link;
    private final Rooms rooms;
    private final Roster roster;
    /** Null if names cannot be registered on this node: it takes no part then. */
    private final Registrations registrations;
    private final RegisteredNames names;
    private final Mutes mutes;
    /** Folded names that were changed here while the other nodes could not be reached. */
    private final Set<String> unsent = new HashSet<>();
    /** How many changes of a folded name, written here, have not come back yet. They come later than all others. */
    private final Map<String, Integer> onTheirWay = new HashMap<>();
    /** Folded names that this node tells the others as it joins, until all of it has come back. */
    private final Set<String> announcing = new HashSet<>();
    /** Folded names that the other nodes have; null if none has told. */
    private Set<String> known;
    private boolean isAlone;

    LinkedRegistrations(EventLink link, Rooms rooms, Roster roster, Registrations registrations,
            Mutes mutes) {
        this.link = link;
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
        markHolder(folded, record != null);
    }

    private void write(String folded, byte[] record) {
        RecordWriter event = link.begin(rooms.lobby(), LinkedEvent.NAME_SAVED).text(folded);
        if (record == null) {
            event.text(null);
        } else {
            event.bytes(record, 0, record.length);
        }
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
        }
    }

    /** A node has saved a change. The last change in the order of events is the one that all nodes keep. */
    void apply(boolean isOwn, RecordReader event) {
        String folded = event.text();
        if (isOwn) {
            onTheirWay.computeIfPresent(folded, (name, count) -> count > 1 ? count - 1 : null);
        } else if (!isChangedHere(folded)) {
            adopt(folded, event.hasText() ? event.bytes() : null);
        }
    }

    /** Whether the other nodes do not know the last change of a name yet, which was made here. */
    private boolean isChangedHere(String folded) {
        return unsent.contains(folded) || onTheirWay.containsKey(folded) || announcing.contains(folded);
    }

    private void adopt(String folded, byte[] record) {
        markHolder(folded, record != null);
        if (names == null || !names.adopt(folded, record)) {
            return;
        }
        if (record == null) {
            registrations.removed(folded);
        } else {
            mutes.adoptName(folded);
        }
    }

    /** A member of another node registers the name that it has, or frees it. */
    private void markHolder(String folded, boolean isRegistered) {
        if (roster.folded(folded) instanceof RemoteMember member) {
            member.registered(isRegistered);
        }
    }

    // Joining

    /** Writes all registered names for a node that joins, if this node is the one that does. */
    void writeStock(RecordWriter stock, boolean isFirst) {
        boolean writes = names != null && isFirst;
        stock.flag(writes);
        if (!writes) {
            return;
        }
        Map<String, byte[]> records = new HashMap<>();
        for (RegisteredName name : names.all()) {
            records.put(Names.fold(name.name()), RegisteredNames.record(name));
        }
        stock.number(records.size());
        records.forEach((folded, record) -> stock.text(folded).bytes(record, 0, record.length));
    }

    void install(RecordReader stock) {
        if (!stock.flag()) {
            return;
        }
        known = new HashSet<>();
        for (int left = stock.number(MAX_NAMES); left > 0; left--) {
            String folded = stock.text();
            byte[] record = stock.bytes();
            known.add(folded);
            if (names != null && !isChangedHere(folded) && !hasSame(folded, record)) {
                adopt(folded, record);
            }
        }
    }

    private boolean hasSame(String folded, byte[] record) {
        RegisteredName own = names.find(folded);
        return own != null && java.util.Arrays.equals(RegisteredNames.record(own), record);
    }

    /** This node has joined: tells the others the names that they lack. */
    void announceOwn() {
        isAlone = false;
        announcing.clear();
        if (names != null && known != null) {
            for (RegisteredName name : names.all()) {
                String folded = Names.fold(name.name());
                if (!known.contains(folded) && !unsent.contains(folded)) {
                    announce(folded);
                }
            }
        }
        unsent.forEach(this::announce);
    }

    private void announce(String folded) {
        RegisteredName name = names.find(folded);
        announcing.add(folded);
        write(folded, name == null ? null : RegisteredNames.record(name));
    }

    /** The others know all of it. */
    void announced() {
        unsent.clear();
        announcing.clear();
        known = null;
    }
}
