package chatd.room;

import chatd.reactor.Line;

/** How lines are read and events are worded; one class for each dialect. It keeps nothing of its own about anybody. */
interface Dialect {

    /** Greets somebody who has just connected: asks for a name, or lets them in. */
    void connected(Room room, Member member);

    /** Reads a line of somebody's, whether in the room yet or not. */
    void line(Room room, Member member, Line line);

    /** Welcomes somebody who has just got in, before the others hear of it. */
    void entered(Room room, Member member);

    /** What stands before a line that somebody of this name says. */
    String prefix(Member member, String name);

    /** Tells everybody of an arrival. */
    String arrived(Member member);

    /** Tells the rest of a departure. */
    String left(Member member, Departure how);
}
