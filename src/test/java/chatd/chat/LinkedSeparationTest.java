package chatd.chat;

import static chatd.link.Replica.State.ALONE;
import static chatd.link.Replica.State.CUT;
import static chatd.link.Replica.State.LINKED;
import static chatd.link.Replica.State.WAITING;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.link.Link;
import chatd.link.SimulatedEngine.Faults;
import chatd.sim.SimulatedNetwork.Client;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Nodes that die, are restarted or cut off, and an engine that is away. */
class LinkedSeparationTest {

    private static final Duration LONG = LinkedFixture.PATIENCE.plusSeconds(2);
    private static final Duration RETURN = Duration.ofSeconds(3);

    private final LinkedFixture nodes = new LinkedFixture(node -> node.history(10, 10_000)).start("east", "west");
    private final Client alice = nodes.join("east", "alice");
    private final Client bob = nodes.join("west", "bob");

    LinkedSeparationTest() {
        nodes.readAll(alice, bob);
    }

    /** The longest message of the engine is short, and the list of those invited is long. */
    @Test
    void anOwnerOfALongListComesBackAndItsWaitingLinesAreSaid() {
        LinkedFixture nodes = new LinkedFixture().start("east", "west");
        Client alice = nodes.join("east", "alice");
        nodes.type(alice, "/join games");
        Client last = null;
        for (int i = 0; i < 120; i++) {
            last = nodes.join("west", "m" + i);
            nodes.type(alice, "/invite m" + i);
        }
        nodes.type(alice, "/lock");
        nodes.engine.setMaxBytes(900);
        nodes.readAll(alice, last);
        nodes.engine.setCut("east", true);
        nodes.sleep(LinkedFixture.DEATH);
        alice.send("waits\n");
        nodes.engine.setCut("east", false);
        nodes.sleep(LONG);
        assertEquals(LINKED, nodes.state("east"));
        assertEquals(List.of("alice: waits"), nodes.read(alice));
        assertTrue(nodes.type(last, "/join games").toString().contains("You are in #games"));
        assertEquals(List.of("m119 has joined from #lobby", "alice: hello"), nodes.type(alice, "hello"));
    }

    /** Bob owns the room; alice inherits it while she cannot reach him, and is back first. */
    @Test
    void membersStayInALockedRoomAndItsOwnerGetsItBack() {
        LinkedFixture nodes = new LinkedFixture().start("east", "west");
        Client alice = nodes.join("east", "alice");
        Client bob = nodes.join("west", "bob");
        nodes.type(bob, "/join games", "/invite alice");
        nodes.type(alice, "/join games");
        nodes.type(bob, "/lock");
        nodes.engine.stop();
        nodes.sleep(LONG);
        nodes.engine.restart(false);
        nodes.sleep(RETURN);
        nodes.readAll(alice, bob);
        assertEquals(List.of("Only bob, the owner of #games, can do that."), nodes.type(alice, "/unlock"));
        assertEquals(List.of("alice: still here"), nodes.type(alice, "still here"));
        assertEquals(List.of("alice: still here"), nodes.read(bob));
    }

    @Test
    void theDeathOfANodeIsOneNoticeInEachRoomAndItsNamesAreFree() {
        Client carol = nodes.join("east", "carol");
        nodes.type(bob, "/join dev");
        nodes.type(carol, "/join dev");
        nodes.join("east", "dave");
        Client erin = nodes.join("west", "erin");
        nodes.readAll(bob, erin);
        nodes.kill("east");
        nodes.sleep(LinkedFixture.DEATH);
        assertEquals(List.of("1 person has left: node east is down"), nodes.read(bob));
        assertEquals(List.of("2 people have left: node east is down"), nodes.read(erin));
        assertEquals(List.of("erin is now alice"), nodes.type(erin, "/name alice"));
    }

    @Test
    void theHeirOfARoomWhoseOwnersNodeHasDiedIsTold() {
        nodes.type(alice, "/join dev");
        nodes.type(bob, "/join dev");
        nodes.readAll(bob);
        nodes.kill("east");
        nodes.sleep(LinkedFixture.DEATH);
        assertEquals(List.of("1 person has left: node east is down", "You are now the owner of #dev."),
                nodes.read(bob));
    }

    @Test
    void aNodeThatIsRestartedShowsTheHistory() {
        nodes.type(alice, "hello", "/topic tea");
        nodes.type(bob, "hi", "/me waves");
        nodes.kill("east");
        nodes.start("east");
        List<String> shown = nodes.read(nodes.join("east", "carol"));
        assertEquals(List.of("Topic: tea", "Here now: bob"), shown.subList(2, 4));
        assertEquals(List.of("--- earlier ---", "alice: hello", "alice has set the topic: tea", "bob: hi",
                "* bob waves", "--- now ---"), withoutTimes(shown).subList(4, 10));
    }

