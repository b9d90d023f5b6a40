package chatd.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.os.LogCapture;
import chatd.sim.SimulatedNetwork.Client;
import chatd.sim.SimulatedNetwork;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.event.Level;

/** The memory for all output: once it is used up, the clients with the largest backlog are disconnected first. */
class BufferMemoryTest {

    private static final int TOTAL = 256 * 1024;
    private static final int WRITE_BUFFER = 64 * 1024;
    /** The memory of a shared block, and of each client that waits for it. */
    private static final int BLOCK = 70 * 1024;
    private static final int EACH = 700;
    private static final String LONG_LINE = "x".repeat(900);

    private final EchoService echo = new EchoService();
    private SimulatedDaemon daemon;
    private long peak;

    @BeforeEach
    void open() {
        daemon = new SimulatedDaemon(SimulatedDaemon.LIMITS.withWriteBufferBytes(WRITE_BUFFER)
                .withBufferMemoryBytes(TOTAL), echo.broadcasts, echo);
        echo.afterLine = () -> peak = Math.max(peak, daemon.heldBytes());
    }

    private Client stuck() {
        Client client = daemon.connect();
        client.takeOnly(0);
        return client;
    }

    /** Connects a client that reads nothing, and for which this many bytes wait. */
    private Client stuckWith(int bytes) {
        Client client = stuck();
        client.send("!much " + bytes + "\n");
        daemon.turn();
        // A client whose output is dropped leaves in the next turn.
        daemon.turn();
        return client;
    }

    private void assertDropped(Client... clients) {
        List<String> left = new ArrayList<>();
        for (Client client : clients) {
            assertTrue(client.isClosed(), client.address());
            left.add(client.address() + " NOT_READING");
        }
        assertEquals(left, echo.calls);
    }

    private void assertSleepsForEver() {
        daemon.sleep(Duration.ofMinutes(2));
        daemon.turn();
        assertEquals(SimulatedNetwork.FOR_EVER, daemon.network.sleptMillis());
    }

    @Test
    void theClientWithTheLargestBacklogIsDisconnectedFirst() {
        Client some = stuckWith(50_000);
        Client most = stuckWith(120_000);
        Client least = stuckWith(10_000);
        assertEquals(List.of(), echo.calls);
        Client last = stuckWith(90_000);
        assertDropped(most);
        Stream.of(some, least, last).forEach(client -> assertFalse(client.isClosed(), client.address()));
    }

    @Test
    void clientsAreDisconnectedUntilAnEighthOfTheMemoryIsFree() {
        Client[] hogs = Stream.generate(() -> stuckWith(20_000)).limit(12).toArray(Client[]::new);
        assertEquals(List.of(), echo.calls);
        Client most = stuckWith(40_000);
        assertTrue(most.isClosed());
        assertTrue(daemon.heldBytes() <= TOTAL - TOTAL / 8, "held: " + daemon.heldBytes());
        long gone = Stream.of(hogs).filter(Client::isClosed).count();
        assertEquals(1, gone);
        assertEquals(2, echo.calls.size());
    }

    @Test
    void administratorsAreDisconnectedLast(@TempDir Path directory) {
        Path adminSocket = directory.resolve("admin");
        AnsweringService answering = new AnsweringService();
        daemon.listen(adminSocket, answering);
        Client admin = daemon.connect(adminSocket);
        admin.takeOnly(0);
        admin.send(("x".repeat(4000) + '\n').repeat(16));
        for (int i = 0; i < 10; i++) {
            daemon.turn();
        }
        for (int i = 0; i < 3; i++) {
            stuckWith(50_000 + i);
        }
        assertEquals(List.of(), echo.calls);
        Client most = stuckWith(50_003);
        assertDropped(most);
        assertEquals(List.of(), answering.calls.stream().filter(call -> call.contains("READING")).toList());
        assertFalse(admin.isClosed());
    }

