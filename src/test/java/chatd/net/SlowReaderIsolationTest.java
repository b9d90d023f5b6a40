package chatd.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.sim.SimulatedNetwork;
import chatd.sim.SimulatedNetwork.Client;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * No client waits for another: each costs the others a bounded part of a turn, and a line said in a turn arrives in it.
 * {@link AcceptingTest} tests how long accepting may take.
 */
class SlowReaderIsolationTest {

    private static final int TURNS = 50;
    private static final int READ_BYTES = 8 * 1024;
    /** One select, and four further polls in the same turn. */
    private static final int READS_A_TURN = 5;

    private final EchoService echo = new EchoService();
    private final SimulatedDaemon daemon = new SimulatedDaemon(SimulatedDaemon.LIMITS, echo.broadcasts, echo);
    private final Client talker = daemon.connect();
    private final Client listener = daemon.connect();
    private int reads;

    private List<Client> connect(int count) {
        List<Client> clients = Stream.generate(daemon.network::connect).limit(count).toList();
        daemon.turn();
        return clients;
    }

    /** The listener receives each line of the talker in the turn in which it is sent. */
    private void assertLinesArriveInTheirTurn() {
        for (int i = 0; i < TURNS; i++) {
            talker.send("line " + i + '\n');
            daemon.turn();
            assertTrue(listener.lines().contains(talker.address() + ": line " + i), "in turn " + i);
        }
    }

    @Test
    void aClientThatReadsNothingIsWrittenToOnce() {
        List<Client> stuck = connect(1000);
        stuck.forEach(client -> client.takeOnly(0));
        List<Integer> before = stuck.stream().map(Client::triedWrites).toList();
        assertLinesArriveInTheirTurn();
        for (int i = 0; i < stuck.size(); i++) {
            assertEquals(before.get(i) + 1, stuck.get(i).triedWrites());
        }
    }

    @Test
    void aSlowReaderIsWrittenToAFewTimesATurn() {
        List<Client> slow = connect(100);
        for (int i = 0; i < TURNS; i++) {
            slow.forEach(client -> client.takeOnly(10));
            List<Integer> before = slow.stream().map(Client::triedWrites).toList();
            talker.send("line " + i + '\n');
            daemon.turn();
            assertTrue(listener.lines().contains(talker.address() + ": line " + i));
            for (int j = 0; j < slow.size(); j++) {
                // When the socket reports space, and when the turn ends.
                assertTrue(slow.get(j).triedWrites() <= before.get(j) + READS_A_TURN + 1);
            }
        }
    }

    @Test
    void aClientThatNeverStopsSendingIsReadAFewTimesATurn() {
        List<Client> flooders = connect(20);
        String flood = ("x".repeat(99) + '\n').repeat(10_000);
        flooders.forEach(client -> client.send(flood));
        List<Long> before = flooders.stream().map(Client::bytesRead).toList();
        talker.send("can you hear me?\n");
        daemon.turn();
        assertTrue(listener.lines().contains(talker.address() + ": can you hear me?"));
        for (int i = 0; i < flooders.size(); i++) {
            assertTrue(flooders.get(i).bytesRead() <= before.get(i) + READS_A_TURN * READ_BYTES);
        }
    }

