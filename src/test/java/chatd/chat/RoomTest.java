package chatd.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.net.SimulatedDaemon;
import chatd.sim.SimulatedNetwork.Client;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Arrivals, lines and departures in the default dialect, over a simulated network. */
class RoomTest {

    private ChatFixture daemon = new ChatFixture();

    private List<String> type(Client client, String text) {
        client.send(text);
        daemon.turn();
        daemon.awaitRefusal();
        return client.lines();
    }

    private Client join(String name) {
        return daemon.join(name);
    }

    @Test
    void aNewcomerIsAskedForANameAndToldWhoIsHere() {
        Client alice = daemon.connect();
        assertEquals(List.of("What is your name? Press Enter to be " + alice.address() + "."), alice.lines());
        assertEquals(List.of("You are alice", "No one else is here."), type(alice, "alice\n"));
        Client bob = daemon.connect();
        bob.lines();
        assertEquals(List.of("You are bob", "Here now: alice"), type(bob, "bob\n"));
        assertEquals(List.of("bob has arrived"), alice.lines());
        Client carol = daemon.connect();
        carol.lines();
        assertEquals(List.of("You are carol", "Here now: alice, bob"), type(carol, "carol\r\n"));
    }

    @Test
    void aLineReachesAllMembersAndItsAuthor() {
        Client alice = join("alice");
        Client bob = join("bob");
        alice.lines();
        assertEquals(List.of("bob: Hi!"), type(bob, "Hi!\n"));
        assertEquals(List.of("bob: Hi!"), alice.lines());
    }

    @Test
    void linesOfOneTurnArriveInOrder() {
        Client alice = join("alice");
        Client bob = daemon.connect();
        bob.lines();
        assertEquals(List.of("You are bob", "Here now: alice", "bob: one", "bob: two"), type(bob, "bob\none\ntwo\n"));
        assertEquals(List.of("bob has arrived", "bob: one", "bob: two"), alice.lines());
    }

