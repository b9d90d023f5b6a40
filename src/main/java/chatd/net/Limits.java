package chatd.net;

import java.time.Duration;

/**
 * The bounds of a {@link Server}. Built by name: {@code Limits.DEFAULT.withMaxClients(8)}.
 *
 * @param maxLineBytes longest line that is read, in bytes without its line ending, at least 1
 * @param maxClients clients that may be connected at a time, at least 1
 * @param writeBufferBytes bytes that may wait for one client before public lines are skipped, at least 1
 * @param bufferMemoryBytes memory for the output that waits for all clients together, in bytes, at least 1; over it,
 *     the clients with the largest backlog are disconnected
 * @param writeTimeout how long a client may read nothing while output is pending; zero is for ever
 * @param lineInterval time between two lines of a client at the highest rate; zero is no limit
 * @param burstLines lines that a client may send at once before the rate applies, at least 1
 * @param sendBufferBytes the kernel's send buffer of each TCP client (SO_SNDBUF), in bytes; 0 leaves it to the kernel
 * @param keepAlive idle time before the kernel probes a TCP connection; zero is never
 */
public record Limits(int maxLineBytes, int maxClients, int writeBufferBytes, long bufferMemoryBytes,
        Duration writeTimeout, Duration lineInterval, int burstLines, int sendBufferBytes, Duration keepAlive) {

    /** The limits of a daemon that is started without options and with a heap of 128 MiB. */
    public static final Limits DEFAULT =
            new Limits(1024, 10_000, 64 * 1024, 8 * 1024 * 1024, Duration.ofSeconds(60), Duration.ofMillis(50),
                    100, 0, Duration.ofSeconds(60));

    public Limits withMaxLineBytes(int bytes) {
        return new Limits(bytes, maxClients, writeBufferBytes, bufferMemoryBytes, writeTimeout, lineInterval,
                burstLines, sendBufferBytes, keepAlive);
    }

    public Limits withMaxClients(int clients) {
        return new Limits(maxLineBytes, clients, writeBufferBytes, bufferMemoryBytes, writeTimeout, lineInterval,
                burstLines, sendBufferBytes, keepAlive);
    }

    public Limits withWriteBufferBytes(int bytes) {
        return new Limits(maxLineBytes, maxClients, bytes, bufferMemoryBytes, writeTimeout, lineInterval,
                burstLines, sendBufferBytes, keepAlive);
    }

    public Limits withBufferMemoryBytes(long bytes) {
        return new Limits(maxLineBytes, maxClients, writeBufferBytes, bytes, writeTimeout, lineInterval,
                burstLines, sendBufferBytes, keepAlive);
    }

    public Limits withWriteTimeout(Duration timeout) {
        return new Limits(maxLineBytes, maxClients, writeBufferBytes, bufferMemoryBytes, timeout, lineInterval,
                burstLines, sendBufferBytes, keepAlive);
    }

    public Limits withLineRate(Duration interval, int burst) {
        return new Limits(maxLineBytes, maxClients, writeBufferBytes, bufferMemoryBytes, writeTimeout, interval, burst,
                sendBufferBytes, keepAlive);
    }

    public Limits withSendBufferBytes(int bytes) {
        return new Limits(maxLineBytes, maxClients, writeBufferBytes, bufferMemoryBytes, writeTimeout, lineInterval,
                burstLines, bytes, keepAlive);
    }

    public Limits withKeepAlive(Duration idle) {
        return new Limits(maxLineBytes, maxClients, writeBufferBytes, bufferMemoryBytes, writeTimeout, lineInterval,
                burstLines, sendBufferBytes, idle);
    }
}
