package chatd.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.sim.SimulatedNetwork.Client;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Registered names, keys and mutes on linked nodes, each with a file of its own. */
class LinkedRegistrationsTest {

    private static final Pattern KEY = Pattern.compile("Your key: (\\S+)\\. ");

    private final LinkedFixture nodes =
            new LinkedFixture(node -> node.names(new MemoryNames())).start("east", "west");

    private String register(Client client) {
        Matcher key = KEY.matcher(String.join(" ", nodes.type(client, "/register")));
        assertTrue(key.find());
        return key.group(1);
    }

    private Client joinWithKey(String node, String name, String key) {
        Client client = nodes.join(node, name);
        nodes.settle();
        nodes.readAll(client);
        nodes.type(client, key);
        nodes.settle();
        return client;
    }

    private boolean isRegistered(String node, String name) {
        return nodes.node(node).chat().registrations().isRegistered(name);
    }

    @Test
    void aNameIsRegisteredOnAllNodes() {
        register(nodes.join("east", "alice"));
        assertTrue(isRegistered("west", "alice"));
    }

    @Test
    void theKeyWorksOnEachNode() {
        Client alice = nodes.join("east", "alice");
        String key = register(alice);
        nodes.type(alice, "/quit");
        Client again = joinWithKey("west", "alice", key);
        assertEquals(List.of("alice: hello"), nodes.type(again, "hello").stream()
                .filter(line -> line.startsWith("alice: ")).toList());
    }

    @Test
    void theOwnerOfANameTakesItFromItsConnectionToAnotherNode() {
        Client alice = nodes.join("east", "alice");
        Client bob = nodes.join("east", "bob");
        String key = register(alice);
        nodes.readAll(alice, bob);
        Client again = joinWithKey("west", "alice", key);
        assertEquals(List.of("alice has left", "alice has arrived"), nodes.read(bob));
        assertTrue(nodes.read(alice).contains("You have logged in elsewhere."));
        assertEquals(List.of("bob: hi"), nodes.type(bob, "hi"));
        assertTrue(nodes.read(again).contains("bob: hi"));
    }

    @Test
    void theOwnerComesBackWhileItsDepartureIsOnItsWay() {
        Client alice = nodes.join("east", "alice");
        Client bob = nodes.join("west", "bob");
        String key = register(alice);
        nodes.engine.stop();
        nodes.settle();
        alice.reset();
        nodes.settle();
        Client again = joinWithKey("east", "alice", key);
        nodes.engine.restart(false);
        nodes.sleep(Duration.ofSeconds(3));
        assertTrue(nodes.type(again, "hello").contains("alice: hello"));
        assertTrue(nodes.read(bob).contains("alice: hello"));
        assertTrue(nodes.node("east").chat().isRegistered(nodes.node("east").chat().called("alice")));
    }

    @Test
    void aMemberTakesItsNameWhileTheDepartureOfThatIsOnItsWay() {
        Client alice = nodes.join("east", "alice");
        Client guest = nodes.join("east", "guest");
        String key = register(alice);
        nodes.engine.stop();
        nodes.settle();
        nodes.type(alice, "/quit");
        nodes.type(guest, "/name alice " + key);
        nodes.engine.restart(false);
        nodes.sleep(Duration.ofSeconds(3));
        assertTrue(nodes.type(guest, "hello").contains("alice: hello"));
    }

    @Test
    void theNameOfAMemberThatIsLeavingIsFreeOnItsNode() {
        Client carol = nodes.join("east", "carol");
        nodes.engine.stop();
        nodes.settle();
        nodes.type(carol, "/quit");
        Client other = nodes.join("east", "carol");
        nodes.engine.restart(false);
        nodes.sleep(Duration.ofSeconds(3));
        assertTrue(nodes.type(other, "hello").contains("carol: hello"));
    }

    @Test
    void aNameThatIsFreedIsFreeOnAllNodes() {
        Client alice = nodes.join("east", "alice");
        register(alice);
        nodes.type(alice, "/unregister");
        assertEquals(false, isRegistered("west", "alice"));
    }

    @Test
    void aNodeThatJoinsLaterKnowsTheNames() {
        register(nodes.join("west", "alice"));
        nodes.start("north");
        assertTrue(isRegistered("north", "alice"));
    }

    @Test
    void aMuteOfAMemberOnAnotherNodeAppliesThere() {
        Client alice = nodes.join("east", "alice");
        Client bob = nodes.join("west", "bob");
        ChatService west = nodes.node("west").chat();
        ChatService east = nodes.node("east").chat();
        west.mutes().add(west.mutes().target(west.called("alice")), Duration.ofMinutes(5), failure -> { });
        nodes.settle();
        nodes.readAll(alice, bob);
        assertEquals(List.of("You are muted for 5 minutes."), nodes.type(alice, "hello"));
        assertEquals(List.of(), nodes.read(bob));
        assertEquals(1, east.mutes().list().size());
    }
}
