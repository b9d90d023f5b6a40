package chatd.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.net.SimulatedDaemon;
import chatd.sim.SimulatedNetwork.Client;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Nobody waits for anybody: what one client does costs the others a bounded part of each turn, and what is said
 * in a turn is heard in it. How long accepting may take, {@link AcceptingTest} has.
 */
class SlowReaderIsolationTest {

    private static final int TURNS = 50;
    private static final int READ_BYTES = 8 * 1024;
    /** A select, and four more looks at what has come meanwhile. */
    private static final int READS_A_TURN = 5;

    private final EchoService parrot = new EchoService();
    private final SimulatedDaemon daemon = new SimulatedDaemon(SimulatedDaemon.LIMITS, parrot.broadcasts, parrot);
    private final Client talker = daemon.connect();
    private final Client listener = daemon.connect();

    private List<Client> connect(int count) {
        List<Client> clients = Stream.generate(daemon.network::connect).limit(count).toList();
        daemon.turn();
        return clients;
    }

    /** Somebody talks, and whoever listens hears each line in the turn in which it was said. */
    private void talkIsHeardAtOnce() {
        for (int i = 0; i < TURNS; i++) {
            talker.send("line " + i + '\n');
            daemon.turn();
            assertTrue(listener.lines().contains(talker.address() + ": line " + i), "in turn " + i);
        }
    }

    @Test
    void whoReadsNothingIsWrittenToOnceAndThenLeftAlone() {
        List<Client> stuck = connect(1000);
        stuck.forEach(client -> client.takeOnly(0));
        List<Integer> before = stuck.stream().map(Client::triedWrites).toList();
        talkIsHeardAtOnce();
        for (int i = 0; i < stuck.size(); i++) {
            assertEquals(before.get(i) + 1, stuck.get(i).triedWrites());
        }
    }

    @Test
    void whoReadsSlowlyIsWrittenToOnceATurn() {
        List<Client> slow = connect(100);
        for (int i = 0; i < TURNS; i++) {
            slow.forEach(client -> client.takeOnly(10));
            List<Integer> before = slow.stream().map(Client::triedWrites).toList();
            talker.send("line " + i + '\n');
            daemon.turn();
            assertTrue(listener.lines().contains(talker.address() + ": line " + i));
            for (int j = 0; j < slow.size(); j++) {
                // As soon as the socket tells of space, and at the end of the turn.
                assertTrue(slow.get(j).triedWrites() <= before.get(j) + READS_A_TURN + 1);
            }
        }
    }

    @Test
    void whoSendsWithoutEndIsReadAFewTimesATurn() {
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
    void linesThatTakeLongTakeAPartOfEachTurn() {
        List<Client> flooders = connect(20);
        parrot.afterLine = () -> daemon.network.sleep(Duration.ofMillis(1));
        List<String> expected = new ArrayList<>();
        for (Client flooder : flooders) {
            flooder.send("x\n".repeat(50));
            expected.addAll(Collections.nCopies(50, flooder.address() + ": x"));
        }
        List<String> heard = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            daemon.turn();
            List<String> lines = listener.lines();
            assertTrue(lines.size() <= 50 + 16, lines.size() + " in a turn");
            assertTrue(lines.size() >= 16 || heard.size() + lines.size() == expected.size());
            heard.addAll(lines);
        }
        assertEquals(expected.stream().sorted().toList(), heard.stream().sorted().toList());
        assertEquals(0, daemon.heldBytes());
    }

    @Test
    void whoSpeaksWhileOthersFloodIsHeardBeforeTheyHaveEnded() {
        List<Client> flooders = connect(50);
        parrot.afterLine = () -> daemon.network.sleep(Duration.ofMillis(1));
        flooders.forEach(flooder -> flooder.send("x\n".repeat(1000)));
        daemon.turn();
        talker.send("can you hear me?\n");
        int turns = 0;
        while (!listener.lines().contains(talker.address() + ": can you hear me?")) {
            // Each of the others has 16 lines before: 50 such parts of 16 ms, in turns of 50 ms and a little more.
            assertTrue(++turns <= 20, "after " + turns + " turns");
            daemon.turn();
        }
    }

    @Test
    void whoSendsALineWithoutEndDoesNotDisturb() {
        Client endless = connect(1).get(0);
        endless.send("x".repeat(4 << 20));
        talkIsHeardAtOnce();
    }

    @Test
    void whoComeAndGoDoNotDisturb() {
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
    void whoHasHalfALineTypedDoesNotDisturb() {
        connect(1000).forEach(client -> client.send("half"));
        daemon.turn();
        talkIsHeardAtOnce();
    }
}