    @Test
    void expensiveLinesTakeABoundedPartOfEachTurn() {
        List<Client> flooders = connect(20);
        echo.afterLine = () -> daemon.network.sleep(Duration.ofMillis(1));
        List<String> expected = new ArrayList<>();
        for (Client flooder : flooders) {
            flooder.send("x\n".repeat(50));
            expected.addAll(Collections.nCopies(50, flooder.address() + ": x"));
        }
        List<String> received = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            daemon.turn();
            List<String> lines = listener.lines();
            assertTrue(lines.size() <= 50 + 16, lines.size() + " in a turn");
            assertTrue(lines.size() >= 16 || received.size() + lines.size() == expected.size());
            received.addAll(lines);
        }
        assertEquals(expected.stream().sorted().toList(), received.stream().sorted().toList());
        assertEquals(0, daemon.heldBytes());
    }

    @Test
    void aTurnAfterAnExpensiveOneHandsOnLinesAtOnce() {
        echo.afterLine = () -> daemon.network.sleep(Duration.ofMillis(4));
        talker.send("x\n".repeat(16));
        daemon.turn();
        assertEquals(16, listener.lines().size());
        talker.send("y\n");
        daemon.turn();
        assertEquals(List.of(talker.address() + ": y"), listener.lines());
    }

    @Test
    void aLineSentDuringAFloodArrivesBeforeTheFloodEnds() {
        List<Client> flooders = connect(50);
        echo.afterLine = () -> daemon.network.sleep(Duration.ofMillis(1));
        flooders.forEach(flooder -> flooder.send("x\n".repeat(1000)));
        daemon.turn();
        talker.send("can you hear me?\n");
        int turns = 0;
        while (!listener.lines().contains(talker.address() + ": can you hear me?")) {
            // Each of the 50 others has 16 lines first, which take 16 ms, in turns of little more than 50 ms.
            assertTrue(++turns <= 20, "after " + turns + " turns");
            daemon.turn();
        }
    }

    @Test
    void anEndlessLineDoesNotDelayOtherClients() {
        Client endless = connect(1).get(0);
        endless.send("x".repeat(4 << 20));
        assertLinesArriveInTheirTurn();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u00FF\u00F1", "x\b", "x"})
    void inputWithoutLinesIsReadOnlyAsLongAsATurnHasTimeAndThenInOrder(String unended) {
        List<Client> flooders = connect(200);
        byte[] bytes = unended.repeat(8192 / unended.length()).getBytes(StandardCharsets.ISO_8859_1);
        eachReadTakes(Duration.ofMillis(1));
        for (int i = 0; i < 20; i++) {
            flooders.forEach(flooder -> flooder.send(bytes));
            long before = reads;
            daemon.turn();
            assertTrue(reads - before <= 2 * (50 + 16), reads - before + " reads in a turn");
        }
        LongSummaryStatistics read = flooders.stream().mapToLong(Client::bytesRead).summaryStatistics();
        assertTrue(read.getMax() - read.getMin() <= 2 * bytes.length, read::toString);
        talker.send("can you hear me?\n");
        int turns = 0;
        while (!listener.lines().contains(talker.address() + ": can you hear me?")) {
            // Each of the 200 flooders is read at most twice before the talker.
            assertTrue(++turns <= 10, "after " + turns + " turns");
            daemon.turn();
        }
    }

    @Test
    void inputThatATurnHasNoTimeForStaysInTheKernel() {
        List<Client> flooders = connect(200);
        flooders.forEach(flooder -> flooder.send("x\n"));
        eachReadTakes(Duration.ofMillis(1));
        daemon.turn();
        assertEquals(0, daemon.heldBytes());
        assertTrue(flooders.stream().anyMatch(flooder -> !flooder.isAllRead() && !flooder.isListenedTo()));
        for (int i = 0; i < 5; i++) {
            daemon.turn();
        }
        assertEquals(200, listener.lines().size());
        assertTrue(flooders.stream().allMatch(Client::isListenedTo));
    }

    @Test
    void clientsThatLingerAreReadOnlyAsLongAsATurnHasTime() {
        List<Client> leaving = connect(200);
        leaving.forEach(client -> client.send("!close\n"));
        daemon.turn();
        leaving.forEach(client -> client.send("more"));
        eachReadTakes(Duration.ofMillis(1));
        daemon.turn();
        assertTrue(reads <= 50 + 16, reads + " reads in a turn");
        for (int i = 0; i < 5; i++) {
            daemon.turn();
        }
        assertTrue(leaving.stream().allMatch(Client::isAllRead));
    }

    private void eachReadTakes(Duration time) {
        daemon.network.watch(new SimulatedNetwork.Watcher() {
            @Override
            public void read(Client client, byte[] bytes) {
                reads++;
                daemon.network.sleep(time);
            }
        });
    }

    @Test
    void clientsThatComeAndGoDoNotDelayOthers() {
        List<Client> visitors = new ArrayList<>();
        for (int i = 0; i < TURNS; i++) {
            visitors.forEach(visitor -> {
                if (visitor.address().hashCode() % 2 == 0) {
                    visitor.reset();
                } else {
                    visitor.endInput();
                }
            });
            visitors = Stream.generate(daemon.network::connect).limit(100).toList();
            talker.send("line " + i + '\n');
            daemon.turn();
            assertTrue(listener.lines().contains(talker.address() + ": line " + i), "in turn " + i);
        }
    }

    @Test
    void halfLinesDoNotDelayOtherClients() {
        connect(1000).forEach(client -> client.send("half"));
        daemon.turn();
        assertLinesArriveInTheirTurn();
    }
}
