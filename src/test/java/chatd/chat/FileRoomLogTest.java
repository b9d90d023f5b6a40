package chatd.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chatd.os.LogCapture;
import chatd.sim.SimulatedNetwork.Client;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

/** The records that a chat writes to its history file. */
class FileRoomLogTest {

    private final StoredHistory file = new StoredHistory();
    private final WallClock clock = new WallClock();
    private final ChatFixture daemon = new ChatFixture().idle(Duration.ZERO).clock(clock).historyFile(file);

    private void records(String... records) {
        assertEquals(List.of(records), file.records());
    }

    @Test
    void whatIsSaidIsRecordedWithTimeAndRoom() {
        Client alice = daemon.join("alice");
        clock.zone(ZoneOffset.ofHours(1));
        daemon.type(alice, "hello,\tжизнь", "//me", "/me waves");
        assertEquals("2026-01-02T15:03:04.000+01:00\t#lobby\tsaid\talice\thello,\tжизнь\n"
                + "2026-01-02T15:03:04.000+01:00\t#lobby\tsaid\talice\t/me\n"
                + "2026-01-02T15:03:04.000+01:00\t#lobby\tme\talice\twaves\n", file.text());
    }

    @Test
    void topicsAreRecordedAndPrivateLinesCommandsAndNoticesAreNot() {
        Client alice = daemon.join("alice");
        Client bob = daemon.join("bob");
        daemon.type(alice, "/topic tea", "/msg bob psst", "/away lunch", "/who", "/name ada", "/search x", "/nonsense");
        daemon.type(bob, "/reply yes", "/quit bye");
        records("#lobby topic alice tea");
    }

    @Test
    void noticesAreRecordedIfTheyAreWanted() {
        daemon.historyNotices();
        Client alice = daemon.join("alice");
        Client bob = daemon.join("bob");
        daemon.type(alice, "/join games");
        daemon.type(bob, "/join games", "hi", "/name rob");
        daemon.type(alice, "/remove rob enough");
        daemon.type(bob, "/quit bye");
        records("#lobby arrived alice ", "#lobby arrived bob ", "#games joined alice #lobby",
                "#lobby moved alice #games", "#games joined bob #lobby", "#lobby moved bob #games",
                "#games said bob hi", "#games renamed rob bob",
                "#lobby joined rob #games", "#games removed rob by alice: enough", "#lobby left rob bye");
    }

    @Test
    void aRemovalWithoutAReasonNamesTheOwner() {
        daemon.historyNotices();
        Client alice = daemon.join("alice");
        Client bob = daemon.join("bob");
        daemon.type(alice, "/join games");
        daemon.type(bob, "/join games");
        daemon.type(alice, "/remove bob");
        assertEquals("#games removed bob by alice", file.records().get(7));
    }

    @Test
    void aDepartureIsRecordedAsTheOthersReadIt() {
        daemon.historyNotices().idle(Duration.ofMinutes(1));
        daemon.join("alice");
        daemon.sleep(Duration.ofSeconds(30));
        Client bob = daemon.join("bob");
        daemon.join("carol").endInput();
        daemon.turn();
        Client dave = daemon.join("dave");
        Client erin = daemon.join("erin");
        daemon.administration().kick(daemon.connection(dave), "spam");
        daemon.administration().kick(daemon.connection(erin), "");
        daemon.type(bob, "/quit");
        daemon.sleep(Duration.ofSeconds(31));
        records("#lobby arrived alice ", "#lobby arrived bob ", "#lobby arrived carol ", "#lobby left carol ",
                "#lobby arrived dave ", "#lobby arrived erin ", "#lobby left dave (kicked: spam)",
                "#lobby left erin (kicked)", "#lobby left bob ", "#lobby left alice (idle)");
    }

    @Test
    void aLockedRoomIsNotNamedAsTheTargetOfAMove() {
        daemon.historyNotices();
        Client alice = daemon.join("alice");
        Client bob = daemon.join("bob");
        daemon.type(alice, "/join games", "/lock", "/invite bob");
        daemon.type(bob, "/join games", "/leave");
        records("#lobby arrived alice ", "#lobby arrived bob ", "#games joined alice #lobby",
                "#lobby moved alice #games", "#games locked alice ", "#games joined bob #lobby",
                "#lobby moved bob ", "#lobby joined bob ",
                "#games moved bob #lobby");
    }

