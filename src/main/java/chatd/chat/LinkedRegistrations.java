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
    /** Folded names that were changed here while the other nodes could not be reached. */
    private final Set<String> unsent = new HashSet<>();
    /** Folded names that the other nodes have; null if none has told. */
    private Set<String> known;
    private boolean isAlone;

    LinkedRegistrations(EventLink link, Rooms rooms, Roster roster, Registrations registrations) {
        this.link = link;
        this.rooms = rooms;
        this.roster = roster;
        this.registrations = registrations;
        names = registrations == null ? null : registrations.names();
        if (names != null) {
            names.watch(this::saved);
        }
    }

    private void saved(String folded, byte[] record) {
        if (isAlone) {
            unsent.add(folded);
        } else {
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
    }

    /** Another node has saved a change. */
    void apply(boolean isOwn, RecordReader event) {
        if (!isOwn) {
            adopt(event.text(), event.hasText() ? event.bytes() : null);
        }
    }

    private void adopt(String folded, byte[] record) {
        markHolder(folded, record != null);
        if (names != null && names.adopt(folded, record) && record == null) {
            registrations.removed(folded);
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
            if (names != null && !unsent.contains(folded) && !hasSame(folded, record)) {
                names.adopt(folded, record);
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
        if (names != null && known != null) {
            for (RegisteredName name : names.all()) {
                String folded = Names.fold(name.name());
                if (!known.contains(folded) && !unsent.contains(folded)) {
                    write(folded, RegisteredNames.record(name));
                }
            }
        }
        for (String folded : unsent) {
            RegisteredName name = names.find(folded);
            write(folded, name == null ? null : RegisteredNames.record(name));
        }
    }

    /** The others know all of it. */
    void announced() {
        unsent.clear();
        known = null;
    }
}
