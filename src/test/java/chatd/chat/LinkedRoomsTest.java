package chatd.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.sim.SimulatedNetwork.Client;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The commands about rooms, between members of different nodes. */
class LinkedRoomsTest {

    private final LinkedFixture nodes = new LinkedFixture().start("east", "west");
    private final Client alice = nodes.join("east", "alice");
    private final Client bob = nodes.join("west", "bob");
    private final Client carol = nodes.join("east", "carol");

    @Test
    void membersOfAllNodesShareARoom() {
        nodes.readAll(alice, bob, carol);
        assertEquals(List.of("You are in #dev.", "No one else is here."), nodes.type(alice, "/join dev"));
        assertEquals(List.of("alice has moved to #dev"), nodes.read(bob));
        assertEquals(List.of("You are in #dev.", "Here now: alice"), nodes.type(bob, "/join #Dev"));
        assertEquals(List.of("bob has joined from #lobby"), nodes.read(alice));
        assertEquals(List.of("bob: hi"), nodes.type(bob, "hi"));
        assertEquals(List.of("bob: hi"), nodes.read(alice));
        assertEquals(List.of("alice has moved to #dev", "bob has moved to #dev"), nodes.read(carol));
        assertEquals(List.of("2 rooms:", "#dev    2 people", "#lobby  1 person"), nodes.type(carol, "/rooms"));
    }

    @Test
    void whatIsPastedAfterAJoinIsSaidInTheNewRoom() {
        nodes.readAll(alice, bob, carol);
        assertEquals(List.of("You are in #dev.", "No one else is here.", "alice: one", "alice: two"),
                nodes.type(alice, "/join dev", "one", "two"));
        assertEquals(List.of("alice has moved to #dev"), nodes.read(carol));
    }

    @Test
    void ofTwoWhoMakeARoomInTheSameTurnTheFirstOwnsIt() {
        alice.send("/join dev\n");
        bob.send("/join dev\n");
        nodes.settle();
        nodes.readAll(alice, bob);
        assertEquals(List.of("#dev is locked: only people you /invite can join."), nodes.type(alice, "/lock"));
        assertEquals(List.of("Only alice, the owner of #dev, can do that."), nodes.type(bob, "/unlock"));
    }

    @Test
    void theMemberThatFindsARoomEmptyWhenItArrivesOwnsIt() {
        nodes.type(alice, "/join dev");
        alice.send("/leave\n");
        bob.send("/join dev\n");
        nodes.settle();
        nodes.readAll(bob);
        assertEquals(List.of("#dev is locked: only people you /invite can join."), nodes.type(bob, "/lock"));
    }

    @Test
    void aTopicReachesAllNodes() {
        nodes.readAll(alice, bob);
        assertEquals(List.of("alice has set the topic: tea"), nodes.type(alice, "/topic tea"));
        assertEquals(List.of("alice has set the topic: tea"), nodes.read(bob));
        assertEquals(List.of("Topic: tea"), nodes.type(bob, "/topic"));
    }

    @Test
    void aLockedRoomIsClosedToMembersOfOtherNodesUntilTheyAreInvited() {
        nodes.type(alice, "/join dev", "/lock");
        nodes.readAll(bob);
        assertEquals(List.of("1 room:", "#lobby  2 people"), nodes.type(bob, "/rooms"));
        assertEquals(List.of("#dev is locked: only invited people can join."), nodes.type(bob, "/join dev"));
        assertEquals(List.of("bob is invited to #dev."), nodes.type(alice, "/invite bob"));
        assertEquals(List.of("alice invites you to #dev: /join dev"), nodes.read(bob));
        assertEquals(List.of("You are in #dev.", "Here now: alice"), nodes.type(bob, "/join dev"));
    }

    @Test
    void aRoomThatIsLockedWhileAMemberIsOnItsWayStaysClosedToIt() {
        nodes.type(alice, "/join dev");
        nodes.readAll(alice, bob);
        alice.send("/lock\n");
        bob.send("/join dev\nhello\n");
        nodes.settle();
        assertEquals(List.of("#dev is locked: only invited people can join.", "bob: hello"), nodes.read(bob));
        assertEquals(List.of("#dev is locked: only people you /invite can join."), nodes.read(alice));
    }

    @Test
    void anOwnerRemovesAMemberOfAnotherNode() {
        nodes.type(alice, "/join dev");
        nodes.type(bob, "/join dev");
        nodes.readAll(alice, bob, carol);
        assertEquals(List.of("bob was removed by alice: spam"), nodes.type(alice, "/remove bob spam"));
        assertEquals(List.of("alice has removed you from #dev: spam", "You are in #lobby.", "Here now: carol"),
                nodes.read(bob));
        assertEquals(List.of("bob has joined from #dev"), nodes.read(carol));
        assertEquals(List.of("You were removed from #dev. You can come back when its owner invites you."),
                nodes.type(bob, "/join dev"));
    }

