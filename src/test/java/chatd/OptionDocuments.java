package chatd;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes the options into the documents that list all of them: the man page and the bash completion. The rest of those
 * files is written by hand.
 */
final class OptionDocuments {

    static final Path MAN_PAGE = Path.of("src/dist/chatd.8");
    static final Path COMPLETION = Path.of("src/dist/chatd.bash");

    private static final Pattern OPTIONS_OF_MAN_PAGE = Pattern.compile("(?s)(?<=\\n\\.SH OPTIONS\\n).*?(?=\\.SH )");
    private static final Pattern OPTIONS_OF_COMPLETION =
            Pattern.compile("(?s)(?<=# Written by `make docs`:\\n).*?(?= *# End of)");
    private static final int WIDTH = 100;

    private OptionDocuments() {
    }

    /** Writes the options into both files. */
    public static void main(String[] arguments) throws IOException {
        Files.writeString(MAN_PAGE, manPage());
        Files.writeString(COMPLETION, completion());
    }

    /** The man page as it should be. */
    static String manPage() throws IOException {
        return replace(MAN_PAGE, OPTIONS_OF_MAN_PAGE, manOptions());
    }

    /** The completion as it should be. */
    static String completion() throws IOException {
        return replace(COMPLETION, OPTIONS_OF_COMPLETION, completionCases());
    }

    private static String replace(Path file, Pattern options, String text) throws IOException {
        Matcher matcher = options.matcher(Files.readString(file));
        if (!matcher.find()) {
            throw new IOException(file + " has no place for the options");
        }
        return matcher.replaceFirst(Matcher.quoteReplacement(text));
    }

    private static String manOptions() {
        StringBuilder text = new StringBuilder();
        for (String group : OptionRow.groups(OptionTable.ROWS)) {
            text.append(".SS ").append(group).append('\n');
            OptionTable.ROWS.stream().filter(row -> row.group().equals(group)).forEach(row -> text.append(entry(row)));
        }
        text.append(".SS Values\n");
        HelpText.legends().forEach((placeholder, legend) ->
                text.append(".TP\n").append(roff(placeholder)).append('\n').append(sentences(legend)));
        return text.toString();
    }

    private static String entry(OptionRow<?> row) {
        String sentences = row.more().isEmpty() ? row.fullHelp() : row.fullHelp() + ". " + row.more();
        return ".TP\n" + roff(row.usage()) + '\n' + sentences(sentences);
    }

    /** In roff, each sentence begins a line. */
    private static String sentences(String text) {
        return roff(text).replace(". ", ".\n") + '\n';
    }

    /** Options in bold, placeholders in italics. */
    private static String roff(String text) {
        return text.replaceAll("(?<!\\w)(ADDRESS|HOST|PORT|PATH|ROOM|MODE|NAME|TOPIC|N|TIME|SIZE|FILE|RATE|CIDR)(?!\\w)",
                        "\\\\fI$1\\\\fR")
                .replaceAll("--[a-z]+(-[a-z]+)*", "\\\\fB$0\\\\fR")
                .replace("-", "\\-").replace("'", "\\(aq");
    }

    private static String completionCases() {
        StringBuilder text = new StringBuilder();
        for (OptionRow<?> row : OptionTable.ROWS) {
            if (row.type() instanceof OptionType.Choice choice) {
                addCase(text, row.toString(), "choices='" + String.join(" ", choice.words()) + "'");
            }
        }
        addCase(text, optionsOf(OptionType.File.class), "files=yes");
        addCase(text, optionsOf(OptionType.Address.class) + " | " + optionsOf(OptionType.UnixSocket.class),
                "address=yes");
        text.append("        # After an option without a value, and after a value, the next option is offered.\n");
        addCase(text, optionsOf(OptionType.Switch.class) + " | --*=* | [!-]*", allOptions());
        return text.toString();
    }

    private static void addCase(StringBuilder text, String pattern, String command) {
        text.append("        ").append(pattern).append(')').append(command.startsWith("\n") ? "" : " ").append(command)
                .append(" ;;\n");
    }

    private static String optionsOf(Class<?> type) {
        return String.join(" | ", OptionTable.ROWS.stream().filter(row -> type.isInstance(row.type()))
                .map(OptionRow::toString).toList());
    }

    /** Sets the choices to all options, some on a line. */
    private static String allOptions() {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (OptionRow<?> row : OptionTable.ROWS) {
            if (line.length() + row.toString().length() > WIDTH) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(' ').append(row);
        }
        lines.add(line.toString());
        return "\n            choices+='" + String.join("'\n            choices+='", lines) + "'";
    }
}
