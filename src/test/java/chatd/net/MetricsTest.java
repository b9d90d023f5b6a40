package chatd.net;

import static java.util.Collections.nCopies;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.access.Rejection;
import chatd.loop.TurnTimes;
import chatd.os.LogCapture;
import chatd.sim.SimulatedNetwork.Client;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

/** The counters of a server, and those of each connection. */
class MetricsTest {

    private static final String LONG_LINE = "x".repeat(900);

    private final EchoService echo = new EchoService();
    private SimulatedDaemon daemon = new SimulatedDaemon(SimulatedDaemon.LIMITS, echo.broadcasts, echo);

    private Metrics metrics() {
        return daemon.server.metrics();
    }

    private Connection connection(Client client) {
        return daemon.server.clients().stream().filter(one -> one.address().equals(client.address())).findFirst()
                .orElseThrow();
    }

    private void limitWriteBuffer(int bytes) {
        daemon = new SimulatedDaemon(SimulatedDaemon.LIMITS.withMaxClients(10).withWriteBufferBytes(bytes)
                .withBufferMemoryBytes(1 << 20), echo.broadcasts, echo);
    }

    private static Map<Rejection, Long> noRejections() {
        return Arrays.stream(Rejection.values()).collect(Collectors.toMap(reason -> reason, reason -> 0L));
    }

    private Map<Rejection, Long> rejections() {
        return Arrays.stream(Rejection.values())
                .collect(Collectors.toMap(reason -> reason, reason -> metrics().rejected(reason)));
    }

    @Test
    void everyCounterStartsAtZero() {
        Metrics metrics = metrics();
        assertEquals(0, metrics.clients());
        assertEquals(0, metrics.arrivals());
        assertEquals(noRejections(), rejections());
        assertEquals(0, metrics.acceptFailures());
        assertEquals(0, metrics.lines());
        assertEquals(0, metrics.deliveries());
        assertEquals(0, metrics.skippedLines());
        assertEquals(0, metrics.bytesIn());
        assertEquals(0, metrics.bytesOut());
        assertEquals(0, metrics.waitingBytes());
        assertEquals(0, metrics.turns());
        assertEquals(0, metrics.slowTurns());
        assertEquals(Duration.ZERO, metrics.longestTurn());
        assertEquals(Duration.ZERO, metrics.uptime());
    }

    @Test
    void clientsThatLeftStillCountAsArrivals() {
        List<Client> clients = Stream.generate(daemon::connect).limit(5).toList();
        clients.get(0).reset();
        clients.get(1).endInput();
        clients.get(2).send("!close\n");
        clients.get(3).send("!throw\n");
        LogCapture.by(FailureLog.class, Level.ERROR, daemon::turn);
        assertEquals(1, metrics().clients());
        assertEquals(5, metrics().arrivals());
        assertEquals(noRejections(), rejections());
    }

    // Lines and bytes

    @Test
    void everyLineThatIsReadCountsOnce() {
        Client client = daemon.connect();
        client.send("one\n\n!whisper two\n" + "x".repeat(2000) + "\nhalf");
        daemon.turn();
        assertEquals(4, metrics().lines());
        client.endInput();
        daemon.turn();
        assertEquals(5, metrics().lines());
    }

    @Test
    void bytesCountAsTheSocketReadAndTookThem() {
        Client talker = daemon.connect();
        Client listener = daemon.connect();
        talker.send("hé\r\n").send("ha");
        daemon.turn();
        daemon.turn();
        int received = (talker.address() + ": hé\n").length() + 1;
        assertEquals(7, metrics().bytesIn());
        assertEquals(2 * received, metrics().bytesOut());
        assertEquals(7, connection(talker).bytesIn());
        assertEquals(received, connection(talker).bytesOut());
        assertEquals(0, connection(listener).bytesIn());
        assertEquals(received, connection(listener).bytesOut());
        talker.endInput();
        listener.send("x").endInput();
        daemon.turn();
        assertEquals(8, metrics().bytesIn());
    }

