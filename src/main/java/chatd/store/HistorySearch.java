package chatd.store;

import chatd.store.SearchResult.End;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running or waiting search. Reads the files backwards, on the search thread. */
public final class HistorySearch implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(HistorySearch.class);

    private final HistoryStorage storage;
    private final SearchQuery query;
    private final Consumer<SearchResult> answer;
    private final RoomLines found;
    private final OldLines oldLines;
    private final RecordLine line = new RecordLine();
    private final String foldedRoom;
    /** Titles whose folded forms are known: the title of the room, and the last title of another room. */
    private final byte[] title;
    private byte[] otherTitle = {};
    private volatile boolean isCancelled;

    HistorySearch(HistoryStorage storage, SearchQuery query, Consumer<SearchResult> answer) {
        this.storage = storage;
        this.query = query;
        this.answer = answer;
        found = new RoomLines(query.isPermanent(), SearchQuery.MAX_LINES);
        oldLines = new OldLines(query.sinceMillis());
        foldedRoom = query.fold().apply(query.room());
        title = query.room().getBytes(StandardCharsets.UTF_8);
    }

    /** Ends the search soon, without an answer. An answer that is already on its way still arrives. For any thread. */
    public void cancel() {
        isCancelled = true;
    }

    @Override
    public void run() {
        if (isCancelled) {
            return;
        }
        End end = End.FAILED;
        try (BackwardLines lines = new BackwardLines(storage.files(), SearchQuery.MAX_BYTES)) {
            end = read(lines);
        } catch (IOException | RuntimeException e) {
            LOG.warn("The history file cannot be searched: {}", e.toString());
            end = End.FAILED;
        } finally {
            // Also after an Error, which ends the thread and is reported by it. Another search begins a new thread.
            if (!isCancelled) {
                answer.accept(new SearchResult(List.copyOf(found.newestFirst()), end));
            }
        }
    }

    private End read(BackwardLines lines) throws IOException {
        boolean isOwned = true;
        while (needsMore() && lines.next()) {
            isOwned &= lines.isOwned();
            if (line.find(lines.bytes(), lines.from(), lines.to())) {
                receive(isOwned);
            }
        }
        if (found.newestFirst().size() == SearchQuery.MAX_LINES) {
            return End.ENOUGH_FOUND;
        }
        return lines.isBoundReached() ? End.BOUND_REACHED : End.ALL_SEARCHED;
    }

    private boolean needsMore() {
        return !isCancelled && !found.isDone() && !oldLines.areEnough();
    }

    /** @param isOwned whether this daemon has written the line */
    private void receive(boolean isOwned) {
        EventKind kind = line.kind();
        if (kind == null) {
            return;
        }
        if (kind == EventKind.MISSING) {
            line.parse().ifPresent(record -> found.passGap());
        } else if (kind == EventKind.GONE || kind.endsRoom() && !isOwned) {
            if (isInRoom() && line.parse().isPresent()) {
                found.end();
            }
        } else if (isLine(kind) && !oldLines.isOld(line.millis()) && isInRoom()) {
            // The members of a room that this daemon has locked may read what was said there.
            line.parse().map(HistoryRecord::inOpenRoom).filter(this::matches).ifPresent(found::add);
        }
    }

    private static boolean isLine(EventKind kind) {
        EventKind open = kind.inOpenRoom();
        return open.isSaid() || open == EventKind.TOPIC;
    }

    private boolean matches(HistoryRecord record) {
        String name = query.fold().apply(record.name());
        String text = query.fold().apply(record.text());
        for (String word : query.words()) {
            if (!text.contains(word) && !name.contains(word)) {
                return false;
            }
        }
        return true;
    }

    private boolean isInRoom() {
        if (line.isRoom(title)) {
            return true;
        }
        if (line.isRoom(otherTitle)) {
            return false;
        }
        String other = line.room();
        if (other == null) {
            return false;
        }
        if (query.fold().apply(other).equals(foldedRoom)) {
            return true;
        }
        otherTitle = other.getBytes(StandardCharsets.UTF_8);
        return false;
    }
}