    @Test
    void whatAMemberSaysInARoomIsNotSaidInTheLobbyIfItIsRemovedMeanwhile() {
        nodes.type(alice, "/join dev");
        nodes.type(bob, "/join dev");
        nodes.readAll(alice, bob, carol);
        alice.send("/remove bob\n");
        nodes.node("east").turn();
        bob.send("secret\n/me tells\n/topic secret\n");
        nodes.settle();
        assertEquals(List.of("bob has joined from #dev"), nodes.read(carol));
        assertEquals(List.of("alice has removed you from #dev.", "You are in #lobby.", "Here now: carol",
                "Not sent: you are not in #dev any more.", "Not sent: you are not in #dev any more.",
                "Not sent: you are not in #dev any more."), nodes.read(bob));
        assertEquals(List.of("bob was removed by alice"), nodes.read(alice));
    }

    @Test
    void aMemberThatIsRemovedTwiceIsRemovedOnce() {
        nodes.type(alice, "/join dev");
        nodes.type(bob, "/join dev");
        nodes.readAll(alice, bob);
        assertEquals(List.of("bob was removed by alice", "bob is not in #dev."),
                nodes.type(alice, "/remove bob", "/remove bob"));
    }

    @Test
    void theMemberThatCameFirstInheritsTheRoomOnWhateverNodeItIs() {
        nodes.type(alice, "/join dev");
        nodes.type(bob, "/join dev");
        nodes.type(carol, "/join dev");
        nodes.readAll(bob, carol);
        nodes.type(alice, "/quit");
        assertEquals(List.of("alice has left", "You are now the owner of #dev."), sorted(nodes.read(bob)));
        assertEquals(List.of("alice has left"), nodes.read(carol));
        assertEquals(List.of("Only bob, the owner of #dev, can do that."), nodes.type(carol, "/lock"));
    }

    @Test
    void anAdministratorClosesARoomOnAllNodes() {
        nodes.type(alice, "/join dev");
        nodes.type(bob, "/join dev");
        nodes.readAll(alice, bob, carol);
        Room room = nodes.node("west").chat().rooms().called("dev");
        nodes.node("west").chat().linkedAdministration().close(room, "enough");
        nodes.settle();
        assertEquals("An administrator has closed #dev: enough", nodes.read(alice).get(0));
        assertEquals("An administrator has closed #dev: enough", nodes.read(bob).get(0));
        assertEquals(List.of("2 people have come from #dev, which an administrator has closed."), nodes.read(carol));
        assertEquals(List.of("1 room:", "#lobby  3 people"), nodes.type(bob, "/rooms"));
    }

    @Test
    void aMemberThatLeavesWhileItMovesIsGoneFromBothRooms() {
        nodes.readAll(alice, bob, carol);
        alice.send("/join dev\n");
        nodes.node("east").turn();
        alice.reset();
        nodes.sleep(Duration.ofSeconds(1));
        assertEquals(List.of("alice has moved to #dev"), nodes.read(bob));
        assertEquals(List.of("1 room:", "#lobby  2 people"), nodes.type(bob, "/rooms"));
        assertEquals(List.of("1 room:", "#lobby  2 people"), nodes.type(carol, "/rooms").subList(1, 3));
    }

    @Test
    void allNodesNameTheSameHeirAfterMembersWereKeptOutOfALockedRoom() {
        Client eve = nodes.join("east", "eve");
        List<Client> kept = List.of(nodes.join("east", "one"), nodes.join("east", "two"));
        nodes.engine.setCut("east", true);
        nodes.sleep(LinkedFixture.PATIENCE.plusSeconds(3));
        kept.forEach(member -> nodes.type(member, "/join games"));
        nodes.type(bob, "/join games", "/lock");
        nodes.engine.setCut("east", false);
        nodes.sleep(Duration.ofSeconds(8));
        Client owner = nodes.join("west", "owner");
        Client carol = nodes.join("west", "carol");
        List.of(owner, eve, carol).forEach(member -> nodes.type(member, "/join r"));
        nodes.start("north");
        nodes.readAll(eve, carol);
        nodes.type(owner, "/quit");
        for (String node : List.of("east", "west", "north")) {
            assertEquals("eve", nodes.node(node).chat().rooms().called("r").entrance().owner().name(), node);
        }
        assertEquals(SharedState.of(nodes.node("east").chat(), "east"),
                SharedState.of(nodes.node("north").chat(), "north"));
    }

    @Test
    void aMemberThatIsGoneCannotBeInvited() {
        nodes.type(alice, "/join dev");
        nodes.readAll(alice);
        bob.send("/quit\n");
        alice.send("/invite bob\n");
        nodes.node("west").turn();
        nodes.settle();
        assertTrue(List.of("There is no bob here. /who * lists everybody.", "bob is invited to #dev.")
                .contains(nodes.read(alice).get(0)));
    }

    private static List<String> sorted(List<String> lines) {
        return lines.stream().sorted((one, other) -> Boolean.compare(one.startsWith("You"), other.startsWith("You")))
                .toList();
    }
}
