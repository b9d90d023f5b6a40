package chatd.net;

import chatd.access.Rejection;
import java.time.Duration;
import java.util.Map;

/**
 * What a {@link Server} has done since it began, and has to do.
 *
 * @param clients how many are served now
 * @param arrivals how many have been served in all
 * @param refused how many were not let in, by why
 * @param acceptFailures how often accepting failed
 * @param lines how many were read
 * @param deliveries how many public lines were for somebody, each counted once for each of them, and not skipped
 * @param skippedLines how many were skipped because somebody read too slowly
 * @param bytesIn how many bytes were read
 * @param bytesOut how many bytes were written
 * @param waitingBytes the memory of what waits to be written, and of what was read and waits
 * @param turns how often the loop has turned
 * @param slowTurns how often that took more than 100 ms
 * @param longestTurn from the first event of a turn to its end
 * @param uptime how long it is since the reactor was made
 */
public record Metrics(int clients, long arrivals, Map<Rejection, Long> refused, long acceptFailures,
        long lines, long deliveries, long skippedLines, long bytesIn, long bytesOut, long waitingBytes, long turns,
        long slowTurns, Duration longestTurn, Duration uptime) {

    public Metrics {
        refused = Map.copyOf(refused);
    }
}
