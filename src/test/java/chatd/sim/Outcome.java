package chatd.sim;

/**
 * Totals of a run.
 *
 * @param actions actions of people
 * @param turns turns of the loop
 * @param lines lines that people received, each checked
 * @param skipped lines that people were told they missed
 * @param refused clients refused
 * @param dropped clients disconnected because the memory budget was used up
 * @param keys keys to registered names that people were told
 * @param takeovers members that moved to another connection
 * @param muted lines and commands of muted people
 * @param restarts daemons that were killed
 */
record Outcome(long actions, long turns, long lines, long skipped, long refused, long dropped, long keys,
        long takeovers, long muted, long restarts) {

    static final Outcome NOTHING = new Outcome(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    Outcome plus(Outcome other) {
        return new Outcome(actions + other.actions, turns + other.turns, lines + other.lines,
                skipped + other.skipped, refused + other.refused, dropped + other.dropped, keys + other.keys,
                takeovers + other.takeovers, muted + other.muted, restarts + other.restarts);
    }
}
