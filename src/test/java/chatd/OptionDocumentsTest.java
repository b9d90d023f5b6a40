package chatd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.chat.Dialects;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The man page, the completion of bash and the README say about the options what the table says. */
class OptionDocumentsTest {

    private static final String WRITE_THEM = "Options have changed: `make docs` writes them into ";

    /** A row of the README's table: an option and its placeholder, its default, and its help. */
    private static final Pattern ROW_OF_README =
            Pattern.compile("(?m)^\\| `(--[a-z-]+)[^`]*`(?:[^|\\\\]|\\\\.)*\\|([^|]*)\\|");
    private static final Pattern CODE = Pattern.compile("`([^`]*)`");

    @Test
    void theManPageHasTheOptionsOfTheTable() throws IOException {
        assertEquals(OptionDocuments.manPage(), Files.readString(OptionDocuments.MAN_PAGE),
                WRITE_THEM + OptionDocuments.MAN_PAGE);
    }

    @Test
    void theCompletionHasTheOptionsOfTheTable() throws IOException {
        assertEquals(OptionDocuments.completion(), Files.readString(OptionDocuments.COMPLETION),
                WRITE_THEM + OptionDocuments.COMPLETION);
    }

    @Test
    void theManPageDescribesEachDialect() throws IOException {
        String page = Files.readString(OptionDocuments.MAN_PAGE);
        for (String dialect : Dialects.names()) {
            assertTrue(page.matches("(?s).*\n\\.(B|SS) " + dialect + "\n.*"), "DIALECTS should describe " + dialect);
        }
    }

    @Test
    void theReadmeHasOptionsOfTheTableWithTheirDefaults() throws IOException {
        Map<String, OptionRow<?>> rows = OptionTable.ROWS.stream()
                .collect(Collectors.toMap(OptionRow::toString, Function.identity()));
        List<MatchResult> inReadme = ROW_OF_README.matcher(Files.readString(Path.of("README.md"))).results().toList();
        assertTrue(inReadme.size() >= 7, "the README has " + inReadme.size() + " options");
        for (MatchResult option : inReadme) {
            OptionRow<?> row = rows.get(option.group(1));
            assertTrue(row != null, "the README has " + option.group(1) + ", which is not an option");
            CODE.matcher(option.group(2)).results().forEach(value ->
                    assertTrue(List.of(row.usual().split("[,; ]+")).contains(value.group(1)),
                            "the README says that the default of " + row + " is " + value.group(1)));
        }
    }

    @Test
    void bashOffersEveryOption() throws Exception {
        assertEquals(OptionTable.ROWS.stream().map(OptionRow::toString).toList(), bashOffers("chatd --"));
        assertEquals(List.of("--history", "--history-size", "--history-age", "--history-file", "--history-sync",
                "--history-max", "--history-notices"), bashOffers("chatd --verbose --idle=5m --his"));
    }

    @Test
    void bashOffersTheValuesOfAnOption() throws Exception {
        assertEquals(Dialects.names(), bashOffers("chatd --dialect "));
        assertEquals(List.of("address"), bashOffers("chatd --names=ad"));
        assertEquals(List.of("unix:"), bashOffers("chatd --listen "));
        assertEquals(List.of("src/dist/chatd.bash"), bashOffers("chatd --admin unix:src/dist/chatd.b"));
        assertEquals(List.of("README.md"), bashOffers("chatd --motd READ"));
        assertEquals(List.of(), bashOffers("chatd --idle "));
    }

    /** The words that bash offers after a line, when TAB is pressed. */
    private static List<String> bashOffers(String line) throws IOException, InterruptedException {
        // Bash itself has no compopt outside a completion.
        Process bash = new ProcessBuilder("bash", "-c", "compopt() { :; }; source " + OptionDocuments.COMPLETION
                + " && COMP_LINE=$0 COMP_POINT=${#0} && _chatd && printf '%s\\n' \"${COMPREPLY[@]}\"", line)
                .redirectErrorStream(true).start();
        String offered = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, bash.waitFor(), offered);
        return offered.isBlank() ? List.of() : offered.lines().toList();
    }
}
