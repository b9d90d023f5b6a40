package chatd.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.access.MuteList;
import chatd.sim.SimulatedNetwork.Client;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands of administrators that mute and rename. */
class AdminMutesTest {

    @TempDir
    private Path directory;
    private AdminFixture fixture;

    @BeforeEach
    void open() {
        fixture = new AdminFixture(directory);
    }

    private void answers(String command, String... answer) {
        assertEquals(List.of(answer), fixture.ask(command));
    }

    private void hears(Client client, String... lines) {
        assertEquals(List.of(lines), client.lines());
    }

    private void says(Client client, String line) {
        client.send(line + '\n');
        fixture.daemon.turn();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "alice", "ALICE", "10.0.0.1:50000"})
    void aMemberIsMutedAndToldSoUntilTheMuteIsLifted(String who) {
        Client alice = fixture.named(fixture.connectFrom("10.0.0.1"), "alice");
        answers("mute " + who + " 5m", "muted number 1, name alice, address 10.0.0.1:50000 for 5m");
        hears(alice, "You are muted for 5 minutes.");
        answers("mutes", "10.0.0.1 for another 5m");
        says(alice, "hello");
        hears(alice, "You are muted for 5 minutes.");
        answers("unmute " + who, "lifted the mute of number 1, name alice, address 10.0.0.1:50000");
        hears(alice, "You are no longer muted.");
        says(alice, "hello");
        hears(alice, "alice: hello");
        answers("mutes", "no mutes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"mute alice", "mute alice 0"})
    void aMuteIsForEverUnlessATimeIsGiven(String command) {
        Client alice = fixture.join("alice");
        answers(command, "muted number 1, name alice, address 127.0.0.1:50000 for ever");
        hears(alice, "You are muted.");
        answers("mutes", "127.0.0.1 for ever");
    }

    @ParameterizedTest
    @CsvSource({"2001:db8::7, 2001:db8::/64", "2001:db8::/64, 2001:db8::/64", "192.0.2.7, 192.0.2.7"})
    void anAddressIsMutedEvenIfNobodyIsConnectedFromThere(String address, String origin) {
        answers("mute " + address + " 2d", "muted " + origin + " for 2d");
        answers("mutes", origin + " for another 2d");
        answers("unmute " + address, "lifted the mute of " + origin);
    }

    @Test
    void anAddressOfSeveralClientsMutesThemAll() {
        Client alice = fixture.join("alice");
        Client bob = fixture.join("bob");
        answers("mute 127.0.0.1", "muted 127.0.0.1 for ever");
        alice.lines();
        says(alice, "hello");
        says(bob, "hello");
        hears(alice, "You are muted.");
        hears(bob, "You are muted.");
    }

    @Test
    void aClientAtAUnixDomainSocketIsMutedUntilItLeaves() {
        Client alice = fixture.named(fixture.connectLocally(), "alice");
        answers("mute alice", "muted number 1, name alice, address local:2 for ever");
        answers("mutes", "local:2 for ever");
        answers("unmute local:2", "lifted the mute of number 1, name alice, address local:2");
        answers("mute local:2", "muted number 1, name alice, address local:2 for ever");
        says(alice, "/quit");
        answers("mutes", "no mutes");
    }

    @Test
    void aLocalUserIsMutedWhateverTheConnection() {
        Client alice = fixture.connectLocally("otto");
        fixture.named(alice, "alice");
        answers("mute alice", "muted number 1, name alice, address local:2 for ever");
        answers("mutes", "user=otto for ever");
        says(alice, "/quit");
        Client again = fixture.connectLocally("otto");
        fixture.named(again, "again");
        Client other = fixture.connectLocally("anna");
        fixture.named(other, "other");
        says(other, "hello");
        assertEquals(List.of("other has arrived", "other: hello"), again.lines());
        says(again, "hello");
        hears(again, "You are muted.");
        answers("unmute user=otto", "lifted the mute of user=otto");
        answers("mutes", "no mutes");
    }

    @Test
    void aClientWithoutANameCanBeMuted() {
        Client nobody = fixture.connectFrom("10.0.0.9");
        answers("mute 1 1h", "muted number 1, address 10.0.0.9:50000 for 1h");
        hears(nobody, "You are muted for 1 hour.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "mute nobody | no client has the number, name or address nobody, and it is not an IP address; try who",
            "mute 192.0.2.0/24 | no client has the number, name or address 192.0.2.0/24, and it is not an IP address; "
                    + "try who",
            "unmute nobody | no client has the number, name or address nobody, and it is not an IP address; try mutes",
            "unmute alice | number 1, name alice, address 127.0.0.1:50000 is not muted; try mutes",
            "unmute 192.0.2.7 | 192.0.2.7 is not muted; try mutes",
            "mute alice soon | soon is not a time, as in 30s, 10m, 24h or 2d; 0 is for ever"})
    void aWrongMuteIsAnErrorAndChangesNothing(String command, String error) {
        Client alice = fixture.join("alice");
        answers(command, "error: " + error);
        hears(alice);
        answers("mutes", "no mutes");
    }

    @Test
    void muteAndUnmuteNeedATarget() {
        answers("mute", "error: usage: mute WHO|ADDR [TIME]");
        answers("unmute", "error: usage: unmute WHO|ADDR");
    }

    @Test
    void thereIsALimitOfMutes() {
        for (int i = 0; i < MuteList.MAX_MUTES; i++) {
            fixture.ask("mute 10.1." + i / 250 + '.' + i % 250 + " 1m");
        }
        answers("mute 192.0.2.7", "error: too many mutes: the limit is 1000");
        fixture.daemon.sleep(Duration.ofMinutes(1));
        answers("mute 192.0.2.7", "muted 192.0.2.7 for ever");
    }

    // rename

    @Test
    void aMemberIsRenamedAndItsRoomReadsIt() {
        Client alice = fixture.join("alice");
        Client bob = fixture.join("bob");
        alice.lines();
        answers("rename 2 Robert", "renamed number 2, name bob, address 127.0.0.1:50001 to Robert");
        hears(bob, "An administrator has renamed you to Robert.", "bob is now Robert");
        hears(alice, "bob is now Robert");
        says(bob, "hello");
        hears(alice, "Robert: hello");
        assertTrue(fixture.ask("kick bob").get(0).startsWith("error: "));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"rename bob Alice | That name is taken. Choose another.",
            "rename bob server | That name is reserved. Choose another.",
            "rename bob a,b | A name is 1 to 32 letters, digits, '_', '-' or '.'. Choose another.",
            "rename bob bob | that is the name of number 2 already", "rename bob | usage: rename WHO NEW",
            "rename carol dave | no such client: carol; try who",
            "rename 3 dave | number 3 is not in a room yet"})
    void aWrongNameIsAnErrorAndChangesNothing(String command, String error) {
        fixture.join("alice");
        Client bob = fixture.join("bob");
        fixture.connectFrom("10.0.0.9");
        answers(command, "error: " + error);
        hears(bob);
    }
}
