package chatd.sim;

/**
 * What a run came to.
 *
 * @param actions what people did
 * @param lines how many lines people received, each checked
 * @param skipped how many lines they were told that they missed
 * @param refused how many people were not let in
 * @param dropped how many were disconnected because too much waited for all
 */
record Outcome(long actions, long turns, long lines, long skipped, long refused, long dropped) {
    static final Outcome NOTHING = new Outcome(0, 0, 0, 0, 0, 0);

    Outcome plus(Outcome other) {
        return new Outcome(actions + other.actions, turns + other.turns, lines + other.lines,
                skipped + other.skipped, refused + other.refused, dropped + other.dropped);
    }
}
