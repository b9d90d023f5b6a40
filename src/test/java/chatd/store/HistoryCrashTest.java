package chatd.store;

import static chatd.store.HistoryFixture.said;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A history file that is cut or damaged at any byte can be opened, and has every undamaged line once. */
class HistoryCrashTest {

    private static final List<String> TEXTS =
            List.of("alpha", "bravo \u0416\u0438", "charlie\tdelta", "foxtrot", "echo \u4E2D");

    @TempDir
    private Path directory;

    private final byte[] whole = String.join("", TEXTS.stream().map(HistoryFixture::said).toList()).getBytes(UTF_8);

    private Path path() {
        return directory.resolve("history");
    }

    private Path torn() {
        return directory.resolve("history.torn");
    }

    @Test
    void cutAtAnyByteTheFileKeepsItsWholeLines() throws IOException {
        for (int cut = 0; cut <= whole.length; cut++) {
            byte[] file = Arrays.copyOf(whole, cut);
            int lines = count(file);
            assertEquals(TEXTS.subList(0, lines), textsAfterOpening(file), "cut at " + cut);
        }
    }

    @Test
    void followedByNulsFromAnyByteOnTheFileKeepsItsWholeLines() throws IOException {
        for (int cut = 0; cut <= whole.length; cut++) {
            byte[] file = Arrays.copyOf(Arrays.copyOf(whole, cut), whole.length + 10);
            assertEquals(TEXTS.subList(0, count(file)), textsAfterOpening(file), "NULs from " + cut);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0x01, 0x80, 0xFF})
    void withBitsOfAnyByteFlippedTheFileKeepsTheOtherLines(int bits) throws IOException {
        for (int at = 0; at < whole.length; at++) {
            byte[] file = whole.clone();
            file[at] ^= (byte) bits;
            checkDamaged(file, at);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, '\n', '\t'})
    void withAnyByteReplacedTheFileKeepsTheOtherLines(int b) throws IOException {
        for (int at = 0; at < whole.length; at++) {
            byte[] file = whole.clone();
            file[at] = (byte) b;
            checkDamaged(file, at);
        }
    }

    private void checkDamaged(byte[] file, int at) throws IOException {
        List<String> undamaged = new ArrayList<>();
        int start = 0;
        boolean followsDamage = false;
        for (String text : TEXTS) {
            int end = start + said(text).getBytes(UTF_8).length;
            boolean isDamaged = at >= start && at < end && file[at] != whole[at];
            // Without the end of the line before, both are one line.
            if (!isDamaged && !followsDamage) {
                undamaged.add(text);
            }
            followsDamage = isDamaged && at == end - 1;
            start = end;
        }
        List<String> found = textsAfterOpening(file);
        List<String> others = new ArrayList<>(found);
        others.removeAll(undamaged);
        found.removeAll(others);
        assertEquals(undamaged, found, "damaged at " + at);
        assertTrue(others.size() <= 2, others::toString);
    }

    /** Opens the file, appends a line, and returns the texts of those before. Nothing but the torn tail is moved. */
    private List<String> textsAfterOpening(byte[] file) throws IOException {
        Files.write(path(), file);
        Files.deleteIfExists(torn());
        List<String> texts = new ArrayList<>();
        try (DiskStorage storage = new DiskStorage(path())) {
            HistoryOptions options = new HistoryOptions(path(), false, 0);
            HistoryFixture fixture = new HistoryFixture(storage, options);
            fixture.file.recent(new RecentQuery(100, 0, 1 << 20, Set.of("#lobby"), 10, UnaryOperator.identity()))
                    .getOrDefault("#lobby", List.of()).forEach(record -> texts.add(record.text()));
            fixture.sayAndWrite("new");
        }
        int kept = new String(file, ISO_8859_1).lastIndexOf('\n') + 1;
        byte[] expected = Arrays.copyOf(file, kept + said("new").length());
        System.arraycopy(said("new").getBytes(UTF_8), 0, expected, kept, said("new").length());
        assertArrayEquals(expected, Files.readAllBytes(path()));
        assertEquals(kept < file.length, Files.exists(torn()));
        if (kept < file.length) {
            checkTorn(Arrays.copyOfRange(file, kept, file.length));
        }
        return texts;
    }

    private void checkTorn(byte[] tail) throws IOException {
        String saved = Files.readString(torn(), ISO_8859_1);
        StringBuilder expected = new StringBuilder();
        int nuls = 0;
        for (byte b : tail) {
            if (b == 0) {
                nuls++;
                continue;
            }
            expected.append(nuls == 0 ? "" : "[NUL bytes: " + nuls + "]").append((char) (b & 0xFF));
            nuls = 0;
        }
        expected.append(nuls == 0 ? "" : "[NUL bytes: " + nuls + "]").append('\n');
        assertEquals(expected.toString(), saved.substring(saved.indexOf('\n') + 1));
    }

    private static int count(byte[] file) {
        int lines = 0;
        for (byte b : file) {
            lines += b == '\n' ? 1 : 0;
        }
        return lines;
    }
}
