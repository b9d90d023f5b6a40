package chatd.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.link.SimulatedEngine;
import chatd.sim.SimulatedNetwork.Client;
import chatd.store.RegisteredName;
import chatd.store.RegisteredNames;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Registered names, keys and mutes on linked nodes, each with a file of its own. */
class LinkedRegistrationsTest {

    private static final Pattern KEY = Pattern.compile("Your key: (\\S+)\\. ");

    /** Those of east and west, and of nodes that start later. */
    private final List<MemoryNames> files = new ArrayList<>();
    private final LinkedFixture nodes =
            new LinkedFixture(node -> node.names(newFile())).start("east", "west");

    private MemoryNames newFile() {
        files.add(new MemoryNames());
        return files.get(files.size() - 1);
    }

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
    void whatAMemberHasAskedForEndsWithItsConnection() {
        Client alice = nodes.join("east", "alice");
        String key = register(alice);
        Client again = nodes.join("west", "alice");
        nodes.sleep(Duration.ofSeconds(1));
        again.send(key + "\n");
        nodes.node("west").turn();
        alice.send("/join x\n");
        nodes.node("east").turn();
        alice.reset();
        nodes.node("east").turn();
        nodes.sleep(Duration.ofSeconds(5));
        assertEquals(List.of(), SharedState.leftovers(nodes.node("east").chat()).stream()
                .filter(line -> line.startsWith("requests")).toList());
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

    /** The records of a name on both nodes; they are the same once all is quiet. */
    private void areSame(String name) {
        List<String> records = new ArrayList<>();
        for (String node : List.of("east", "west")) {
            RegisteredName found = names(node).find(name);
            records.add(found == null ? "none" : new String(RegisteredNames.record(found), StandardCharsets.UTF_8));
        }
        assertEquals(records.get(0), records.get(1));
    }

    private RegisteredNames names(String node) {
        return nodes.node(node).chat().registrations().names();
    }

    /** West stops while alice, who is not here, is a registered operator on both nodes. */
    private void stopWestWithAlice() {
        Client alice = nodes.join("east", "alice");
        register(alice);
        names("east").setOperator("alice", true, failure -> { });
        nodes.settle();
        nodes.type(alice, "/quit");
        nodes.kill("west");
        nodes.sleep(LinkedFixture.DEATH);
    }

    private void startWest() {
        nodes.start("west", node -> node.names(files.get(1)));
    }

    @Test
    void aNameThatIsFreedWhileANodeIsDownStaysFree() {
        stopWestWithAlice();
        names("east").remove("alice", failure -> { });
        nodes.settle();
        startWest();
        assertFalse(isRegistered("west", "alice"));
        assertFalse(isRegistered("east", "alice"));
        assertFalse(files.get(1).text().contains("alice"));
    }

    @Test
    void aNodeThatHasJoinedKnowsWhatWasFreedBefore() {
        nodes.start("north");
        stopWestWithAlice();
        names("east").remove("alice", failure -> { });
        nodes.settle();
        nodes.start("south");
        nodes.kill("east");
        nodes.kill("north");
        nodes.sleep(LinkedFixture.DEATH);
        startWest();
        assertFalse(isRegistered("west", "alice"));
        assertFalse(isRegistered("south", "alice"));
    }

    @Test
    void aNameThatIsRegisteredAgainStaysRegistered() {
        stopWestWithAlice();
        names("east").remove("alice", failure -> { });
        nodes.settle();
        register(nodes.join("east", "alice"));
        startWest();
        assertTrue(isRegistered("west", "alice"));
        areSame("alice");
    }

    @Test
    void aNameThatAJoinerAddsMakesNobodyAnOperator() {
        stopWestWithAlice();
        nodes.kill("east");
        files.set(0, new MemoryNames());
        nodes.start("east", node -> node.names(files.get(0)));
        startWest();
        assertTrue(isRegistered("east", "alice"));
        areSame("alice");
        assertFalse(names("east").find("alice").isOperator());
    }

    @Test
    void namesAreToldByTheFirstNodeThatHasAFile() {
        nodes.start("alpha", node -> node);
        register(nodes.join("west", "alice"));
        nodes.kill("east");
        nodes.sleep(LinkedFixture.DEATH);
        nodes.start("north");
        assertTrue(isRegistered("north", "alice"));
    }

    @Test
    void aMemberOfANodeWithoutAFileIsNotTheOwnerOfItsName() {
        stopWestWithAlice();
        nodes.start("alpha", node -> node);
        nodes.join("alpha", "alice");
        names("east").mute("alice", RegisteredName.NOT_MUTED, failure -> { });
        nodes.settle();
        ChatService east = nodes.node("east").chat();
        assertFalse(east.isRegistered(east.called("alice")));
        assertFalse(east.isOperator(east.called("alice")));
    }

    @Test
    void changesOfANameOnTwoNodesAtOnceEndWithTheSameName() {
        Client alice = nodes.join("east", "alice");
        register(alice);
        nodes.engine.setFaults(new SimulatedEngine.Faults(Duration.ofMillis(50), 0, 0, 0, 0, 0));
        for (int i = 0; i < 10; i++) {
            alice.send("/register\n");
            names("west").setOperator("alice", i % 2 == 0, failure -> { });
            nodes.sleep(Duration.ofSeconds(1));
            areSame("alice");
        }
        alice.send("/register\n");
        names("west").remove("alice", failure -> { });
        nodes.sleep(Duration.ofSeconds(1));
        areSame("alice");
    }

    @Test
    void aChangeThatIsNotSavedYetComesLaterThanThoseOfOtherNodes() {
        register(nodes.join("east", "alice"));
        files.get(1).stall();
        names("west").setOperator("alice", true, failure -> { });
        names("east").mute("alice", RegisteredName.FOR_EVER, failure -> { });
        nodes.settle();
        files.get(1).goOn();
        nodes.settle();
        areSame("alice");
        assertTrue(names("east").find("alice").isOperator());
    }

    @Test
    void aChangeThatCannotBeSavedGivesWayToThatOfAnotherNode() {
        register(nodes.join("east", "alice"));
        files.get(1).stall();
        names("west").setOperator("alice", true, failure -> { });
        names("east").mute("alice", RegisteredName.FOR_EVER, failure -> { });
        nodes.settle();
        files.get(1).full(true);
        files.get(1).goOn();
        nodes.settle();
        areSame("alice");
        assertFalse(names("west").find("alice").isOperator());
    }

    @Test
    void aChangeThatWaitsWhenANodeGoesOnAloneIsMadeByTheOthersLater() {
        register(nodes.join("east", "alice"));
        nodes.engine.setCut("west", true);
        nodes.settle();
        names("west").setOperator("alice", true, failure -> { });
        nodes.sleep(LinkedFixture.PATIENCE.plusSeconds(5));
        nodes.engine.setCut("west", false);
        nodes.sleep(Duration.ofSeconds(8));
        areSame("alice");
        assertTrue(names("east").find("alice").isOperator());
    }

    @Test
    void aMuteOfARegisteredNameAppliesOnTheNodeOfItsOwner() {
        Client alice = nodes.join("east", "alice");
        register(alice);
        names("west").mute("alice", RegisteredName.FOR_EVER, failure -> { });
        nodes.settle();
        nodes.readAll(alice);
        assertEquals(List.of("You are muted."), nodes.type(alice, "hello"));
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
