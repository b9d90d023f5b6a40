package chatd.sim;

import java.util.List;
import java.util.stream.Collectors;

/** Model of the commands about rooms, and of moves from one room to another. */
final class RoomCommandsModel {

    /** The list of rooms shows this many code points of a topic. */
    private static final int SHOWN_TOPIC = 60;
    private static final int MOST_NAMES = 50;

    private final ChatModel model;

    RoomCommandsModel(ChatModel model) {
        this.model = model;
    }

    /** Runs a command about rooms; returns false if it is not one. */
    boolean run(ModelMember member, String command, String argument) {
        switch (command) {
            case "join" -> join(member, Words.normalize(argument.startsWith("#") ? argument.substring(1) : argument));
            case "leave" -> leave(member);
            case "rooms" -> list(member);
            case "topic" -> topic(member, argument);
            case "lock" -> lock(member, true);
            case "unlock" -> lock(member, false);
            case "invite" -> invite(member, argument);
            case "remove" -> remove(member, ChatModel.words(argument));
            default -> {
                return false;
            }
        }
        return true;
    }

    private void join(ModelMember member, String name) {
        ModelRoom room = model.rooms.called(name);
        if (room == null) {
            make(member, name);
        } else if (room == member.room) {
            model.tell(member, "You are already in " + room.title() + '.');
        } else if (room.sentAway.contains(member)) {
            model.tell(member, "You were removed from " + room.title()
                    + ". You can come back when its owner invites you.");
        } else if (room.isLocked && !room.invited.contains(member)) {
            model.tell(member, room.title() + " is locked: only invited people can join.");
        } else {
            move(member, room);
        }
    }

    private void make(ModelMember member, String name) {
        String problem = Words.problemWithForm(name);
        if (problem != null) {
            model.tell(member, problem);
        } else if (model.rooms.isFull()) {
            model.tell(member,
                    "No more rooms can be made: the limit is " + model.rooms.size() + ". /rooms lists them.");
        } else if (!model.mutes.tell(member)) {
            move(member, model.rooms.make(name, member));
        }
    }

    private void leave(ModelMember member) {
        if (member.room == model.rooms.lobby) {
            model.tell(member, "You are already in " + member.room.title() + ". To leave the server, type: /quit");
        } else {
            move(member, model.rooms.lobby);
        }
    }

    private void move(ModelMember member, ModelRoom to) {
        ModelRoom from = member.room;
        enter(member, to);
        model.announceOf(member, from, (name, isIgnored) ->
                name + " has moved to " + (isIgnored ? "another room" : to.openTitle()));
        model.passOn(from, member);
    }

    private void enter(ModelMember member, ModelRoom to) {
        ModelRoom from = member.room;
        member.room = null;
        member.tellsTime = member.timedRooms.contains(Words.fold(to.name));
        model.tell(member, "You are in " + to.title() + '.');
        tellTopic(member, to);
        tellWhoIsHere(member, to);
        model.showHistory(member, to);
        model.announceOf(member, to, (name, isIgnored) ->
                name + " has joined from " + (isIgnored ? "another room" : from.openTitle()));
        model.enter(member, to);
    }

    void tellTopic(ModelMember member, ModelRoom room) {
        if (room.topic != null) {
            model.hear(member, "Topic: " + room.topic);
        }
    }

    /** Tells a member that is about to enter a room who is there. */
    void tellWhoIsHere(ModelMember member, ModelRoom room) {
        List<String> names = model.here(room).stream().map(other -> other.name).toList();
        String first = names.stream().limit(MOST_NAMES).collect(Collectors.joining(", "));
        String more = names.size() <= MOST_NAMES ? "" : " and " + (names.size() - MOST_NAMES) + " more";
        model.tell(member, names.isEmpty() ? "No one else is here." : "Here now: " + first + more);
    }

    private void list(ModelMember member) {
        List<ModelRoom> visible = model.roomsFullestFirst().stream().filter(room -> room.isVisibleTo(member)).toList();
        model.tell(member, Words.counted(visible.size(), "room") + ':');
        for (ModelRoom room : visible) {
            int people = model.here(room).size();
            model.tellLike(member, room.title() + ' ', people == 1 ? " 1 person" : " " + people + " people",
                    room.topic == null ? "" : "  " + shortened(room.topic).stripTrailing());
        }
    }