    @Test
    void historyIsNotThatOfAnEarlierRoomWithTheSameName() {
        nodes.type(alice, "/join dev", "old", "/leave");
        nodes.type(bob, "/join dev", "new");
        nodes.start("north");
        Client carol = nodes.join("north", "carol");
        nodes.readAll(carol);
        assertEquals(List.of("You are in #dev.", "Here now: bob", "--- earlier ---", "bob: new", "--- now ---"),
                withoutTimes(nodes.type(carol, "/join dev")));
    }

    @Test
    void aNodeThatJoinsLateKnowsPeopleRoomsAndOwners() {
        nodes.type(alice, "/join dev", "/topic tea", "/lock", "/invite bob");
        nodes.type(bob, "/away");
        nodes.start("north");
        Client carol = nodes.join("north", "carol");
        nodes.readAll(carol);
        List<String> who = nodes.type(carol, "/who *");
        assertTrue(who.stream().anyMatch(line -> line.contains("bob") && line.endsWith("(away)")), who.toString());
        assertTrue(who.stream().anyMatch(line -> line.contains("alice") && line.contains("(another room)")));
        assertEquals(List.of("#dev is locked: only invited people can join."), nodes.type(carol, "/join dev"));
        nodes.type(alice, "/invite carol");
        nodes.readAll(carol);
        assertEquals(List.of("You are in #dev.", "Topic: tea", "Here now: alice"),
                nodes.type(carol, "/join dev").subList(0, 3));
        nodes.type(bob, "/join dev");
        assertEquals(List.of("bob has joined from #lobby"), nodes.read(carol));
        nodes.readAll(bob);
        nodes.type(alice, "/quit");
        assertEquals("You are now the owner of #dev.", last(nodes.read(carol)));
    }

    @Test
    void linesWaitWhileTheEngineIsAwayForAShortTime() {
        nodes.engine.stop();
        nodes.settle();
        assertEquals(WAITING, nodes.state("east"));
        assertEquals(List.of(), nodes.type(alice, "one", "two"));
        nodes.sleep(Duration.ofSeconds(3));
        nodes.engine.restart(false);
        nodes.sleep(RETURN);
        assertEquals(List.of("alice: one", "alice: two"), nodes.read(alice));
        assertEquals(List.of("alice: one", "alice: two"), nodes.read(bob));
    }

    @Test
    void aNodeThatIsCutOffForLongGoesOnAloneAndComesBack() {
        nodes.engine.setCut("east", true);
        alice.send("early\n");
        nodes.sleep(LONG);
        assertEquals(ALONE, nodes.state("east"));
        assertEquals(List.of("The other nodes cannot be reached: only people on this node can read you.",
                "alice: early"), nodes.read(alice));
        assertEquals(List.of("alice: local"), nodes.type(alice, "local"));
        assertEquals(List.of("1 person has left: node east is down", "bob: remote"), nodes.type(bob, "remote"));
        nodes.engine.setCut("east", false);
        nodes.sleep(RETURN);
        assertEquals(LINKED, nodes.state("east"));
        assertEquals(List.of("The other nodes can be reached again.", "--- missed ---", "bob: remote", "--- now ---"),
                withoutTimes(nodes.read(alice)));
        assertEquals(List.of("1 person is here again: node east can be reached"), nodes.read(bob));
        assertEquals(List.of("alice: again"), nodes.type(alice, "again"));
        assertEquals(List.of("alice: again"), nodes.read(bob));
    }

    @Test
    void newcomersOfANodeThatIsAloneAreTold() {
        nodes.engine.setCut("east", true);
        nodes.sleep(LONG);
        assertEquals("The other nodes cannot be reached: only people on this node can read you.",
                last(nodes.read(nodes.join("east", "carol"))));
    }

    @Test
    void nodesThatAreAllAloneFindEachOtherAgain() {
        nodes.engine.stop();
        nodes.sleep(LONG);
        nodes.type(alice, "in the east");
        nodes.type(bob, "in the west");
        nodes.readAll(alice, bob);
        nodes.engine.restart(true);
        nodes.sleep(Duration.ofSeconds(8));
        assertEquals("The other nodes can be reached again.", nodes.read(alice).get(0));
        nodes.readAll(bob);
        assertEquals(List.of("bob: back"), nodes.type(bob, "back"));
        assertEquals(List.of("bob: back"), nodes.read(alice));
    }

