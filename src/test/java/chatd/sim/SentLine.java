package chatd.sim;

/**
 * A line that somebody sends.
 *
 * @param bytes as they send it, with its ending
 * @param text as the room is to be handed it; null if it is over the limit
 * @param timingMarks how often it asks for telnet's timing mark
 */
record SentLine(byte[] bytes, String text, int timingMarks) {
}
