package chatd.chat;

import chatd.store.HistoryRecord;
import chatd.store.HistorySearch;
import chatd.store.SearchQuery;
import chatd.store.SearchResult;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Searches the history file on another thread: one search at a time for each member. A search is cancelled when the
 * member leaves its room, so no line is shown in another room.
 */
final class FileSearches implements Searches {

    /** A search that is not yet answered. */
    private static final class Pending {
        private final List<String> typed;
        private HistorySearch search;

        Pending(List<String> typed) {
            this.typed = typed;
            search = null;
        }
    }

    private static final int BYTES_PER_MIB = 1 << 20;

    private final HistoryResources resources;
    private final SavedHistory saved;
    private final HistorySettings settings;
    private final Dialect dialect;
    private final Phrases phrases;
    private final Clock clock;
    private final FoundLines found;
    private final Map<Session, Pending> pending = new HashMap<>();

    FileSearches(HistoryResources resources, SavedHistory saved, HistorySettings settings, Dialect dialect,
            Phrases phrases, Clock clock) {
        this.resources = resources;
        this.saved = saved;
        this.settings = settings;
        this.dialect = dialect;
        this.phrases = phrases;
        this.clock = clock;
        found = new FoundLines(phrases);
    }

    @Override
    public void search(Session member, List<String> typed, List<String> folded) {
        if (pending.containsKey(member)) {
            member.tell(phrases.text("search.running"));
            return;
        }
        Pending begun = new Pending(typed);
        pending.put(member, begun);
        Room room = member.room();
        long sinceMillis = Math.max(settings.sinceMillis(clock.millis()), saved.beginMillis(room.title()));
        SearchQuery query = new SearchQuery(room.title(), room.isPermanent(), folded, sinceMillis, Names::foldText);
        Optional<HistorySearch> search = resources.file().search(query,
                result -> resources.loop().execute(() -> answer(member, begun, result)));
        if (search.isPresent()) {
            begun.search = search.get();
        } else {
            pending.remove(member);
            member.tell(phrases.text("search.busy"));
        }
    }

    /** Shows the result, unless the search was cancelled. */
    private void answer(Session member, Pending answered, SearchResult result) {
        if (!pending.remove(member, answered)) {
            return;
        }
        List<HistoryLine> lines = new ArrayList<>();
        for (HistoryRecord record : result.newestFirst()) {
            String words = dialect.words(record.kind(), record.name(), record.text());
            if (words != null) {
                lines.add(new HistoryLine(words, record.millis(), record.offsetSeconds()));
            }
        }
        found.show(member, answered.typed, lines);
        if (result.end() == SearchResult.End.BOUND_REACHED) {
            member.tell(phrases.text("search.bound", SearchQuery.MAX_BYTES / BYTES_PER_MIB));
        } else if (result.end() == SearchResult.End.FAILED) {
            member.tell(phrases.text("search.failed"));
        }
    }

    @Override
    public void cancel(Session member) {
        Pending cancelled = pending.remove(member);
        if (cancelled != null && cancelled.search != null) {
            cancelled.search.cancel();
        }
    }
}
