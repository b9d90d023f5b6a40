package chatd.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.access.Cidr;
import chatd.access.Origin;
import chatd.sim.SimulatedNetwork.Client;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mutes and bans on linked nodes. */
class LinkedRestrictionsTest {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final String MUTED = "You are muted for 1 hour.";
    private static final Cidr RANGE = Cidr.parse("10.1.0.0/16").orElseThrow();
    private static final String STRANGER = "10.1.2.3";

    @TempDir
    private Path directory;

    private final LinkedFixture nodes = new LinkedFixture().start("east", "west");

    private Mutes mutes(String node) {
        return nodes.node(node).chat().mutes();
    }

    private void mute(String node, String name) {
        ChatService chat = nodes.node(node).chat();
        assertTrue(chat.mutes().add(chat.mutes().target(chat.called(name)), HOUR, failure -> { }));
        nodes.settle();
    }

    private void ban(String node, Duration time) {
        assertTrue(nodes.node(node).chat().ban(RANGE, time));
        nodes.node(node).administration().banElsewhere(RANGE, time);
        nodes.settle();
    }

    private void unban(String node) {
        nodes.node(node).daemon().server.bans().remove(RANGE);
        nodes.node(node).administration().unbanElsewhere(RANGE);
        nodes.settle();
    }

    private List<String> bans(String node) {
        return nodes.node(node).daemon().server.bans().list();
    }

    /** A local user joins under a name. */
    private Client joinAs(String node, String user, String name) {
        Path socket = directory.resolve(node);
        nodes.node(node).daemon().listen(socket, nodes.node(node).chat());
        Client client = nodes.node(node).connectAs(user, socket);
        nodes.settle();
        nodes.type(client, name);
        return client;
    }

    @Test
    void aNodeThatJoinsLaterKnowsTheMutesAndBans() {
        nodes.join("east", "alice");
        mute("west", "alice");
        ban("west", HOUR);
        nodes.sleep(Duration.ofMinutes(10));
        nodes.start("north");
        assertEquals(mutes("west").list(), mutes("north").list());
        assertEquals(1, mutes("north").list().size());
        assertEquals(List.of("10.1.0.0/16 for another 50m"), bans("north"));
    }

    @Test
    void bansForEverAreToldAsSuch() {
        ban("west", Duration.ZERO);
        nodes.start("north");
        assertEquals(List.of("10.1.0.0/16 for ever"), bans("north"));
    }

    @Test
    void whatIsLiftedWhileANodeIsCutOffIsLiftedThere() {
        nodes.join("east", "alice");
        mute("west", "alice");
        ban("west", HOUR);
        nodes.engine.setCut("east", true);
        nodes.sleep(LinkedFixture.PATIENCE.plusSeconds(5));
        mutes("west").remove(MuteTarget.of(Origin.parse(mutes("west").list().get(0).split(" ")[0]).orElseThrow()),
                failure -> { });
        unban("west");
        nodes.cut("east", Duration.ofSeconds(1));
        nodes.sleep(Duration.ofSeconds(8));
        assertEquals(List.of(), mutes("east").list());
        assertEquals(List.of(), bans("east"));
        assertEquals(List.of(), mutes("west").list());
    }

    @Test
    void whatIsChangedOnANodeAloneIsToldToTheOthersLater() {
        nodes.join("east", "alice");
        ban("east", HOUR);
        nodes.engine.setCut("east", true);
        nodes.sleep(LinkedFixture.PATIENCE.plusSeconds(5));
        mute("east", "alice");
        unban("east");
        nodes.engine.setCut("east", false);
        nodes.sleep(Duration.ofSeconds(8));
        assertEquals(1, mutes("west").list().size());
        assertEquals(1, mutes("east").list().size());
        assertEquals(List.of(), bans("west"));
        assertEquals(List.of(), bans("east"));
    }

