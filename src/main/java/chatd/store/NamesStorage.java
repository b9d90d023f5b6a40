package chatd.store;

import java.io.IOException;
import java.io.InputStream;

/** The place where the text of the registered names is kept. {@link SafeFile} is the real one. */
public interface NamesStorage {

    /** Opens the text for reading. Returns null if nothing was saved yet. */
    InputStream open() throws IOException;

    /**
     * Replaces the text. When this returns, the new text survives a crash. If it throws, the old text stays.
     * Called on the thread of the writer.
     */
    void save(byte[] text) throws IOException;

    /**
     * Keeps a copy of the text beside it. Never overwrites a copy, and does not copy the same text twice.
     *
     * @param state what is wrong with the text, in a word that becomes a part of the copy's name
     * @return the name of the copy, for the log
     */
    String setAside(String state) throws IOException;

    /** Unlocks the storage for other processes. */
    default void close() {
    }
}
