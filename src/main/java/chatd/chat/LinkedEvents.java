package chatd.chat;

import chatd.chat.PublicActions.Outcome;
import chatd.chat.PublicActions.Ownership;
import chatd.link.RecordReader;
import chatd.wire.Line;
import java.util.function.Consumer;

/**
 * Applies the events of all nodes, in their one order. Whether an action is still possible is decided here, from the
 * state that all nodes share, so that all nodes decide the same: the options, clock and files of a node have no
 * influence.
 */
final class LinkedEvents {

    private static final int MAX_NUMBER = Integer.MAX_VALUE;
    private static final int UTF8_MASK = 0xC0;
    private static final int UTF8_CONTINUATION = 0x80;
    private static final Consumer<Outcome> NOBODY_ASKS = outcome -> { };

    private final DirectActions actions;
    private final LinkedActions requested;
    private final LinkedRequests requests;
    private final LinkedPeople people;
    private final Rooms rooms;
    private final LinkedNames names;
    private final LinkedRooms shared;
    private final LinkedPresence presence;
    private final LinkedAdministration administration;
    private final LinkedRestrictions restrictions;
    private final LinkedRegistrations registrations;
    private final Line line;
    private final int maxLineBytes;

    LinkedEvents(DirectActions actions, LinkedActions requested, LinkedRequests requests, LinkedPeople people,
            Rooms rooms, LinkedNames names, LinkedRooms shared, LinkedPresence presence,
            LinkedAdministration administration, LinkedRestrictions restrictions, LinkedRegistrations registrations,
            int maxLineBytes) {
        this.actions = actions;
        this.requested = requested;
        this.requests = requests;
        this.people = people;
        this.rooms = rooms;
        this.names = names;
        this.shared = shared;
        this.presence = presence;
        this.administration = administration;
        this.restrictions = restrictions;
        this.registrations = registrations;
        this.line = new Line(maxLineBytes);
        this.maxLineBytes = maxLineBytes;
    }

    /**
     * Applies an event.
     *
     * @param node the node that wrote it
     * @param room the name of the room that it was written for; empty for the lobby
     */
    void apply(String node, boolean isOwn, String room, LinkedEvent kind, RecordReader event) {
        switch (kind) {
            case ENTERED -> enter(node, isOwn, event);
            case PRESENT -> presence.present(node, isOwn, event);
            case LISTED -> presence.listed(node, event);
            case ALL_PRESENT -> {
                presence.allPresent(node, isOwn);
                if (isOwn) {
                    registrations.announced();
                    restrictions.announced();
                }
            }
            case EVICTED -> evict(people.read(event));
            case NAME_SAVED -> registrations.apply(node, isOwn, event);
            case NAMES_KEPT -> registrations.kept(node);
            case KICKED, CLOSED, ANNOUNCED, BANNED, UNBANNED, NAMED, MUTED, UNMUTED ->
                    administration.apply(isOwn, kind, event);
            default -> {
                Member member = people.read(event, node);
                if (member != null && member.isHere() && isInRoom(member, room, kind)) {
                    apply(member, isOwn, kind, event);
                }
            }
        }
    }

    /**
     * Whether a member is still in the room that it speaks to. If another member has sent it to the lobby meanwhile,
     * its line must not appear in the lobby.
     */
    private boolean isInRoom(Member member, String roomName, LinkedEvent kind) {
        boolean speaks = kind == LinkedEvent.SAID || kind == LinkedEvent.ACTED || kind == LinkedEvent.TOPIC;
        if (!speaks) {
            return true;
        }
        Room room = roomName.isEmpty() ? rooms.lobby() : rooms.called(roomName);
        if (room != member.room()) {
            presence.notSaid(member, roomName);
            return false;
        }
        return true;
    }

    private void apply(Member member, boolean isOwn, LinkedEvent kind, RecordReader event) {
        switch (kind) {
            case SAID -> say(member, event);
            case ACTED -> {
                event.text();
                member.room().act(member, event.text());
            }
            case LEFT -> leave(member, event);
            case TOPIC -> {
                event.text();
                actions.setTopic(member, event.text());
            }
            case AWAY -> {
                actions.setAway(member, event.text());
                requested.marked(member);
            }
            case RETURNED -> member.room().returned(member);
            default -> {
                int request = event.number(MAX_NUMBER);
                try {
                    answer(member, kind, event, isOwn ? outcome -> requests.end(request, outcome) : NOBODY_ASKS);
                } finally {
                    if (isOwn) {
                        requests.drop(request);
                    }
                }
            }
        }
    }

    private void answer(Member member, LinkedEvent kind, RecordReader event, Consumer<Outcome> done) {
        switch (kind) {
            case RENAMED -> rename(member, event, done);
            case MOVED -> move(member, event, done);
            case LOCKED -> {
                if (owns(member, done)) {
                    actions.lock(member, event.flag(), done);
                }
            }
            case INVITED -> invite(member, people.read(event), done);
            default -> remove(member, people.read(event), event.text(), done);
        }
    }

