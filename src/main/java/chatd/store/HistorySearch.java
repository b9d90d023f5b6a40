package chatd.store;

import java.util.List;
import java.util.function.Consumer;

/** A search that runs or waits. */
public final class HistorySearch implements Runnable {

    private final HistoryStorage storage;
    private final SearchQuery query;
    private final Consumer<SearchResult> answer;
    private volatile boolean isCancelled;

    HistorySearch(HistoryStorage storage, SearchQuery query, Consumer<SearchResult> answer) {
        this.storage = storage;
        this.query = query;
        this.answer = answer;
    }

    /** Ends the search without an answer, soon. If the answer is being given now, it arrives. For any thread. */
    public void cancel() {
        isCancelled = true;
    }

    @Override
    public void run() {
        if (!isCancelled) {
            answer.accept(new SearchResult(List.of(), SearchResult.End.ALL_SEARCHED));
        }
    }
}
