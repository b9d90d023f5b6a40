package chatd.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.chat.Administration;
import chatd.chat.Departure;
import chatd.net.FailureLog;
import chatd.net.Metrics;
import chatd.os.LogCapture;
import chatd.sim.SimulatedNetwork.Client;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.event.Level;

/** Members, connections and an administrator do anything in any order: the statistics stay consistent. */
class AdminRandomActionsTest {

    private static final int STEPS = 600;
    private static final List<String> IPS = List.of("127.0.0.1", "10.0.0.1", "10.0.0.2", "2001:db8::1", "2001:db8::2");
    private static final String PASSWORD = "secret\n";
    private static final List<String> LINES = List.of("hello\n", "a\nb\nc\n", "half", "\n", "/who\n", "/quiet\n",
            "/unquiet\n", "/time\n", "/ignore 1\n", "/unignore 1\n", "/msg 1 psst\n", "/quit\n", "/quit bye",
            "x".repeat(900) + '\n', ("x".repeat(900) + '\n').repeat(9), "y".repeat(2000) + '\n', "/help\n".repeat(20),
            "/join games\n", "/join #Games\n", "/leave\n", "/lock\n", "/rooms\n");
    private static final List<String> COMMANDS = List.of("help\n", "who\n", "stats\n", "bans\n", "say hello\n", "rooms\n",
            "say #games hello\n", "close games bye\n",
            "kick 1\n", "kick 10.0.0.1:50003 reason\n", "kick local:2\n", "ban 10.0.0.0/8 1m\n", "ban 10.0.0.1 30s\n",
            "ban 2001:db8::/32 10s\n", "unban 10.0.0.0/8\n", "nonsense\n", "\n", "who");

    @TempDir
    private Path directory;

    private boolean asks;
    private AdminFixture fixture;
    private Random random;
    private final List<Client> clients = new ArrayList<>();
    private Client admin;
    private int names;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
    void everyClientIsConnectedOrHasLeftOnceAndNoMemoryIsHeld(long seed) throws IOException {
        Path passwordFile = Files.writeString(directory.resolve("password"), PASSWORD);
        asks = seed % 4 >= 2;
        fixture = new AdminFixture(directory, asks ? passwordFile : null);
        random = new Random(seed);
        admin = fixture.admin;
        List<String> errors = LogCapture.by(FailureLog.class, Level.ERROR, () -> {
            for (int step = 0; step < STEPS; step++) {
                act();
                assertCountersAddUp();
            }
            end(seed % 2 == 0);
        });
        assertTrue(fixture.daemon.server.metrics().arrivals() > 50);
        errors.forEach(line -> assertTrue(line.contains("thrown for the test"), line));
        assertEquals(0, fixture.daemon.heldBytes());
        assertEquals(0, fixture.daemon.server.metrics().clients());
        assertCountersAddUp();
    }

    private void assertCountersAddUp() {
        Metrics statistics = fixture.daemon.server.metrics();
        long gone = Arrays.stream(Departure.values()).mapToLong(new Administration(fixture.chat)::departures).sum();
        assertEquals(statistics.arrivals(), statistics.clients() + gone);
        assertEquals(statistics.clients(), fixture.daemon.server.clients().size());
        assertTrue(statistics.deliveries() >= 0);
    }

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private void act() {
        switch (random.nextInt(20)) {
            case 0, 1, 2 -> clients.add(fixture.daemon.network.connectFrom(any(IPS)));
            case 3 -> clients.add(fixture.connectLocally());
            case 4, 5 -> doWith(client -> client.send((asks ? PASSWORD : "") + "p" + names++ + '\n'));
            case 6, 7, 8 -> doWith(client -> client.send(any(LINES)));
            case 9 -> doWith(client -> client.takeOnly(random.nextInt(3000)));
            case 10 -> doWith(Client::takeEverything);
            case 11 -> disturb();
            case 12 -> fixture.daemon.network.failAccepts(
                    random.nextInt(3) > 0 ? null : new IOException("No descriptors"));
            case 13, 14, 15 -> giveCommand();
            case 16 -> fixture.daemon.sleep(Duration.ofMillis(random.nextInt(100_000)));
            default -> fixture.daemon.turn();
        }
    }

    private void disturb() {
        switch (random.nextInt(5)) {
            case 0 -> doWith(Client::reset);
            case 1, 2 -> doWith(Client::endInput);
            case 3 -> doWith(Client::failBadly);
            default -> {
                Client odd = fixture.daemon.network.connectFrom(any(IPS));
                odd.failOptions();
                clients.add(odd);
            }
        }
    }

    private void doWith(Consumer<Client> action) {
        if (!clients.isEmpty()) {
            action.accept(any(clients));
        }
    }

    private void giveCommand() {
        if (admin.isClosed() || random.nextInt(10) == 0) {
            admin.endInput();
            admin = fixture.anotherAdmin();
        }
        admin.send(any(COMMANDS));
        if (random.nextInt(3) == 0) {
            admin.takeOnly(random.nextInt(1000));
        } else {
            admin.takeEverything();
        }
    }

    /** Ends the server, at once or by a drain. */
    private void end(boolean atOnce) {
        fixture.daemon.network.failAccepts(null);
        fixture.daemon.sleep(Duration.ofSeconds(3));
        admin = fixture.anotherAdmin();
        admin.send(atOnce ? "shutdown\n" : "drain 10s\n");
        for (int i = 0; i < 150 && !fixture.daemon.hasEnded(); i++) {
            fixture.daemon.sleep(Duration.ofMillis(100));
        }
        assertTrue(fixture.daemon.hasEnded());
        clients.forEach(client -> assertTrue(client.isClosed() || client.received().isEmpty(), client.address()));
    }
}
