package chatd.store;

import java.io.IOException;
import java.io.InputStream;

/** The place where the text of the registered names is kept. {@link SafeFile} is the real one. */
public interface NamesStorage {

    /** Opens the text for reading; null if nothing was saved yet. */
    InputStream open() throws IOException;

    /**
     * Replaces the text. After this returns, the new one outlives a crash; if it throws, the text is the one before.
     * Called on the thread of the writer.
     */
    void save(byte[] text) throws IOException;

    /**
     * Keeps a copy of the text, which is damaged, beside it. A copy is never overwritten, and one that is there already
     * is not made again.
     *
     * @return the name of the copy, for the log
     */
    String setAside() throws IOException;

    /** Gives the place to another process. */
    default void close() {
    }
}
