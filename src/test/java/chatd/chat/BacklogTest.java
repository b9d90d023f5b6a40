package chatd.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.net.SimulatedDaemon;
import chatd.sim.SimulatedNetwork.Client;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clients whose deadline passes while --rate holds back some of their lines: they are told that these are lost. */
class BacklogTest {

    private static final String LOST =
            "Not sent: the rest of your lines. They came faster than the server accepts lines.";

    /** The default limits: 20 lines a second, 100 lines at once, 5 minutes without activity. */
    private final ChatFixture daemon = new ChatFixture().limits(SimulatedDaemon.LIMITS
            .withLineRate(Duration.ofMillis(50), 100)).idle(Duration.ofMinutes(5));

    private static String numbers(int lines) {
        return IntStream.rangeClosed(1, lines).mapToObj(i -> i + "\n").collect(Collectors.joining());
    }

    /** The client sends this text at once, and the daemon reads it as far as the rate allows. */
    private void send(Client client, String text) {
        client.send(text);
        for (int i = 0; i < 20; i++) {
            daemon.turn();
        }
    }

    /** Lets 5 minutes pass. This client sends a line after 4 minutes, so that it is not idle. */
    private void sleepFiveMinutes(Client active) {
        daemon.sleep(Duration.ofMinutes(4));
        active.send("\n");
        daemon.sleep(Duration.ofSeconds(61));
    }

    @Test
    void fiveThousandLinesAreDeliveredBeforeTheClientIsIdle() {
        Client bob = daemon.join("bob");
        Client alice = daemon.join("alice");
        bob.lines();
        send(alice, numbers(5000));
        sleepFiveMinutes(bob);
        List<String> said = bob.lines();
        assertEquals("alice: 5000", said.get(4999));
        assertEquals("alice has left (idle)", said.get(5000));
        assertFalse(alice.lines().contains(LOST));
    }

    @Test
    void aMemberIsToldThatLinesAreLost() {
        Client bob = daemon.join("bob");
        Client alice = daemon.join("alice");
        bob.lines();
        send(alice, numbers(10_000));
        sleepFiveMinutes(bob);
        List<String> said = bob.lines();
        assertEquals(100 + 5 * 60 * 20, said.size(), 4);
        assertEquals("alice has left (idle)", said.get(said.size() - 1));
        List<String> told = alice.lines();
        assertEquals(List.of(LOST, "Disconnected: idle for 5 minutes."), told.subList(told.size() - 2, told.size()));
        assertTrue(alice.isOutputEnded());
    }

    @ParameterizedTest
    @CsvSource({"ru, 'Не отправлено: остальные ваши строки. Они приходили быстрее, чем сервер их принимает.'",
        "zh, 未发送: 你的其余内容。发送速度超过了服务器的接收速度。"})
    void aMemberIsToldInItsLanguage(String language, String lost) {
        daemon.dialect("chat", language).idle(Duration.ofSeconds(2));
        Client alice = daemon.join("alice");
        send(alice, numbers(10_000));
        daemon.sleep(Duration.ofSeconds(3));
        List<String> told = alice.lines();
        assertTrue(told.contains(lost), () -> told.get(told.size() - 2));
    }

    @Test
    void aClientWithoutANameIsToldThatLinesAreLost(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("password"), "secret\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        daemon.limits(SimulatedDaemon.LIMITS.withLineRate(Duration.ofSeconds(10), 1)).password(file)
                .nameTimeout(Duration.ofSeconds(5));
        Client client = daemon.connect();
        client.send("secret\nalice\nhello\n");
        daemon.sleep(Duration.ofMillis(5100));
        assertEquals(List.of("What is the password?", "What is your name? Press Enter to be " + client.address() + ".",
                LOST, "Disconnected: no name chosen within 5 seconds."), client.lines());
    }

    @Test
    void theIdleTimeCountsFromWhenLinesCame() {
        Client bob = daemon.join("bob");
        Client alice = daemon.join("alice");
        send(alice, numbers(3000));
        daemon.sleep(Duration.ofSeconds(30));
        assertEquals("idle 30s", idle(bob));
        // These bytes wait in the kernel.
        alice.send("one more\n");
        assertEquals("idle 0s", idle(bob));
        daemon.sleep(Duration.ofSeconds(7));
        assertEquals("idle 7s", idle(bob));
    }

    /** The idle time of alice as /who shows it. */
    private String idle(Client who) {
        who.lines();
        List<String> lines = daemon.type(who, "/who alice");
        return lines.get(lines.size() - 1).replaceFirst(".*(idle \\w+).*", "$1");
    }
}
