package chatd.chat;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries out public actions at once: changes the rooms and the roster, and tells the members of the rooms. */
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
    public void enter(Member newcomer, String door, String name, Ownership ownership, Consumer<Outcome> done) {
        rooms.enter(newcomer, door == null ? rooms.lobby() : rooms.calledOrMade(door));
        name(newcomer, name);
        if (newcomer instanceof Session session && session.connection().isOpen()) {
            pending.end(session);
            session.connection().expireWhenIdle(idle);
            LOG.debug("{} has arrived", newcomer);
            dialect.welcome(session);
            own(session, ownership);
        } else {
            newcomer.room().arrived(newcomer);
        }
        done.accept(Outcome.DONE);
    }

    /** Gives a member a name, and tells nobody. */
    void name(Member member, String name) {
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

    /** Whether a member of this server owns its name. */
    boolean isOwner(Session member) {
        return registrations != null && registrations.isOwner(member);
    }

    @Override
    public void rename(Member member, String name, Ownership ownership, Consumer<Outcome> done) {
        String before = member.name();
        name(member, name);
        if (member instanceof Session session) {
            own(session, ownership);
        }
        done.accept(Outcome.DONE);
        member.room().renamed(member, before);
    }

    @Override
    public void move(Member member, String roomName, boolean makes, Consumer<Outcome> done) {
        Room room = rooms.calledOrMade(roomName);
        if (makes && room.size() == 0 && !room.isPermanent()) {
            room.entrance(new Entrance(member));
        }
        moves.move(member, room);
        done.accept(Outcome.DONE);
    }

    @Override
    public void setTopic(Member member, String topic) {
        member.room().setTopic(member, topic);
    }

    @Override
    public void lock(Member owner, boolean locks, Consumer<Outcome> done) {
        owner.room().lock(owner, locks);
        done.accept(Outcome.DONE);
    }

    @Override
    public void invite(Member owner, Member guest, Consumer<Outcome> done) {
        Room room = owner.room();
        boolean canBeInvited = room.entrance().invite(guest, this::here);
        if (canBeInvited && guest instanceof Session session && session.filter().lets(owner)) {
            session.hear(dialect.notices().invited(owner.name(), room));
        }
        done.accept(canBeInvited ? Outcome.DONE : Outcome.LIST_FULL);
    }

    private IntStream here() {
        return rooms.everybody().mapToInt(Member::number);
    }

    @Override
    public void remove(Member owner, Member member, String reason, Consumer<Outcome> done) {
        boolean canBeBarred = owner.room().entrance().sendAway(member, this::here);
        if (canBeBarred) {
            moves.remove(member, owner, reason);
        }
        done.accept(canBeBarred ? Outcome.DONE : Outcome.LIST_FULL);
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
    public boolean isEntering(Member member) {
        return false;
    }

    @Override
    public boolean isLeaving(Member member) {
        return false;
    }
}