    private static String shortened(String topic) {
        return topic.codePointCount(0, topic.length()) <= SHOWN_TOPIC ? topic
                : topic.codePoints().limit(SHOWN_TOPIC).mapToObj(Character::toString).collect(Collectors.joining())
                        + "...";
    }

    private void topic(ModelMember member, String text) {
        ModelRoom room = member.room;
        if (!text.isEmpty()) {
            room.topic = text;
            model.record(room, "topic", member, text);
            model.here(room).stream().filter(other -> !other.ignored.containsKey(member))
                    .forEach(other -> model.hear(other, member.name + " has set the topic: " + text));
        } else if (room.topic == null) {
            model.tell(member, room.title() + " has no topic. To set one, type: /topic TEXT");
        } else {
            tellTopic(member, room);
        }
    }

    private boolean owns(ModelMember member) {
        ModelRoom room = member.room;
        if (room.owner == null) {
            model.tell(member, room.title() + " has no owner.");
        } else if (room.owner != member) {
            model.tell(member, "Only " + room.owner.name + ", the owner of " + room.title() + ", can do that.");
        }
        return room.owner == member;
    }

    private void lock(ModelMember member, boolean locks) {
        if (owns(member)) {
            member.room.isLocked = locks;
            model.record(member.room, locks ? "locked" : "unlocked", member, "");
            model.tell(member, member.room.title() + (locks
                    ? " is locked: only people you /invite can join."
                    : " is open to everybody."));
        }
    }

    private void invite(ModelMember member, String who) {
        ModelMember guest = owns(member) ? other(member, who) : null;
        if (guest == null) {
            return;
        }
        ModelRoom room = member.room;
        if (guest.room == room) {
            model.tell(member, guest.name + " is already in " + room.title() + '.');
            return;
        }
        room.invited.add(guest);
        room.sentAway.remove(guest);
        if (!guest.ignored.containsKey(member)) {
            model.hear(guest, member.name + " invites you to " + room.title() + ": /join " + room.name);
        }
        model.tell(member, guest.name + " is invited to " + room.title() + '.');
    }

    private void remove(ModelMember member, String[] words) {
        ModelMember guest = owns(member) ? other(member, words[0]) : null;
        if (guest == null) {
            return;
        }
        ModelRoom room = member.room;
        if (guest.room != room) {
            model.tell(member, guest.name + " is not in " + room.title() + '.');
            return;
        }
        String reason = Words.isInvisible(words[1]) ? "" : ": " + words[1].strip();
        if (!reason.isEmpty() && model.mutes.tell(member)) {
            return;
        }
        room.sentAway.add(guest);
        room.invited.remove(guest);
        String reasonToGuest = reasonFor(guest, member, reason);
        model.tell(guest, knownName(guest, member) + " has removed you from " + room.title()
                + (reasonToGuest.isEmpty() ? "." : reasonToGuest));
        enter(guest, model.rooms.lobby);
        model.here(room).stream().filter(other -> !other.hidesNotices)
                .forEach(other -> model.hear(other, knownName(other, guest) + " was removed by "
                        + knownName(other, member) + reasonFor(other, member, reason)));
    }

    private static String knownName(ModelMember reader, ModelMember member) {
        return reader.ignored.getOrDefault(member, member.name);
    }

    /** The reason as a member reads it: empty if the member ignores the owner. */
    private static String reasonFor(ModelMember reader, ModelMember owner, String reason) {
        return reader.ignored.containsKey(owner) ? "" : reason;
    }

    /** Finds another member. Tells the author and returns null if there is none, or if it is the author. */
    private ModelMember other(ModelMember author, String who) {
        ModelMember found = model.find(who);
        if (found == null) {
            model.tellOfNobody(author, who);
        } else if (found == author) {
            model.tell(author, "You cannot do that to yourself.");
            return null;
        }
        return found;
    }
}
