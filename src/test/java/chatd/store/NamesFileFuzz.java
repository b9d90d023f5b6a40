package chatd.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * Any bytes can be read, or are refused. The names that were read can be written and read again, without damage.
 *
 * <p>The first byte of an input chooses what is added to the rest, which random changes would not find: a header, and
 * the checksums of the lines.
 */
public final class NamesFileFuzz {

    private static final int WITH_HEADER = 1;
    private static final int WITH_CHECKSUMS = 2;
    private static final int MOST = 5;

    private NamesFileFuzz() {
    }

    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length == 0) {
            return;
        }
        byte[] text = made(input[0], Arrays.copyOfRange(input, 1, input.length));
        MemoryStorage storage = new MemoryStorage(text);
        Map<String, RegisteredName> names;
        try {
            names = read(storage);
        } catch (IOException e) {
            require(storage.copies.isEmpty(), "a refused file was copied");
            return;
        }
        require(names.size() <= MOST, names.size() + " names");
        require(storage.copies.isEmpty() || storage.copies.get(0) == text, "the copy is another text");
        checkWritten(names);
    }

    private static void checkWritten(Map<String, RegisteredName> names) {
        MemoryStorage storage = new MemoryStorage();
        NamesWrite write = new NamesWrite(storage, names.values().toArray(RegisteredName[]::new), new NameChanges());
        write.run();
        require(write.failure() == null, write.failure());
        Map<String, RegisteredName> again;
        try {
            again = read(storage);
        } catch (IOException e) {
            throw new AssertionError(storage.text(), e);
        }
        require(storage.copies.isEmpty(), "damaged as it was written: " + storage.text());
        require(again.keySet().equals(names.keySet()), names + " became " + again);
        for (Map.Entry<String, RegisteredName> entry : names.entrySet()) {
            String before = NameLine.encode(entry.getValue());
            String after = NameLine.encode(again.get(entry.getKey()));
            require(before.equals(after), before + " became " + after);
        }
    }

    private static Map<String, RegisteredName> read(MemoryStorage storage) throws IOException {
        return new NamesReader(new NamesFixture().settings(MOST, NamesFixture.AGE)).read(storage);
    }

    private static byte[] made(byte how, byte[] rest) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        if ((how & WITH_HEADER) != 0) {
            text.writeBytes(NameLine.HEADER.getBytes(UTF_8));
        }
        int start = 0;
        for (int i = 0; i <= rest.length; i++) {
            if (i == rest.length || rest[i] == '\n') {
                text.write(rest, start, i - start);
                if ((how & WITH_CHECKSUMS) != 0 && i > start) {
                    CRC32 checksum = new CRC32();
                    checksum.update(rest, start, i - start);
                    text.writeBytes("\t%08x".formatted(checksum.getValue()).getBytes(UTF_8));
                }
                if (i < rest.length) {
                    text.write('\n');
                }
                start = i + 1;
            }
        }
        return text.toByteArray();
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }
}
