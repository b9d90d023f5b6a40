package chatd.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.access.Rejection;
import chatd.chat.Departure;
import chatd.chat.ChatService;
import chatd.net.CloseReason;
import chatd.net.Connection;
import chatd.net.Notices;
import chatd.net.Service;
import chatd.wire.Line;

/**
 * Stands between the server and the chat: whatever the chat is told, the model is told first. That is the one order of
 * things, by which everybody is measured.
 */
final class ModelTap implements Service, Notices {

    private final Model model;
    private final Story story;
    private AccessModel gate;
    private Budget budget;
    private ChatService chat;
    private long calls;
    private long lines;

    ModelTap(Model model, Story story) {
        this.model = model;
        this.story = story;
    }

    /** All need to know the network, or its clock, and the reactor whom it serves: so this is told later. */
    void attend(AccessModel atGate, Budget ofAll, ChatService toChat) {
        gate = atGate;
        budget = ofAll;
        chat = toChat;
    }

    /** How often the service was told anything. */
    long calls() {
        return calls;
    }

    /** How many lines the service was handed, those over the limit included. */
    long lines() {
        return lines;
    }

    @Override
    public void connected(Connection connection) {
        calls++;
        Person person = gate.letIn(connection);
        story.tell("  the service: %s connected", person);
        model.connected(person, connection);
        chat.connected(connection);
        assertNames(connection);
    }

    @Override
    public void line(Connection connection, Line line) {
        calls++;
        lines++;
        ModelMember member = model.member(connection);
        budget.assertMayHear(member.person);
        String text = line.toString();
        story.tell("  the service: %s: %s", member, text);
        member.person.handed(text);
        model.lineCame(member);
        model.take(member, text);
        chat.line(connection, line);
        assertNames(connection);
    }

    @Override
    public void lineTooLong(Connection connection) {
        calls++;
        lines++;
        ModelMember member = model.member(connection);
        story.tell("  the service: %s: a line over the limit", member);
        member.person.handed(null);
        model.lineCame(member);
        model.take(member, null);
        chat.lineTooLong(connection);
    }

    @Override
    public void expired(Connection connection) {
        calls++;
        ModelMember member = model.member(connection);
        story.tell("  the service: the time of %s has expired", member);
        assertTrue(!member.isHere() || gate.hasBeenHeard(member.person), () -> member + " has just said something");
        model.expired(member);
        chat.expired(connection);
    }

    @Override
    public void disconnected(Connection connection, CloseReason cause) {
        calls++;
        ModelMember member = model.member(connection);
        story.tell("  the service: %s disconnected, %s", member, cause);
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
        chat.disconnected(connection, cause);
    }

    @Override
    public void stopping(Connection connection) {
        calls++;
        ModelMember member = model.member(connection);
        story.tell("  the service: stopping, %s", member);
        model.stopping(member);
        chat.stopping(connection);
    }

    @Override
    public String rejected(Rejection why) {
        calls++;
        gate.refuse(why);
        return chat.notices().rejected(why);
    }

    @Override
    public String skipped(int skippedLines) {
        return chat.notices().skipped(skippedLines);
    }

    private void assertNames(Connection connection) {
        if (model.serves(connection)) {
            assertEquals(model.member(connection).name, chat.name(connection));
            assertEquals(model.member(connection).number, chat.number(connection));
        }
    }
}