    private void evict(Member member) {
        if (member != null && member.isHere()) {
            administration.evicted(member);
            requested.left(member);
            requests.forget(member);
        }
    }

    private void enter(String node, boolean isOwn, RecordReader event) {
        int number = event.number(MAX_NUMBER);
        int request = event.number(MAX_NUMBER);
        String name = event.text();
        String address = event.text();
        String door = event.text();
        long connectedMillis = event.number();
        Ownership ownership = ownership(event);
        String user = event.text();
        boolean isFree = names.isFree(name, null);
        if (isOwn) {
            if (people.find(node, number) instanceof Session newcomer) {
                enterHere(newcomer, door, isFree ? name : null, ownership);
            }
            requests.end(request, isFree ? Outcome.DONE : Outcome.NAME_TAKEN);
        } else if (isFree) {
            RemoteMember newcomer = people.make(node, number, address, connectedMillis);
            newcomer.user(user);
            newcomer.registered(ownership != Ownership.NONE);
            actions.enter(newcomer, door, names.take(newcomer, name), Ownership.NONE, NOBODY_ASKS);
        }
    }

    /** @param name null if it is not free */
    private void enterHere(Session newcomer, String door, String name, Ownership ownership) {
        if (name == null) {
            people.remove(newcomer);
            requested.left(newcomer);
            return;
        }
        people.share(newcomer);
        actions.enter(newcomer, door, names.take(newcomer, name), ownership, NOBODY_ASKS);
        presence.entered(newcomer);
    }

    private static Ownership ownership(RecordReader event) {
        int number = event.number(MAX_NUMBER);
        return number < Ownership.values().length ? Ownership.values()[number] : Ownership.NONE;
    }

    /** Says a line; splits a line of a node with a larger --max-line. */
    private void say(Member author, RecordReader event) {
        event.skip();
        int length = event.skip();
        byte[] text = event.array();
        int to = event.position();
        int from = to - length;
        while (to - from > maxLineBytes) {
            int end = from + maxLineBytes;
            while (end > from + 1 && (text[end] & UTF8_MASK) == UTF8_CONTINUATION) {
                end--;
            }
            say(author, text, from, end);
            from = end;
        }
        say(author, text, from, to);
    }

    private void say(Member author, byte[] text, int from, int to) {
        line.set(text, from, to);
        author.room().say(author, line);
    }

    private void leave(Member member, RecordReader event) {
        int how = event.number(MAX_NUMBER);
        actions.leave(member, how < Departure.values().length ? Departure.values()[how] : Departure.LEFT,
                event.text());
        people.remove(member);
        requested.left(member);
        requests.forget(member);
        if (member instanceof RemoteMember remote) {
            names.release(remote);
        }
    }

    private void rename(Member member, RecordReader event, Consumer<Outcome> done) {
        String name = event.text();
        Ownership ownership = ownership(event);
        if (!names.isFree(name, member)) {
            done.accept(Outcome.NAME_TAKEN);
            return;
        }
        if (member instanceof RemoteMember remote) {
            remote.registered(ownership != Ownership.NONE);
        }
        actions.rename(member, names.take(member, name), ownership, done);
    }

    private void move(Member member, RecordReader event, Consumer<Outcome> done) {
        Room room = rooms.shared(event.text());
        boolean isNew = shared.isNew(room);
        Entrance.Answer answer = room.entrance() == null ? Entrance.Answer.OPEN : room.entrance().asks(member);
        if (room == member.room()) {
            done.accept(Outcome.DONE);
        } else if (answer == Entrance.Answer.OPEN) {
            if (isNew) {
                shared.make(room, member);
            }
            actions.move(member, room.name(), false, done);
        } else {
            done.accept(answer == Entrance.Answer.LOCKED ? Outcome.ROOM_LOCKED : Outcome.SENT_AWAY);
        }
    }

    private static boolean owns(Member member, Consumer<Outcome> done) {
        Entrance entrance = member.room().entrance();
        boolean owns = entrance != null && entrance.owner() == member;
        if (!owns) {
            done.accept(Outcome.NOT_OWNER);
        }
        return owns;
    }

    private void invite(Member owner, Member guest, Consumer<Outcome> done) {
        if (guest == null || !guest.isHere()) {
            done.accept(Outcome.NOT_HERE);
        } else if (owns(owner, done)) {
            actions.invite(owner, guest, done);
        }
    }

    private void remove(Member owner, Member member, String reason, Consumer<Outcome> done) {
        if (member == null || member.room() != owner.room()) {
            done.accept(Outcome.NOT_HERE);
        } else if (owns(owner, done)) {
            actions.remove(owner, member, reason, done);
        }
    }
}
