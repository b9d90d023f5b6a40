package chatd.store;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/**
 * Where the history is kept: files, or the memory of a simulation. It stores bytes and knows nothing of records. One
 * thread writes, another may call {@link #files} at the same time.
 */
public interface HistoryStorage extends Closeable {

    /**
     * Writes bytes at the end. May block.
     *
     * @return the number of bytes written: at least 1, perhaps fewer than {@code length}
     * @throws IOException if none were written
     */
    int write(byte[] bytes, int offset, int length) throws IOException;

    /** The length; -1 for a pipe or a device, which has none. */
    long length() throws IOException;

    /** Cuts off all bytes from a position on. */
    void truncate(long length) throws IOException;

    /** Whether the file ends with an incomplete line that cannot be repaired. */
    boolean endsWithTornLine();

    /** Waits until all that was written is on the disk. */
    void sync() throws IOException;

    /** Opens the file at the path again, because it may have been renamed. If that fails, the old one stays open. */
    void reopen() throws IOException;

    /** Renames the file to FILE.1, which is replaced, and begins a new file. */
    void rotate() throws IOException;

    /** Opens the files for reading, newest first. For any thread. */
    List<HistoryBytes> files() throws IOException;

    @Override
    void close() throws IOException;
}
