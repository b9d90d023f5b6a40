package chatd.net;

import java.time.Duration;

/**
 * The bounds of a {@link Server}.
 *
 * @param maxLineBytes the longest line that is read, in bytes without its ending, at least 1
 * @param maxClients how many may be connected at a time, at least 1
 * @param writeBufferBytes how many bytes of public lines may wait for one client, at least 1
 * @param totalBufferBytes how many bytes may wait for all clients together, at least 1: then those for whom the
 *     most waits are disconnected
 * @param writeTimeout how long a client may take nothing while something waits for it; zero is for ever
 * @param lineInterval the time between two lines of a client that sends as fast as it may; zero is no limit
 * @param burstLines how many lines a client that was silent may send at once, at least 1
 */
public record Limits(int maxLineBytes, int maxClients, int writeBufferBytes, long totalBufferBytes,
        Duration writeTimeout, Duration lineInterval, int burstLines) {
}
