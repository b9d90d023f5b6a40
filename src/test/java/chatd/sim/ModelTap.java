package chatd.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.access.Rejection;
import chatd.chat.Administration;
import chatd.chat.ChatService;
import chatd.chat.Departure;
import chatd.net.CloseReason;
import chatd.net.Connection;
import chatd.net.Notices;
import chatd.net.Service;
import chatd.wire.Line;

/**
 * Stands between the server and the service, and passes every call to the model before the chat. The lines that each
 * person receives are checked against the order of these calls.
 */
final class ModelTap implements Service, Notices {

    private final Model model;
    private final Trace trace;
    private AccessModel access;
    private Budget budget;
    private ChatService chat;
    private Administration administration;
    private long calls;
    private long lines;

    ModelTap(Model model, Trace trace) {
        this.model = model;
        this.trace = trace;
    }

    /** Set after construction, since each of these needs the server, which needs this. */
    void attach(AccessModel accessModel, Budget memoryBudget, ChatService realChat) {
        access = accessModel;
        budget = memoryBudget;
        chat = realChat;
        administration = new Administration(realChat);
    }

    /** Number of calls to the chat. */
    long calls() {
        return calls;
    }

    /** Number of lines delivered to the chat, those over the limit included. */
    long lines() {
        return lines;
    }

    @Override
    public void connected(Connection connection) {
        calls++;
        Person person = access.accept(connection);
        trace.log("  the service: %s connected", person);
        model.connected(person, connection);
        chat.connected(connection);
        assertKnown(connection);
    }

    @Override
    public void line(Connection connection, Line line) {
        calls++;
        lines++;
        ModelMember member = model.member(connection);
        budget.assertMayDeliver(member.person);
        String text = line.toString();
        trace.log("  the service: %s: %s", member, text);
        model.lineCame(member, member.person.delivered(text));
        model.take(member, text);
        chat.line(connection, line);
        assertKnown(connection);
    }

    @Override
    public void lineTooLong(Connection connection) {
        calls++;
        lines++;
        ModelMember member = model.member(connection);
        trace.log("  the service: %s: a line over the limit", member);
        model.lineCame(member, member.person.delivered(null));
        model.take(member, null);
        chat.lineTooLong(connection);
    }

    @Override
    public void interrupted(Connection connection) {
        calls++;
        ModelMember member = model.member(connection);
        trace.log("  the service: %s interrupts", member);
        member.person.delivered(SentLine.INTERRUPT);
        model.interrupted(member);
        chat.interrupted(connection);
    }

    @Override
    public void leaveKey(Connection connection) {
        calls++;
        lines++;
        ModelMember member = model.member(connection);
        budget.assertMayDeliver(member.person);
        trace.log("  the service: %s types a key to leave", member);
        model.lineCame(member, member.person.delivered(SentLine.LEAVE_KEY));
        model.leaveKey(member);
        chat.leaveKey(connection);
    }

    @Override
    public void expired(Connection connection) {
        calls++;
        ModelMember member = model.member(connection);
        trace.log("  the service: the deadline of %s has expired", member);
        assertTrue(!member.isHere() || member.hasToWait || connection.isBacklogged()
                || access.hasBeenRead(member.person),
                () -> member + " has sent bytes that were not read");
        model.expired(member);
        chat.expired(connection);
    }

    @Override
    public void disconnected(Connection connection, CloseReason cause) {
        calls++;
        ModelMember member = model.member(connection);
        trace.log("  the service: %s disconnected, %s", member, cause);
        assertFalse(member.hasToWait && !member.isHere(), member::toString);
        Departure how = switch (cause) {
            case END_OF_INPUT -> {
                assertTrue(member.person.hasEndedInput(), () -> member + " has not ended its input");
                assertFalse(member.person.isForeign(), () -> member + " has spoken another protocol");
                member.person.assertAllDelivered();
                yield Departure.LEFT;
            }
            case RESET, FAILURE -> {
                assertTrue(member.person.client.isBroken(), () -> member + " has no broken connection, but " + cause);
                member.person.abort();
                yield cause == CloseReason.RESET ? Departure.RESET : Departure.FAILURE;
            }
            case NOT_CHAT -> {
                member.person.endedAsForeign();
                yield Departure.LEFT;
            }
            case NOT_READING -> {
                member.person.assertHeardBeforeAbort();
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
        trace.log("  the service: stopping, %s", member);
        model.stopping(member);
        chat.stopping(connection);
    }

    @Override
    public String rejected(Rejection why) {
        calls++;
        if (why == Rejection.NOT_CHAT) {
            access.endedAsForeign();
        } else {
            access.refused(why);
        }
        return chat.notices().rejected(why);
    }

    @Override
    public String skipped(int skippedLines) {
        return chat.notices().skipped(skippedLines);
    }

    @Override
    public String skipped(Connection connection, int skippedLines) {
        String notice = chat.notices().skipped(connection, skippedLines);
        if (model.serves(connection)) {
            assertEquals(model.member(connection).tellsTime, notice.matches("\\d\\d:\\d\\d .*"), notice);
        }
        return notice;
    }

    private void assertKnown(Connection connection) {
        if (model.serves(connection)) {
            assertEquals(model.member(connection).name, administration.name(connection));
            assertEquals(model.member(connection).number, administration.number(connection));
            assertEquals(model.isOperator(model.member(connection)), administration.isOperator(connection));
            assertEquals(model.isOwner(model.member(connection)), administration.isRegistered(connection));
            ModelRoom room = model.member(connection).room;
            assertEquals(room == null ? null : room.title(), administration.roomTitle(connection));
        }
    }
}
