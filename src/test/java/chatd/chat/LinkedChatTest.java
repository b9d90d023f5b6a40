package chatd.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chatd.sim.SimulatedNetwork.Client;
import java.util.List;
import org.junit.jupiter.api.Test;

class LinkedChatTest {

    private final LinkedFixture nodes = new LinkedFixture().start("east", "west");
    private final Client alice = nodes.join("east", "alice");
    private final Client bob = nodes.join("west", "bob");

    @Test
    void peopleOnAllNodesReadEachOther() {
        nodes.readAll(alice, bob);
        assertEquals(List.of("alice: hello"), nodes.type(alice, "hello"));
        assertEquals(List.of("alice: hello", "bob: hi", "* bob waves"), nodes.type(bob, "hi", "/me waves"));
        assertEquals(List.of("bob: hi", "* bob waves"), nodes.read(alice));
    }
}