    @Test
    void aNodeThatWaitsRefusesLinesWithAWord() {
        LinkedFixture waiting = new LinkedFixture().waitingWhenCut().start("east", "west");
        Client carol = waiting.join("east", "carol");
        waiting.join("west", "dave");
        waiting.readAll(carol);
        waiting.engine.stop();
        waiting.sleep(LONG);
        assertEquals(CUT, waiting.state("east"));
        String notice = "The other nodes cannot be reached: your lines are not sent.";
        assertEquals(List.of(notice), waiting.read(carol));
        assertEquals(List.of(notice, notice, notice, notice, notice, notice),
                waiting.type(carol, "hello", "/me waves", "/join dev", "/name erin", "/topic x", "/msg dave hi"));
        Client late = waiting.join("east", "frank");
        assertEquals("The other nodes cannot be reached. You can enter when they are back.", last(waiting.read(late)));
        waiting.engine.restart(false);
        waiting.sleep(RETURN);
        assertEquals(List.of("The other nodes can be reached again."), waiting.read(carol));
        assertEquals("You are frank", waiting.type(late, "frank").get(0));
        assertEquals(List.of("frank has arrived", "carol: hello"), waiting.type(carol, "hello"));
    }

    @Test
    void peopleAreListedOnceIfTheirNodeIsCutOffWhileItComesBack() {
        nodes.engine.setCut("east", true);
        nodes.sleep(LONG);
        nodes.engine.setFaults(new Faults(Duration.ofMillis(400), 0, 0, 0, 0, 0));
        nodes.engine.setCut("east", false);
        nodes.awaitState("east", LINKED);
        nodes.cut("east", LinkedFixture.DEATH);
        nodes.engine.setFaults(Faults.NONE);
        nodes.sleep(LONG);
        nodes.readAll(alice);
        assertEquals("2 people:", nodes.type(alice, "/who *").get(0));
        nodes.readAll(bob);
        assertEquals("2 people:", nodes.type(bob, "/who *").get(0));
    }

    @Test
    void aMemberWhoseNodeIsComingBackCannotBeRemovedByAnEventFromBefore() {
        nodes.type(bob, "/join dev");
        nodes.type(alice, "/join dev");
        int number = nodes.node("east").chat().called("alice").number();
        int owner = nodes.node("west").chat().called("bob").number();
        nodes.engine.setFaults(new Faults(Duration.ofMillis(400), 0, 0, 0, 0, 0));
        nodes.engine.setCut("east", true);
        nodes.sleep(LONG);
        nodes.engine.setCut("east", false);
        nodes.awaitState("east", WAITING);
        Link west = nodes.node("west").chat().link();
        west.begin("dev", LinkedEvent.REMOVED.ordinal()).number(owner).number(1).text("east").number(number).text(null);
        west.end();
        nodes.sleep(LONG);
        nodes.engine.setFaults(Faults.NONE);
        nodes.readAll(alice, bob);
        assertEquals(List.of("alice: here"), nodes.type(alice, "here"));
        assertEquals(List.of("alice: here"), nodes.read(bob));
    }

    @Test
    void aStoppedProcessTakesPartAgain() {
        nodes.stop("east", Duration.ofSeconds(20));
        assertEquals(List.of("1 person has left: node east is down",
                "1 person is here again: node east can be reached"), nodes.read(bob));
        assertEquals(List.of("alice: hello"), nodes.type(alice, "hello"));
        assertEquals(List.of("alice: hello"), nodes.read(bob));
    }

    @Test
    void ownersAndLocksComeBackWithTheirNode() {
        Client carol = nodes.join("east", "carol");
        nodes.type(alice, "/join dev", "/topic tea", "/lock", "/invite bob");
        nodes.readAll(alice, bob, carol);
        nodes.cut("east", LinkedFixture.DEATH);
        nodes.sleep(RETURN);
        nodes.readAll(alice, bob, carol);
        assertEquals(List.of("#dev is locked: only invited people can join."), nodes.type(carol, "/join dev"));
        assertEquals(List.of("You are in #dev.", "Topic: tea", "Here now: alice"), nodes.type(bob, "/join dev"));
        assertEquals(List.of("Only alice, the owner of #dev, can do that."), nodes.type(bob, "/unlock"));
    }

    @Test
    void nobodyRidesASeparationIntoALockedRoom() {
        nodes.engine.setCut("east", true);
        nodes.sleep(LONG);
        nodes.type(alice, "/join dev");
        nodes.type(bob, "/join dev", "/lock", "secret");
        nodes.readAll(alice, bob);
        nodes.engine.setCut("east", false);
        nodes.sleep(RETURN);
        List<String> read = withoutTimes(nodes.read(alice));
        assertEquals(List.of("#dev is locked: only invited people can join.", "You are in #lobby."),
                read.subList(0, 2));
        assertTrue(read.stream().noneMatch(line -> line.contains("secret")), read.toString());
        nodes.type(bob, "more");
        assertEquals(List.of(), nodes.read(alice));
    }

    private static String last(List<String> lines) {
        return lines.get(lines.size() - 1);
    }

    private static List<String> withoutTimes(List<String> lines) {
        return lines.stream().map(line -> line.replaceFirst("^\\[?[0-9]{2}:[0-9]{2}(:[0-9]{2})?\\]? ", "")).toList();
    }
}
