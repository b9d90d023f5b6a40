package chatd.chat;

import chatd.chat.PublicActions.Outcome;
import chatd.text.TextTable;
import chatd.wire.Visibility;
import java.util.List;

/** The commands about rooms: join, leave, rooms, topic, and those of a room's owner: lock, unlock, invite, remove. */
final class RoomCommands {

    private static final int MOST_LISTED = 100;
    /** The list shows this many characters, so that it stays readable. A member that joins is shown the whole topic. */
    private static final int LONGEST_TOPIC = 60;

    private final ChatService chat;
    private final Phrases phrases;

    RoomCommands(ChatService chat, Phrases phrases) {
        this.chat = chat;
        this.phrases = phrases;
    }

    void join(Session author, String typed) {
        String name = RoomName.normalize(typed);
        Room room = chat.rooms().called(name);
        if (room == author.room()) {
            author.tell(phrases.text("room.same", room.title()));
        } else if (room == null) {
            make(author, name);
        } else if (mayEnter(author, room)) {
            move(author, room.name(), false);
        }
    }

    private void make(Session author, String name) {
        String problem = chat.names().problemWithRoom(name);
        if (problem != null) {
            author.tell(problem);
        } else if (chat.rooms().isFull()) {
            author.tell(phrases.text("rooms.full", chat.rooms().size()));
        } else if (!chat.isMuted(author)) {
            move(author, name, true);
        }
    }

    private void move(Session author, String room, boolean makes) {
        if (chat.isRefused(author)) {
            return;
        }
        chat.actions().move(author, room, makes, outcome -> {
            switch (outcome) {
                case ROOM_LOCKED -> author.tell(phrases.text("room.locked", '#' + room));
                case SENT_AWAY -> author.tell(phrases.text("room.sent-away", '#' + room));
                default -> {
                    // The member has been told where it is.
                }
            }
        });
    }

    /** Whether a member may enter a room. Tells the member if it may not. */
    private boolean mayEnter(Session author, Room room) {
        Entrance.Answer answer = room.entrance() == null ? Entrance.Answer.OPEN : room.entrance().asks(author);
        switch (answer) {
            case LOCKED -> author.tell(phrases.text("room.locked", room.title()));
            case SENT_AWAY -> author.tell(phrases.text("room.sent-away", room.title()));
            default -> {
                // The member may enter.
            }
        }
        return answer == Entrance.Answer.OPEN;
    }

    void leave(Session author, String argument) {
        Room lobby = chat.rooms().lobby();
        if (author.room() == lobby) {
            author.tell(phrases.text("room.lobby", lobby.title(), "/quit"));
        } else {
            move(author, lobby.name(), false);
        }
    }

    void list(Session author, String argument) {
        List<Room> visible = chat.rooms().fullestFirst().stream()
                .filter(room -> isVisible(author, room)).toList();
        TextTable columns = new TextTable(3);
        visible.stream().limit(MOST_LISTED).forEach(room -> columns.row(room.title(),
                phrases.counted("rooms.people", room.size()),
                room.topic() == null ? "" : shortened(room.topic())));
        author.tell(phrases.counted("rooms.header", visible.size()));
        columns.lines().forEach(author::tell);
        if (visible.size() > MOST_LISTED) {
            author.tell(phrases.text("who.more", visible.size() - MOST_LISTED));
        }
    }

    /** Whether a member may know that a room exists. */
    static boolean isVisible(Member reader, Room room) {
        return !room.isLocked() || room == reader.room() || room.entrance().isInvited(reader);
    }

    private static String shortened(String topic) {
        return topic.codePointCount(0, topic.length()) <= LONGEST_TOPIC
                ? topic
                : topic.substring(0, topic.offsetByCodePoints(0, LONGEST_TOPIC)) + "...";
    }

    void topic(Session author, String text) {
        Room room = author.room();
        if (text.codePointCount(0, text.length()) > RoomSettings.MOST_TOPIC_CHARACTERS) {
            author.tell(phrases.text("topic.long", RoomSettings.MOST_TOPIC_CHARACTERS));
        } else if (!text.isEmpty()) {
            chat.actions().setTopic(author, text);
        } else if (room.topic() == null) {
            author.tell(phrases.text("topic.none", room.title()));
        } else {
            chat.moves().tellTopic(author);
        }
    }

    void lock(Session author, String argument) {
        lock(author, true, "lock.you");
    }

    void unlock(Session author, String argument) {
        lock(author, false, "unlock.you");
    }

    private void lock(Session author, boolean locks, String key) {
        if (owned(author) != null && !chat.isRefused(author)) {
            chat.actions().lock(author, locks, outcome -> {
                if (outcome == Outcome.DONE) {
                    author.tell(phrases.text(key, author.room().title()));
                } else {
                    owned(author);
                }
            });
        }
    }

    void invite(Session author, String who) {
        if (owned(author) == null) {
            return;
        }
        Member guest = other(author, who);
        if (guest == null) {
            return;
        }
        Room room = author.room();
        if (guest.room() == room) {
            author.tell(phrases.text("invite.here", guest.name(), room.title()));
        } else {
            chat.actions().invite(author, guest, outcome -> {
                switch (outcome) {
                    case DONE -> author.tell(phrases.text("invite.done", guest.name(), room.title()));
                    case LIST_FULL -> author.tell(phrases.text("invite.full", Entrance.MOST));
                    case NOT_HERE -> author.tell(phrases.text("nobody", who));
                    default -> owned(author);
                }
            });
        }
    }

    void remove(Session author, String argument) {
        if (owned(author) == null) {
            return;
        }
        String[] words = Command.firstWord(argument);
        Member member = other(author, words[0]);
        if (member == null) {
            return;
        }
        boolean hasReason = words.length > 1 && !Visibility.isBlank(words[1]);
        if (member.room() != author.room()) {
            author.tell(phrases.text("remove.elsewhere", member.name(), author.room().title()));
        } else if (hasReason ? chat.isMuted(author) : chat.isRefused(author)) {
            return;
        } else {
            chat.actions().remove(author, member, hasReason ? words[1].strip() : null, outcome -> {
                switch (outcome) {
                    case LIST_FULL -> author.tell(phrases.text("remove.full", Entrance.MOST));
                    case NOT_HERE -> author.tell(phrases.text("nobody", words[0]));
                    case NOT_OWNER -> owned(author);
                    default -> {
                        // The members of the room have been told.
                    }
                }
            });
        }
    }

    /** The entrance of the author's room if the author owns it. Otherwise tells the author the owner; null then. */
    private Entrance owned(Session author) {
        Room room = author.room();
        Entrance entrance = room.entrance();
        if (entrance != null && entrance.owner() == author) {
            return entrance;
        }
        author.tell(entrance == null
                ? phrases.text("owner.none", room.title())
                : phrases.text("owner.not-you", entrance.owner().name(), room.title()));
        return null;
    }

    /** Finds another member. Tells the author and returns null if there is none, or if it is the author. */
    private Member other(Session author, String who) {
        Member found = chat.find(who);
        if (found == null) {
            author.tell(phrases.text("nobody", who));
        } else if (found == author) {
            author.tell(phrases.text("owner.self"));
            return null;
        }
        return found;
    }
}
