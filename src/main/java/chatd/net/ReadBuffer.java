package chatd.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/**
 * The one buffer into which all sockets are read. While much of what was read waits in memory, it reads less at a time.
 */
final class ReadBuffer {

    private static final int READ_BYTES = 8 * 1024;
    private static final int SHORT_READ_BYTES = 512;
    /** Input may hold one part in so many of the buffer memory before reads become short. */
    private static final int INPUT_SHARE = 4;

    private final ByteBuffer direct = ByteBuffer.allocateDirect(READ_BYTES);
    private final byte[] bytes = new byte[READ_BYTES];
    private final long memoryBytes;
    private long heldBytes;
    /** What follows the line that is being handed on; kept here once, and not for each client. */
    private byte[] rest = {};
    private int restFrom;
    private int restTo;

    /** @param memoryBytes the memory that output may hold, in bytes */
    ReadBuffer(long memoryBytes) {
        this.memoryBytes = memoryBytes;
    }

    /** Reads once; returns how many bytes, or -1 at the end of input. They stand at the start of {@link #bytes}. */
    int readFrom(ReadableByteChannel channel) throws IOException {
        direct.clear().limit(heldBytes >= memoryBytes / INPUT_SHARE ? SHORT_READ_BYTES : READ_BYTES);
        int count = channel.read(direct);
        if (count > 0) {
            direct.get(0, bytes, 0, count);
        }
        return count;
    }

    /** The bytes that were read last; they are valid until the next read. */
    byte[] bytes() {
        return bytes;
    }

    /** Notes that these bytes, {@code from} to {@code to}, follow the line that is handed on next. */
    void noteRest(byte[] input, int from, int to) {
        rest = input;
        restFrom = from;
        restTo = to;
    }

    /** Whether anything but blanks and line endings follows the line that is being handed on. */
    boolean hasRest() {
        for (int i = restFrom; i < restTo; i++) {
            if (rest[i] > ' ' || rest[i] < 0) {
                return true;
            }
        }
        return false;
    }

    /** Counts memory of input that waits from now on or, negative, no longer waits. */
    void hold(int count) {
        heldBytes += count;
    }

    /** The memory of all input that waits: half lines, and lines that are not handed on yet. In bytes. */
    long heldBytes() {
        return heldBytes;
    }
}
