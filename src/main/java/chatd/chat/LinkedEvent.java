package chatd.chat;

/**
 * The kinds of events that nodes exchange. The records of a kind never change; an extension is a new kind, which older
 * nodes skip. Each record begins with the number of the member on the node that writes it, except where its comment
 * says otherwise.
 */
enum LinkedEvent {
    /** A line: name, text, whether the room is locked. */
    SAID,
    /** A description of what the member does: as SAID. */
    ACTED,
    /**
     * A newcomer: request, name, address, door or null, time of connecting in milliseconds since 1970,
     * ownership, login name of a local user or null.
     */
    ENTERED,
    /** A departure: its kind (see {@link Departure}), last word or null. */
    LEFT,
    /** A change of name: request, name, ownership. */
    RENAMED,
    /** A move to another room: request, name of the room or null for the lobby, whether the member makes it. */
    MOVED,
    /** A topic: name, topic, whether the room is locked. */
    TOPIC,
    /** The owner locks a room, or opens it: request, whether it locks. */
    LOCKED,
    /** The owner invites a member: request, reference to the member. */
    INVITED,
    /** The owner removes a member: request, reference to the member, reason or null. */
    REMOVED,
    /** The member is away, or back: reason or null. */
    AWAY,
    /** The owner of a registered name has logged in by another connection. */
    RETURNED,
    /**
     * A member that was here before its node joined: name, address, time of connecting, name of the room or null for
     * the lobby, away or null, whether the member owns the name, whether it owns the room, whether the room is locked,
     * topic or null, login name of a local user or null, birth of the room (see {@link Entrance#birth}), whether its
     * owner has inherited it from a member of another node.
     */
    PRESENT,
    /** All members of a node are present. No number. */
    ALL_PRESENT,
    /** An administrator or operator disconnects a member: reference, name of the operator or null, reason or null. */
    KICKED,
    /** An administrator closes a room: name of the room, reason. No number. */
    CLOSED,
    /** An administrator's notice: name of the room or null for everybody, text. No number. */
    ANNOUNCED,
    /** A ban: range, time in milliseconds or 0 for ever. No number. */
    BANNED,
    /** A ban is lifted: range. No number. */
    UNBANNED,
    /** An administrator renames a member: reference, name. No number. */
    NAMED,
    /** The owner of a registered name logs in elsewhere, so the member that has it leaves: reference. No number. */
    EVICTED,
    /**
     * A change of a registered name is saved: folded name, record or null; and, if a member of this node owns the name,
     * 1 more than its number, or else 0. No number.
     */
    NAME_SAVED,
    /** A mute: whether the origin is a network, origin, time in milliseconds or 0 for ever. No number. */
    MUTED,
    /** A mute is lifted: as MUTED, with the time 0. No number. */
    UNMUTED,
    /** The node has a names file. No number. */
    NAMES_KEPT,
    /**
     * Some members that the owner of a room had invited or removed before its node joined: name of the room, number of
     * invited members and references to them, number of removed members and references to them. No number of a member.
     */
    LISTED;

    private static final LinkedEvent[] ALL = values();

    /** The event with this number in a record; null if it is one of a later version. */
    static LinkedEvent of(int number) {
        return number < ALL.length ? ALL[number] : null;
    }
}
