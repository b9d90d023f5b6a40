package chatd.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Moves all clients but the first from the lobby to other rooms at once, and measures the time until the last client
 * has received the last notice. Each room has one client before. The scenario can run only once.
 */
final class Moves implements Scenario {

    private final LoadGenerator load;
    private final LoadClients group;
    private final ProcessStats server;
    private final int rooms;
    private final List<CommonStream.Cursor> inLobby = new ArrayList<>();

    Moves(LoadGenerator load, LoadClients group, ProcessStats server) {
        this.load = load;
        this.group = group;
        this.server = server;
        rooms = load.number("rooms", 100);
    }

    @Override
    public void prepare() throws IOException {
        group.connect(load.number("clients", 1000));
        group.addRooms(rooms, Protocol.ROOM);
        move(1, rooms + 1);
    }

    @Override
    public void measure() throws IOException {
        CpuTime cpu = server.cpu();
        long start = System.nanoTime();
        move(rooms + 1, group.clients.size());
        load.print(Metric.SECONDS, (group.lastReadNanos() - start) / 1e9);
        load.print(Metric.CPU_SECONDS, server.cpu().since(cpu).seconds());
        load.print(Metric.RESIDENT, server.residentMb());
        inLobby.forEach(group.stream::checkMove);
    }

    /** Moves the clients with these numbers, and waits until all have received everything. */
    private void move(int from, int to) throws IOException {
        for (int number = from; number < to; number++) {
            Client client = group.clients.get(number);
            CommonStream.Cursor cursor = (CommonStream.Cursor) client.check;
            inLobby.add(cursor);
            int room = number % rooms;
            cursor.moves(() -> group.room(room).cursor(client));
            group.join(client, room);
            if (number % 64 == 0) {
                group.poll(0);
            }
        }
        group.awaitMoves(inLobby.size());
    }
}
