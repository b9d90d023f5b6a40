package chatd.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.access.Cidr;
import chatd.link.SimulatedEngine;
import chatd.sim.SimulatedNetwork.Client;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Members of other nodes as members see them: lists of members, private lines, ignoring, departures. */
class LinkedPeopleTest {

    private final LinkedFixture nodes = new LinkedFixture().start("east", "west");
    private final Client alice = nodes.join("east", "alice");
    private final Client bob = nodes.join("west", "bob");

    LinkedPeopleTest() {
        nodes.readAll(alice, bob);
    }

    @Test
    void anAuthorWithManyPrivateLinesOnTheirWayIsToldThatFurtherOnesAreNotSent() {
        List<String> told = nodes.type(alice, "/msg bob hi\n".repeat(LinkedLetters.MAX_WAITING + 3).split("\n"));
        assertEquals(LinkedLetters.MAX_WAITING, nodes.read(bob).size());
        assertEquals(3, told.stream().filter(line -> line.equals("bob did not receive your line: too many of your "
                + "lines wait for an answer of other nodes. Try again in 2 seconds.")).count());
        nodes.type(alice, "/msg bob again");
        assertEquals(1, nodes.read(bob).size());
    }

    @Test
    void peopleOfANodeShareTheStringOfItsName() {
        nodes.join("east", "carol");
        ChatService west = nodes.node("west").chat();
        assertSame(((RemoteMember) west.called("alice")).node(), ((RemoteMember) west.called("carol")).node());
    }

    @Test
    void whoShowsTheNodeOfMembersThatAreElsewhere() {
        List<String> lines = nodes.type(bob, "/who *");
        assertEquals("2 people:", lines.get(0));
        assertTrue(lines.get(1).contains("alice") && lines.get(1).contains("node east"), lines.get(1));
        assertTrue(lines.get(2).contains("bob") && lines.get(2).endsWith("(you)"), lines.get(2));
        assertTrue(nodes.type(bob, "/who ali").get(1).contains("node east"));
    }

    @Test
    void aMemberIsAwayOnAllNodes() {
        assertEquals(List.of("You are marked as away. Type /back when you return."), nodes.type(alice, "/away tea"));
        assertTrue(nodes.type(bob, "/who ali").get(1).endsWith("(away: tea)"));
        assertEquals(List.of("you (to alice): hi", "alice is away: tea"), nodes.type(bob, "/msg alice hi"));
        nodes.type(alice, "/back");
        assertTrue(nodes.type(bob, "/who ali").get(1).endsWith("node east"));
    }

    @Test
    void aPrivateLineIsDeliveredAndAnswered() {
        assertEquals(List.of("you (to alice): hi"), nodes.type(bob, "/msg alice hi"));
        assertEquals(List.of("bob (to you): hi", "you (to bob): hello"), nodes.type(alice, "/reply hello"));
        assertEquals(List.of("alice (to you): hello"), nodes.read(bob));
    }

    @Test
    void theAuthorOfAPrivateLineToSomebodyWhoHasLeftIsTold() {
        alice.send("/quit\n");
        bob.send("/msg alice hi\n");
        nodes.settle();
        assertEquals(List.of("alice has left", "There is no alice here. /who * lists everybody."), nodes.read(bob));
        assertEquals(List.of("You have left. Press Enter or Ctrl-C to end nc."), nodes.read(alice));
    }

    @Test
    void theAuthorOfAPrivateLineIsToldThatTheNodeDoesNotAnswer() {
        nodes.engine.setCut("east", true);
        bob.send("/msg alice hi\n");
        nodes.sleep(Duration.ofMillis(2500));
        assertEquals(List.of("alice may not have received your line: node east does not answer."), nodes.read(bob));
    }

    @Test
    void aPrivateLineThatComesTwiceIsReadOnce() {
        nodes.engine.setFaults(new SimulatedEngine.Faults(Duration.ZERO, 0, 0, 0, 1, 0));
        assertEquals(List.of("you (to alice): hi", "you (to alice): hi"),
                nodes.type(bob, "/msg alice hi", "/msg alice hi"));
        assertEquals(List.of("bob (to you): hi", "bob (to you): hi"), nodes.read(alice));
    }

    @Test
    void aMemberThatIsIgnoredSeesNoDifference() {
        assertEquals(List.of("You are now ignoring bob. /unignore bob undoes this."),
                nodes.type(alice, "/ignore bob"));
        assertEquals(List.of("bob: hi", "you (to alice): hi"), nodes.type(bob, "hi", "/msg alice hi"));
        assertEquals(List.of(), nodes.read(alice));
    }