    @Test
    void whatIsSaidInALockedRoomIsRecordedAsSuch() {
        Client alice = daemon.join("alice");
        daemon.type(alice, "/join games", "/lock", "one", "/me waves", "/topic tea", "/unlock", "two");
        records("#games locked alice ", "#games said-locked alice one", "#games me-locked alice waves",
                "#games topic-locked alice tea", "#games unlocked alice ", "#games said alice two");
    }

    @Test
    void locksAndTheEndOfARoomAreRecordedAlsoWithoutNotices() {
        Client alice = daemon.join("alice");
        daemon.type(alice, "/join games", "/lock", "/unlock", "/leave");
        records("#games locked alice ", "#games unlocked alice ", "#games gone - ");
    }

    @Test
    void theEndOfARoomThatAnAdministratorClosesIsRecorded() {
        Client alice = daemon.join("alice");
        daemon.type(alice, "/join games");
        daemon.administration().closeRoom("games", "");
        records("#games gone - ");
    }

    @Test
    void theEndOfAPermanentRoomIsNeverRecorded() {
        daemon.rooms(RoomSettings.DEFAULT.withPermanent(List.of(new RoomSettings.Permanent("games", null))));
        Client alice = daemon.join("alice");
        daemon.type(alice, "/join games", "/leave", "/quit");
        records();
    }

    @Test
    void stoppingTheDaemonDoesNotRecordTheEndOfRooms() {
        Client alice = daemon.join("alice");
        daemon.type(alice, "/join games", "still here");
        daemon.daemon().server.stop();
        daemon.turn();
        records("#games said alice still here");
    }

    // Addresses

    @Test
    void aMemberThatIsNamedByItsAddressIsRecordedByItsNumber() {
        daemon.historyNotices();
        Client one = daemon.connect();
        one.lines();
        daemon.type(one, "", "hi", "/me waves", "/name 127.0.0.1", "still here", "/name alice",
                "/name " + one.address());
        Client bob = daemon.join("1.5");
        daemon.type(bob, "/join games");
        daemon.type(one, "/join games");
        daemon.type(bob, "hi", "/leave", "/join games");
        daemon.type(one, "/remove 2");
        assertEquals(List.of("#lobby arrived #1 ", "#lobby said #1 hi", "#lobby me #1 waves", "#lobby renamed #1 #1",
                "#lobby said #1 still here", "#lobby renamed alice #1", "#lobby renamed #1 alice",
                "#lobby arrived 1.5 "), file.records().subList(0, 8));
        assertEquals(1, file.records().stream().filter("#games removed 1.5 by #1"::equals).count());
        assertEquals(0, file.text().lines().filter(line -> line.contains(one.address().split(":")[0])).count());
    }

    @Test
    void theDialectRoomRecordsNoAddress() {
        daemon.dialect("room", "en").historyNotices();
        Client one = daemon.connect();
        Client two = daemon.connect();
        daemon.type(one, "hi");
        daemon.type(two, "rename|bob", "hello", "exit");
        records("#lobby arrived #1 ", "#lobby arrived #2 ", "#lobby said #1 hi", "#lobby renamed bob #2",
                "#lobby said bob hello", "#lobby left bob ");
    }

    @Test
    void theLastNumbersAreKeptAndOthersAreMadeAgain() {
        MemberNumbers numbers = new MemberNumbers();
        for (int number : new int[] {0, 7, 7, 263, 7, 1_000_000}) {
            assertEquals("#" + number, numbers.text(number));
        }
    }

    // Failure and SIGHUP

    @Test
    void eventsAreCountedAndUnwrittenOnesCountAsMissing() {
        Client alice = daemon.join("alice");
        daemon.type(alice, "one");
        file.allow(true, false);
        daemon.type(alice, "two", "three");
        file.allow(true, true);
        daemon.type(alice, "four");
        records("#lobby said alice one", "- missing - 2 lines are missing here", "#lobby said alice four");
        assertEquals(4, daemon.administration().historyEvents());
        assertEquals(2, daemon.administration().missingHistoryEvents());
    }

    @Test
    void nothingIsCountedWithoutAFile() {
        ChatFixture other = new ChatFixture();
        other.type(other.join("alice"), "one");
        assertEquals(0, other.administration().historyEvents());
        assertEquals(0, other.administration().missingHistoryEvents());
    }

    @Test
    void theFileIsOpenedAgainOnRequest() {
        assertEquals(List.of(), LogCapture.by(ChatService.class, Level.INFO, daemon.chat()::rereadFiles));
        assertEquals(1, file.reopened());
    }
}
