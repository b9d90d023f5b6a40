package chatd.chat;

import static chatd.link.Replica.State.CUT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.sim.SimulatedNetwork.Client;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Nodes that wait when they are cut off: nobody is left in a state that nothing ends. */
class LinkedCutTest {

    private static final Duration LONG = LinkedFixture.PATIENCE.plusSeconds(3);
    private static final String REFUSED = "The other nodes cannot be reached. You can enter when they are back.";

    private final LinkedFixture nodes = new LinkedFixture().waitingWhenCut().start("east", "west");
    private final Client alice = nodes.join("east", "alice");

    private void cut() {
        nodes.engine.stop();
        nodes.sleep(LONG);
        assertEquals(CUT, nodes.state("east"));
    }

    private int clients() {
        return nodes.node("east").daemon().server.clients().size();
    }

    @Test
    void newcomersLeaveNothingBehind() {
        cut();
        Client late = nodes.join("east", "frank");
        assertTrue(nodes.read(late).contains(REFUSED));
        late.reset();
        nodes.settle();
        assertEquals(1, nodes.node("east").chat().linkedPeople().own().size());
        assertEquals(1, clients());
    }

    @Test
    void aNewcomerWithoutANameIsToldAndDisconnected() {
        LinkedFixture waiting = new LinkedFixture(ChatFixture::byAddress).waitingWhenCut().start("east", "west");
        waiting.engine.stop();
        waiting.sleep(LONG);
        Client late = waiting.connect("east");
        assertEquals(List.of(REFUSED), waiting.read(late));
        late.endInput();
        waiting.sleep(Duration.ofSeconds(3));
        assertEquals(0, waiting.node("east").daemon().server.clients().size());
    }

    @Test
    void aNewcomerOnItsWayIsToldAndDisconnected() {
        Client late = nodes.connect("east");
        nodes.readAll(late);
        nodes.engine.stop();
        nodes.settle();
        nodes.type(late, "frank");
        nodes.readAll(alice);
        nodes.sleep(LONG);
        assertEquals(List.of(REFUSED), nodes.read(late));
        late.endInput();
        nodes.sleep(Duration.ofSeconds(3));
        assertEquals(1, clients());
        nodes.engine.restart(false);
        nodes.sleep(Duration.ofSeconds(5));
        assertEquals(List.of("The other nodes cannot be reached: your lines are not sent.",
                "The other nodes can be reached again.", "frank has arrived", "frank has left"), nodes.read(alice));
    }

    @Test
    void aMemberThatHasAskedForSomethingIsHeard() {
        nodes.engine.stop();
        nodes.settle();
        nodes.type(alice, "/join x");
        nodes.sleep(LONG);
        nodes.readAll(alice);
        assertEquals(List.of("1 person:", "alice (you)"), nodes.type(alice, "/who").stream()
                .map(line -> line.contains("alice") ? "alice (you)" : line).toList());
        nodes.engine.restart(false);
        nodes.sleep(Duration.ofSeconds(5));
        assertEquals(List.of("The other nodes can be reached again.", "You are in #x.",
                "No one else is here."), nodes.read(alice));
        alice.endInput();
        nodes.sleep(Duration.ofSeconds(3));
        assertEquals(0, clients());
    }

    @Test
    void nobodyIsRenamedByAnAdministrator() {
        cut();
        assertNotNull(nodes.node("east").administration().rename(nodes.node("east").connection(alice), "bob"));
        nodes.readAll(alice);
        assertTrue(nodes.type(alice, "/who").size() > 0);
    }

    @Test
    void theTimeOfTheOtherNodesIsNotThatOfTheNewcomer() {
        LinkedFixture brief = new LinkedFixture(node -> node.nameTimeout(Duration.ofSeconds(5))).start("east", "west");
        Client bob = brief.join("west", "bob");
        Client late = brief.connect("east");
        brief.engine.setCut("east", true);
        brief.settle();
        late.send("carol\n");
        brief.type(bob, "/name carol");
        brief.sleep(Duration.ofSeconds(6));
        brief.engine.setCut("east", false);
        brief.sleep(Duration.ofSeconds(2));
        brief.readAll(late);
        assertTrue(brief.type(late, "dave").contains("You are dave"));
    }

    @Test
    void whoIsNotAwayWritesNothingByComingBack() {
        nodes.engine.stop();
        nodes.settle();
        nodes.type(alice, "/back");
        assertFalse(nodes.node("east").chat().link().hasEvents());
        nodes.type(alice, "/away tea", "/back");
        nodes.engine.restart(false);
        nodes.sleep(Duration.ofSeconds(5));
        assertNull(nodes.node("west").chat().called("alice").away());
    }

    @Test
    void whoIsAwayCannotComeBackWhileTheNodeIsCut() {
        nodes.type(alice, "/away tea");
        cut();
        nodes.readAll(alice);
        assertEquals(List.of("The other nodes cannot be reached: your lines are not sent."),
                nodes.type(alice, "/back"));
    }
}