    @Test
    void theOtherClientsLoseNothing() {
        Client reader = daemon.connect();
        Client another = stuckWith(50_000);
        Client hog = stuckWith(220_000);
        assertDropped(hog);
        assertEquals(List.of(hog.address() + " NOT_READING"), reader.lines());
        reader.send("still here\n");
        daemon.turn();
        assertEquals(List.of(reader.address() + ": still here"), reader.lines());
        another.takeEverything();
        daemon.turn();
        List<String> lines = another.lines();
        assertEquals(List.of(hog.address() + " NOT_READING", reader.address() + ": still here"),
                lines.subList(1, lines.size()));
    }

    @Test
    void aLineSkippedForLackOfMemoryMakesRoomForTheNext() {
        Client reader = daemon.connect();
        Client hog = stuckWith(WRITE_BUFFER);
        for (int i = 0; i < 6; i++) {
            hog = stuckWith(30_000 + i);
        }
        Client slow = stuck();
        reader.send((LONG_LINE + '\n').repeat(8));
        for (int i = 0; i < 10; i++) {
            reader.send((i + LONG_LINE + '\n').repeat(8));
            daemon.turn();
        }
        assertFalse(echo.calls.isEmpty());
        assertFalse(reader.isClosed());
        assertTrue(daemon.heldBytes() <= TOTAL, "held: " + daemon.heldBytes());
        assertTrue(echo.calls.size() < 8, echo.calls::toString);
        assertFalse(slow.isClosed() && hog.isClosed());
    }

    @Test
    void theLogReportsDisconnectedClientsOnceASecond() {
        List<String> lines = LogCapture.by(Server.class, Level.WARN, () -> {
            stuckWith(200_000);
            stuckWith(100_000);
            stuckWith(200_000);
            stuckWith(200_000);
            daemon.sleep(Duration.ofSeconds(2));
        });
        assertEquals(2, lines.size(), lines::toString);
        assertTrue(lines.get(0).contains("used up. Disconnected the clients with the largest backlog: 1"),
                lines.get(0));
    }

    // Many clients in one turn

    @Test
    void manyLargeAnswersInOneTurnStayWithinTheBudget() {
        List<Client> clients = Stream.generate(daemon::connect).limit(1000).toList();
        clients.forEach(client -> client.send("!much 10000\n"));
        daemon.turn();
        assertTrue(peak <= TOTAL + 10_000, "at its peak: " + peak);
        for (int i = 0; i < 3; i++) {
            daemon.turn();
        }
        clients.forEach(client -> assertEquals(10_000, client.received().length()));
        assertEquals(List.of(), echo.calls);
        assertEquals(0, daemon.heldBytes());
    }

    @Test
    void manyLargeAnswersToClientsThatReadNothingStayWithinTheBudget() {
        List<Client> clients = Stream.generate(this::stuck).limit(1000).toList();
        clients.forEach(client -> client.send("!much 10000\n!much 10000\n"));
        for (int i = 0; i < 600; i++) {
            daemon.turn();
            assertTrue(daemon.heldBytes() <= TOTAL + 1000 * (EACH + 512), "held: " + daemon.heldBytes());
        }
        assertTrue(peak <= TOTAL + 20_000 + 1000 * (EACH + 512), "at its peak: " + peak);
        assertTrue(echo.calls.size() > 900);
        assertSleepsForEver();
    }

    @Test
    void inputThatIsNotReadForLackOfMemoryIsReadAFewTurnsLater() {
        List<Client> hogs = Stream.generate(this::stuck).limit(30).toList();
        Client client = daemon.connect();
        hogs.forEach(hog -> hog.send("!much 10000\n"));
        client.send("one\n");
        for (int i = 0; i < 5; i++) {
            daemon.turn();
        }
        List<String> lines = client.lines();
        assertEquals(1, lines.stream().filter((client.address() + ": one")::equals).count());
        assertFalse(client.isClosed());
        assertTrue(echo.calls.size() >= 1);
    }

