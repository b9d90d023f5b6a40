package chatd.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.access.BanList;
import chatd.access.Cidr;
import chatd.access.MuteList;
import chatd.access.Origin;
import chatd.os.LogCapture;
import chatd.sim.SimulatedNetwork.Client;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.event.Level;

/** The commands of operators, with registered names in a file. */
class OperatorsTest {

    private static final String ONLY = "Only operators can do that.";

    private final MemoryNames names = new MemoryNames();
    private ChatFixture daemon = new ChatFixture().names(names);
    private Client olga;
    private Client bob;

    @BeforeEach
    void enter() {
        olga = join("olga", "10.0.0.1");
        register(olga);
        op("olga");
        bob = join("bob", "10.0.0.2");
        daemon.readAll(olga, bob);
    }

    private Client join(String name, String ip) {
        Client client = connect(ip);
        daemon.type(client, name);
        return client;
    }

    private Client connect(String ip) {
        daemon.daemon();
        Client client = daemon.daemon().network.connectFrom(ip);
        daemon.turn();
        return client;
    }

    private void register(Client client) {
        daemon.type(client, "/register");
        settle();
    }

    /** Saved changes are acknowledged. */
    private void settle() {
        daemon.turn();
        daemon.turn();
    }

    private void op(String name) {
        daemon.administration().names().setOperator(name, true, failure -> { });
        settle();
    }

    private List<String> types(Client client, String line) {
        List<String> answer = new ArrayList<>(daemon.type(client, line));
        settle();
        answer.addAll(client.lines());
        return answer;
    }

    private void answers(Client client, String line, String... answer) {
        assertEquals(List.of(answer), daemon.type(client, line));
        settle();
    }

    private void hears(Client client, String... lines) {
        daemon.turn();
        assertEquals(List.of(lines), client.lines());
    }

    // Permissions

    @ParameterizedTest
    @ValueSource(strings = {"/kick olga", "/mute olga", "/unmute olga", "/ban olga", "/op", "/help kick", "/help /op"})
    void othersReadThatOnlyOperatorsCanDoThat(String line) {
        answers(bob, line, ONLY);
        hears(olga);
    }

    @Test
    void helpAndSuggestionsShowTheCommandsToOperatorsOnly() {
        assertTrue(daemon.type(olga, "/help").stream().anyMatch(line -> line.startsWith("/kick WHO [REASON] ")));
        assertTrue(daemon.type(bob, "/help").stream().noneMatch(line -> line.startsWith("/kick")));
        answers(olga, "/kik", "Unknown command /kik. Did you mean /kick?");
        answers(bob, "/kik", "Unknown command /kik. Try /help.");
        answers(olga, "/help op", "/op  list the operators");
    }

    @Test
    void withoutANamesFileThereAreNoOperatorCommands() {
        daemon = new ChatFixture();
        Client alice = daemon.join("alice");
        answers(alice, "/kick alice", "Unknown command /kick. Did you mean /nick?");
    }

    @Test
    void anOperatorHasItsCommandsOnlyUnderTheRegisteredName() {
        daemon.type(olga, "/name other");
        answers(olga, "/kick bob", ONLY);
    }

