package chatd.reactor;

import java.time.Duration;

/**
 * What a {@link Reactor} has done since it began, and has to do.
 *
 * @param clients how many are served now
 * @param arrivals how many have been served in all
 * @param refused how many found no room
 * @param banned how many were turned away for where they came from
 * @param acceptFailures how often accepting failed
 * @param lines how many were read
 * @param deliveries how many public lines were for somebody, each counted once for each of them, and not skipped
 * @param skippedLines how many were skipped because somebody read too slowly
 * @param bytesIn how many bytes were read
 * @param bytesOut how many bytes were written
 * @param waitingBytes the memory of what waits for those who read too slowly
 * @param turns how often the loop has turned
 * @param longestTurn from the first event of a turn to its end
 * @param uptime how long it is since the reactor was made
 */
public record Statistics(int clients, long arrivals, long refused, long banned, long acceptFailures, long lines,
        long deliveries, long skippedLines, long bytesIn, long bytesOut, long waitingBytes, long turns, Duration longestTurn,
        Duration uptime) {
}