    @Test
    void clientsThatStallAtDifferentTimesStayWithinTheBudgetAndEveryMissedLineIsCounted() {
        Client talker = daemon.connect();
        Map<Client, Integer> saidBefore = new HashMap<>();
        int said = 0;
        for (int i = 0; i < 500; i++) {
            saidBefore.put(stuck(), said);
            talker.send((LONG_LINE + '\n').repeat(7));
            said += 7;
            daemon.turn();
            daemon.turn();
            assertTrue(daemon.heldBytes() <= TOTAL + BLOCK + 500 * EACH, "held: " + daemon.heldBytes());
        }
        talker.lines();
        int staying = 0;
        for (Map.Entry<Client, Integer> entry : saidBefore.entrySet()) {
            Client client = entry.getKey();
            if (client.isClosed()) {
                continue;
            }
            staying++;
            client.takeEverything();
            daemon.turn();
            List<String> lines = client.lines();
            int missed = lines.stream().filter(line -> line.startsWith("["))
                    .mapToInt(line -> Integer.parseInt(line.substring(1, line.indexOf(' ')))).sum();
            int received = (int) lines.stream().filter(line -> !line.startsWith("[")).count();
            // Besides the lines of the talker they received a line for each client that left after they had come.
            int more = missed + received - (said - entry.getValue());
            assertTrue(more >= 0 && more <= echo.calls.size(), client.address());
        }
        assertTrue(staying > 0 && staying < 500, staying + " stay");
        assertFalse(talker.isClosed());
    }

    @Test
    void disconnectedClientsLeaveNoMemoryBehind() {
        for (int i = 0; i < 20; i++) {
            stuckWith(60_000);
        }
        assertFalse(echo.calls.isEmpty());
        daemon.server.clients().forEach(Connection::disconnect);
        assertEquals(0, daemon.heldBytes());
        assertSleepsForEver();
    }

    @Test
    void aLineSkippedForLackOfMemoryIsForgottenOnceThereIsRoom() {
        Client talker = daemon.connect();
        Stream.generate(() -> stuckWith(51_500)).limit(5).toList();
        assertEquals(List.of(), echo.calls);
        talker.send((LONG_LINE + '\n').repeat(8));
        daemon.turn();
        daemon.turn();
        assertEquals(1, echo.calls.size());
        // More than may be held once memory was used up, but less than all of it.
        stuckWith(30_000);
        assertTrue(daemon.heldBytes() > TOTAL - TOTAL / 8, "held: " + daemon.heldBytes());
        assertEquals(1, echo.calls.size());
    }

    @Test
    void noClientIsDisconnectedIfThereIsRoomWhenTheTurnEnds() {
        Client stuck = stuckWith(10_000);
        List<Client> readers = Stream.generate(daemon::connect).limit(5).toList();
        readers.get(0).send("!much 49000\n" + (LONG_LINE + '\n').repeat(8));
        readers.subList(1, 5).forEach(reader -> reader.send("!much 49000\n"));
        assertEquals(List.of(), LogCapture.by(Server.class, Level.WARN, daemon::turn));
        assertEquals(List.of(), echo.calls);
        stuck.takeEverything();
        daemon.turn();
        assertEquals(List.of("[8 skipped]"), stuck.lines().subList(1, 2));
    }

    // Input that waits

    @Test
    void readsBecomeShortWhenWaitingInputTakesAQuarterOfTheMemory() {
        daemon = new SimulatedDaemon(SimulatedDaemon.LIMITS.withWriteBufferBytes(WRITE_BUFFER)
                .withBufferMemoryBytes(TOTAL).withLineRate(Duration.ofMinutes(1), 1), echo.broadcasts, echo);
        for (int i = 0; i < 8; i++) {
            sendLines(8192);
        }
        assertEquals(8 * 8190, daemon.heldBytes());
        sendLines(TOTAL / 4 - 8 * 8190);
        sendLines(4);
        assertEquals(TOTAL / 4, daemon.heldBytes());
        assertEquals(512, sendLines(8192).bytesRead());
    }

    /** Connects a client that sends this many bytes; only its first line is handed on at once. */
    private Client sendLines(int bytes) {
        Client client = daemon.connect();
        client.send("x\n".repeat(bytes / 2));
        daemon.turn();
        return client;
    }
}