    @Test
    void whatWaitsWhenANodeJoinsAgainIsKept() {
        nodes.join("east", "alice");
        nodes.engine.setCut("east", true);
        nodes.sleep(Duration.ofSeconds(7));
        mute("east", "alice");
        nodes.engine.setCut("east", false);
        nodes.sleep(Duration.ofSeconds(8));
        assertEquals(1, mutes("west").list().size());
        assertEquals(1, mutes("east").list().size());
    }

    @Test
    void whatWaitsWhenANodeGoesOnAloneIsToldToTheOthersLater() {
        nodes.join("east", "alice");
        nodes.engine.setCut("east", true);
        nodes.settle();
        mute("east", "alice");
        nodes.sleep(LinkedFixture.PATIENCE.plusSeconds(5));
        nodes.engine.setCut("east", false);
        nodes.sleep(Duration.ofSeconds(8));
        assertEquals(1, mutes("west").list().size());
        assertEquals(1, mutes("east").list().size());
    }

    @Test
    void aMuteAndItsEndOnTwoNodesAtOnceEndAlike() {
        nodes.join("east", "alice");
        mute("west", "alice");
        ChatService east = nodes.node("east").chat();
        ChatService west = nodes.node("west").chat();
        east.mutes().add(east.mutes().target(east.called("alice")), HOUR, failure -> { });
        west.mutes().remove(west.mutes().target(west.called("alice")), failure -> { });
        nodes.settle();
        assertEquals(east.mutes().list().size(), west.mutes().list().size());
    }

    @Test
    void aBanDisconnectsMembersOfANodeThatJoinsAgain() {
        Client eve = nodes.node("east").daemon().network.connectFrom(STRANGER);
        nodes.settle();
        nodes.type(eve, "eve");
        nodes.engine.setCut("east", true);
        nodes.sleep(LinkedFixture.PATIENCE.plusSeconds(5));
        ban("west", HOUR);
        nodes.readAll(eve);
        nodes.engine.setCut("east", false);
        nodes.sleep(Duration.ofSeconds(8));
        assertTrue(String.join("\n", nodes.read(eve)).contains("disconnected"));
    }

    @Test
    void aLocalUserIsMutedFromAnotherNode() {
        Client otto = joinAs("east", "otto", "karl");
        Client same = joinAs("west", "otto", "emil");
        mute("west", "karl");
        nodes.readAll(otto, same);
        assertEquals(List.of(MUTED), nodes.type(otto, "hello"));
        assertEquals(List.of("emil: hello"), nodes.type(same, "hello"));
        assertEquals(List.of("user=otto for another 1h"), mutes("east").list());
        assertEquals(List.of("east/user=otto for another 1h"), mutes("west").list());
    }

    @Test
    void aLocalUserIsMutedOnItsOwnNodeOnly() {
        Client otto = joinAs("east", "otto", "karl");
        Client same = joinAs("west", "otto", "emil");
        mute("east", "karl");
        nodes.readAll(otto, same);
        assertEquals(List.of(MUTED), nodes.type(otto, "hello"));
        assertEquals(List.of("emil: hello"), nodes.type(same, "hello"));
        mutes("west").remove(mutes("west").find("east/user=otto").orElseThrow(), failure -> { });
        nodes.settle();
        assertEquals(List.of(), mutes("east").list());
    }

    @Test
    void aConnectionWhoseUserIsNotKnownIsMutedFromAnotherNodeUntilItEnds() {
        Client otto = joinAs("east", null, "karl");
        mute("west", "karl");
        nodes.readAll(otto);
        assertEquals(List.of(MUTED), nodes.type(otto, "hello"));
        assertEquals(1, mutes("west").list().size());
        nodes.type(otto, "/quit");
        assertEquals(List.of(), mutes("east").list());
        assertEquals(List.of(), mutes("west").list());
    }

    @Test
    void aMutedConnectionOfAnEarlierProcessIsForgotten() {
        joinAs("east", null, "karl");
        mute("west", "karl");
        nodes.kill("east");
        nodes.sleep(LinkedFixture.DEATH);
        nodes.start("east");
        assertEquals(List.of(), mutes("east").list());
        assertEquals(List.of(), mutes("west").list());
    }
}
