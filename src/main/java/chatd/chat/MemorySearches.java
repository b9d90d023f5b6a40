package chatd.chat;

import java.util.ArrayList;
import java.util.List;

/**
 * Searches the lines in memory, if there is no history file. Answers at once, because {@code --history-size} limits the
 * lines and so the time.
 */
final class MemorySearches implements Searches {

    private final FoundLines found;

    MemorySearches(FoundLines found) {
        this.found = found;
    }

    @Override
    public void search(Session member, List<String> typed, List<String> folded) {
        List<HistoryLine> lines = member.room().recent();
        List<HistoryLine> newestFirst = new ArrayList<>();
        for (int i = lines.size() - 1; i >= 0 && newestFirst.size() < FoundLines.MOST; i--) {
            if (containsAll(Names.foldText(lines.get(i).words), folded)) {
                newestFirst.add(lines.get(i));
            }
        }
        found.show(member, typed, newestFirst);
    }

    private static boolean containsAll(String text, List<String> words) {
        for (String word : words) {
            if (!text.contains(word)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void cancel(Session member) {
        // A search has ended when search returns.
    }
}
