package chatd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Whatever tells of the options tells of the same as --help: the man page, the README, and the completion of bash. */
class ManPageTest {

    private static final Path MAN_PAGE = Path.of("src/dist/chatd.8");
    private static final Path COMPLETION = Path.of("src/dist/chatd.bash");
    private static final Path README = Path.of("README.md");

    /** An option of --help: its name and value, some blanks, and what it does, which goes on in further lines. */
    private static final Pattern IN_HELP = Pattern.compile("(?m)^  (--\\S+(?: \\S+)*)(.*(?:\\n {4,}.*)*)");
    /** An option of the man page: a tag, and all up to the next one. */
    private static final Pattern IN_MAN_PAGE = Pattern.compile("(?ms)^\\.TP\\n(.*?)\\n(.*?)(?=^\\.TP|^\\.PP|\\z)");
    /** An option of the README: the first column of a row, without the code marks; some rows have several. */
    private static final Pattern ROW_OF_README = Pattern.compile("(?m)^\\| (`--.*?`) \\|");
    private static final Pattern NAME = Pattern.compile("--[a-z-]+");
    private static final Pattern DEFAULT = Pattern.compile("\\((default[^)]*)\\)|(\\S+) \\(the default\\)");

    /**
     * An option as it is explained somewhere.
     *
     * @param usage its name and value, as in {@code --idle TIME}
     * @param usual what holds without it, in words; empty if nothing is said
     */
    private record Explained(String usage, String usual) {

        static Explained of(MatchResult option) {
            Matcher usual = DEFAULT.matcher(option.group(2).replaceAll("\\s+", " "));
            return new Explained(option.group(1), usual.find() ? usual.group() : "");
        }
    }

    @Test
    void theManPageHasTheOptionsOfHelpWithTheSameDefaults() throws IOException {
        assertEquals(lines(explained(IN_HELP, Options.HELP)), lines(explained(IN_MAN_PAGE, optionsOfManPage())));
    }

    @Test
    void helpIsReadInFull() {
        List<Explained> options = explained(IN_HELP, Options.HELP);
        assertEquals(names(Options.HELP), names(lines(options)));
        assertEquals(new Explained("--listen HOST:PORT",
                "(default localhost:8000, or standard input if that is a listening socket)"), options.get(0));
        assertEquals(Options.HELP.split("default", -1).length, lines(options).split("default", -1).length);
    }

    @Test
    void theReadmeHasTheMostUsedOptionsOfHelp() throws IOException {
        StringBuilder rows = new StringBuilder();
        ROW_OF_README.matcher(Files.readString(README)).results()
                .forEach(row -> rows.append(row.group(1)).append('\n'));
        TreeSet<String> readme = names(rows.toString());
        assertEquals(7, readme.size(), readme.toString());
        readme.removeAll(names(Options.HELP));
        assertEquals(new TreeSet<>(), readme);
    }

    @Test
    void bashOffersTheOptionsOfHelp() throws IOException, InterruptedException {
        String line = "chatd --";
        Process bash = new ProcessBuilder("bash", "-c", "source " + COMPLETION
                + " && COMP_LINE='" + line + "' COMP_POINT=" + line.length() + " && _chatd && echo \"${COMPREPLY[*]}\"")
                .redirectErrorStream(true).start();
        String offered = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, bash.waitFor(), offered);
        assertEquals(names(Options.HELP), names(offered));
    }

    /** The section of the man page, without what is there for the eye. */
    private static String optionsOfManPage() throws IOException {
        String section = Files.readString(MAN_PAGE).replaceAll("(?s).*\\n\\.SH OPTIONS\\n|\\n\\.SH .*", "");
        assertFalse(section.isEmpty());
        return section.replaceAll("\\\\f[A-Z]", "").replace("\\-", "-");
    }

    private static List<Explained> explained(Pattern option, String text) {
        return option.matcher(text).results().map(Explained::of).toList();
    }

    /** One a line, so that a difference is easily seen. */
    private static String lines(List<Explained> options) {
        List<String> lines = new ArrayList<>();
        options.forEach(option -> lines.add(option.usage() + " " + option.usual()));
        return String.join("\n", lines);
    }

    private static TreeSet<String> names(String text) {
        TreeSet<String> names = new TreeSet<>();
        NAME.matcher(text).results().forEach(name -> names.add(name.group()));
        return names;
    }
}
