package chatd.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chatd.net.FailureLog;
import chatd.net.Metrics;
import chatd.os.LogCapture;
import chatd.sim.SimulatedNetwork.Client;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

/** After every test, each client that arrived is still connected, or has left in exactly one way. */
class DeparturesTest {

    private final ChatFixture daemon = new ChatFixture();

    @AfterEach
    void nobodyIsLostOrCountedTwice() {
        Metrics statistics = daemon.daemon().server.metrics();
        long gone = Arrays.stream(Departure.values()).mapToLong(daemon.chat().departures()::count).sum();
        assertEquals(statistics.arrivals(), statistics.clients() + gone);
    }

    private void assertDepartures(Departure... expected) {
        Map<Departure, Long> counted = new EnumMap<>(Departure.class);
        for (Departure how : Departure.values()) {
            if (daemon.chat().departures().count(how) > 0) {
                counted.put(how, daemon.chat().departures().count(how));
            }
        }
        assertEquals(Arrays.stream(expected).collect(Collectors.groupingBy(how -> how, Collectors.counting())),
                counted);
    }

    @Test
    void atFirstNobodyHasLeft() {
        daemon.join("alice");
        daemon.connect();
        assertDepartures();
    }

    @Test
    void aMemberThatQuitsHasLeft() {
        Client alice = daemon.join("alice");
        daemon.type(alice, "/quit", "/quit", "still here");
        alice.endInput();
        daemon.turn();
        assertDepartures(Departure.LEFT);
    }

    @Test
    void aMemberThatEndsItsInputHasLeft() {
        daemon.join("alice").endInput();
        daemon.connect().endInput();
        daemon.turn();
        assertDepartures(Departure.LEFT, Departure.LEFT);
    }

    @Test
    void quitFollowedByEndOfInputIsOneDeparture() {
        Client alice = daemon.join("alice");
        alice.send("/quit bye");
        alice.endInput();
        daemon.turn();
        daemon.turn();
        assertDepartures(Departure.LEFT);
    }

    @Test
    void aBrokenConnectionIsCountedAsReset() {
        Client alice = daemon.join("alice");
        daemon.connect().reset();
        alice.reset();
        daemon.turn();
        assertDepartures(Departure.RESET, Departure.RESET);
    }

    @Test
    void aConnectionThatBreaksAfterQuitIsOneDeparture() {
        Client alice = daemon.join("alice");
        daemon.type(alice, "/quit");
        alice.reset();
        daemon.turn();
        assertDepartures(Departure.LEFT);
    }

    @Test
    void aMemberThatSendsNothingIsIdle() {
        daemon.join("alice");
        daemon.sleep(Duration.ofMinutes(6));
        assertDepartures(Departure.IDLE);
    }

    @Test
    void aClientThatChoosesNoNameIsUnnamed() {
        daemon.connect();
        daemon.sleep(Duration.ofMinutes(6));
        assertDepartures(Departure.UNNAMED);
    }

    @Test
    void aMemberThatReadsNothingIsNotReading() {
        Client alice = daemon.join("alice");
        alice.takeOnly(0);
        daemon.type(alice, "hello");
        daemon.sleep(Duration.ofMinutes(2));
        assertDepartures(Departure.NOT_READING);
    }

    @Test
    void anIdleMemberThatDoesNotReadItsLastLineWasIdle() {
        Client alice = daemon.join("alice");
        alice.takeOnly(0);
        daemon.sleep(Duration.ofMinutes(7));
        assertDepartures(Departure.IDLE);
    }

    @Test
    void aKickedClientIsCountedAsKickedHoweverItsConnectionEnds() {
        Client alice = daemon.join("alice");
        Client bob = daemon.join("bob");
        Client nobody = daemon.connect();
        alice.takeOnly(0);
        for (Client client : new Client[] {alice, bob, nobody}) {
            daemon.administration().kick(daemon.connection(client), "");
        }
        bob.endInput();
        nobody.reset();
        daemon.sleep(Duration.ofMinutes(2));
        assertDepartures(Departure.KICKED, Departure.KICKED, Departure.KICKED);
    }

    @Test
    void anExceptionOfTheServiceIsCountedAsFailure() {
        Client alice = daemon.join("alice");
        daemon.connect().failBadly();
        alice.failBadly();
        LogCapture.by(FailureLog.class, Level.ERROR, daemon::turn);
        assertDepartures(Departure.FAILURE, Departure.FAILURE);
    }

    @Test
    void aStopCountsConnectedClientsAndNotThoseAlreadyLeaving() {
        daemon.join("alice");
        daemon.connect();
        Client slow = daemon.join("slow");
        slow.takeOnly(0);
        Client leaving = daemon.join("leaving");
        leaving.takeOnly(0);
        daemon.type(leaving, "/quit");
        daemon.daemon().stop();
        daemon.sleep(Duration.ofSeconds(3));
        assertDepartures(Departure.STOPPED, Departure.STOPPED, Departure.STOPPED, Departure.LEFT);
    }

    @Test
    void aClientThatLeavesInTheTurnOfTheStopIsCountedOnce() {
        Client alice = daemon.join("alice");
        Client bob = daemon.join("bob");
        alice.send("/quit\n");
        bob.reset();
        daemon.daemon().stop();
        daemon.turn();
        assertDepartures(Departure.LEFT, Departure.RESET);
    }

    @Test
    void theDebugLogTellsHowAMemberHasLeft() {
        Client alice = daemon.join("alice");
        alice.takeOnly(0);
        daemon.type(alice, "hello");
        assertEquals(List.of("DEBUG 127.0.0.1:50000 as alice has left (not reading)"),
                LogCapture.by(DirectActions.class, Level.DEBUG, () -> daemon.sleep(Duration.ofSeconds(61))));
    }
}
