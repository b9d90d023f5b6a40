package chatd.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.net.SimulatedDaemon;
import chatd.sim.SimulatedNetwork.Client;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which members share the block of the broadcast, and what the others receive. */
class SharedBlockTest {

    private static final String LONG_LINE = "x".repeat(7000);

    private final ChatFixture daemon = new ChatFixture().idle(Duration.ZERO).limits(
            SimulatedDaemon.LIMITS.withMaxLineBytes(8 * 1024).withMaxClients(100).withBufferMemoryBytes(11_000));
    private final Client alice = daemon.join("alice");
    private final Client bob = daemon.join("bob");
    private final Client carol = daemon.join("carol");
    private final Client dave = daemon.join("dave");

    /** Whether there is one copy for both of what is said while neither reads: memory is too short for two. */
    private boolean aliceAndBobShareTheBlock() {
        daemon.readAll(alice, bob, carol);
        alice.takeOnly(0);
        bob.takeOnly(0);
        daemon.type(carol, "hi");
        daemon.type(carol, LONG_LINE);
        alice.takeEverything();
        bob.takeEverything();
        daemon.turn();
        List<String> both = List.of(String.join("\n", alice.lines()), String.join("\n", bob.lines()));
        return both.stream().allMatch(lines -> lines.endsWith(LONG_LINE));
    }

    @Test
    void membersWithoutAFilterShareTheBlock() {
        assertTrue(aliceAndBobShareTheBlock());
    }

    @ParameterizedTest
    @CsvSource({"/time on, /time off", "/quiet, /unquiet", "/ignore dave, /unignore dave", "/time, /TIME"})
    void aMemberWithAFilterSharesTheBlockOnlyAfterRemovingIt(String on, String off) {
        daemon.type(alice, on);
        assertFalse(aliceAndBobShareTheBlock());
        daemon.type(alice, off);
        assertTrue(aliceAndBobShareTheBlock());
    }

    @Test
    void aMemberSharesTheBlockAgainWhenTheOnlyIgnoredOneHasLeft() {
        daemon.type(alice, "/ignore dave");
        assertFalse(aliceAndBobShareTheBlock());
        dave.endInput();
        daemon.turn();
        assertTrue(aliceAndBobShareTheBlock());
    }

    @Test
    void aMemberWithAnotherFilterDoesNotShareTheBlockWhenTheIgnoredOneHasLeft() {
        daemon.type(alice, "/ignore dave", "/time on");
        dave.reset();
        daemon.turn();
        assertFalse(aliceAndBobShareTheBlock());
        daemon.type(alice, "/time off");
        assertTrue(aliceAndBobShareTheBlock());
    }

    @Test
    void aSlowReaderWithAFilterMissesLinesLikeAnyOther() {
        daemon.type(alice, "/quiet");
        daemon.readAll(alice);
        alice.takeOnly(0);
        for (int i = 0; i < 10; i++) {
            daemon.type(carol, LONG_LINE);
        }
        alice.takeEverything();
        daemon.turn();
        List<String> lines = alice.lines();
        int kept = lines.size() - 1;
        assertEquals("[" + (10 - kept) + " lines skipped: you were reading too slowly]", lines.get(kept));
    }

    @Test
    void membersWithAFilterReceiveEachLineOnceAndInOrder() {
        daemon.type(alice, "/time on");
        daemon.type(bob, "/quiet");
        daemon.readAll(alice, bob, carol, dave);
        alice.send("1\n/me 2\n");
        bob.send("3\n");
        carol.send("4\n/name cleo\n5\n");
        daemon.turn();
        assertEquals(List.of("14:03 alice: 1", "14:03 * alice 2", "14:03 bob: 3", "14:03 carol: 4",
                "14:03 carol is now cleo", "14:03 cleo: 5"), alice.lines());
        assertEquals(List.of("alice: 1", "* alice 2", "bob: 3", "carol: 4", "cleo: 5"), bob.lines());
        assertEquals(List.of("alice: 1", "* alice 2", "bob: 3", "carol: 4", "carol is now cleo", "cleo: 5"),
                dave.lines());
    }

    @Test
    void membersWithAFilterThatLeaveReceiveNothingMore() {
        daemon.type(alice, "/time on");
        daemon.type(alice, "/quit");
        daemon.type(bob, "/time on");
        bob.reset();
        daemon.turn();
        daemon.readAll(carol, dave, alice, bob);
        daemon.type(carol, "hi");
        assertEquals(List.of("carol: hi"), dave.lines());
        assertEquals(List.of(), alice.lines());
        assertEquals(List.of(), bob.lines());
    }
}
