package chatd.chat;

/**
 * What is kept of the lines that were said.
 *
 * @param lines lines of a room that newcomers are shown, at least 0
 * @param bytes limit for the lines of all rooms together, in bytes, at least 0
 */
public record HistorySettings(int lines, int bytes) {

    public static final HistorySettings DEFAULT = new HistorySettings(0, 64 * 1024);
}
