package chatd.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.sim.SimulatedNetwork.Client;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands about rooms, as three members see them. */
class RoomCommandsTest {

    private ChatFixture daemon;
    private Client alice;
    private Client bob;
    private Client carol;

    @BeforeEach
    void threeMembersAreInTheLobby() {
        enter(new ChatFixture().idle(Duration.ZERO));
    }

    private void enter(ChatFixture fixture) {
        daemon = fixture;
        alice = daemon.join("alice");
        bob = daemon.join("bob");
        carol = daemon.join("carol");
        daemon.readAll(alice, bob, carol);
    }

    private void types(Client author, String line, String... answer) {
        assertEquals(List.of(answer), daemon.type(author, line));
    }

    private static void reads(Client client, String... lines) {
        assertEquals(List.of(lines), client.lines());
    }

    private static void readNothing(Client... clients) {
        for (Client client : clients) {
            reads(client);
        }
    }

    private Room room(String name) {
        return daemon.chat().rooms().called(name);
    }

    // join, leave

    @ParameterizedTest
    @ValueSource(strings = {"/join games", "/join #games", "/j games", "/JOIN  games"})
    void joiningMakesARoom(String line) {
        types(alice, line, "You are in #games.", "No one else is here.");
        reads(bob, "alice has moved to #games");
        reads(carol, "alice has moved to #games");
        types(alice, "hello", "alice: hello");
        readNothing(bob, carol);
    }