    @Test
    void bytesThatTheSocketHasNotTakenWaitAndDoNotCount() {
        Client slow = daemon.connect();
        slow.takeOnly(5);
        slow.send("!whisper 1234567\n");
        daemon.turn();
        assertEquals(5, metrics().bytesOut());
        assertEquals(5, connection(slow).bytesOut());
        assertEquals(3, connection(slow).waitingBytes());
        assertTrue(metrics().waitingBytes() >= 3);
        slow.takeEverything();
        daemon.turn();
        assertEquals(8, metrics().bytesOut());
        assertEquals(8, connection(slow).bytesOut());
        assertEquals(0, connection(slow).waitingBytes());
        assertEquals(0, metrics().waitingBytes());
    }

    @Test
    void eachPartOfABlockCountsWhenTheSocketTakesIt() {
        Client slow = daemon.connect();
        slow.takeOnly(7);
        Client talker = daemon.connect();
        talker.send("hello\n");
        daemon.turn();
        int received = (talker.address() + ": hello\n").length();
        assertEquals(received + 7, metrics().bytesOut());
        assertEquals(received - 7, connection(slow).waitingBytes());
        slow.takeEverything();
        daemon.turn();
        assertEquals(2 * received, metrics().bytesOut());
        assertEquals(received, connection(slow).bytesOut());
    }

    @Test
    void bytesFromAClosingConnectionAreReadAndCounted() {
        Client client = daemon.connect();
        client.send("!close\n");
        daemon.turn();
        client.send("more");
        daemon.turn();
        assertEquals(11, metrics().bytesIn());
        assertEquals(1, metrics().lines());
    }

    // Deliveries

    @Test
    void aLineToAllIsADeliveryForEachListener() {
        List<Client> clients = Stream.generate(daemon::connect).limit(10).toList();
        clients.get(0).send("one\ntwo\n");
        daemon.turn();
        clients.get(9).endInput();
        daemon.turn();
        assertEquals(10 + 10 + 9, metrics().deliveries());
        clients.get(0).send("three\n");
        daemon.turn();
        assertEquals(10 + 10 + 9 + 9, metrics().deliveries());
    }

    @Test
    void aClientThatComesInMidTurnCountsFromThenOn() {
        Client first = daemon.connect();
        first.send("one\n");
        daemon.network.connect();
        daemon.turn();
        assertEquals(2, metrics().deliveries());
    }

    @Test
    void bytesSentToAClientThatComesInMidTurnCount() {
        Client first = daemon.connect();
        echo.afterLine = () -> {
            daemon.network.connect();
            echo.afterLine = () -> { };
        };
        first.send("one\n").send("two\n");
        daemon.turn();
        int received = (first.address() + ": two\n").length();
        assertEquals(3 * received, metrics().bytesOut());
        assertEquals(2 * received, connection(first).bytesOut());
    }

    @Test
    void aLineToTheOthersIsNoDeliveryToItsAuthor() {
        Client author = daemon.connect();
        Stream.generate(daemon::connect).limit(3).toList();
        author.send("!others one\nfor all\n");
        daemon.turn();
        assertEquals(3 + 4, metrics().deliveries());
    }

    @Test
    void anAuthorThatDoesNotListenIsNotSubtracted() {
        Client author = daemon.connect();
        Stream.generate(daemon::connect).limit(3).toList();
        echo.broadcast.part(connection(author));
        author.send("!others one\n");
        daemon.turn();
        assertEquals(3, metrics().deliveries());
    }

    @Test
    void aPublicLineForOneCountsOnceAndAPrivateOneDoesNot() {
        Client client = daemon.connect();
        daemon.connect();
        client.send("!public one\n!whisper two\n!public three\n");
        daemon.turn();
        assertEquals(List.of("one", "two", "three"), client.lines());
        assertEquals(2, metrics().deliveries());
    }

