package chatd.store;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Any bytes in the files of a history give the same lines as {@link HistoryReaderModel}, which reads them forwards.
 *
 * <p>The first three bytes of an input choose where the rest is divided into FILE.1 and FILE, from where on this daemon
 * has written, and how many lines are asked for. The byte 255 stands for a long row of letters.
 */
public final class HistoryReaderFuzz {

    private static final int HEAD = 3;
    private static final byte LONG = (byte) 0xFF;
    private static final int LONG_BYTES = 50_000;
    private static final int MAX_BYTES = 300_000;

    private HistoryReaderFuzz() {
    }

    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length < HEAD) {
            return;
        }
        byte[] rest = Arrays.copyOfRange(input, HEAD, input.length);
        int cut = (input[0] & 0xFF) * rest.length / 256;
        byte[] older = cut == 0 ? null : expand(Arrays.copyOf(rest, cut));
        byte[] file = expand(Arrays.copyOfRange(rest, cut, rest.length));
        int ownedFrom = (input[1] & 0xFF) * file.length / 255;
        try {
            checkRecent(older, file, input[2] & 0x0F);
            checkSearch(older, file, ownedFrom);
            checkBound(older, file, ownedFrom);
            checkTail(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] expand(byte[] bytes) {
        byte[] row = new byte[LONG_BYTES];
        Arrays.fill(row, (byte) 'x');
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte b : bytes) {
            if (b == LONG && out.size() < MAX_BYTES) {
                out.writeBytes(row);
            } else {
                out.write(b);
            }
        }
        return out.toByteArray();
    }

    private static BackwardLines open(byte[] older, byte[] file, long maxBytes) throws IOException {
        return new BackwardLines(storage(older, file, 0).files(), maxBytes);
    }

    private static MemoryHistoryStorage storage(byte[] older, byte[] file, int ownedFrom) {
        MemoryHistoryStorage storage = new MemoryHistoryStorage().with(file).ownedFrom(ownedFrom);
        return older == null ? storage : storage.withOlder(older);
    }

    private static void checkRecent(byte[] older, byte[] file, int lines) throws IOException {
        RecentQuery query =
                new RecentQuery(lines, 0, Long.MAX_VALUE, Set.of("#a"), Integer.MAX_VALUE, UnaryOperator.identity());
        Map<String, List<HistoryRecord>> found =
                new RecentLines(query).read(open(older, file, Long.MAX_VALUE));
        Map<String, List<HistoryRecord>> expected = new HistoryReaderModel(older, file, 0).recent(lines, "#a");
        require(found.equals(expected), "expected " + expected + ", but found " + found);
    }

    private static void checkSearch(byte[] older, byte[] file, int ownedFrom) {
        HistoryReaderModel model = new HistoryReaderModel(older, file, ownedFrom);
        for (boolean isPermanent : new boolean[] {true, false}) {
            List<HistoryRecord> expected = new ArrayList<>(model.shown("#b", isPermanent, true));
            Collections.reverse(expected);
            List<SearchResult> results = new ArrayList<>();
            SearchQuery query = new SearchQuery("#b", isPermanent, List.of(), 0, UnaryOperator.identity());
            new HistorySearch(storage(older, file, ownedFrom), query, results::add).run();
            List<HistoryRecord> first = expected.subList(0, Math.min(SearchQuery.MAX_LINES, expected.size()));
            require(results.size() == 1 && results.get(0).newestFirst().equals(first),
                    "expected " + first + ", but found " + results);
        }
    }

    /** With a bound, the lines are the last ones of those without. */
    private static void checkBound(byte[] older, byte[] file, int bound) throws IOException {
        List<String> all = lines(open(older, file, Long.MAX_VALUE));
        List<String> some = lines(open(older, file, bound));
        require(some.equals(all.subList(0, some.size())), "other lines within the bound " + bound);
    }

    private static List<String> lines(BackwardLines lines) throws IOException {
        List<String> found = new ArrayList<>();
        while (lines.next()) {
            found.add(Arrays.toString(Arrays.copyOfRange(lines.bytes(), lines.from(), lines.to())));
        }
        return found;
    }

    private static void checkTail(byte[] file) throws IOException {
        TornTail tail = new TornTail(MemoryHistoryStorage.file(file));
        int end = file.length;
        while (end > 0 && file[end - 1] != '\n') {
            end--;
        }
        require(tail.end() == end, "expected the end at " + end);
        boolean hasRecord = !new HistoryReaderModel(null, file, 0).recent(1, "#a").isEmpty();
        require(tail.isHistory() || !hasRecord || file.length > 2 * TornTail.BLOCK_BYTES,
                "not taken for a history");
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }
}
