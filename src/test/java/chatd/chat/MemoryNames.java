package chatd.chat;

import chatd.store.Key;
import chatd.store.NamesStorage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;

/** A file of registered names in memory. Its disk can be full, or stalled until {@link #goOn}. */
final class MemoryNames implements NamesStorage, Executor {

    private final Queue<Runnable> writes = new ArrayDeque<>();
    private final Key fixedKey;
    private byte[] saved;
    private boolean isSlow;
    private boolean isFull;

    /** Makes random keys. */
    MemoryNames() {
        this(null);
    }

    /** @param fixedKey the key to every name; null for random ones */
    MemoryNames(Key fixedKey) {
        this.fixedKey = fixedKey;
    }

    /** A new key. */
    Key key() throws IOException {
        return fixedKey == null ? Key.random() : fixedKey;
    }

    @Override
    public InputStream open() {
        return saved == null ? null : new ByteArrayInputStream(saved);
    }

    @Override
    public void save(byte[] text) throws IOException {
        if (isFull) {
            throw new IOException("No space left on device");
        }
        saved = text;
    }

    @Override
    public String setAside(String state) {
        throw new AssertionError(state + ": " + text());
    }

    @Override
    public void execute(Runnable write) {
        if (isSlow) {
            writes.add(write);
        } else {
            write.run();
        }
    }

    /** Stalls: from now on writes wait for {@link #goOn}. */
    void stall() {
        isSlow = true;
    }

    void goOn() {
        isSlow = false;
        while (!writes.isEmpty()) {
            writes.remove().run();
        }
    }

    void full(boolean full) {
        isFull = full;
    }

    String text() {
        return saved == null ? "" : new String(saved, StandardCharsets.UTF_8);
    }
}
