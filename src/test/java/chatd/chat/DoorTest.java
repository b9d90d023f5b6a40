package chatd.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chatd.sim.SimulatedNetwork.Client;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that connect to the door of a room arrive in that room. */
class DoorTest {

    private static final RoomSettings ROOMS = RoomSettings.DEFAULT.withPermanent(List.of(
            new RoomSettings.Permanent("Builds", "the builds of main"), new RoomSettings.Permanent("games", null)));

    @TempDir
    private Path directory;
    private final ChatFixture fixture = new ChatFixture().rooms(ROOMS);

    /** A client that connects to the door of this room. */
    private Client connect(String room) throws IOException {
        Path path = directory.resolve(room);
        if (Files.notExists(path)) {
            fixture.daemon().server.listen(path, Set.of(), room);
        }
        return fixture.daemon().connect(path);
    }

    @Test
    void aClientThatGivesItsNameArrivesInTheRoomOfItsDoor() throws IOException {
        Client alice = fixture.join("alice");
        Client bob = connect("builds");
        bob.lines();
        assertEquals(List.of("You are bob", "You are in #Builds.", "Topic: the builds of main", "No one else is here."),
                fixture.type(bob, "bob"));
        Client carol = connect("builds");
        carol.lines();
        assertEquals(List.of("You are carol", "You are in #Builds.", "Topic: the builds of main", "Here now: bob",
                "carol: version 7 is out"), fixture.type(carol, "carol", "version 7 is out"));
        assertEquals(List.of("carol has arrived", "carol: version 7 is out"), bob.lines());
        fixture.readAll(alice);
        assertEquals(List.of("2 people:"), fixture.type(carol, "/who").subList(0, 1));
        assertEquals(List.of(), alice.lines());
    }

    @Test
    void eachDoorLeadsToItsOwnRoom() throws IOException {
        Client bob = connect("builds");
        fixture.type(bob, "bob");
        Client carol = connect("games");
        carol.lines();
        assertEquals(List.of("You are carol", "You are in #games.", "No one else is here."),
                fixture.type(carol, "carol"));
        assertEquals(List.of(), bob.lines());
    }

    @Test
    void aClientThatIsNotAskedForANameArrivesInTheRoomOfItsDoor() throws IOException {
        fixture.byAddress();
        Client client = connect("games");
        assertEquals(List.of("You are local:1", "You are in #games."), client.lines());
    }

    @Test
    void aClientEntersThePasswordBeforeTheRoomOfItsDoor() throws IOException {
        fixture.byAddress().password(Files.writeString(directory.resolve("password"), "secret\n"));
        Client client = connect("games");
        client.lines();
        assertEquals(List.of("You are local:1", "You are in #games."), fixture.type(client, "secret"));
    }

    @Test
    void theDoorOfTheLobbyBehavesLikeAnAddressWithoutARoom() throws IOException {
        Client client = connect("lobby");
        client.lines();
        assertEquals(List.of("You are bob", "No one else is here."), fixture.type(client, "bob"));
    }
}
