package chatd.chat;

import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.access.BanList;
import chatd.net.Broadcasts;
import chatd.net.SimulatedDaemon;
import chatd.sim.SimulatedNetwork.Client;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The heap that rooms and their members need, measured after garbage collection. */
class RoomMemoryTest {

    private static final int ROOM_BYTES = 300;
    private static final int MEMBER_BYTES = 8;
    /** As in the formula of the MEMORY section of the manual. */
    private static final int HISTORY_LINE_BYTES = 128;
    /** The smallest arrays and the error of the measurement. An array that did not shrink has 2,000 bytes or more. */
    private static final int LEFT_BYTES = 1500;
    /** Two sets of 250 numbers, each in an array of 256, with their objects. */
    private static final int ENTRANCE_BYTES = 2 * 256 * 4 + 128;

    private static final int MEASUREMENTS = 3;
    private static final int TURNS_BETWEEN_READS = 16;

    private final List<Client> clients = new ArrayList<>();
    private int turns;

    @Test
    void anEmptyPermanentRoomTakesUpToThreeHundredBytes() {
        int rooms = 20_000;
        long bytes = (retained(() -> chat(permanent(rooms))) - retained(() -> chat(RoomSettings.DEFAULT))) / rooms;
        assertTrue(bytes <= ROOM_BYTES, () -> bytes + " bytes");
    }

    private static RoomSettings permanent(int rooms) {
        return RoomSettings.DEFAULT.withPermanent(IntStream.range(0, rooms)
                .mapToObj(i -> new RoomSettings.Permanent("room" + i, null)).toList());
    }

    private static ChatService chat(RoomSettings rooms) {
        try {
            return new ChatService(Settings.DEFAULT.withRooms(rooms), Dialects.factory("chat"),
                    new ChatResources(new Broadcasts(SimulatedDaemon.LIMITS.maxLineBytes()), new BanList(() -> 0),
                            ChatFixture.CLOCK));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aFullEntranceTakesTwoKibibytes() {
        int entrances = 1000;
        List<Session> people = IntStream.range(0, 2 * Entrance.MOST).mapToObj(i -> new Session(i, null)).toList();
        long bytes = retained(() -> IntStream.range(0, entrances).mapToObj(i -> {
            Entrance entrance = new Entrance(people.get(0));
            people.subList(0, Entrance.MOST).forEach(one -> entrance.invite(one, IntStream::empty));
            people.subList(Entrance.MOST, people.size()).forEach(one -> entrance.sendAway(one, IntStream::empty));
            return entrance;
        }).toList()) / entrances;
        assertTrue(bytes <= ENTRANCE_BYTES, () -> bytes + " bytes");
    }

    @Test
    void aLineOfTheHistoryTakesUpTo128BytesBesidesItsText() {
        int lines = 10_000;
        long bytes = retained(() -> {
            History history = new History(HistorySettings.DEFAULT.withLines(lines), new HistoryBudget(1 << 20));
            for (int i = 0; i < lines; i++) {
                history.add(new HistoryLine("alice: " + i, i, 0));
            }
            return history;
        }) / lines;
        assertTrue(bytes <= HISTORY_LINE_BYTES + "alice: 9999".length(), () -> bytes + " bytes");
    }

    @Test
    void aMemberTakesUpToEightBytesMoreInASmallRoomThanInTheLobby() {
        int rooms = 10;
        int each = 100;
        ChatFixture fixture = fixtureWithMembers(rooms * each, rooms);
        long least = Long.MAX_VALUE;
        // Other allocations of the JVM only add to a measurement, so the least one is the best.
        for (int i = 0; i < MEASUREMENTS; i++) {
            long before = used();
            spread(fixture, each);
            least = Math.min(least, used() - before);
            gather(fixture);
        }
        long bytes = least / clients.size();
        assertTrue(bytes <= MEMBER_BYTES, () -> bytes + " bytes");
    }

    private void spread(ChatFixture fixture, int each) {
        for (int i = 0; i < clients.size(); i++) {
            move(fixture, clients.get(i), "room" + i / each);
        }
    }

    private void gather(ChatFixture fixture) {
        clients.forEach(client -> move(fixture, client, "lobby"));
    }

    @Test
    void aRoomThatEverybodyHasLeftIsSmallAgain() {
        int rooms = 40;
        ChatFixture fixture = fixtureWithMembers(400, rooms);
        spread(fixture, 10);
        gather(fixture);
        long before = used();
        for (int room = 0; room < rooms; room++) {
            String name = "room" + room;
            clients.forEach(client -> move(fixture, client, name));
        }
        gather(fixture);
        long bytes = (used() - before) / rooms;
        Reference.reachabilityFence(fixture);
        assertTrue(bytes <= LEFT_BYTES, () -> bytes + " bytes");
    }

    /** Members in the lobby. Every second one has a filter, and the buffers of all have grown to their final size. */
    private ChatFixture fixtureWithMembers(int members, int rooms) {
        ChatFixture fixture = new ChatFixture().rooms(permanent(rooms))
                .limits(SimulatedDaemon.LIMITS.withMaxClients(members));
        for (int i = 0; i < members; i++) {
            Client client = fixture.join("member" + i);
            clients.add(client);
            client.send(i % 2 == 0 ? "/help\n/help\n/quiet\n" : "/help\n/help\n");
            turn(fixture);
        }
        // A move needs a second block, which would otherwise be allocated during the measurement.
        move(fixture, clients.get(0), "room0");
        move(fixture, clients.get(0), "lobby");
        return fixture;
    }

    private void move(ChatFixture fixture, Client client, String room) {
        client.send("/join " + room + '\n');
        turn(fixture);
    }

    /** The clients read now and then, so that their buffers, which the test would measure too, stay small. */
    private void turn(ChatFixture fixture) {
        fixture.turn();
        if (++turns % TURNS_BETWEEN_READS == 0) {
            clients.forEach(Client::received);
        }
    }

    /** The bytes of an object and all that it refers to. */
    private static long retained(Supplier<Object> maker) {
        // The first call loads classes.
        maker.get();
        long before = used();
        Object kept = maker.get();
        long bytes = used() - before;
        Reference.reachabilityFence(kept);
        return bytes;
    }

    private static long used() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            System.gc();
            least = Math.min(least, Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory());
        }
        return least;
    }
}
