package chatd.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.link.Link;
import chatd.sim.SimulatedNetwork.Client;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each node has its own dialect and language. */
class LinkedDialectsTest {

    @Test
    void aLineIsWordedOnArrival() {
        LinkedFixture nodes = new LinkedFixture().start("east").start("west", node -> node.dialect("chat", "ru"))
                .start("north", node -> node.dialect("room", "en"));
        Client alice = nodes.join("east", "alice");
        Client boris = nodes.join("west", "boris");
        Client carol = nodes.connect("north");
        assertEquals(List.of("[127.0.0.1:50000:127.0.0.1:50000]: login"), nodes.read(carol));
        nodes.type(carol, "rename|carol");
        nodes.readAll(alice, boris, carol);
        nodes.type(alice, "hello");
        assertEquals(List.of("[127.0.0.1:50000:alice]: hello", "[127.0.0.1:50000:carol]: hi"),
                nodes.type(carol, "hi"));
        assertEquals(List.of("alice: hello", "carol: hi"), nodes.type(boris, "/away", "/quit").subList(0, 2));
        assertEquals(List.of("carol: hi", "boris has left"), nodes.read(alice));
        assertTrue(nodes.type(carol, "who").stream().anyMatch(line -> line.endsWith("alice")));
    }

    @Test
    void membersOfTheDialectMessengerAreNumbersThereAndAddressesElsewhere() {
        LinkedFixture nodes = new LinkedFixture().start("east").start("west", node -> node.dialect("messenger", "en"))
                .start("north", node -> node.dialect("messenger", "en"));
        Client alice = nodes.join("east", "alice");
        Client one = nodes.connect("west");
        Client other = nodes.connect("north");
        assertEquals(List.of("You are 1"), nodes.read(one));
        assertEquals(List.of("You are 2"), nodes.read(other));
        nodes.readAll(alice);
        nodes.type(one, "0 hi", "2 hello");
        assertEquals(List.of("127.0.0.1:50000 (to you): hi"), nodes.read(alice));
        assertEquals(List.of("1->> hello"), nodes.read(other));
        assertEquals(List.of("alice is now bob"), nodes.type(alice, "/name bob"));
        nodes.type(other, "0 to bob");
        assertEquals(1, nodes.read(alice).size());
    }

    @Test
    void namesAreDecidedAlikeOnNodesWithoutNames() {
        LinkedFixture nodes = new LinkedFixture().start("east", "west")
                .start("north", node -> node.dialect("messenger", "en"));
        Client alice = nodes.connect("east");
        Client other = nodes.connect("west");
        alice.send("alice\n");
        other.send("alice\n");
        nodes.settle();
        assertEquals(1, nodes.node("north").chat().rooms().everybody().count());
        nodes.type(other, "bob");
        nodes.type(alice, "/name carol");
        nodes.type(other, "/name alice");
        nodes.type(alice, "/quit");
        assertEquals(1, nodes.node("north").chat().rooms().everybody().count());
        Client again = nodes.join("east", "carol");
        assertTrue(nodes.read(again).contains("You are carol"));
        assertEquals(2, nodes.node("north").chat().rooms().everybody().count());
    }

    @Test
    void theLobbyMayHaveAnotherNameOnEachNode() {
        LinkedFixture nodes = new LinkedFixture().start("east")
                .start("west", node -> node.rooms(RoomSettings.DEFAULT.withLobby("Hall")));
        Client alice = nodes.join("east", "alice");
        Client bob = nodes.join("west", "bob");
        nodes.type(bob, "/join dev", "/leave", "/topic tea");
        nodes.readAll(alice, bob);
        assertEquals(List.of("Topic: tea"), nodes.type(alice, "/topic"));
        assertEquals(List.of("1 room:", "#Hall  2 people  tea"), nodes.type(bob, "/rooms"));
        assertEquals(List.of("1 room:", "#lobby  2 people  tea"), nodes.type(alice, "/rooms"));
    }

    @Test
    void anEventOfALaterVersionIsSkippedAndCounted() {
        LinkedFixture nodes = new LinkedFixture().start("east", "west");
        Client alice = nodes.join("east", "alice");
        Client bob = nodes.join("west", "bob");
        nodes.readAll(alice, bob);
        Link link = nodes.node("east").chat().link();
        link.begin("", 999).number(1).text("from the future");
        link.end();
        assertEquals(List.of("alice: hello"), nodes.type(alice, "hello"));
        assertEquals(List.of("alice: hello"), nodes.read(bob));
        assertEquals(1, nodes.node("west").chat().link().counters().skipped());
    }

    @Test
    void aRecordThatCannotBeReadIsSkippedAndTheNextOneIsApplied() {
        LinkedFixture nodes = new LinkedFixture().start("east", "west");
        Client alice = nodes.join("east", "alice");
        nodes.readAll(alice);
        Link link = nodes.node("east").chat().link();
        link.begin("", LinkedEvent.PRESENT.ordinal()).number(7);
        link.end();
        assertEquals(List.of("alice: hello"), nodes.type(alice, "hello"));
        assertEquals(1, nodes.node("west").chat().link().counters().skipped());
    }
}
