package chatd.chat;

import chatd.link.RecordWriter;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The public actions of members of this node if several nodes share the rooms: writes each action as an event to the
 * link. {@link LinkedEvents} applies the event when it comes back from the link.
 */
final class LinkedActions implements PublicActions {

    private final EventLink link;
    private final Rooms rooms;
    private final LinkedPeople people;
    private final LinkedNames names;
    private final LinkedRequests requests;
    private final PendingLogins pending;
    private final Set<Session> leaving = new HashSet<>();
    /** Members that have marked themselves as away, without any node knowing it yet. */
    private final Set<Session> marking = new HashSet<>();

    LinkedActions(EventLink link, Rooms rooms, LinkedPeople people, LinkedNames names, LinkedRequests requests,
            PendingLogins pending) {
        this.link = link;
        this.rooms = rooms;
        this.people = people;
        this.names = names;
        this.requests = requests;
        this.pending = pending;
    }

    private RecordWriter begin(LinkedEvent kind, Member member) {
        return link.begin(member.room() == null ? rooms.lobby() : member.room(), kind).number(member.number());
    }

    private int request(Member member, Consumer<Outcome> done) {
        return requests.begin(own(member), done);
    }

    /** Members of other nodes act through their own node. */
    private static Session own(Member member) {
        if (member instanceof Session session) {
            return session;
        }
        throw new IllegalArgumentException(member + " is not of this node");
    }

    @Override
    public void enter(Member newcomer, String door, String name, Ownership ownership, Consumer<Outcome> done) {
        Session session = own(newcomer);
        people.add(session);
        pending.enters(session);
        begin(LinkedEvent.ENTERED, newcomer).number(request(newcomer, done))
                .text(names.shared(session, name)).text(newcomer.address())
                .text(door).number(people.connectedMillis(session)).number(ownership.ordinal())
                .text(session.user());
        link.end();
    }

    @Override
    public void rename(Member member, String name, Ownership ownership, Consumer<Outcome> done) {
        begin(LinkedEvent.RENAMED, member).number(request(member, done)).text(name).number(ownership.ordinal());
        link.end();
    }

    @Override
    public void move(Member member, String room, boolean makes, Consumer<Outcome> done) {
        Room known = rooms.called(room);
        begin(LinkedEvent.MOVED, member).number(request(member, done))
                .text(known == null ? room : rooms.sharedName(known)).flag(makes);
        link.end();
    }

    @Override
    public void setTopic(Member member, String topic) {
        begin(LinkedEvent.TOPIC, member).text(member.name()).text(topic).flag(member.room().isLocked());
        link.end();
    }

    @Override
    public void lock(Member owner, boolean locks, Consumer<Outcome> done) {
        begin(LinkedEvent.LOCKED, owner).number(request(owner, done)).flag(locks);
        link.end();
    }

    @Override
    public void invite(Member owner, Member guest, Consumer<Outcome> done) {
        people.write(begin(LinkedEvent.INVITED, owner).number(request(owner, done)), guest);
        link.end();
    }

    @Override
    public void remove(Member owner, Member member, String reason, Consumer<Outcome> done) {
        RecordWriter event = begin(LinkedEvent.REMOVED, owner).number(request(owner, done));
        people.write(event, member);
        event.text(reason);
        link.end();
    }

    @Override
    public void setAway(Member member, String reason) {
        if (reason != null) {
            marking.add(own(member));
        } else if (member.away() == null && !marking.contains(member)) {
            return;
        }
        begin(LinkedEvent.AWAY, member).text(reason);
        link.end();
    }

    @Override
    public void leave(Member member, Departure how, String lastWord) {
        Session session = own(member);
        if (!leaving.add(session)) {
            return;
        }
        if (member.room() != null) {
            member.room().stopListening(member);
        }
        begin(LinkedEvent.LEFT, member).number(how.ordinal()).text(lastWord);
        link.end();
    }

    /** All nodes know whether a member is away. */
    void marked(Member member) {
        marking.remove(member);
    }

    /** All nodes know that a member has left. */
    void left(Member member) {
        leaving.remove(member);
        marking.remove(member);
    }

    /** Whether no request of a member of this node is on its way. For tests. */
    boolean isIdle() {
        return leaving.isEmpty() && marking.isEmpty() && requests.isEmpty();
    }

    @Override
    public boolean isEntering(Member member) {
        return people.isOwn(member) && !member.isHere();
    }

    @Override
    public boolean isLeaving(Member member) {
        return leaving.contains(member);
    }
}
