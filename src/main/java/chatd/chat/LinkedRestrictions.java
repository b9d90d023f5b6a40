package chatd.chat;

import chatd.access.BanList;
import chatd.access.Cidr;
import chatd.access.MuteList;
import chatd.access.Origin;
import chatd.link.Node;
import chatd.link.RecordReader;
import chatd.link.RecordWriter;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The mutes and bans, which apply to all nodes and are sent to nodes that join. A change takes effect on this node at
 * once, and again when its event comes back, so that the last change wins on all nodes. A mute of a local user or of a
 * single connection applies only on the node of that user or connection; the other nodes put the name of that node
 * before it: {@code east/user=otto}.
 */
final class LinkedRestrictions implements Mutes.Watcher {

    private final EventLink link;
    private final String node;
    private final Rooms rooms;
    private final ChatNotices notices;
    private final BanList bans;
    private final Mutes mutes;
    private final PendingLogins pending;
    private final Supplier<Departures> departures;
    /** The changes made here while the other nodes could not be reached. */
    private final Set<Origin> changedMutes = new HashSet<>();
    private final Set<Cidr> changedBans = new HashSet<>();

    /** @param node the name of this node */
    LinkedRestrictions(EventLink link, String node, Rooms rooms, ChatNotices notices, BanList bans, Mutes mutes,
            PendingLogins pending, Supplier<Departures> departures) {
        this.link = link;
        this.node = node;
        this.rooms = rooms;
        this.notices = notices;
        this.bans = bans;
        this.mutes = mutes;
        this.pending = pending;
        this.departures = departures;
        mutes.watch(this);
    }

    // Changes on this node

    @Override
    public void muted(Origin origin, Duration time) {
        write(begin(LinkedEvent.MUTED), origin, time);
        link.end();
    }

    @Override
    public void unmuted(Origin origin) {
        write(begin(LinkedEvent.UNMUTED), origin, Duration.ZERO);
        link.end();
    }

    /** Bans a range on the other nodes; zero is for ever. */
    void ban(Cidr range, Duration time) {
        write(begin(LinkedEvent.BANNED), range, time);
        link.end();
    }

    /** Lifts a ban on the other nodes. */
    void unban(String range) {
        begin(LinkedEvent.UNBANNED).text(range);
        link.end();
    }

    private RecordWriter begin(LinkedEvent kind) {
        return link.begin(rooms.lobby(), kind);
    }

    private void write(RecordWriter to, Origin origin, Duration time) {
        to.flag(origin.network() != null).text(isElsewhere(origin) || origin.network() != null
                ? origin.toString()
                : node + '/' + origin).number(millis(time));
    }

    private static void write(RecordWriter to, Cidr range, Duration time) {
        to.text(range.toString()).number(millis(time));
    }

    /** At least 1, since 0 is for ever. */
    private static long millis(Duration time) {
        return time.isZero() ? 0 : Math.max(1, time.toMillis());
    }

    /** Whether an origin is a local user or a connection of another node. */
    private static boolean isElsewhere(Origin origin) {
        int slash = origin.local() == null ? -1 : origin.local().indexOf('/');
        return slash > 0 && Node.isName(origin.local().substring(0, slash));
    }

    private Origin origin(RecordReader event) {
        boolean isNetwork = event.flag();
        String text = event.text();
        String here = text.startsWith(node + '/') ? text.substring(node.length() + 1) : text;
        return isNetwork ? Origin.parse(text).orElseGet(() -> Origin.local(text)) : Origin.local(here);
    }

    // Events

    void apply(boolean isOwn, LinkedEvent kind, RecordReader event) {
        switch (kind) {
            case MUTED, UNMUTED -> {
                Origin origin = origin(event);
                if (isOwn && link.sequence() == 0) {
                    changedMutes.add(origin);
                }
                if (kind == LinkedEvent.UNMUTED) {
                    mutes.adoptRemoval(origin);
                } else {
                    muted(isOwn, origin, Duration.ofMillis(event.number()));
                }
            }
            default -> Cidr.parse(event.text()).ifPresent(range -> {
                if (isOwn && link.sequence() == 0) {
                    changedBans.add(range);
                }
                if (kind == LinkedEvent.UNBANNED) {
                    bans.remove(range);
                } else {
                    banned(isOwn, range, Duration.ofMillis(event.number()));
                }
            });
        }
    }

    private void muted(boolean isOwn, Origin origin, Duration time) {
        mutes.adopt(origin, time);
        if (!isOwn) {
            rooms.sessions().filter(session -> session.origin().equals(origin))
                    .filter(session -> mutes.remaining(session) != null)
                    .forEach(session -> session.tell(notices.muted(time)));
        }
    }

    private void banned(boolean isOwn, Cidr range, Duration time) {
        if (!bans.add(range, time) || isOwn) {
            return;
        }
        List<Session> banned = Stream.concat(rooms.sessions(), pending.sessions())
                .filter(session -> session.connection().isFrom(range)).toList();
        banned.forEach(session -> departures.get().kick(session, notices.kicked(""), null));
    }

    // Joining

    /** Writes all mutes and bans for a node that joins, if this node is the one that sends them. */
    void writeStock(RecordWriter stock, boolean writes) {
        stock.flag(writes);
        if (writes) {
            stock.number(mutes.origins().size());
            mutes.origins().forEach((origin, time) -> write(stock, origin, time));
            stock.number(bans.remaining().size());
            bans.remaining().forEach((range, time) -> write(stock, range, time));
        }
    }

    /** Adopts the mutes and bans of the other nodes. Changes made here stay. */
    void install(RecordReader stock) {
        if (!stock.flag()) {
            return;
        }
        mutes.origins().keySet().stream().filter(origin -> !changedMutes.contains(origin))
                .forEach(mutes::adoptRemoval);
        for (int left = stock.number(MuteList.MAX_MUTES); left > 0; left--) {
            Origin origin = origin(stock);
            Duration time = Duration.ofMillis(stock.number());
            if (isGone(origin)) {
                changedMutes.add(origin);
            } else if (!changedMutes.contains(origin)) {
                mutes.adopt(origin, time);
            }
        }
        bans.remaining().keySet().stream().filter(range -> !changedBans.contains(range)).forEach(bans::remove);
        for (int left = stock.number(BanList.MAX_BANS); left > 0; left--) {
            Cidr range = Cidr.parse(stock.text()).orElse(null);
            Duration time = Duration.ofMillis(stock.number());
            if (range != null && !changedBans.contains(range)) {
                banned(false, range, time);
            }
        }
    }

    /** Whether an origin is a connection of this node that has ended, perhaps one of an earlier process. */
    private boolean isGone(Origin origin) {
        return origin.network() == null && !isElsewhere(origin) && !Session.isUser(origin)
                && rooms.sessions().noneMatch(session -> session.address().equals(origin.local()));
    }

    /** This node has joined: sends the others the changes made here meanwhile. */
    void announceOwn() {
        changedMutes.forEach(origin -> {
            Duration left = mutes.origins().get(origin);
            if (left == null) {
                unmuted(origin);
            } else {
                muted(origin, left);
            }
        });
        changedBans.forEach(range -> {
            Duration left = bans.remaining().get(range);
            if (left == null) {
                unban(range.toString());
            } else {
                ban(range, left);
            }
        });
    }

    /** The others have received all changes. */
    void announced() {
        changedMutes.clear();
        changedBans.clear();
    }
}
