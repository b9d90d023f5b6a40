package chatd.system.faults;

import chatd.system.Client;
import chatd.system.ClientGroup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Faults of members that move between rooms. */
final class MoveFaults {

    static final Map<String, Fault> FAULTS = Map.of("moves", MoveFaults::moves);

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration MOST_WAIT = Duration.ofSeconds(5);
    private static final int ROOMS = 100;
    private static final int LINES_OF_ROUND = 5;
    private static final int MOVES_OF_ROUND = 3;
    private static final String ONE_ROOM = "1 room:\n#lobby ";

    private MoveFaults() {
    }

    /**
     * Many clients that move as fast as they can and talk in other rooms, without a line rate and with the default one.
     * Each goes on when all have done their round, since a client that is reset leaves when its lines were read.
     */
    private static String moves(FaultFixture fixture) throws IOException {
        int count = fixture.scaled(1000, 200);
        Duration time = fixture.seconds(10, 1);
        fixture.open(fixture.launch("--rate", "0"));
        double fast = move(fixture, count, time);
        fixture.reopen(fixture.launch());
        double limited = move(fixture, count, time);
        double wait = fixture.comparison().delayMillis(1);
        fixture.check(wait < MOST_WAIT.toMillis(), String.format("members wait for %,.0f ms", wait));
        return String.format("%,d clients in %d rooms move %,.0f times a second with --rate 0, %,.0f by default", count,
                2 * ROOMS, fast, limited);
    }

    /** Returns the number of moves in a second. */
    private static double move(FaultFixture fixture, int count, Duration time) throws IOException {
        List<Client> movers = fixture.clients.join("mover", count);
        double before = lines(fixture);
        long start = System.nanoTime();
        long rounds = 0;
        while (System.nanoTime() - start < time.toNanos()) {
            for (int i = 0; i < count; i++) {
                movers.get(i).send(round(i % ROOMS));
            }
            rounds++;
            double all = before + rounds * count * LINES_OF_ROUND;
            fixture.check(readUntil(fixture, all), "not all have moved");
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        long gone = movers.stream().filter(Client::hasEnded).count();
        fixture.check(gone == 0, gone + " movers were disconnected");
        fixture.check(fixture.witnesses.clientLines() == 0, "members in the lobby read lines of another room");
        fixture.resetClients();
        fixture.check(haveRoomsVanished(fixture), "rooms are left that nobody is in");
        fixture.settle();
        return rounds * count * MOVES_OF_ROUND / seconds;
    }

    /** Lets the clients read until the daemon has received this many lines; few of them are the witnesses'. */
    private static boolean readUntil(FaultFixture fixture, double all) throws IOException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        double lines = 0;
        while (lines < all && System.nanoTime() - end < 0) {
            // On another thread: the clients would be slow readers while this one waits for the answer.
            CompletableFuture<Double> answer = CompletableFuture.supplyAsync(() -> lines(fixture));
            fixture.clients.pollUntil(answer::isDone, PATIENCE);
            lines = answer.join();
        }
        return lines >= all;
    }

    private static double lines(FaultFixture fixture) {
        try {
            return fixture.daemon.statistics().get("lines_total");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** From the lobby to two rooms and back, with a line in each that the lobby must not read. */
    private static String round(int room) {
        String line = ClientGroup.MARK + "elsewhere\n";
        return "/join a" + room + '\n' + line + "/join b" + room + '\n' + line + "/leave\n";
    }

    private static boolean haveRoomsVanished(FaultFixture fixture) throws IOException {
        Client observer = fixture.clients.join("observer", 1).get(0);
        return fixture.clients.pollUntil(() -> {
            observer.send("/rooms\n");
            return observer.receivedEnd().contains(ONE_ROOM);
        }, PATIENCE);
    }
}
