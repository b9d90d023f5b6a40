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
     * @return the number of bytes written, at least 1, which can be smaller than {@code length}
     * @throws IOException if none were written
     */
    int write(byte[] bytes, int offset, int length) throws IOException;

    /** The length; -1 for a pipe or a device, which has none. */
    long length() throws IOException;

    /** Cuts off all bytes from a position on. */
    void truncate(long length) throws IOException;

    /** Whether the last byte is not the end of a line, which nothing can repair. */
    boolean endsWithTornLine();

    /** Waits until all that was written is on the disk. */
    void sync() throws IOException;

    /** Opens the file at the path anew, because it may have been renamed. If that fails, the old one stays open. */
    void reopen() throws IOException;

    /** Moves what is written to the older file, which is replaced, and begins a new one. */
    void rotate() throws IOException;

    /** Opens the files for reading, the newest first. For any thread. */
    List<HistoryBytes> files() throws IOException;

    @Override
    void close() throws IOException;
}
