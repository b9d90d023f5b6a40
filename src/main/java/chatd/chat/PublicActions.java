package chatd.chat;

import java.util.function.Consumer;

/**
 * The public actions of members, besides talking: entering, moving, leaving, taking another name, and changing a room.
 * The caller has checked that the member may do it. An action happens at once, or, if several nodes share the rooms,
 * when its turn comes in the order of all nodes. Until then, no member sees it.
 */
interface PublicActions {

    /** How a member comes to own its name. */
    enum Ownership {
        /** The name is not registered. */
        NONE,
        /** The member has given the key. */
        KEY,
        /** The name is the login name of the local user, for whom it is registered if it is not yet. */
        USER
    }

    /**
     * The outcome of an action. An action that was possible when the member asked for it may no longer be possible when
     * its turn comes.
     */
    enum Outcome { DONE, NAME_TAKEN, ROOM_LOCKED, SENT_AWAY, NOT_OWNER, NOT_HERE, LIST_FULL }

    /**
     * A newcomer enters under a name that is free.
     *
     * @param door the name of the room; null for the lobby
     * @param done receives the outcome once the newcomer is in the room
     */
    void enter(Member newcomer, String door, String name, Ownership ownership, Consumer<Outcome> done);

    /**
     * A member takes another name, which is free.
     *
     * @param done receives the outcome when the member has the name, before other members are told
     */
    void rename(Member member, String name, Ownership ownership, Consumer<Outcome> done);

    /**
     * A member goes to another room.
     *
     * @param room the name of the room
     * @param makes whether the room does not exist yet, so that the member makes and owns it
     * @param done receives the outcome
     */
    void move(Member member, String room, boolean makes, Consumer<Outcome> done);

    void setTopic(Member member, String topic);

    /**
     * The owner of a room locks it, or opens it to everybody.
     *
     * @param done receives the outcome
     */
    void lock(Member owner, boolean locks, Consumer<Outcome> done);

    /** The owner of a room invites a member. {@code done} receives the outcome. */
    void invite(Member owner, Member guest, Consumer<Outcome> done);

    /**
     * The owner sends a member of its room to the lobby.
     *
     * @param reason null if there is none
     * @param done receives the outcome
     */
    void remove(Member owner, Member member, String reason, Consumer<Outcome> done);

    /** A member is away, for a reason that may be empty, or is back if the reason is null. */
    void setAway(Member member, String reason);

    /** A member leaves the server; the last word is null if there is none. */
    void leave(Member member, Departure how, String lastWord);

    /** Whether a newcomer has asked to enter, and is on its way. */
    boolean isEntering(Member member);

    /** Whether a member has left this node, but the other nodes do not know it yet. */
    boolean isLeaving(Member member);
}
