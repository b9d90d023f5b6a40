package chatd;

import java.util.LinkedHashMap;
import java.util.Map;

/** The text of {@code --help}, from the {@link OptionTable}. */
final class HelpText {

    /** Where the second column begins, in characters. */
    private static final int COLUMN = 28;
    /** The longest line, in characters. */
    private static final int WIDTH = 92;

    private final StringBuilder text = new StringBuilder();

    private HelpText() {
        text.append("chatd: a chat room that people join with netcat\n\nUsage: chatd [OPTION]...\n");
        for (String group : OptionRow.groups(OptionTable.ROWS)) {
            heading(group);
            for (OptionRow<?> row : OptionTable.ROWS) {
                if (row.group().equals(group)) {
                    entry(row.usage(), row.fullHelp());
                }
            }
        }
        heading("Values");
        legends().forEach(this::entry);
    }

    static String text() {
        return new HelpText().text.toString();
    }

    /** The explanation of each placeholder, in the order of the options. */
    static Map<String, String> legends() {
        Map<String, String> legends = new LinkedHashMap<>();
        for (OptionRow<?> row : OptionTable.ROWS) {
            if (!row.type().legend().isEmpty()) {
                legends.put(row.type().placeholder(), row.type().legend());
            }
        }
        return legends;
    }

    private void heading(String title) {
        text.append('\n').append(title).append(":\n");
    }

    /** Adds an entry of two columns. The second one may fill several lines. */
    private void entry(String left, String right) {
        StringBuilder line = new StringBuilder("  ").append(left);
        pad(line);
        for (String word : right.split(" ")) {
            if (line.length() + 1 + word.length() > WIDTH) {
                end(line);
                pad(line);
            }
            line.append(line.length() > COLUMN ? " " : "").append(word);
        }
        end(line);
    }

    private static void pad(StringBuilder line) {
        line.append(" ".repeat(COLUMN - line.length()));
    }

    private void end(StringBuilder line) {
        text.append(line).append('\n');
        line.setLength(0);
    }
}
