package chatd.chat;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The public actions as they happen: changes the rooms and the roster, and tells the members of the rooms. */
final class DirectActions implements PublicActions {

    private static final Logger LOG = LoggerFactory.getLogger(DirectActions.class);

    private final Rooms rooms;
    private final Moves moves;
    private final Roster roster;
    private final PendingLogins pending;
    private final Dialect dialect;
    private final Duration idle;
    /** Null if names cannot be registered. */
    private final Registrations registrations;

    /**
     * @param idle a member that is idle for this long is disconnected
     * @param registrations null if names cannot be registered
     */
    DirectActions(Rooms rooms, Moves moves, Roster roster, PendingLogins pending, Dialect dialect, Duration idle,
            Registrations registrations) {
        this.rooms = rooms;
        this.moves = moves;
        this.roster = roster;
        this.pending = pending;
        this.dialect = dialect;
        this.idle = idle;
        this.registrations = registrations;
    }

    @Override
    public void enter(Member newcomer, String door, String name, Ownership ownership) {
        rooms.enter(newcomer, door == null ? rooms.lobby() : rooms.calledOrMade(door));
        name(newcomer, name);
        if (newcomer instanceof Session session) {
            pending.end(session);
            session.connection().expireWhenIdle(idle);
            LOG.debug("{} has arrived", newcomer);
            dialect.welcome(session);
            own(session, ownership);
        } else {
            newcomer.room().arrived(newcomer);
        }
    }

    private void name(Member member, String name) {
        String before = member.foldedName();
        roster.rename(member, name);
        member.rename(name);
        if (registrations != null && !member.foldedName().equals(before)) {
            registrations.renamed(member);
        }
    }

    private void own(Session member, Ownership ownership) {
        if (registrations == null) {
            return;
        }
        switch (ownership) {
            case KEY -> registrations.own(member);
            case USER -> registrations.ownByUser(member);
            default -> {
                // The name is not registered.
            }
        }
    }

    @Override
    public void rename(Member member, String name, Ownership ownership, Runnable done) {
        String before = member.name();
        name(member, name);
        if (member instanceof Session session) {
            own(session, ownership);
        }
        done.run();
        member.room().renamed(member, before);
    }

    @Override
    public void move(Member member, String roomName, boolean makes) {
        Room room = rooms.calledOrMade(roomName);
        if (makes && room.size() == 0 && !room.isPermanent()) {
            room.entrance(new Entrance(member));
        }
        moves.move(member, room);
    }

    @Override
    public void setTopic(Member member, String topic) {
        member.room().setTopic(member, topic);
    }

    @Override
    public void lock(Member owner, boolean locks, Runnable done) {
        owner.room().lock(owner, locks);
        done.run();
    }

    @Override
    public void invite(Member owner, Member guest, Consumer<Boolean> done) {
        Room room = owner.room();
        boolean canBeInvited = room.entrance().invite(guest, this::here);
        if (canBeInvited && guest instanceof Session session && session.filter().lets(owner)) {
            session.hear(dialect.notices().invited(owner.name(), room));
        }
        done.accept(canBeInvited);
    }

    private IntStream here() {
        return rooms.everybody().mapToInt(Member::number);
    }

    @Override
    public void remove(Member owner, Member member, String reason, Consumer<Boolean> done) {
        boolean canBeBarred = owner.room().entrance().sendAway(member, this::here);
        if (canBeBarred) {
            moves.remove(member, owner, reason);
        }
        done.accept(canBeBarred);
    }

    @Override
    public void setAway(Member member, String reason) {
        member.away(reason);
    }

    @Override
    public void leave(Member member, Departure how, String lastWord) {
        if (registrations != null && member instanceof Session session) {
            registrations.leave(session);
        }
        moves.leave(member, how, lastWord);
        roster.remove(member);
        LOG.debug("{} has left ({})", member, how.words());
        member.leave();
        rooms.cleanFilters();
    }

    @Override
    public boolean isLeaving(Member member) {
        return false;
    }
}
