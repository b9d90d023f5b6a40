package chatd.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.access.Rejection;
import chatd.net.Connection;
import chatd.net.Limits;
import chatd.net.SimulatedDaemon;
import chatd.sim.SimulatedNetwork.Client;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;

/** A person at the far end of a connection: the lines to send, how far they have got, and the lines to be received. */
final class Person {

    /** The most bytes of an answer for one byte of a line: an invalid byte is answered as U+FFFD, which has three. */
    private static final int LONGEST_OF_LINE = 3;
    /** How long the daemon still passes on input of a person after it dropped the output. */
    private static final Duration LAST_INPUT_TIME = Duration.ofMinutes(5);
    private static final Map<Rejection, String> REFUSALS = Map.of(
            Rejection.FULL, "The server is full. Try again later.",
            Rejection.BANNED, "You are banned from this server.",
            Rejection.NOT_ALLOWED, "Connections from your address are not allowed.",
            Rejection.TOO_MANY, "Too many connections from your address. Try again later.",
            Rejection.TOO_FAST, "Too many new connections from your address. Try again in a moment.",
            Rejection.NO_PROXY_HEADER, "This connection must begin with a PROXY header.");

    /** The number of all bytes sent up to this time. */
    private record Sending(long bytes, Instant time) {
    }

    final Client client;
    final Origin origin;
    final Expected expected;

    private final Clock clock;
    private final String name;
    private final String address;
    /** Lines that the room has not received yet, sent or not. */
    private final Deque<SentLine> undelivered = new ArrayDeque<>();
    /** For each undelivered line, the number of all bytes up to its end. */
    private final Deque<Long> lineEnds = new ArrayDeque<>();
    private final ByteArrayOutputStream unsent = new ByteArrayOutputStream();
    private final Deque<Sending> sendings = new ArrayDeque<>();
    private long sentBytes;
    private int timingMarksAsked;
    private int areYouTheresAsked;
    /** Null unless this is a client of another protocol, which the room never receives a line of. */
    private Foreign foreign;
    private boolean inputEnded;
    /** Null before the daemon accepts the client. */
    private Connection connection;
    private boolean aborted;
    /** The number of lines sent before the daemon dropped its output that the room has yet to receive. */
    private int linesToHear;

    /** @param number unique, so that the person's lines can be told from all others */
    Person(int number, Client client, Origin origin, Clock clock) {
        this.clock = clock;
        this.name = "p" + number;
        this.client = client;
        this.origin = origin;
        address = origin.address(client.address());
        expected = new Expected(toString());
        unsent.writeBytes(origin.header());
    }

    /** Begins each line of this person; no name and no line of another person begins with it. */
    String name() {
        return name;
    }

    String address() {
        return address;
    }

    /** Queues a line, for {@link #send} to send. */
    void compose(SentLine line) {
        if (inputEnded || origin.isSilent() || client.isOutputEnded()) {
            return;
        }
        if (foreign == null) {
            undelivered.add(line);
            lineEnds.add(sentBytes + unsent.size() + line.bytes().length);
            timingMarksAsked += line.timingMarks();
            areYouTheresAsked += line.areYouTheres();
        }
        unsent.writeBytes(line.bytes());
    }

