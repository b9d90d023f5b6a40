package chatd.chat;

import java.util.List;

/** Shows a member the lines of its room that a search has found. */
final class FoundLines {

    /** Lines that are shown at most. */
    static final int MOST = 20;

    private final Phrases phrases;

    FoundLines(Phrases phrases) {
        this.phrases = phrases;
    }

    /**
     * Shows these lines, each with date and time.
     *
     * @param typed the words that each line contains
     * @param newestFirst at most {@link #MOST} lines, newest first
     */
    void show(Session member, List<String> typed, List<HistoryLine> newestFirst) {
        String room = member.room().title();
        String words = String.join(", ", typed);
        if (newestFirst.isEmpty()) {
            member.tell(phrases.text("search.none", room, words));
            return;
        }
        member.tell(phrases.text("search.header", room, words));
        for (HistoryLine line : newestFirst) {
            // Not sent as an answer: answers are never skipped, and these can be as long as 20 of the longest lines.
            member.hearAsIs(line.withDate());
        }
        member.tell(newestFirst.size() == MOST
                ? phrases.text("search.most", MOST)
                : phrases.counted("search.found", newestFirst.size()));
    }
}
