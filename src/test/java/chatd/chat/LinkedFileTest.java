package chatd.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chatd.sim.SimulatedNetwork.Client;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A history file of one of several linked nodes: searches find nothing that the reader may not know. */
class LinkedFileTest {

    private final StoredHistory file = new StoredHistory();
    private final LinkedFixture nodes = new LinkedFixture();

    private void startEast() {
        nodes.start("east", node -> node.historyFile(file).history(10, 100000));
    }

    private List<String> search(Client client, String words) {
        nodes.readAll(client);
        nodes.type(client, "/search " + words);
        file.runSearches();
        nodes.settle();
        return nodes.read(client);
    }

    @Test
    void aLockedRoomOfANodeThatComesBackIsRecordedAsLocked() {
        startEast();
        nodes.start("west");
        Client alice = nodes.join("west", "alice");
        nodes.type(alice, "/join x", "/lock", "secret one");
        nodes.cut("west", Duration.ofSeconds(20));
        nodes.sleep(Duration.ofSeconds(8));
        nodes.type(alice, "secret two");
        file.write();
        assertEquals(List.of("#x locked alice ", "#x said-locked alice secret one", "#x gone - ", "#x locked alice ",
                "#x said-locked alice secret two"), file.records());
    }

    @Test
    void linesOfAnEarlierRoomThatEndedWhileTheNodeWasDownAreNotFound() {
        nodes.start("west");
        startEast();
        Client alice = nodes.join("west", "alice");
        nodes.type(alice, "/join x", "plan one");
        file.write();
        nodes.kill("east");
        nodes.sleep(Duration.ofSeconds(8));
        nodes.type(alice, "/leave");
        startEast();
        Client bob = nodes.join("east", "bob");
        nodes.type(bob, "/join x");
        assertEquals(List.of("No line of #x contains plan."), search(bob, "plan"));
    }
}
