package chatd.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.chat.Administration;
import chatd.chat.Departure;
import chatd.net.FailureLog;
import chatd.os.LogCapture;
import chatd.sim.SimulatedNetwork.Client;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.event.Level;

/** The answer to "stats", read as Prometheus reads it: its text format, version 0.0.4. */
class PrometheusTextTest {

    @TempDir
    private Path directory;
    private AdminFixture fixture;

    @BeforeEach
    void open() {
        fixture = new AdminFixture(directory);
    }

    private Map<String, Double> stats() {
        return PrometheusParser.read(fixture.ask("stats"));
    }

    private long stat(String name) {
        return stats().get("chatd_" + name).longValue();
    }

    private long departures(Departure how) {
        return stat("departures_total{reason=\"" + how.name().toLowerCase(Locale.ROOT) + "\"}");
    }

    private long allDepartures() {
        return stats().entrySet().stream().filter(stat -> stat.getKey().startsWith("chatd_departures_total"))
                .mapToLong(stat -> stat.getValue().longValue()).sum();
    }

    @Test
    void everyMetricIsInPrometheusFormat() {
        List<String> names = new ArrayList<>(List.of("clients", "rooms", "arrivals_total"));
        for (String reason : List.of("left", "reset", "idle", "unnamed", "wrong_password", "wrong_key", "elsewhere",
                "not_reading", "kicked",
                "failure", "stopped")) {
            names.add("departures_total{reason=\"" + reason + "\"}");
        }
        for (String reason : List.of("full", "banned", "not_allowed", "too_many", "too_fast", "no_proxy_header",
                "not_chat")) {
            names.add("refused_total{reason=\"" + reason + "\"}");
        }
        names.addAll(List.of("accept_failures_total", "lines_total",
                "deliveries_total", "skipped_lines_total", "received_bytes_total", "sent_bytes_total",
                "history_lines_total", "history_missing_lines_total", "waiting_bytes",
                "turns_total", "slow_turns_total", "longest_turn_seconds", "uptime_seconds",
                "heap_bytes", "heap_limit_bytes",
                "resident_bytes"));
        assertEquals(names.stream().map("chatd_"::concat).toList(), List.copyOf(stats().keySet()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a 1", "# HELP a x|a 1", "# TYPE a gauge|a 1", "# HELP a x|# TYPE b gauge|a 1",
            "# HELP a x|# TYPE a gauge", "# HELP a x|# TYPE a gauge|a 1|a 2", "# HELP a x|# TYPE a gauge|a one",
            "# HELP a x|# TYPE a gauge|a", "# HELP a x|# TYPE a gauge|a NaN", "# HELP a x|# TYPE a gauge|b 1",
            "# HELP a x|# TYPE a counter|a 1", "# HELP a_total x|# TYPE a_total gauge|a_total 1",
            "# HELP a-b x|# TYPE a-b gauge|a-b 1", "# HELP a x|# TYPE a gauge|a{b=c} 1",
            "# HELP a x|# TYPE a gauge|a 1|# HELP a x|# TYPE a gauge|a{b=\"c\"} 1"})
    void theParserOfTheTestsRejectsAMalformedText(String text) {
        assertThrows(AssertionError.class, () -> {
            try {
                PrometheusParser.read(List.of(text.split("\\|")));
            } catch (NumberFormatException e) {
                throw new AssertionError(e);
            }
        });
    }

    @Test
    void metricsCountWhatHappened() throws IOException {
        Client alice = fixture.join("alice");
        Client bob = fixture.join("bob");
        alice.lines();
        alice.send("hello\n");
        fixture.daemon.turn();
        assertEquals(List.of("alice: hello"), bob.lines());
        for (int i = 0; i < 8; i++) {
            fixture.connectFrom("127.0.0.1");
        }
        assertEquals(8, stat("clients"));
        assertEquals(1, stat("rooms"));
        assertEquals(8, stat("arrivals_total"));
        assertEquals(2, stat("refused_total{reason=\"full\"}"));
        assertEquals(0, stat("refused_total{reason=\"banned\"}"));
        fixture.ask("ban 10.0.0.1");
        fixture.connectFrom("10.0.0.1");
        assertEquals(1, stat("refused_total{reason=\"banned\"}"));
        assertEquals(3, stat("lines_total"));
        assertEquals("alice\nbob\nhello\n".length(), stat("received_bytes_total"));
        // One that bob has arrived, for alice, and hello for both.
        assertEquals(3, stat("deliveries_total"));
        assertEquals(0, stat("skipped_lines_total"));
        assertEquals(0, stat("waiting_bytes"));
        assertEquals(0, stat("accept_failures_total"));
        fixture.daemon.network.failAccepts(new IOException("Too many open files"));
        fixture.daemon.network.connect();
        fixture.daemon.turn();
        assertEquals(1, stat("accept_failures_total"));
    }

    @Test
    void sentBytesAreThoseThatClientsReceived() {
        Client client = fixture.daemon.connect();
        client.send("alice\nhello\n");
        fixture.daemon.turn();
        assertEquals(client.received().length(), stat("sent_bytes_total"));
    }

    @Test
    void waitingBytesAndSkippedLinesAreCounted() {
        Client slow = fixture.join("slow");
        Client talker = fixture.join("talker");
        slow.takeOnly(0);
        for (int i = 0; i < 10; i++) {
            talker.send("x".repeat(1000) + '\n');
            fixture.daemon.turn();
        }
        talker.lines();
        assertEquals(fixture.daemon.heldBytes(), stat("waiting_bytes"));
        assertTrue(stat("waiting_bytes") > 3000);
        long skipped = stat("skipped_lines_total");
        assertTrue(skipped > 0);
        // Including the line that the talker has arrived, and all lines to the talker.
        assertEquals(1 + 10 + 10 - skipped, stat("deliveries_total"));
    }

    @Test
    void timesAreInSeconds() {
        fixture.daemon.sleep(Duration.ofMinutes(2));
        fixture.daemon.loop.execute(() -> fixture.daemon.network.sleep(Duration.ofMillis(250)));
        fixture.daemon.turn();
        Map<String, Double> stats = stats();
        assertEquals(0.25, stats.get("chatd_longest_turn_seconds"));
        assertEquals(120.25, stats.get("chatd_uptime_seconds"));
        long turns = stat("turns_total");
        fixture.daemon.turn();
        assertEquals(turns + 2, stat("turns_total"));
    }

    @Test
    void memoryIsPlausible() {
        Map<String, Double> stats = stats();
        assertTrue(stats.get("chatd_heap_bytes") > 1 << 20);
        assertTrue(stats.get("chatd_heap_bytes") <= stats.get("chatd_heap_limit_bytes"));
        assertEquals(Runtime.getRuntime().maxMemory(), stats.get("chatd_heap_limit_bytes"));
        assertTrue(stats.get("chatd_resident_bytes") > stats.get("chatd_heap_bytes") / 2);
        assertEquals(0, stats.get("chatd_resident_bytes") % 1024);
    }

    @Test
    void everyArrivalIsConnectedOrHasLeftForOneReason() {
        Client idle = fixture.join("idle");
        Client unread = fixture.join("unread");
        unread.takeOnly(0);
        idle.send("\n");
        fixture.daemon.sleep(Duration.ofMinutes(1));
        fixture.connectFrom("10.0.0.1");
        fixture.daemon.sleep(Duration.ofMinutes(5));
        assertEquals(2, departures(Departure.IDLE));
        assertEquals(1, departures(Departure.UNNAMED));

        Client stuck = fixture.join("stuck");
        stuck.takeOnly(0);
        Client quitter = fixture.join("quitter");
        quitter.send("/quit\n");
        fixture.join("ended").endInput();
        fixture.join("reset").reset();
        fixture.join("failed").failBadly();
        LogCapture.by(FailureLog.class, Level.ERROR, fixture.daemon::turn);
        fixture.named(fixture.connectFrom("192.0.2.7"), "banned");
        fixture.join("kicked");
        fixture.ask("kick kicked");
        fixture.ask("ban 192.0.2.7");
        fixture.daemon.network.connectFrom("192.0.2.7");
        fixture.daemon.sleep(Duration.ofSeconds(90));
        assertEquals(1, departures(Departure.NOT_READING));
        assertEquals(2, departures(Departure.LEFT));
        assertEquals(1, departures(Departure.RESET));
        assertEquals(1, departures(Departure.FAILURE));
        assertEquals(2, departures(Departure.KICKED));
        assertEquals(0, departures(Departure.STOPPED));

        fixture.join("here");
        for (int i = 0; i < 10; i++) {
            fixture.connectFrom("127.0.0.1");
        }
        assertEquals(8, stat("clients"));
        assertEquals(3, stat("refused_total{reason=\"full\"}"));
        assertEquals(10 + 8, stat("arrivals_total"));
        assertEquals(stat("arrivals_total"), stat("clients") + allDepartures());
        fixture.daemon.stop();
        fixture.daemon.turn();
        assertEquals(8, new Administration(fixture.chat).departures(Departure.STOPPED));
        assertEquals(0, fixture.daemon.server.metrics().clients());
    }
}
