package chatd.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.access.Rejection;
import chatd.chat.Departure;
import chatd.chat.Room;
import chatd.net.CloseReason;
import chatd.net.Connection;
import chatd.net.Notices;
import chatd.net.Service;
import chatd.wire.Line;

/**
 * Stands between the reactor and the room: whatever the room is told, the model is told first. That is the one order of
 * things, by which everybody is measured.
 */
final class ModelTap implements Service, Notices {

    private final Model model;
    private final Story story;
    private AccessModel gate;
    private Budget budget;
    private Room room;
    private long calls;
    private long lines;

    ModelTap(Model model, Story story) {
        this.model = model;
        this.story = story;
    }

    /** All need to know the network, or its clock, and the reactor whom it serves: so this is told later. */
    void attend(AccessModel atGate, Budget ofAll, Room inRoom) {
        gate = atGate;
        budget = ofAll;
        room = inRoom;
    }

    /** How often the room was told anything. */
    long calls() {
        return calls;
    }

    /** How many lines the room was handed, those over the limit included. */
    long lines() {
        return lines;
    }

    @Override
    public void connected(Connection connection) {
        calls++;
        Person person = gate.letIn(connection);
        story.tell("  the room: %s connected", person);
        model.connected(person, connection);
        room.connected(connection);
        assertNames(connection);
    }

    @Override
    public void line(Connection connection, Line line) {
        calls++;
        lines++;
        ModelMember member = model.member(connection);
        budget.assertMayHear(member.person);
        String text = line.toString();
        story.tell("  the room: %s: %s", member, text);
        member.person.handed(text);
        model.lineCame(member);
        model.take(member, text);
        room.line(connection, line);
        assertNames(connection);
    }

    @Override
    public void lineTooLong(Connection connection) {
        calls++;
        lines++;
        ModelMember member = model.member(connection);
        story.tell("  the room: %s: a line over the limit", member);
        member.person.handed(null);
        model.lineCame(member);
        model.take(member, null);
        room.lineTooLong(connection);
    }

    @Override
    public void expired(Connection connection) {
        calls++;
        ModelMember member = model.member(connection);
        story.tell("  the room: the time of %s has expired", member);
        assertTrue(!member.isHere() || gate.hasBeenHeard(member.person), () -> member + " has just said something");
        model.expired(member);
        room.expired(connection);
    }

    @Override
    public void disconnected(Connection connection, CloseReason cause) {
        calls++;
        ModelMember member = model.member(connection);
        story.tell("  the room: %s disconnected, %s", member, cause);
        assertTrue(!member.hasToWait || cause == CloseReason.NOT_READING, member::toString);
        Departure how = switch (cause) {
            case END_OF_INPUT -> {
                assertTrue(member.person.hasEndedInput(), () -> member + " has not ended its input");
                member.person.assertHeardOut();
                yield Departure.LEFT;
            }
            case RESET, FAILURE -> {
                assertTrue(member.person.client.isBroken(), () -> member + ": nothing is wrong, and yet " + cause);
                member.person.breakOff();
                yield cause == CloseReason.RESET ? Departure.RESET : Departure.FAILURE;
            }
            case NOT_READING -> {
                member.person.breakOff();
                yield Departure.NOT_READING;
            }
        };
        model.leave(member, how, null);
        room.disconnected(connection, cause);
    }

    @Override
    public void stopping(Connection connection) {
        calls++;
        ModelMember member = model.member(connection);
        story.tell("  the room: stopping, %s", member);
        model.stopping(member);
        room.stopping(connection);
    }

    @Override
    public String rejected(Rejection why) {
        calls++;
        gate.refuse(why);
        return room.rejected(why);
    }

    @Override
    public String skipped(int skippedLines) {
        return room.skipped(skippedLines);
    }

    private void assertNames(Connection connection) {
        if (model.serves(connection)) {
            assertEquals(model.member(connection).name, room.name(connection));
            assertEquals(model.member(connection).number, room.number(connection));
        }
    }
}
