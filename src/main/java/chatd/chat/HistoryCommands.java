package chatd.chat;

import java.util.ArrayList;
import java.util.List;

/** The commands about earlier lines: history, search. */
final class HistoryCommands {

    /** Limit of the words of a search, because each line is searched for each word. */
    private static final int MOST_WORDS = 8;
    /** A number with more digits asks for all lines. */
    private static final int MOST_DIGITS = 9;

    private final ChatService chat;
    private final Phrases phrases;

    HistoryCommands(ChatService chat, Phrases phrases) {
        this.chat = chat;
        this.phrases = phrases;
    }

    /** Shows the last lines of the room: as many as the argument says, or all. */
    void history(Session author, String argument) {
        int wanted = argument.isEmpty() ? Integer.MAX_VALUE : number(argument);
        if (wanted == 0) {
            author.tell(phrases.text("history.number", argument, Command.usage(phrases, "history")));
            return;
        }
        List<HistoryLine> lines = author.room().recent();
        if (lines.isEmpty()) {
            author.tell(phrases.text("history.none"));
        } else {
            chat.moves().showHistory(author, lines.subList(Math.max(0, lines.size() - wanted), lines.size()));
        }
    }

    /** The number that these digits are; 0 if the text is not a number. */
    private static int number(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return 0;
            }
        }
        return text.length() > MOST_DIGITS ? Integer.MAX_VALUE : Integer.parseInt(text);
    }

    void search(Session author, String argument) {
        List<String> typed = new ArrayList<>();
        List<String> folded = new ArrayList<>();
        for (String word : argument.split("(?U)\\s+", MOST_WORDS + 1)) {
            String foldedWord = Names.foldText(word);
            // A joiner alone folds to nothing, which every line contains.
            if (!foldedWord.isEmpty()) {
                typed.add(word);
                folded.add(foldedWord);
            }
        }
        if (typed.size() > MOST_WORDS) {
            author.tell(phrases.text("search.words", MOST_WORDS));
        } else {
            chat.search(author, typed, folded);
        }
    }
}