    @Test
    void linesOfMoreThanOneBlockAllCount() {
        List<Client> clients = Stream.generate(daemon::connect).limit(20).toList();
        clients.forEach(client -> client.send((LONG_LINE + '\n').repeat(7)));
        daemon.turn();
        assertEquals(20 * 20 * 7, metrics().deliveries());
    }

    @Test
    void skippedLinesAreNoDeliveries() {
        limitWriteBuffer(4096);
        Client slow = daemon.connect();
        Client talker = daemon.connect();
        slow.takeOnly(0);
        for (int i = 0; i < 50; i++) {
            talker.send(LONG_LINE + '\n' + LONG_LINE + '\n');
            daemon.turn();
        }
        slow.send("!public " + LONG_LINE + '\n');
        daemon.turn();
        talker.lines();
        slow.takeEverything();
        daemon.turn();
        daemon.turn();
        List<String> lines = slow.lines();
        long received = lines.stream().filter(line -> line.endsWith(LONG_LINE)).count();
        int missed = lines.stream().filter(line -> line.startsWith("["))
                .mapToInt(line -> Integer.parseInt(line.substring(1, line.indexOf(' ')))).sum();
        assertEquals(101, received + missed);
        assertTrue(missed > 0 && received > 0, lines::toString);
        assertEquals(missed, connection(slow).skippedLines());
        assertEquals(0, connection(talker).skippedLines());
        assertEquals(missed, metrics().skippedLines());
        assertEquals(100 + received, metrics().deliveries());
    }

    @Test
    void deliveriesAndSkippedLinesAreTheLinesReceivedAndMissed() {
        limitWriteBuffer(2048);
        List<Client> clients = Stream.generate(daemon::connect).limit(10).toList();
        long received = 0;
        for (int i = 0; i < 200; i++) {
            clients.get(i * 7 % 10).takeOnly(i * 311 % 1500);
            clients.get(i * 3 % 10).send("!public " + LONG_LINE + "\n" + i + LONG_LINE + '\n');
            clients.get(i % 10).send("!others " + i + LONG_LINE + '\n');
            daemon.turn();
        }
        clients.forEach(Client::takeEverything);
        // Clients that were not read for a while still have lines to say.
        for (int i = 0; i < 200; i++) {
            daemon.turn();
        }
        long missed = 0;
        for (Client client : clients) {
            for (String line : client.lines()) {
                boolean gap = line.startsWith("[");
                missed += gap ? Integer.parseInt(line.substring(1, line.indexOf(' '))) : 0;
                received += gap ? 0 : 1;
            }
        }
        assertTrue(missed > 100, "missed " + missed);
        assertEquals(missed, metrics().skippedLines());
        assertEquals(received, metrics().deliveries());
        assertEquals(missed, clients.stream().mapToInt(client -> connection(client).skippedLines()).sum());
        assertEquals(200 * (1 + 10 + 9), received + missed);
        assertEquals(0, daemon.heldBytes());
    }

    @Test
    void bytesReadWhileTheServerStopsCount() {
        daemon = new SimulatedDaemon(SimulatedDaemon.LIMITS.withMaxClients(10).withWriteBufferBytes(4096)
                .withBufferMemoryBytes(1 << 20).withLineRate(Duration.ofSeconds(1), 1), echo.broadcasts, echo);
        daemon.connect().send("one\ntwo\n").send("three\n");
        daemon.turn();
        assertEquals(8, metrics().bytesIn());
        daemon.stop();
        daemon.turn();
        assertEquals(14, metrics().bytesIn());
    }

    @Test
    void bytesTakenBeforeTheSocketBrokeCount() {
        limitWriteBuffer(4096);
        Client slow = daemon.connect();
        Client talker = daemon.connect();
        slow.takeOnly(0);
        for (int i = 0; i < 8; i++) {
            talker.send("x".repeat(900) + '\n');
            daemon.turn();
        }
        assertTrue(metrics().skippedLines() > 0);
        long before = metrics().bytesOut();
        slow.takeEverything();
        slow.resetAfter(connection(slow).waitingBytes());
        daemon.turn();
        assertEquals(slow.received().length(), metrics().bytesOut() - before);
    }

