package chatd;

import chatd.chat.RegistrationSettings;
import chatd.chat.Settings;
import chatd.net.Limits;
import chatd.store.HistoryFile;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The largest heap and the most file descriptors that clients can make the daemon use, and the warnings if the limits
 * of the process are lower.
 *
 * @param isLinked whether there are other nodes; the members of those are not counted
 */
record MemoryBudget(Limits limits, Settings settings, boolean isLinked) {

    /** Descriptors besides those of clients: selector, listening sockets, jars, rejected and closing clients. */
    static final int OTHER_DESCRIPTORS = 320;

    private static final int BUFFER_DIVISOR = 16;
    private static final long PROGRAM_BYTES = 12 << 20;
    private static final long CLIENT_BYTES = 4 << 10;
    /** The largest room: a long name and topic, and as many invited and removed members as the limits allow. */
    private static final long ROOM_BYTES = 7 << 9;
    /** The heap for a line of the history, besides its text. */
    private static final long HISTORY_LINE_BYTES = 128;
    /** The shortest line of the history: {@code a: b}. */
    private static final int MIN_HISTORY_LINE = 4;
    /** The heap for a registered name: a long one with a key, its table entry, and its line while it is saved. */
    private static final long REGISTERED_NAME_BYTES = 1 << 10;
    /** Blocks of the link that wait: to be sent 10 MiB, to be applied 8 MiB, and for the end of joining 8 MiB. */
    private static final long LINK_BYTES = 26 << 20;
    private static final int MIB = 1 << 20;

    /**
     * The default of --buffer-memory, in bytes: a sixteenth of the heap, 1 MiB to 2 GiB. All else must fit in the rest.
     */
    static long bufferMemory(long maxHeapBytes) {
        return Math.max(1 << 20, Math.min(1L << 31, maxHeapBytes / BUFFER_DIVISOR));
    }

    /**
     * The largest heap that clients can make the daemon use, in bytes. The most expensive client ignores as many others
     * as it can, is away with a message of two-byte letters, has sent half a line, and has a backlog in both
     * directions.
     */
    long heapBytes() {
        long eachClient = CLIENT_BYTES + 3L * limits.maxLineBytes();
        return PROGRAM_BYTES + limits.maxClients() * eachClient + limits.bufferMemoryBytes() * 5 / 4
                + settings.rooms().most() * ROOM_BYTES + HISTORY_LINE_BYTES * historyLines()
                + 2L * settings.history().bytes() + REGISTERED_NAME_BYTES * registeredNames()
                + (settings.history().file() == null ? 0 : HistoryFile.MAX_HEAP_BYTES)
                + (isLinked ? LINK_BYTES : 0);
    }

    private int registeredNames() {
        RegistrationSettings registration = settings.login().registration();
        return registration == null ? 0 : registration.most();
    }

    /** The limit of lines in the histories of all rooms together. */
    private long historyLines() {
        return Math.min((long) settings.history().lines() * settings.rooms().most(),
                settings.history().bytes() / MIN_HISTORY_LINE);
    }

    /** The warning if the heap could become larger than its limit, in bytes; empty if it could not. */
    Optional<String> heapWarning(long maxHeapBytes) {
        long needed = heapBytes() / MIB;
        long limit = maxHeapBytes / MIB;
        if (limit >= needed) {
            return Optional.empty();
        }
        // The default of --buffer-memory grows with the heap.
        return Optional.of("With these options clients can use up to " + needed + " MiB of heap, and the limit is "
                + limit + " MiB: raise it (JAVA_OPTS=-Xmx" + needed * 9 / 8 + "m), or lower --max-clients, "
                + "--max-rooms, --max-line or --buffer-memory"
                + (registeredNames() == 0 ? "" : ", or --max-registered-names"));
    }

    /**
     * The warning if the process could need more descriptors than its limit; empty if it could not.
     *
     * @param limit the limit on open descriptors; empty if there is none, or if it is unknown
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
