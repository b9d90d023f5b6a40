package chatd.sim;

/**
 * A line that a person sends.
 *
 * @param bytes as sent, with its ending
 * @param text as the room must receive it; null if it is over the limit, {@link #INTERRUPT} or {@link
 *     #LEAVE_KEY} if it is none
 * @param timingMarks how often it asks for a telnet timing mark
 * @param areYouTheres how often it asks whether the server is there
 */
record SentLine(byte[] bytes, String text, int timingMarks, int areYouTheres) {

    /** In place of a text: telnet's interrupt. The timing mark that comes with it is counted here. */
    static final String INTERRUPT = "(interrupt)";
    /** In place of a text: a line of Ctrl-C or Ctrl-D alone. */
    static final String LEAVE_KEY = "(leave key)";

    SentLine(byte[] bytes, String text, int timingMarks) {
        this(bytes, text, timingMarks, 0);
    }
}
