package chatd.chat;

import java.util.List;

/** Where {@code /search} looks for lines of a room: in what is kept in memory, or in the history file. */
interface Searches {

    /**
     * Searches the lines of a member's room, and tells the member what was found, now or later.
     *
     * @param typed the words as the member typed them
     * @param folded the words as {@link Names#foldText} has them; a line that is found contains each
     */
    void search(Session member, List<String> typed, List<String> folded);

    /** The member leaves its room, so it is told nothing more of its search. */
    void cancel(Session member);
}