    @Test
    void withManyPresentFiftyAreListed() {
        IntStream.range(0, 50).forEach(i -> join("p" + i));
        String fifty = IntStream.range(0, 50).mapToObj(i -> "p" + i).collect(Collectors.joining(", "));
        Client first = daemon.connect();
        first.lines();
        assertEquals(List.of("You are first", "Here now: " + fifty), type(first, "first\n"));
        Client second = daemon.connect();
        second.lines();
        assertEquals(List.of("You are second", "Here now: " + fifty + " and 1 more"), type(second, "second\n"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "alice        | That name is taken. Choose another.",
        "ALICE        | That name is taken. Choose another.",
        "ａｌｉｃｅ   | That name is taken. Choose another.",
        "a b          | A name is 1 to 32 letters, digits, '_', '-' or '.'. Choose another.",
        "a:b          | A name is 1 to 32 letters, digits, '_', '-' or '.'. Choose another.",
        "-bob         | A name must begin with a letter or a digit. Choose another.",
        "12           | A name cannot be all digits. Choose another.",
        "Disconnected | That name is reserved. Choose another.",
    })
    void aNameThatWillNotDoIsExplainedAndMayBeTriedAgain(String name, String answer) {
        Client alice = join("alice");
        Client bob = daemon.connect();
        bob.lines();
        assertEquals(List.of(answer), type(bob, name + '\n'));
        assertEquals(List.of(), alice.lines());
        assertEquals(List.of("You are bob", "Here now: alice"), type(bob, "  bob \n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/help", "/who bob", "//bob", "/", "/quitter", "/name /quit"})
    void aCommandBeforeTheNameIsRefused(String command) {
        Client bob = daemon.connect();
        bob.lines();
        assertEquals(List.of("Commands work once you have a name. Enter a name, or press Enter to be "
                + bob.address() + '.'), type(bob, command + '\n'));
        assertEquals(List.of("You are bob", "No one else is here."), type(bob, "bob\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/quit", "/EXIT", "/quit you are ugly"})
    void aClientCanLeaveBeforeItHasAName(String command) {
        Client alice = join("alice");
        Client bob = daemon.connect();
        bob.lines();
        assertEquals(List.of("You have left. Press Enter or Ctrl-C to end nc."), type(bob, command + '\n'));
        assertTrue(bob.isOutputEnded());
        assertEquals(List.of(), alice.lines());
    }

    @Test
    void aNameIsFreeAgainWhenItsOwnerHasLeft() {
        join("alice").endInput();
        daemon.turn();
        Client other = daemon.connect();
        other.lines();
        assertEquals(List.of("You are Alice", "No one else is here."), type(other, "Alice\n"));
    }

    @ParameterizedTest
    @CsvSource({"''", "' \t'", "'\u00a0\u3000'"})
    void anEmptyLineMakesTheAddressTheName(String blank) {
        Client alice = daemon.connect();
        alice.lines();
        assertEquals(List.of("You are " + alice.address(), "No one else is here."), type(alice, blank + '\n'));
        assertEquals(List.of(alice.address() + ": Hi!"), type(alice, "Hi!\n"));
    }

    @Test
    void withNamesAddressNoNameIsAskedForAndNobodyIsListed() {
        daemon = new ChatFixture().byAddress();
        Client a = daemon.connect();
        assertEquals(List.of("You are " + a.address()), a.lines());
        Client b = daemon.connect();
        assertEquals(List.of("You are " + b.address()), b.lines());
        assertEquals(List.of(a.address() + ": Hi!"), type(a, "Hi!\n").subList(1, 2));
        b.endInput();
        daemon.turn();
        assertEquals(List.of(b.address() + " has left"), a.lines());
    }

    @Test
    void aClientWithoutANameReceivesNothingAndIsNotListed() {
        Client nobody = daemon.connect();
        nobody.lines();
        Client alice = daemon.connect();
        alice.lines();
        assertEquals(List.of("You are alice", "No one else is here."), type(alice, "alice\n"));
        type(alice, "anybody?\n");
        assertEquals(List.of(), nobody.lines());
        nobody.endInput();
        daemon.turn();
        assertEquals(List.of(), alice.lines());
    }

    @Test
    void aClientThatGivesNoNameInTimeIsDisconnected() {
        Client nobody = daemon.connect();
        nobody.lines();
        type(nobody, "1\n");
        daemon.sleep(Duration.ofMillis(59_000));
        assertFalse(nobody.isOutputEnded());
        nobody.lines();
        daemon.sleep(Duration.ofMillis(1_200));
        assertEquals(List.of("Disconnected: no name chosen within 1 minute."), nobody.lines());
        assertTrue(nobody.isOutputEnded());
    }

    @Test
    void aNameTimeoutOfZeroIsForEver() {
        daemon = new ChatFixture().nameTimeout(Duration.ZERO);
        Client nobody = daemon.connect();
        daemon.sleep(Duration.ofHours(1));
        assertFalse(nobody.isOutputEnded());
    }

    @Test
    void theNameTimeoutDoesNotWaitForANameThatIsHeldBackByTheRateLimit() {
        daemon = new ChatFixture().nameTimeout(Duration.ofSeconds(2)).limits(SimulatedDaemon.LIMITS
                .withMaxClients(10).withBufferMemoryBytes(1 << 20).withLineRate(Duration.ofSeconds(3), 1));
        Client alice = daemon.connect();
        alice.lines();
        type(alice, "12\n");
        type(alice, "alice\nhello\n");
        daemon.sleep(Duration.ofMillis(2_100));
        assertEquals(List.of("Not sent: the rest of your lines. They came faster than the server accepts lines.",
                "Disconnected: no name chosen within 2 seconds."), alice.lines());
    }

    @Test
    void aMemberHeldBackByItsUnreadAnswersIsNotIdle() {
        daemon = new ChatFixture().limits(SimulatedDaemon.LIMITS.withMaxClients(10).withWriteBufferBytes(1024)
                .withBufferMemoryBytes(1 << 20));
        Client ann = join("ann");
        ann.takeOnly(0);
        type(ann, "/help\n/help\n");
        type(ann, "I am here\n");
        daemon.daemon().network.sleep(Duration.ofMinutes(6));
        ann.takeEverything();
        // One turn writes the answers, one runs the second command, which was held back, and one reads the line.
        for (int i = 0; i < 3; i++) {
            daemon.daemon().turn();
        }
        List<String> lines = ann.lines();
        assertEquals("ann: I am here", lines.get(lines.size() - 1));
        assertFalse(ann.isClosed());
    }

    @Test
    @Tag("slow")
    void clientsThatConnectAndReadNothingDoNotFillTheHeapWithHistory() {
        daemon = new ChatFixture().history(1000, 1 << 20).limits(SimulatedDaemon.LIMITS.withMaxClients(2000)
                .withBufferMemoryBytes(1 << 20));
        Client talker = join("talker");
        for (int i = 0; i < 1000; i++) {
            type(talker, "x".repeat(1000) + "\n");
        }
        for (int i = 0; i < 1000; i++) {
            Client stuck = daemon.connect();
            stuck.takeOnly(0);
            type(stuck, "p" + i + '\n');
        }
        assertTrue(daemon.daemon().heldBytes() < 4 << 20, "held: " + daemon.daemon().heldBytes());
        Client prompt = daemon.connect();
        prompt.lines();
        List<String> seen = type(prompt, "prompt\n");
        assertEquals(1, seen.stream().filter("--- earlier ---"::equals).count());
        assertEquals(0, seen.stream().filter(line -> line.startsWith("[")).count());
        assertTrue(seen.size() > 1000, "lines: " + seen.size());
    }

    @Test
    void theTimeForChoosingANameEndsWithTheName() {
        Client alice = join("alice");
        daemon.sleep(Duration.ofSeconds(120));
        assertEquals(List.of("alice: here"), type(alice, "here\n"));
    }

    @Test
    void anIdleMemberIsDisconnectedAndTheOthersAreTold() {
        Client alice = join("alice");
        Client bob = join("bob");
        alice.lines();
        daemon.sleep(Duration.ofMinutes(4));
        type(bob, "\n");
        daemon.sleep(Duration.ofMillis(59_000));
        assertEquals(List.of(), alice.lines());
        daemon.sleep(Duration.ofMillis(1_200));
        assertEquals(List.of("Disconnected: idle for 5 minutes."), alice.lines());
        assertTrue(alice.isOutputEnded());
        assertEquals(List.of("alice has left (idle)"), bob.lines());
    }

    @Test
    void aMemberThatDoesNotReadHasLeftForThatReason() {
        Client alice = join("alice");
        Client bob = join("bob");
        alice.takeOnly(0);
        type(bob, "hello\n");
        daemon.sleep(Duration.ofMillis(60_200));
        assertEquals(List.of("alice has left (not reading)"), bob.lines());
    }

    @Test
    void endOfInputAndResetAreEachOneDeparture() {
        Client alice = join("alice");
        Client bob = join("bob");
        Client carol = join("carol");
        alice.lines();
        bob.send("bye");
        bob.endInput();
        daemon.turn();
        carol.send("not wh");
        daemon.turn();
        carol.reset();
        daemon.turn();
        assertEquals(List.of("bob: bye", "bob has left", "carol has left"), alice.lines());
    }

    @ParameterizedTest
    @CsvSource({"''", "' '", "' \t '", "'\u3000'"})
    void blankLinesAreNotSaid(String blank) {
        Client alice = join("alice");
        assertEquals(List.of("alice: on"), type(alice, blank + "\non\n"));
    }

    @Test
    void aLineOverTheLimitIsDroppedAndItsAuthorTold() {
        Client alice = join("alice");
        Client bob = join("bob");
        alice.lines();
        assertEquals(List.of("Not sent: a line may be at most 1024 bytes.", "bob: ok"),
                type(bob, "x".repeat(1025) + "\nok\n"));
        assertEquals(List.of("bob: ok"), alice.lines());
    }

    @Test
    void everyClientIsToldThatTheServerStops() {
        Client alice = join("alice");
        Client nobody = daemon.connect();
        nobody.lines();
        daemon.daemon().stop();
        daemon.turn();
        assertEquals(List.of("The server is shutting down."), alice.lines());
        assertEquals(List.of("The server is shutting down."), nobody.lines());
        assertTrue(daemon.daemon().hasEnded());
    }

    @Test
    void aSlowReaderIsToldHowManyLinesItMissed() {
        Client alice = join("alice");
        Client bob = join("bob");
        alice.lines();
        alice.takeOnly(0);
        String line = "x".repeat(1000);
        for (int i = 0; i < 100; i++) {
            type(bob, line + '\n');
        }
        alice.takeEverything();
        daemon.turn();
        List<String> lines = alice.lines();
        int kept = lines.size() - 1;
        assertEquals("[" + (100 - kept) + " lines skipped: you were reading too slowly]", lines.get(kept));
    }

    @Test
    void theNoticeOfMissedLinesBeginsWithTheTimeForAMemberThatWantsIt() {
        Client alice = join("alice");
        Client bob = join("bob");
        type(alice, "/time on\n");
        alice.lines();
        alice.takeOnly(0);
        for (int i = 0; i < 100; i++) {
            type(bob, "x".repeat(1000) + '\n');
        }
        alice.takeEverything();
        daemon.turn();
        List<String> lines = alice.lines();
        int kept = lines.size() - 1;
        assertEquals("14:03 [" + (100 - kept) + " lines skipped: you were reading too slowly]", lines.get(kept));
    }

    @Test
    void aClientOverTheLimitIsToldThatTheServerIsFull() {
        ChatFixture small = new ChatFixture().limits(SimulatedDaemon.LIMITS.withMaxClients(1));
        small.join("alice");
        assertEquals(List.of("The server is full. Try again later."), small.connect().lines());
    }
}