    /** Queues the first bytes of a client of another protocol. All that follows is lost. */
    void composeForeign(Foreign protocol) {
        if (!origin.isSilent()) {
            foreign = protocol;
            unsent.writeBytes(protocol.beginning().getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    boolean isForeign() {
        return foreign != null;
    }

    /** The daemon has found that this is a client of another protocol. */
    void endedAsForeign() {
        assertTrue(isForeign(), () -> this + " has sent lines only");
        foreign.answer().forEach(line -> expected.expect(ExpectedLine.answer(line)));
    }

    int unsentBytes() {
        return unsent.size();
    }

    /** Sends this many of the queued bytes at once. */
    void send(int bytes) {
        if (bytes > 0) {
            byte[] all = unsent.toByteArray();
            client.send(Arrays.copyOf(all, bytes));
            sentBytes += bytes;
            sendings.add(new Sending(sentBytes, clock.instant()));
            unsent.reset();
            unsent.write(all, bytes, all.length - bytes);
        }
    }

    void sendAll() {
        send(unsent.size());
    }

    /** Sends what is queued and closes the sending half; the last line may lack its ending. */
    void endInput() {
        sendAll();
        client.endInput();
        inputEnded = true;
    }

    boolean hasEndedInput() {
        return inputEnded;
    }

    /** The daemon has accepted this person's client. */
    void accepted(Connection accepted) {
        connection = accepted;
    }

    boolean isServed() {
        return connection != null;
    }

    /** The daemon refuses this person's client. */
    void refused(Rejection why) {
        expected.expect(ExpectedLine.answer(REFUSALS.get(why)));
    }

    /** The room receives a line of this person; null is a line over the limit. Returns when the line was sent. */
    Instant delivered(String text) {
        linesToHear--;
        SentLine next = undelivered.poll();
        if (next == null || !Objects.equals(next.text(), text)) {
            throw new AssertionError(this + ": the room received " + text + ", not "
                    + (next == null ? "nothing" : next.text()));
        }
        long end = lineEnds.remove();
        // A line over the limit is reported before its end.
        while (sendings.size() > 1 && sendings.element().bytes() < end) {
            sendings.remove();
        }
        return sendings.element().time();
    }

    /** Everything that this person sent must have been delivered. */
    void assertAllDelivered() {
        if (!undelivered.isEmpty()) {
            throw new AssertionError(this + ": not delivered: " + undelivered.peek().text() + ", and "
                    + (undelivered.size() - 1) + " more");
        }
    }

    boolean isAllDelivered() {
        return undelivered.isEmpty();
    }

    /** The daemon drops its output: the person receives nothing from now on. */
    void aborting() {
        abort();
        linesToHear = linesUnderWay();
    }

    /** The number of lines that were sent completely, and that the room has not received. */
    private int linesUnderWay() {
        int count = undelivered.size();
        int unsentBytes = unsent.size();
        for (Iterator<SentLine> i = undelivered.descendingIterator(); unsentBytes > 0 && i.hasNext(); count--) {
            unsentBytes -= i.next().bytes().length;
        }
        return count;
    }

    /** The person leaves as not reading: the room must have received all lines sent until then, if there was time. */
    void assertHeardBeforeAbort() {
        Duration time = client.abortingFor();
        assertTrue(time != null, () -> this + " leaves as not reading, but its output was not dropped");
        assertTrue(linesToHear <= 0 || client.isBroken() || time.compareTo(LAST_INPUT_TIME) >= 0,
                () -> this + " leaves before " + linesToHear + " lines are said: " + undelivered.peek().text());
    }

    /** The loop is idle: no input of this person is left unread, unless too many answers to it are pending. */
    void assertNotMute(Limits limits) {
        if (client.isAllRead() || client.isListenedTo() || client.isOutputEnded() || client.isBroken()) {
            return;
        }
        receive();
        int others = timingMarksAsked - expected.timingMarks() + areYouTheresAsked - expected.areYouTheres();
        // An answer that was received may share its chunk with a line that was not.
        int received = Expected.ANSWER_BYTES + LONGEST_OF_LINE * limits.maxLineBytes();
        int bytes = expected.answerBytes() + others * Expected.ANSWER_BYTES + received;
        assertTrue(bytes >= limits.writeBufferBytes(), () -> this + " is not read, but only " + bytes
                + " bytes of answers wait");
    }

    /** The daemon has aborted the connection: its backlog may be lost. */
    void abort() {
        aborted = true;
    }

    /** Reads and checks what has been received. */
    void receive() {
        expected.take(client.takeReceived());
    }

    /** The daemon has closed its half, or all of the connection. */
    void assertAllReceived() {
        if (client.isBroken() || client.isBlocked() || aborted) {
            expected.assertValidUpToAbort();
            return;
        }
        expected.assertComplete();
        if (isServed()) {
            assertEquals(expected.skipped(), connection.skippedLines(), this::toString);
        }
    }

    /** The daemon has closed the connection: no timer of it may be set. */
    void assertForgotten() {
        assertFalse(isServed() && SimulatedDaemon.hasDeadlines(connection), this::toString);
    }

    /** A connected client that reads everything has everything by now. */
    void assertUpToDate() {
        if (!isServed() || client.isBroken() || aborted) {
            return;
        }
        assertAllDelivered();
        expected.assertComplete();
        assertEquals(expected.skipped(), connection.skippedLines(), this::toString);
        assertEquals(expected.bytes(), connection.bytesOut(), this::toString);
        assertEquals(client.bytesRead() - origin.header().length, connection.bytesIn(), this::toString);
        if (expected.timingMarks() != timingMarksAsked) {
            throw new AssertionError(this + ": " + expected.timingMarks() + " timing marks for " + timingMarksAsked);
        }
        assertEquals(areYouTheresAsked, expected.areYouTheres(), this::toString);
    }

    @Override
    public String toString() {
        return name + " (" + address + ')';
    }
}