    @Test
    void bothRoomsAreToldOfAMove() {
        daemon.type(alice, "/join games");
        daemon.readAll(bob, carol);
        types(bob, "/join GAMES", "You are in #games.", "Here now: alice");
        reads(alice, "bob has joined from #lobby");
        reads(carol, "bob has moved to #games");
        types(bob, "hi", "bob: hi");
        reads(alice, "bob: hi");
        readNothing(carol);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/leave", "/part", "/join lobby", "/join #LOBBY"})
    void leavingARoomLeadsToTheLobby(String line) {
        daemon.type(alice, "/join games");
        daemon.readAll(bob, carol);
        types(alice, line, "You are in #lobby.", "Here now: bob, carol");
        reads(bob, "alice has joined from #games");
        assertNull(room("games"));
    }

    @Test
    void joiningTheSameRoomAgainIsRefused() {
        types(alice, "/join lobby", "You are already in #lobby.");
        types(alice, "/leave", "You are already in #lobby. To leave the server, type: /quit");
        daemon.type(alice, "/join games");
        types(alice, "/join Games", "You are already in #games.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "/join a b     | A name is 1 to 32 letters, digits, '_', '-' or '.'. Choose another.",
        "/join -x      | A name must begin with a letter or a digit. Choose another.",
        "/join 12      | A name cannot be all digits. Choose another.",
        "/join ##x     | A name is 1 to 32 letters, digits, '_', '-' or '.'. Choose another.",
        "/join #       | A name is 1 to 32 letters, digits, '_', '-' or '.'. Choose another.",
        "/join Server  | That name is reserved. Choose another.",
        "/join         | Usage: /join ROOM",
        "/leave x      | Usage: /leave",
    })
    void aRoomNameFollowsTheRulesOfMemberNames(String line, String answer) {
        types(alice, line, answer);
        readNothing(bob, carol);
        assertEquals(1, daemon.chat().rooms().size());
    }

    @Test
    void aRoomIsRemovedWhenItsLastMemberLeaves() {
        daemon.type(alice, "/join games");
        daemon.type(alice, "/topic chess");
        daemon.type(alice, "/quit");
        assertNull(room("games"));
        daemon.readAll(bob);
        types(bob, "/join games", "You are in #games.", "No one else is here.");
    }

    @Test
    void theNumberOfRoomsIsLimited() {
        enter(new ChatFixture().idle(Duration.ZERO).rooms(RoomSettings.DEFAULT.withMost(2)));
        daemon.type(alice, "/join one");
        daemon.readAll(bob, carol);
        types(bob, "/join two", "No more rooms can be made: the limit is 2. /rooms lists them.");
        types(bob, "/join one", "You are in #one.", "Here now: alice");
    }

    @Test
    void aPermanentRoomStaysAndHasNoOwner() {
        enter(new ChatFixture().idle(Duration.ZERO).rooms(RoomSettings.DEFAULT.withLobby("hall")
                .withPermanent(List.of(new RoomSettings.Permanent("builds", "what is broken")))));
        types(alice, "/join builds", "You are in #builds.", "Topic: what is broken", "No one else is here.");
        reads(bob, "alice has moved to #builds");
        types(alice, "/lock", "#builds has no owner.");
        types(alice, "/leave", "You are in #hall.", "Here now: bob, carol");
        assertEquals(0, room("builds").size());
    }

    @Test
    void aMemberThatMovesReceivesTheLinesOfTheOldRoomFirst() {
        daemon.type(carol, "/join games");
        daemon.readAll(alice, bob);
        alice.send("one\n");
        bob.send("/join games\nin games\n");
        alice.send("two\n");
        carol.send("three\n");
        daemon.turn();
        List<String> lines = bob.lines();
        assertEquals("alice: one", lines.get(0));
        assertEquals(List.of("You are in #games.", "Here now: carol"), lines.subList(1, 3));
        assertFalse(lines.contains("alice: two"), lines::toString);
        assertTrue(lines.containsAll(List.of("bob: in games", "carol: three")), lines::toString);
    }

    @Test
    void aMemberKeepsItsFiltersWhenItMoves() {
        daemon.type(bob, "/quiet");
        daemon.type(bob, "/ignore carol");
        daemon.type(alice, "/join games");
        daemon.type(bob, "/join games");
        daemon.type(carol, "/join games");
        daemon.type(carol, "hi");
        readNothing(bob);
    }

    @Test
    void timestampsAreAChoiceForEachRoom() {
        daemon.type(bob, "/time on");
        types(bob, "/join games", "You are in #games.", "No one else is here.");
        types(bob, "hi", "bob: hi");
        daemon.readAll(alice, carol);
        types(bob, "/leave", "14:03 You are in #lobby.", "14:03 Here now: alice, carol");
        daemon.type(alice, "hello");
        reads(bob, "14:03 alice: hello");
        daemon.type(bob, "/join games");
        types(bob, "/time on", "14:03 Timestamps are on. /time off turns them off.");
        daemon.type(bob, "/leave");
        daemon.type(bob, "/time off");
        types(bob, "/join GAMES", "14:03 You are in #GAMES.", "14:03 No one else is here.");
        types(bob, "/leave", "You are in #lobby.", "Here now: alice, carol");
    }

    @Test
    void theChoicesOfTheLastTenRoomsAreKept() {
        daemon.type(bob, "/time on");
        for (int i = 0; i < 10; i++) {
            daemon.type(bob, "/join r" + i);
            daemon.type(bob, "/time on");
        }
        types(bob, "/join r0", "14:03 You are in #r0.", "14:03 No one else is here.");
        assertEquals("You are in #lobby.", daemon.type(bob, "/leave").get(0));
    }

    @Test
    void eachRoomHasItsOwnHistory() {
        enter(new ChatFixture().idle(Duration.ZERO).history(2, 1000));
        daemon.type(alice, "in the lobby");
        daemon.type(alice, "/join games");
        daemon.type(alice, "in games");
        daemon.readAll(bob, carol);
        types(bob, "/join games", "You are in #games.", "Here now: alice", "--- earlier ---", "14:03 alice: in games",
                "--- now ---");
        daemon.readAll(alice);
        types(alice, "/leave", "You are in #lobby.", "Here now: carol", "--- earlier ---", "14:03 alice: in the lobby",
                "--- now ---");
    }

    @Test
    void allRoomsShareTheLimitOfHistoryBytes() {
        enter(new ChatFixture().idle(Duration.ZERO).history(10, 20));
        daemon.type(alice, "12345");
        daemon.type(bob, "/join games");
        daemon.type(bob, "1234567");
        assertEquals(List.of(), List.copyOf(room("lobby").recent()));
        assertEquals(List.of("bob: 1234567"), room("games").recent().stream().map(line -> line.words).toList());
    }

    // Names, private messages, ignoring and leaving, across rooms

    @Test
    void namesAndPrivateMessagesWorkAcrossRooms() {
        daemon.type(alice, "/join games");
        daemon.readAll(bob, carol);
        types(bob, "/name alice", "That name is taken. Choose another.");
        types(bob, "/msg alice hi", "you (to alice): hi");
        reads(alice, "bob (to you): hi");
        types(alice, "/r hello", "you (to bob): hello");
        types(bob, "/msg 1 by number", "alice (to you): hello", "you (to alice): by number");
    }

    @Test
    void nameChangesAndDeparturesAreShownOnlyInTheRoomOfTheMember() {
        daemon.type(alice, "/join games");
        daemon.type(bob, "/join games");
        daemon.readAll(alice, bob, carol);
        daemon.type(alice, "/name ada");
        reads(bob, "alice is now ada");
        daemon.type(alice, "/quit");
        reads(bob, "ada has left", "You are now the owner of #games.");
        readNothing(carol);
    }

    @Test
    void anIgnoredMemberIsIgnoredInEveryRoom() {
        daemon.type(bob, "/ignore alice");
        daemon.type(alice, "/name you.are.ugly");
        daemon.type(alice, "/join games");
        reads(bob, "alice has moved to another room");
        types(bob, "/join games", "You are in #games.", "Here now: you.are.ugly");
        daemon.type(alice, "hello");
        daemon.type(alice, "/topic ugly");
        readNothing(bob);
    }

    // who, rooms, topic

    @Test
    void whoListsTheRoomAndWhoStarListsEverybody() {
        daemon.type(alice, "/join games");
        daemon.readAll(bob, carol);
        List<String> here = daemon.type(alice, "/who");
        assertEquals("1 person:", here.get(0));
        assertEquals(2, here.size());
        List<String> all = daemon.type(alice, "/who *");
        assertEquals("3 people:", all.get(0));
        assertTrue(all.get(1).startsWith("2  bob    #lobby  "), all.get(1));
        assertTrue(all.get(3).startsWith("1  alice  #games  "), all.get(3));
    }

    @Test
    void theTopicCanBeSetAndIsShownToThoseWhoJoin() {
        daemon.type(bob, "/join games");
        daemon.readAll(alice, carol);
        types(bob, "/topic", "#games has no topic. To set one, type: /topic TEXT");
        types(bob, "/topic  chess at 8 ", "bob has set the topic: chess at 8");
        types(bob, "/topic", "Topic: chess at 8");
        types(alice, "/join games", "You are in #games.", "Topic: chess at 8", "Here now: bob");
        reads(carol, "alice has moved to #games");
    }

    @Test
    void roomsAreListedTheFullestFirst() {
        daemon.type(alice, "/join games");
        daemon.type(alice, "/topic chess at 8");
        daemon.readAll(bob, carol);
        types(bob, "/rooms", "2 rooms:", "#lobby  2 people", "#games  1 person  chess at 8");
        daemon.type(bob, "/join games");
        daemon.readAll(alice, bob, carol);
        types(carol, "/channels", "2 rooms:", "#games  2 people  chess at 8", "#lobby  1 person");
    }

    @Test
    void atMostAHundredRoomsAreListed() {
        List<RoomSettings.Permanent> many = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            many.add(new RoomSettings.Permanent("r" + i, "x".repeat(70)));
        }
        enter(new ChatFixture().idle(Duration.ZERO).rooms(RoomSettings.DEFAULT.withPermanent(many)));
        List<String> list = daemon.type(alice, "/rooms");
        assertEquals("121 rooms:", list.get(0));
        assertEquals(102, list.size());
        assertEquals("... and 21 more", list.get(101));
        assertTrue(list.get(2).endsWith("  " + "x".repeat(60) + "..."), list.get(2));
    }

