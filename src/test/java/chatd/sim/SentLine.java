package chatd.sim;

/**
 * A line that a person sends.
 *
 * @param bytes as sent, with its ending
 * @param text as the room must receive it; null if it is over the limit
 * @param timingMarks how often it asks for a telnet timing mark
 */
record SentLine(byte[] bytes, String text, int timingMarks) {
}
