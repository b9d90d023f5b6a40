package chatd.store;

import static java.nio.file.StandardOpenOption.READ;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** A regular file that is open for reading. */
final class DiskBytes implements HistoryBytes {

    /** The runtime keeps a buffer outside of the heap for each thread, as large as the largest read. */
    private static final int MAX_READ_BYTES = 16 << 10;

    private final FileChannel channel;
    private final long length;
    private final long ownedFrom;

    DiskBytes(Path path, long ownedFrom) throws IOException {
        this.ownedFrom = ownedFrom;
        channel = FileChannel.open(path, READ);
        length = channel.size();
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public long ownedFrom() {
        return ownedFrom;
    }

    @Override
    public int read(long position, byte[] into, int offset, int count) throws IOException {
        return channel.read(ByteBuffer.wrap(into, offset, Math.min(count, MAX_READ_BYTES)), position);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
