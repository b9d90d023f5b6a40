package chatd.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chatd.chat.RoomSettings;
import chatd.os.LogCapture;
import chatd.sim.SimulatedNetwork.Client;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.event.Level;

/** Rooms as administrators see them, and their commands for one room. */
class AdminRoomsTest {

    private static final RoomSettings ROOMS = RoomSettings.DEFAULT.withPermanent(
            List.of(new RoomSettings.Permanent("Builds", "the builds of main")));

    @TempDir
    private Path directory;
    private AdminFixture fixture;
    private Client alice;
    private Client bob;

    @BeforeEach
    void open() {
        fixture = new AdminFixture(directory, null, ROOMS);
        alice = fixture.join("alice");
        bob = fixture.join("bob");
        alice.lines();
    }

    private void answers(String command, String... answer) {
        assertEquals(List.of(answer), fixture.ask(command));
    }

    private static void hears(Client client, String... lines) {
        assertEquals(List.of(lines), client.lines());
    }

    /** A member types commands, and all members read the results. */
    private void type(Client client, String... commands) {
        for (String command : commands) {
            client.send(command + '\n');
            fixture.daemon.turn();
        }
        alice.lines();
        bob.lines();
    }

    // who

    @Test
    void whoShowsTheRoomOfEachClient() {
        fixture.connectFrom("10.0.0.1");
        type(alice, "/join builds");
        List<String> rooms = fixture.ask("who").stream().map(line -> line.split(" +")[2]).toList();
        assertEquals(List.of("ROOM", "#Builds", "#lobby", "-"), rooms);
    }

    // rooms

    @Test
    void roomsListsTheRoomsTheFullestFirst() {
        answers("rooms",
                "ROOM     PEOPLE  OWNER  STATE      TOPIC",
                "#lobby   2       -      permanent",
                "#Builds  0       -      permanent  the builds of main");
    }

    @Test
    void roomsShowsTheOwnerTheLockAndTheTopic() {
        type(alice, "/join games", "/topic chess at 8", "/lock");
        type(bob, "/join 爱");
        answers("rooms",
                "ROOM     PEOPLE  OWNER  STATE      TOPIC",
                "#games   1       alice  locked     chess at 8",
                "#爱      1       bob    open",
                "#Builds  0       -      permanent  the builds of main",
                "#lobby   0       -      permanent");
    }

    // say

    @ParameterizedTest
    @ValueSource(strings = {"#games", "#GAMES", "#ｇａｍｅｓ"})
    void sayReachesOneRoom(String room) {
        type(alice, "/join games", "/quiet");
        answers("say " + room + "   Back in  5 minutes", "sent to 1");
        hears(alice, "Server: Back in  5 minutes");
        hears(bob);
    }

    @Test
    void sayWithoutARoomReachesAllClients() {
        type(alice, "/join games");
        answers("say games and all else # stops", "sent to 2");
        hears(alice, "Server: games and all else # stops");
        hears(bob, "Server: games and all else # stops");
    }

    @Test
    void sayInAnEmptyRoomReachesNobody() {
        answers("say #builds hello", "sent to 0");
    }

    @ParameterizedTest
    @CsvSource({"say #nosuch hello, #nosuch", "say #1 is this, #1", "say #, #", "say # hello, #", "close #nosuch, #nosuch",
            "close nosuch because, nosuch"})
    void theErrorForAMissingRoomNamesTheRoom(String command, String room) {
        answers(command, "error: no such room: " + room + "; try rooms");
        hears(alice);
    }

    @ParameterizedTest
    @CsvSource({"say #lobby, say #lobby TEXT", "say, say [#ROOM] TEXT", "close, close #ROOM [REASON]",
            "rooms #lobby, rooms"})
    void aCommandWithWrongArgumentsIsAnsweredWithItsUsage(String command, String usage) {
        answers(command, "error: usage: " + usage);
        hears(alice);
    }

    // close

    @ParameterizedTest
    @ValueSource(strings = {"#games", "games", "#GAMES"})
    void closeSendsTheMembersToTheLobbyAndRemovesTheRoom(String room) {
        type(alice, "/join games", "/lock");
        answers("close " + room, "closed #games, sent 1 to #lobby");
        hears(alice, "An administrator has closed #games.", "You are in #lobby.", "Here now: bob");
        hears(bob, "1 person has come from #games, which an administrator has closed.");
        assertEquals(3, fixture.ask("rooms").size());
        type(bob, "/join games");
        assertEquals("#games", fixture.ask("who").get(2).split(" +")[2]);
    }

    @Test
    void closeSendsTheReasonToTheMembers() {
        type(alice, "/join games");
        answers("close #games  No games  here, please. ", "closed #games, sent 1 to #lobby");
        assertEquals("An administrator has closed #games: No games  here, please.", alice.lines().get(0));
    }

    @Test
    void aPermanentRoomIsEmptiedAndStays() {
        type(alice, "/join builds");
        answers("close #builds", "closed #Builds, sent 1 to #lobby; it is permanent and stays, empty");
        answers("close builds", "closed #Builds, sent 0 to #lobby; it is permanent and stays, empty");
        answers("rooms",
                "ROOM     PEOPLE  OWNER  STATE      TOPIC",
                "#lobby   2       -      permanent",
                "#Builds  0       -      permanent  the builds of main");
    }

    @ParameterizedTest
    @ValueSource(strings = {"#lobby", "Lobby"})
    void theLobbyCannotBeClosed(String lobby) {
        answers("close " + lobby, "error: #lobby cannot be closed, because members of closed rooms go there");
        hears(alice);
    }

    @Test
    void changesToRoomsAreLoggedAndTheListIsNot() {
        type(alice, "/join games");
        List<String> log = LogCapture.by(Answer.class, Level.INFO, () ->
                List.of("rooms", "say #games hello", "close #games bye", "close #games").forEach(fixture::ask));
        assertEquals(List.of("INFO Administrator local:1: say #games hello: sent to 1",
                "INFO Administrator local:1: close #games bye: closed #games, sent 1 to #lobby"), log);
    }
}
