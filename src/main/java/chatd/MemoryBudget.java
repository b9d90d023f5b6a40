package chatd;

import chatd.net.Limits;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The heap and the file descriptors that clients can make the daemon use, whatever they do; and the warnings if it may
 * not have as much.
 *
 * @param historyBytes bytes that the history may have
 */
record MemoryBudget(Limits limits, int historyBytes) {

    /** Descriptors besides those of clients: selector, listening sockets, jars, rejected clients. */
    static final int OTHER_DESCRIPTORS = 320;

    private static final int BUFFER_SHARE = 12;
    private static final long PROGRAM_BYTES = 12 << 20;
    private static final long CLIENT_BYTES = 4 << 10;
    private static final int MIB = 1 << 20;

    /** The default of --buffer-memory: a share of the heap, because everything else must fit in there as well. */
    static long bufferMemory(long maxHeapBytes) {
        return Math.max(1 << 20, Math.min(1L << 31, maxHeapBytes / BUFFER_SHARE));
    }

    /**
     * The largest heap that clients can make the daemon use, in bytes. The worst client ignores as many others as it
     * can, is away with a message of two bytes a letter, has sent half a line, and has a backlog in both directions.
     */
    long heapBytes() {
        long eachClient = CLIENT_BYTES + 3L * limits.maxLineBytes();
        return PROGRAM_BYTES + limits.maxClients() * eachClient + limits.bufferMemoryBytes() * 5 / 4
                + 2L * historyBytes;
    }

    /** The warning if the heap may not grow as far as it may have to. */
    Optional<String> heapWarning(long maxHeapBytes) {
        long needed = heapBytes() / MIB;
        long most = maxHeapBytes / MIB;
        if (most >= needed) {
            return Optional.empty();
        }
        // The default of --buffer-memory grows with the heap.
        return Optional.of("With these options clients can use up to " + needed + " MiB of heap, and the limit is "
                + most + " MiB: raise it (JAVA_OPTS=-Xmx" + needed * 9 / 8 + "m), or lower --max-clients, "
                + "--max-line or --buffer-memory");
    }

    /**
     * The warning if the process may not open as many descriptors as it may have to.
     *
     * @param limit empty if there is none, or it is unknown
     */
    Optional<String> descriptorWarning(OptionalLong limit) {
        long needed = (long) limits.maxClients() + OTHER_DESCRIPTORS;
        if (limit.isEmpty() || limit.getAsLong() >= needed) {
            return Optional.empty();
        }
        return Optional.of("--max-clients " + limits.maxClients() + " needs " + needed
                + " file descriptors, and the limit is " + limit.getAsLong() + ": raise it (ulimit -n " + needed
                + "), or lower --max-clients");
    }
}