    // Time

    @Test
    void everyTurnIsCounted() {
        nCopies(7, daemon).forEach(SimulatedDaemon::turn);
        assertEquals(7, metrics().turns());
    }

    @Test
    void theLongestTurnIncludesNoSleep() {
        daemon.connect();
        daemon.sleep(Duration.ofSeconds(10));
        assertEquals(Duration.ZERO, metrics().longestTurn());
        work(Duration.ofMillis(30));
        work(Duration.ofMillis(50));
        work(Duration.ofMillis(40));
        assertEquals(Duration.ofMillis(50), metrics().longestTurn());
    }

    @Test
    void turnsOfMoreThan100MillisecondsAreCountedAndTheLongestIsLogged() {
        nCopies(100, daemon).forEach(SimulatedDaemon::turn);
        List<String> lines = LogCapture.by(TurnTimes.class, Level.WARN, () -> {
            for (int millis : new int[] {100, 101, 99, 300, 300, 250, 400}) {
                work(Duration.ofMillis(millis));
            }
            daemon.sleep(Duration.ofSeconds(2));
        });
        assertEquals(5, metrics().slowTurns());
        assertEquals(Duration.ofMillis(400), metrics().longestTurn());
        assertEquals(List.of("A turn of the loop took 101 ms, the longest so far; 1 of 102 turns took more than 100 ms",
                "A turn of the loop took 300 ms, the longest so far; 2 of 104 turns took more than 100 ms",
                "A turn of the loop took 400 ms, the longest so far; 5 of 107 turns took more than 100 ms"),
                lines.stream().map(line -> line.substring(line.indexOf("A turn"))).toList());
    }

    @Test
    void turnsOfTheWarmUpAreCountedButNoReasonToWarn() {
        List<String> lines = LogCapture.by(TurnTimes.class, Level.WARN, () -> {
            for (int i = 0; i < 99; i++) {
                work(Duration.ofMillis(900));
            }
            work(Duration.ofSeconds(1));
            work(Duration.ofMillis(900));
        });
        assertEquals(101, metrics().slowTurns());
        assertEquals(1, lines.size(), lines::toString);
        assertTrue(lines.get(0).endsWith("took 1000 ms, the longest so far; 100 of 100 turns took more than 100 ms"),
                lines::toString);
    }

    @Test
    void aTurnAfterTheWarmUpIsComparedWithThoseAfterIt() {
        nCopies(99, daemon).forEach(SimulatedDaemon::turn);
        List<String> lines = LogCapture.by(TurnTimes.class, Level.WARN, () -> {
            work(Duration.ofMillis(400));
            work(Duration.ofMillis(300));
        });
        assertEquals(1, lines.size(), lines::toString);
        assertTrue(lines.get(0).contains("took 300 ms, the longest so far"), lines::toString);
    }

    private void work(Duration time) {
        daemon.network.sleep(Duration.ofSeconds(1));
        daemon.loop.execute(() -> daemon.network.sleep(time));
        daemon.turn();
    }

    @Test
    void theUptimeCountsFromTheCreationOfTheServer() {
        daemon.network.sleep(Duration.ofHours(100));
        daemon.turn();
        assertEquals(Duration.ofHours(100), metrics().uptime());
    }

    @Test
    void aConnectionKnowsItsAgeAndIdleTime() {
        Client client = daemon.connect();
        daemon.sleep(Duration.ofSeconds(30));
        assertEquals(Duration.ofSeconds(30), connection(client).idleFor());
        client.send("hello\n");
        daemon.turn();
        daemon.sleep(Duration.ofSeconds(12));
        assertEquals(Duration.ofSeconds(42), connection(client).age());
        assertEquals(Duration.ofSeconds(12), connection(client).idleFor());
    }
}