    // Owners

    @Test
    void onlyInvitedMembersCanJoinALockedRoom() {
        daemon.type(alice, "/join games");
        daemon.readAll(bob, carol);
        types(alice, "/lock", "#games is locked: only people you /invite can join.");
        types(bob, "/join games", "#games is locked: only invited people can join.");
        types(bob, "/rooms", "1 room:", "#lobby  2 people");
        types(alice, "/invite bob", "bob is invited to #games.");
        reads(bob, "alice invites you to #games: /join games");
        types(bob, "/rooms", "2 rooms:", "#lobby  2 people", "#games  1 person");
        types(bob, "/join games", "You are in #games.", "Here now: alice");
        reads(carol, "bob has moved to another room");
        reads(alice, "bob has joined from #lobby");
        types(bob, "/leave", "You are in #lobby.", "Here now: carol");
        reads(carol, "bob has joined from another room");
        types(alice, "/unlock", "bob has moved to #lobby", "#games is open to everybody.");
        types(carol, "/join games", "You are in #games.", "Here now: alice");
    }

    @Test
    void aLockedRoomIsHiddenFromMembersElsewhere() {
        daemon.type(alice, "/join games");
        daemon.type(alice, "/lock");
        daemon.readAll(bob, carol);
        List<String> all = daemon.type(bob, "/who *");
        assertTrue(all.get(3).startsWith("1  alice  (another room)"), all.get(3));
        assertTrue(daemon.type(alice, "/who *").get(3).startsWith("1  alice  #games"));
    }