    @Test
    void aFormerOperatorIsToldThatOnlyOperatorsCanDoThat() {
        daemon.administration().names().setOperator("olga", false, failure -> { });
        answers(olga, "/kick bob", ONLY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/kick", "/mute", "/unmute", "/ban"})
    void nothingWorksAgainstOneselfOrAnotherOperatorOrNobody(String command) {
        register(bob);
        op("bob");
        daemon.readAll(olga, bob);
        answers(olga, command + " olga", "You cannot do that to yourself.");
        answers(olga, command + " BOB", "You cannot do that to bob, who is an operator.");
        answers(olga, command + " nobody", "There is no nobody here. /who * lists everybody.");
        hears(bob);
        daemon.type(bob, "/quit");
        daemon.readAll(olga);
        if (command.equals("/unmute")) {
            answers(olga, "/unmute bob", "You cannot do that to bob, who is an operator.");
        }
    }

    // kick

    @Test
    void aKickedMemberAndTheRoomReadTheReason() {
        Client carol = join("carol", "10.0.0.3");
        daemon.readAll(olga, bob, carol);
        answers(olga, "/kick bob  no ads ", "bob has left (kicked: no ads)", "You have disconnected bob.");
        hears(carol, "bob has left (kicked: no ads)");
        hears(bob, "olga has disconnected you: no ads");
        assertTrue(bob.isOutputEnded());
        assertEquals(1, daemon.chat().departures().count(Departure.KICKED));
        answers(olga, "/kick 3", "carol has left (kicked)", "You have disconnected carol.");
        hears(carol, "olga has disconnected you.");
    }

    @Test
    void aMutedOperatorCannotGiveAReason() {
        Administration chat = daemon.administration();
        chat.mutes().add(chat.muteTarget(daemon.connection(olga)), Duration.ZERO, failure -> { });
        settle();
        answers(olga, "/kick bob no ads", "You are muted.");
        hears(bob);
        answers(olga, "/kick bob", "bob has left (kicked)", "You have disconnected bob.");
    }

    // mute, unmute

    @Test
    void aMutedMemberIsToldByWhomAndForHowLong() {
        answers(olga, "/mute bob 5m", "bob is muted for 5 minutes.");
        hears(bob, "olga has muted you for 5 minutes.");
        answers(bob, "hello", "You are muted for 5 minutes.");
        answers(olga, "/unmute bob", "bob is no longer muted.");
        hears(bob, "olga has unmuted you.");
        answers(bob, "hello", "bob: hello");
        daemon.readAll(olga);
        answers(olga, "/unmute bob", "bob is not muted.");
        answers(olga, "/mute bob", "bob is muted.");
        hears(bob, "olga has muted you.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"soon", "5", "5m please", "-1h"})
    void aWrongTimeIsNamedAndNothingIsDone(String time) {
        for (String command : List.of("/mute bob ", "/ban bob ")) {
            answers(olga, command + time,
                    time + " is not a time. Write for example 30s, 10m, 24h or 2d, or 0 for ever.");
        }
        hears(bob);
        answers(bob, "hello", "bob: hello");
    }

    @Test
    void thereIsALimitOfMutes() {
        for (int i = 0; i < MuteList.MAX_MUTES; i++) {
            daemon.chat().mutes().add(MuteTarget.of(Origin.local("local:" + i)), Duration.ZERO, failure -> { });
        }
        answers(olga, "/mute bob", "1000 addresses are muted, which is the limit.");
        answers(bob, "hello", "bob: hello");
    }

    @Test
    void aMutedMemberCannotRegister() {
        daemon.type(olga, "/mute bob");
        daemon.readAll(bob);
        answers(bob, "/register", "You are muted.");
    }

    @Test
    void aMuteOfAnAddressDoesNotSilenceOwnersOfRegisteredNames() {
        Client carol = join("carol", "10.0.0.2");
        register(carol);
        Client dave = join("dave", "10.0.0.2");
        daemon.type(olga, "/mute dave");
        daemon.readAll(olga, bob, carol, dave);
        answers(carol, "hello", "carol: hello");
        daemon.readAll(bob, dave);
        answers(bob, "hello", "You are muted.");
        answers(dave, "hello", "You are muted.");
        daemon.type(carol, "/name other");
        answers(carol, "hello", "You are muted.");
    }

    @Test
    void aMuteOfARegisteredNameOutlastsTheConnectionAndTheDaemon() {
        List<String> registered = types(bob, "/register");
        String entry = registered.get(0).substring(registered.get(0).indexOf("enter: ") + "enter: ".length());
        answers(olga, "/mute bob 48h", "bob is muted for 2 days.");
        daemon.type(bob, "/quit");
        Client elsewhere = connect("10.0.0.9");
        daemon.type(elsewhere, entry);
        answers(elsewhere, "hello", "You are muted for 2 days.");
        // The address of the first connection is muted, too.
        Client other = join("other", "10.0.0.2");
        answers(other, "hello", "You are muted for 2 days.");

        daemon = new ChatFixture().names(names);
        Client again = connect("10.0.0.9");
        daemon.type(again, entry);
        answers(again, "hello", "You are muted for 2 days.");
        assertEquals(List.of("bob* for another 2d"), daemon.administration().mutes().list());
    }

    @Test
    void aMuteOfARegisteredNameShowsTheTimeThatWasTyped() {
        daemon = new ChatFixture().names(new MemoryNames())
                .clock(Clock.offset(ChatFixture.CLOCK, Duration.ofMillis(1)));
        enter();
        register(bob);
        answers(olga, "/mute bob 48h", "bob is muted for 2 days.");
        daemon.readAll(bob);
        answers(bob, "hello", "You are muted for 2 days.");
    }

    @Test
    void theMuteOfARegisteredNameEndsByTime() {
        Instant[] now = {Instant.parse("2026-01-02T14:03:04.9Z")};
        daemon = new ChatFixture().names(new MemoryNames()).idle(Duration.ZERO).clock(new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now[0];
            }
        });
        enter();
        register(bob);
        daemon.type(olga, "/mute bob 10s");
        daemon.readAll(bob);
        now[0] = Instant.parse("2026-01-02T14:03:14.9Z");
        answers(bob, "hello", "You are muted for 1 second.");
        now[0] = Instant.parse("2026-01-02T14:03:15Z");
        answers(bob, "hello", "bob: hello");
        assertEquals(List.of("10.0.0.2 for another 10s"), daemon.administration().mutes().list());
    }

    @Test
    void theMuteOfAnAbsentOwnerCanBeLifted() {
        register(bob);
        daemon.type(olga, "/mute bob");
        daemon.type(bob, "/quit");
        daemon.readAll(olga);
        answers(olga, "/unmute BOB", "BOB is no longer muted.");
        answers(olga, "/unmute bob", "bob is not muted.");
    }

    @Test
    void anOperatorIsToldIfAMuteCannotBeSaved() {
        register(bob);
        names.full(true);
        assertEquals(List.of("bob is muted.",
                "Only the address of bob is muted, not the name: the change could not be saved."),
                types(olga, "/mute bob"));
        daemon.readAll(bob);
        answers(bob, "hello", "bob: hello");
        names.full(false);
        daemon.type(olga, "/mute bob");
        settle();
        names.full(true);
        daemon.readAll(olga, bob);
        assertEquals(List.of("bob is no longer muted.",
                "The name bob is still muted: the change could not be saved. Try again later."),
                types(olga, "/unmute bob"));
        daemon.readAll(bob);
        answers(bob, "hello", "You are muted.");
    }

    // ban

    @Test
    void aBanDisconnectsAllFromTheAddressAndLetsNobodyElseIn() {
        Client carol = join("carol", "10.0.0.2");
        Client nobody = connect("10.0.0.2");
        daemon.readAll(olga, bob, carol, nobody);
        assertEquals(List.of("bob has left (kicked)", "carol has left (kicked)", "bob is banned for 1 hour."),
                daemon.type(olga, "/ban bob 1h").stream().sorted(
                        (one, other) -> Boolean.compare(one.startsWith("bob is"), other.startsWith("bob is"))).toList());
        for (Client banned : List.of(bob, carol, nobody)) {
            daemon.turn();
            List<String> heard = banned.lines();
            assertEquals("olga has banned you from this server for 1 hour.", heard.get(heard.size() - 1));
            assertTrue(banned.isOutputEnded());
        }
        assertEquals(List.of("You are banned from this server."), connect("10.0.0.2").lines());
        assertEquals("What is your name? Press Enter to be 10.0.0.3:50005.", connect("10.0.0.3").lines().get(0));
        daemon.sleep(Duration.ofHours(1));
        assertFalse(connect("10.0.0.2").isOutputEnded());
    }

    @Test
    void aBanIsForEverWithoutATime() {
        answers(olga, "/ban bob", "bob has left (kicked)", "bob is banned.");
        hears(bob, "olga has banned you from this server.");
        assertEquals(List.of("10.0.0.2 for ever"), daemon.bans().list());
    }

    @Test
    void anAddressOfAnOperatorIsNotBanned() {
        join("carol", "10.0.0.1");
        Client omar = join("omar", "10.0.0.2");
        register(omar);
        op("omar");
        daemon.readAll(olga);
        answers(olga, "/ban carol", "Not banned: carol has the same address as you.");
        answers(olga, "/ban bob", "Not banned: bob has the same address as omar, who is an operator.");
        assertEquals(List.of(), daemon.bans().list());
    }

    @Test
    void somebodyAtAUnixDomainSocketIsNotBanned(@TempDir Path directory) {
        Path path = directory.resolve("socket");
        daemon.daemon().listen(path, daemon.chat());
        Client local = daemon.daemon().connect(path);
        daemon.type(local, "local");
        daemon.readAll(olga);
        answers(olga, "/ban local",
                "Not banned: local is connected by a Unix domain socket and has no address. Use /kick.");
    }

    @Test
    void thereIsALimitOfBans() {
        for (int i = 0; i < BanList.MAX_BANS; i++) {
            daemon.bans().add(Cidr.parse("192.0." + i / 250 + '.' + i % 250).orElseThrow(), Duration.ZERO);
        }
        answers(olga, "/ban bob", "1000 addresses are banned, which is the limit.");
        hears(bob);
    }

    // op

    @Test
    void theListOfOperatorsShowsWhichOnesAreHere() {
        register(bob);
        op("bob");
        answers(olga, "/op", "2 operators:", "bob   here", "olga  here");
        daemon.type(bob, "/quit");
        daemon.readAll(olga);
        answers(olga, "/op", "2 operators:", "bob   last seen 2026-01-02", "olga  here");
    }

    // The log

    @Test
    void theLogRecordsTheCommandsOfOperators() {
        List<String> log = LogCapture.by(OperatorCommands.class, Level.INFO, () -> {
            for (String line : List.of("/mute bob 5m", "/unmute bob", "/unmute bob", "/kick bob no ads", "/kick bob",
                    "/op")) {
                daemon.type(olga, line);
            }
            join("carol", "10.0.0.3");
            daemon.type(olga, "/ban carol");
        });
        assertEquals(List.of(
                "INFO Operator olga: /mute bob 5m: muted number 2, name bob, address 10.0.0.2:50001 for 5m",
                "INFO Operator olga: /unmute bob: lifted the mute of number 2, name bob, address 10.0.0.2:50001",
                "INFO Operator olga: /kick bob no ads: disconnected number 2, name bob, address 10.0.0.2:50001",
                "INFO Operator olga: /ban carol: banned 10.0.0.3 for ever, disconnected 1"), log);
    }

    // Languages

    @ParameterizedTest
    @CsvSource({"ru, olga запрещает вам писать на 5 минут.", "zh, olga 已将你禁言 5 分钟。"})
    void theMutedMemberReadsItsLanguage(String language, String words) {
        daemon = new ChatFixture().dialect("chat", language).names(new MemoryNames());
        enter();
        daemon.type(olga, "/mute bob 5m");
        hears(bob, words);
    }
}
