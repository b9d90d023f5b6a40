package chatd.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.sim.SimulatedNetwork.Client;
import java.time.Duration;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names are unique over all nodes: the first claim in the order of the stream wins. */
class LinkedNamesTest {

    private final LinkedFixture nodes = new LinkedFixture().start("east", "west");

    @Test
    void aNameOfAnotherNodesMemberIsTaken() {
        nodes.join("east", "alice");
        Client late = nodes.join("west", "Alice");
        assertEquals(List.of("That name is taken. Choose another."), tail(late, 1));
        assertEquals("You are bob", nodes.type(late, "bob").get(0));
    }

    @Test
    void ofTwoNewcomersInTheSameTurnTheFirstGetsTheName() {
        Client one = nodes.connect("east");
        Client other = nodes.connect("west");
        nodes.readAll(one, other);
        one.send("alice\n");
        other.send("alice\n");
        nodes.settle();
        assertEquals(List.of("You are alice", "No one else is here."), nodes.read(one));
        assertEquals(List.of("That name is taken. Choose another."), nodes.read(other));
        assertEquals(List.of("You are bob", "Here now: alice"), nodes.type(other, "bob"));
        assertEquals(List.of("bob has arrived"), nodes.read(one));
    }

    @Test
    void ofTwoRenamingsInTheSameTurnTheFirstHolds() {
        Client alice = nodes.join("east", "alice");
        Client bob = nodes.join("west", "bob");
        nodes.readAll(alice, bob);
        alice.send("/name carol\n");
        bob.send("/name carol\nhello\n");
        nodes.settle();
        assertEquals(List.of("alice is now carol", "bob: hello"), nodes.read(alice));
        assertEquals(List.of("alice is now carol", "That name is taken. Choose another.", "bob: hello"),
                nodes.read(bob));
        assertEquals(List.of("bob is now alice"), nodes.type(bob, "/name alice"));
        assertEquals(List.of("bob is now alice"), nodes.read(alice));
    }

    @Test
    void aNewcomerThatLeavesWhileItsNameIsClaimedFreesIt() {
        Client watcher = nodes.join("west", "watcher");
        Client alice = nodes.connect("east");
        nodes.readAll(watcher);
        alice.send("alice\n");
        nodes.node("east").turn();
        alice.reset();
        nodes.settle();
        Client again = nodes.join("west", "alice");
        assertTrue(nodes.read(again).contains("You are alice"));
        assertEquals(List.of("alice has arrived", "alice has left", "alice has arrived"), nodes.read(watcher));
    }

    @Test
    void aNewcomerWhoseNameIsTakenWhileItLeavesIsForgotten() {
        Client alice = nodes.join("west", "alice");
        Client late = nodes.connect("east");
        alice.send("/name bob\n");
        late.send("bob\n");
        nodes.node("west").turn();
        nodes.node("east").turn();
        late.reset();
        nodes.settle();
        assertEquals(0, nodes.node("east").chat().pendingLogins());
        assertEquals(List.of(), nodes.node("east").chat().rooms().sessions().toList());
        assertEquals(List.of("alice is now bob"), tail(alice, 1));
    }

    @Test
    void aNameIsFreeAfterItsOwnerHasLeftAnotherNode() {
        Client alice = nodes.join("east", "alice");
        nodes.type(alice, "/quit");
        assertTrue(nodes.read(nodes.join("west", "alice")).contains("You are alice"));
    }

    @Test
    void afterASeparationTheMemberOfTheNodeThatComesBackGetsAnotherName() {
        Client bob = nodes.join("west", "bob");
        nodes.engine.setCut("east", true);
        nodes.sleep(LinkedFixture.PATIENCE.plusSeconds(2));
        Client here = nodes.join("east", "alice");
        Client there = nodes.join("west", "alice");
        nodes.readAll(here, there, bob);
        nodes.engine.setCut("east", false);
        nodes.sleep(Duration.ofSeconds(3));
        assertEquals(List.of("Your name alice is taken by somebody on another node. You are alice-east now.",
                "alice is now alice-east", "The other nodes can be reached again."), nodes.read(here));
        assertEquals(List.of("1 person is here again: node east can be reached"), nodes.read(bob));
        assertEquals(List.of("alice-east: hello"), nodes.type(here, "hello"));
        assertEquals(List.of("1 person is here again: node east can be reached", "alice-east: hello"),
                nodes.read(there));
    }

    @Test
    void aNameThatIsClaimedWhileANodeComesBackIsDecidedAlikeOnAllNodes() {
        nodes.start("north");
        nodes.engine.setCut("east", true);
        nodes.sleep(LinkedFixture.PATIENCE.plusSeconds(2));
        Client here = nodes.join("east", "alice");
        Client there = nodes.connect("west");
        nodes.engine.setCut("east", false);
        there.send("alice\n");
        nodes.sleep(Duration.ofSeconds(3));
        List<String> shown = List.of("alice", "alice-east");
        for (String node : List.of("east", "west", "north")) {
            assertEquals(shown, nodes.node(node).chat().rooms().everybody().map(Member::name).sorted().toList(), node);
        }
        assertEquals("alice-east: hello", tail(nodes.type(here, "hello"), 1).get(0));
        assertEquals("alice-east: hello", tail(there, 1).get(0));
    }

    private List<String> tail(Client client, int count) {
        return tail(nodes.read(client), count);
    }

    private static List<String> tail(List<String> lines, int count) {
        return lines.subList(Math.max(0, lines.size() - count), lines.size());
    }
    @Test
    void clientsOfUnixSocketsAtEqualAddressesAreTwoPeople(@TempDir Path directory) {
        LinkedFixture nodes = new LinkedFixture(ChatFixture::byAddress).start("east", "west");
        Client one = connect(nodes.node("east"), directory.resolve("east"));
        Client other = connect(nodes.node("west"), directory.resolve("west"));
        nodes.settle();
        nodes.readAll(one, other);
        assertEquals(List.of("you (to local:1@west): hi"), nodes.type(one, "/msg local:1@west hi"));
        assertEquals(List.of("local:1@east (to you): hi"), nodes.read(other));
    }

    private static Client connect(ChatFixture node, Path path) {
        node.daemon().listen(path, node.chat());
        return node.daemon().connect(path);
    }
}