    @Test
    void onlyTheOwnerCanLockInviteAndRemove() {
        daemon.type(alice, "/join games");
        daemon.type(bob, "/join games");
        daemon.readAll(alice, bob, carol);
        for (String line : List.of("/lock", "/unlock", "/invite carol", "/remove alice")) {
            types(bob, line, "Only alice, the owner of #games, can do that.");
            types(carol, line, "#lobby has no owner.");
        }
        types(alice, "/invite bob", "bob is already in #games.");
        types(alice, "/invite alice", "You cannot do that to yourself.");
        types(alice, "/remove alice", "You cannot do that to yourself.");
        types(alice, "/invite zoe", "There is no zoe here. /who * lists everybody.");
        types(alice, "/remove carol", "carol is not in #games.");
        types(alice, "/remove", "Usage: /remove WHO [REASON]");
        readNothing(bob, carol);
    }

    @Test
    void aRemovedMemberGoesToTheLobbyAndCanReturnWhenInvited() {
        daemon.type(alice, "/join games");
        daemon.type(bob, "/join games");
        daemon.readAll(alice, bob, carol);
        types(alice, "/remove bob  too loud", "bob was removed by alice: too loud");
        reads(bob, "alice has removed you from #games: too loud", "You are in #lobby.", "Here now: carol");
        reads(carol, "bob has joined from #games");
        types(bob, "/join games", "You were removed from #games. You can come back when its owner invites you.");
        daemon.type(alice, "/invite bob");
        reads(bob, "alice invites you to #games: /join games");
        types(bob, "/join games", "You are in #games.", "Here now: alice");
        types(alice, "/remove bob", "bob has joined from #lobby", "bob was removed by alice");
    }

    @Test
    void theMemberThatJoinedFirstInheritsTheRoom() {
        daemon.type(carol, "/join games");
        daemon.type(alice, "/join games");
        daemon.type(bob, "/join games");
        daemon.readAll(alice, bob, carol);
        types(carol, "/leave", "You are in #lobby.", "No one else is here.");
        reads(alice, "carol has moved to #lobby", "You are now the owner of #games.");
        reads(bob, "carol has moved to #lobby");
        types(bob, "/lock", "Only alice, the owner of #games, can do that.");
        alice.reset();
        daemon.turn();
        reads(bob, "alice has left", "You are now the owner of #games.");
        types(bob, "/lock", "#games is locked: only people you /invite can join.");
    }

    @Test
    void anInvitationByAnIgnoredMemberIsNotShown() {
        daemon.type(bob, "/ignore alice");
        daemon.type(alice, "/join games");
        daemon.type(alice, "/lock");
        daemon.readAll(bob, carol);
        types(alice, "/invite bob", "bob is invited to #games.");
        readNothing(bob);
    }

    // bell

    @Test
    void theBellRingsForPrivateMessagesAndForTheNameOfTheMember() {
        types(bob, "/bell on",
                "The bell rings for private messages and for lines with your name. /bell off turns it off.");
        daemon.type(alice, "hello bob");
        daemon.type(alice, "BOB, hello");
        daemon.type(alice, "bobby's bob-cat");
        daemon.type(alice, "/me waves at bob.");
        daemon.type(alice, "/msg bob hi");
        reads(bob, "alice: hello bob\u0007", "alice: BOB, hello\u0007", "alice: bobby's bob-cat",
                "* alice waves at bob.\u0007", "alice (to you): hi\u0007");
        reads(carol, "alice: hello bob", "alice: BOB, hello", "alice: bobby's bob-cat", "* alice waves at bob.");
        types(bob, "I am bob", "bob: I am bob");
        types(bob, "/bell off", "The bell is off.");
        types(bob, "/bell", "Usage: /bell on|off");
        daemon.type(alice, "hello bob");
        reads(bob, "alice: hello bob");
    }

    // Other dialects

    @Test
    void otherDialectsHaveNoRooms() {
        daemon = new ChatFixture().dialect("room", "en");
        Client dave = daemon.join("x");
        dave.lines();
        assertEquals("[" + dave.address() + ":" + dave.address() + "]: /join games",
                daemon.type(dave, "/join games").get(0));
    }

    // The administrator

    @Test
    void anAdministratorClosesARoom() {
        daemon.type(alice, "/join games");
        daemon.type(bob, "/join games");
        daemon.readAll(alice, bob, carol);
        daemon.administration().closeRoom("#games", "tidying up");
        daemon.turn();
        reads(alice, "An administrator has closed #games: tidying up", "You are in #lobby.", "Here now: carol");
        reads(bob, "An administrator has closed #games: tidying up", "You are in #lobby.", "Here now: alice, carol");
        reads(carol, "2 people have come from #games, which an administrator has closed.");
        assertNull(room("games"));
        types(alice, "hi", "alice: hi");
        reads(bob, "alice: hi");
    }
}
