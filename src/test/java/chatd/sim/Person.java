package chatd.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import chatd.access.Rejection;
import chatd.net.Connection;
import chatd.net.SimulatedDaemon;
import chatd.sim.SimulatedNetwork.Client;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Map;
import java.util.Objects;

/** Somebody at the far end of a connection: what they have to say, how far that has come, and what they hear. */
final class Person {

    private static final Map<Rejection, String> REFUSALS = Map.of(
            Rejection.FULL, "The room is full. Try again later.",
            Rejection.BANNED, "You are banned from this server.",
            Rejection.NOT_ALLOWED, "Connections from your address are not allowed.",
            Rejection.TOO_MANY, "Too many connections from your address. Try again later.",
            Rejection.TOO_FAST, "Too many new connections from your address. Try again in a moment.",
            Rejection.NO_PROXY_HEADER, "Connections from your address must begin with a PROXY header.");

    final Client client;
    final Origin origin;
    final Expected hearing;

    private final String name;
    private final String address;
    /** What the room was not handed yet, whether it was sent or not. */
    private final Deque<SentLine> underWay = new ArrayDeque<>();
    private final ByteArrayOutputStream unsent = new ByteArrayOutputStream();
    private int timingMarksAsked;
    private boolean inputEnded;
    /** Null before they are served. */
    private Connection connection;
    private boolean brokenOff;

    /** @param number a new one for each, by which their lines are told apart */
    Person(int number, Client client, Origin origin) {
        this.name = "p" + number;
        this.client = client;
        this.origin = origin;
        address = origin.address(client.address());
        hearing = new Expected(toString());
        unsent.writeBytes(origin.header());
    }

    /** What no name and no line of anybody else's begins with. */
    String name() {
        return name;
    }

    String address() {
        return address;
    }

    /** Has something to say, and will {@link #send} it. */
    void compose(SentLine saying) {
        if (inputEnded || origin.isSilent() || client.isOutputEnded()) {
            return;
        }
        underWay.add(saying);
        timingMarksAsked += saying.timingMarks();
        unsent.writeBytes(saying.bytes());
    }

    int unsentBytes() {
        return unsent.size();
    }

    /** Sends so many bytes of what there is to say, in one piece. */
    void send(int bytes) {
        if (bytes > 0) {
            byte[] all = unsent.toByteArray();
            client.send(Arrays.copyOf(all, bytes));
            unsent.reset();
            unsent.write(all, bytes, all.length - bytes);
        }
    }

    void sendAll() {
        send(unsent.size());
    }

    /** Says nothing more than what there is to say; the ending of the last line may be missing. */
    void endInput() {
        sendAll();
        client.endInput();
        inputEnded = true;
    }

    boolean hasEndedInput() {
        return inputEnded;
    }

    /** The room has this person now. */
    void arrive(Connection theirs) {
        connection = theirs;
    }

    boolean isServed() {
        return connection != null;
    }

    /** They are not let in. */
    void refuse(Rejection why) {
        hearing.expect(ExpectedLine.answer(REFUSALS.get(why)));
    }

    /** The room was handed a line of theirs; null is one over the limit. */
    void handed(String text) {
        SentLine next = underWay.poll();
        if (next == null || !Objects.equals(next.text(), text)) {
            throw new AssertionError(this + ": the room was handed " + text + ", not "
                    + (next == null ? "nothing" : next.text()));
        }
    }

    /** They are heard out: nothing that they sent may be missing. */
    void assertHeardOut() {
        if (!underWay.isEmpty()) {
            throw new AssertionError(this + ": not handed on: " + underWay.peek().text() + ", and "
                    + (underWay.size() - 1) + " more");
        }
    }

    boolean isHeardOut() {
        return underWay.isEmpty();
    }

    /** The daemon has broken off the connection: what waited may be lost. */
    void breakOff() {
        brokenOff = true;
    }

    /** Listens to what has come, and checks it. */
    void listen() {
        hearing.take(client.takeReceived());
    }

    /** The daemon has ended its half, or all of the connection. */
    void assertAllCame() {
        if (client.isBroken() || client.isBlocked() || brokenOff) {
            hearing.assertBrokenOffWell();
            return;
        }
        hearing.assertComplete();
        if (isServed()) {
            assertEquals(hearing.skipped(), connection.skippedLines(), this::toString);
        }
    }

    /** The daemon has closed the connection: no timer may wait for anything of it. */
    void assertForgotten() {
        assertFalse(isServed() && SimulatedDaemon.hasDeadlines(connection), this::toString);
    }

    /** Who is connected and reads everything has all by now. */
    void assertUpToDate() {
        if (!isServed() || client.isBroken() || brokenOff) {
            return;
        }
        assertHeardOut();
        hearing.assertComplete();
        assertEquals(hearing.skipped(), connection.skippedLines(), this::toString);
        assertEquals(hearing.bytes(), connection.bytesOut(), this::toString);
        assertEquals(client.bytesRead() - origin.header().length, connection.bytesIn(), this::toString);
        if (hearing.timingMarks() != timingMarksAsked) {
            throw new AssertionError(this + ": " + hearing.timingMarks() + " timing marks for " + timingMarksAsked);
        }
    }

    @Override
    public String toString() {
        return name + " (" + address + ')';
    }
}
