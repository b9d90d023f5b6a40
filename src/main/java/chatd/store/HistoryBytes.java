package chatd.store;

import java.io.Closeable;
import java.io.IOException;

/** One history file, open for reading. Renaming the file does not matter. */
public interface HistoryBytes extends Closeable {

    /** The length when it was opened. */
    long length();

    /** The position at which this daemon began to write: {@link #length} or more if it has not. */
    long ownedFrom();

    /**
     * Reads bytes from a position on, into {@code into[offset...]}.
     *
     * @param length number of bytes, at least 1
     * @return the number of bytes read, which can be smaller; -1 at the end
     * @throws IOException if they cannot be read
     */
    int read(long position, byte[] into, int offset, int length) throws IOException;

    @Override
    void close() throws IOException;
}
