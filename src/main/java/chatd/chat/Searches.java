package chatd.chat;

import java.util.List;

/** Searches lines of a room for {@code /search}: in memory, or in the history file. */
interface Searches {

    /**
     * Searches the lines of a member's room, and tells the member what was found, now or later.
     *
     * @param typed the words as the member typed them
     * @param folded the words, folded by {@link Names#foldText}; each found line contains all of them
     */
    void search(Session member, List<String> typed, List<String> folded);

    /** Cancels the search of a member that leaves its room. */
    void cancel(Session member);
}
