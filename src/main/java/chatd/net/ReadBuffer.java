package chatd.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/**
 * The one buffer into which all sockets are read. It also counts the memory of held input: while that is large, it
 * reads less at a time.
 */
final class ReadBuffer {

    private static final int READ_BYTES = 8 * 1024;
    private static final int SHORT_READ_BYTES = 512;
    /** Reads are short while input holds a quarter of the buffer memory or more. */
    private static final int INPUT_DIVISOR = 4;

    private final ByteBuffer direct = ByteBuffer.allocateDirect(READ_BYTES);
    private final byte[] bytes = new byte[READ_BYTES];
    private final long memoryBytes;
    private long heldBytes;

    /** @param memoryBytes the buffer memory, which limits output, in bytes */
    ReadBuffer(long memoryBytes) {
        this.memoryBytes = memoryBytes;
    }

    /**
     * Reads once; the bytes are then at the start of {@link #bytes}.
     *
     * @return how many bytes were read, 0 if none has arrived, -1 at the end of the input
     * @throws IOException if the connection is broken
     */
    int readFrom(ReadableByteChannel channel) throws IOException {
        direct.clear().limit(heldBytes >= memoryBytes / INPUT_DIVISOR ? SHORT_READ_BYTES : READ_BYTES);
        int count = channel.read(direct);
        if (count > 0) {
            direct.get(0, bytes, 0, count);
        }
        return count;
    }

    /** Whether the last read filled the buffer, so that more may wait in the kernel. */
    boolean isFilled() {
        return !direct.hasRemaining();
    }

    /** The bytes that were read last; valid until the next read. */
    byte[] bytes() {
        return bytes;
    }

    /** Counts memory that a connection begins to hold for its input, in bytes; negative if it releases memory. */
    void addHeldBytes(int count) {
        heldBytes += count;
    }

    /** The memory of all held input, in bytes: half lines, and lines that are not passed on yet. */
    long heldBytes() {
        return heldBytes;
    }
}