    @Test
    void anIgnoredMemberIsStillIgnoredWhenItsNodeComesBack() {
        nodes.type(alice, "/ignore bob");
        nodes.readAll(alice, bob);
        nodes.cut("west", LinkedFixture.DEATH);
        nodes.sleep(Duration.ofSeconds(3));
        assertEquals(List.of("1 person has left: node west is down",
                "1 person is here again: node west can be reached"), nodes.read(alice));
        assertEquals(List.of("You are ignoring: bob"), nodes.type(alice, "/ignore"));
        nodes.type(bob, "hi");
        assertEquals(List.of(), nodes.read(alice));
    }

    @Test
    void aMemberIsStillIgnoredAfterThisNodeHasComeBack() {
        nodes.type(alice, "/ignore bob");
        nodes.cut("east", LinkedFixture.PATIENCE.plusSeconds(3));
        nodes.sleep(Duration.ofSeconds(3));
        nodes.readAll(alice);
        nodes.type(bob, "hi", "/msg alice hi");
        assertEquals(List.of(), nodes.read(alice));
    }

    @Test
    void lastWordsReachOtherNodes() {
        nodes.type(alice, "/quit so long");
        assertEquals(List.of("alice has left: so long"), nodes.read(bob));
    }

    @Test
    void aMemberThatIsKickedFromTwoNodesAtOnceLeavesOnce() {
        RemoteMember there = (RemoteMember) nodes.node("west").chat().called("alice");
        nodes.node("west").chat().linkedAdministration().kick(there, null, "spam");
        nodes.node("west").chat().linkedAdministration().kick(there, null, "spam");
        nodes.settle();
        assertEquals(List.of("You were disconnected by an administrator: spam"), nodes.read(alice));
        assertEquals(List.of("alice has left (kicked: spam)"), nodes.read(bob));
        assertEquals(1, nodes.node("east").administration().departures(Departure.KICKED));
    }

    @Test
    void aMemberThatQuitsWhileItIsKickedIsCountedOnce() {
        RemoteMember there = (RemoteMember) nodes.node("west").chat().called("alice");
        nodes.node("west").chat().linkedAdministration().kick(there, "root", null);
        alice.send("/quit\n");
        nodes.settle();
        assertEquals(List.of("alice has left"), nodes.read(bob));
        assertEquals(0, nodes.node("east").administration().departures(Departure.KICKED));
    }

    @Test
    void anAdministratorRenamesAMemberOfAnotherNode() {
        RemoteMember there = (RemoteMember) nodes.node("west").chat().called("alice");
        nodes.node("west").chat().linkedAdministration().rename(there, "bob");
        nodes.node("west").chat().linkedAdministration().rename(there, "carol");
        nodes.settle();
        assertEquals(List.of("An administrator has renamed you to carol.", "alice is now carol"), nodes.read(alice));
        assertEquals(List.of("alice is now carol"), nodes.read(bob));
    }

    @Test
    void nothingIsLeftOfARenamingOfAMemberThatHasLeft() {
        alice.send("/quit\n");
        nodes.node("east").turn();
        nodes.node("east").administration().rename(nodes.node("east").chat().linkedPeople().own().iterator().next()
                .connection(), "carol");
        nodes.settle();
        assertEquals(List.of("alice has left"), nodes.read(bob));
        assertEquals(List.of(), SharedState.leftovers(nodes.node("east").chat()).stream()
                .filter("requests"::equals).toList());
    }

    @Test
    void aNoticeAndABanReachAllNodes() {
        LinkedAdministration there = nodes.node("west").chat().linkedAdministration();
        there.announce(null, "backup");
        there.announce(nodes.node("west").chat().rooms().lobby(), "here");
        nodes.settle();
        assertEquals(2, nodes.read(alice).size());
        there.ban(Cidr.parse("127.0.0.1").orElseThrow(), Duration.ZERO);
        nodes.settle();
        assertEquals(List.of("You were disconnected by an administrator."), nodes.read(alice));
        there.unban("127.0.0.1/32");
        nodes.settle();
        assertTrue(nodes.read(nodes.join("east", "alice")).contains("You are alice"));
    }

    @Test
    void allTablesAreEmptyWhenAllHaveLeft() {
        nodes.type(alice, "/join dev", "/lock", "/ignore bob");
        nodes.type(bob, "/quit");
        nodes.type(alice, "/quit");
        nodes.sleep(Duration.ofSeconds(3));
        for (String node : List.of("east", "west")) {
            assertEquals(0, nodes.node(node).chat().link().nodes().get(0).people());
            assertEquals(0, nodes.node(node).chat().rooms().everybody().count());
            assertEquals(1, nodes.node(node).chat().rooms().size());
        }
    }
}
