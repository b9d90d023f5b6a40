package chatd.store;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Keeps the text of names in memory; saving it can fail. */
final class MemoryStorage implements NamesStorage {

    final List<byte[]> copies = new ArrayList<>();
    byte[] text;
    int saves;
    /** Why saving fails; null if it does not. */
    Throwable failure;
    boolean isClosed;

    MemoryStorage(byte[] text) {
        this.text = text;
    }

    MemoryStorage(String text) {
        this(text.getBytes(StandardCharsets.UTF_8));
    }

    MemoryStorage() {
        this((byte[]) null);
    }

    @Override
    public InputStream open() {
        return text == null ? null : new ByteArrayInputStream(text);
    }

    @Override
    public void save(byte[] changed) throws IOException {
        if (failure instanceof IOException e) {
            throw e;
        } else if (failure instanceof RuntimeException e) {
            throw e;
        }
        text = changed;
        saves++;
    }

    @Override
    public String setAside(String state) throws IOException {
        if (failure instanceof IOException e) {
            throw e;
        }
        if (copies.stream().noneMatch(copy -> Arrays.equals(copy, text))) {
            copies.add(text);
        }
        return "names." + state;
    }

    @Override
    public void close() {
        isClosed = true;
    }

    String text() {
        return new String(text, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "--names-file names";
    }
}
