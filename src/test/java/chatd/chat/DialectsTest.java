package chatd.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The registry of dialects, and that everything that names dialects has all of them. */
class DialectsTest {

    /** A tag of the man page's section on dialects: its name, in bold. */
    private static final Pattern TAG = Pattern.compile("(?m)^\\.TP\\n\\.B (\\w+)$");

    @Test
    void namesAreListedTheUsualOneFirst() {
        assertEquals(List.of("chat", "messenger", "room"), Dialects.names());
    }

    @ParameterizedTest
    @CsvSource({"chat, PT5M,", "messenger, PT5M,", "room, PT1M, zh"})
    void eachHasItsIdleTimeAndPerhapsItsLanguage(String dialect, Duration idle, String language) {
        assertEquals(idle, Dialects.idle(dialect));
        assertEquals(Optional.ofNullable(language), Dialects.language(dialect));
    }

    @Test
    void eachHasADescriptionOfOneLine() {
        List<String> descriptions = Dialects.names().stream().map(Dialects::description).distinct().toList();
        assertEquals(Dialects.names().size(), descriptions.size());
        descriptions.forEach(description -> assertTrue(description.matches("\\p{Lower}.{9,98}[^.]"), description));
    }

    @Test
    void eachIsMadeAnewForAChat() {
        for (String name : Dialects.names()) {
            assertNotSame(make(name), make(name));
        }
    }

    @Test
    void aNameThatIsNotRegisteredHasNothing() {
        assertThrows(IllegalArgumentException.class, () -> Dialects.factory("morse"));
        assertThrows(IllegalArgumentException.class, () -> Dialects.idle("Chat"));
    }

    private static Dialect make(String name) {
        return Dialects.factory(name).create(null, Settings.DEFAULT, new Phrases("en"));
    }

    // Places that name dialects; the simulation plays those that Dialects.names() lists

    @Test
    void theManPageExplainsThemAll() throws IOException {
        String page = Files.readString(Path.of("src/dist/chatd.8"));
        String section = page.replaceAll("(?s).*\\n\\.SH DIALECTS\\n|\\n\\.SH .*", "\n");
        List<String> explained = TAG.matcher(section).results().map(tag -> tag.group(1)).sorted().toList();
        assertEquals(Dialects.names().stream().sorted().toList(), explained);
    }

    @Test
    void bashOffersThemAll() throws IOException, InterruptedException {
        String line = "chatd --dialect ";
        Process bash = new ProcessBuilder("bash", "-c", "source src/dist/chatd.bash && COMP_LINE='" + line
                + "' COMP_POINT=" + line.length() + " && _chatd && echo \"${COMPREPLY[*]}\"")
                .redirectErrorStream(true).start();
        String offered = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, bash.waitFor(), offered);
        assertEquals(Dialects.names(), List.of(offered.strip().split(" ")));
    }

    // One dialect alone

    @Test
    void theMessengerTellsNobodyThatAnotherHasComeOrLeft() {
        ChatFixture daemon = new ChatFixture().dialect("messenger", "en");
        Session other = (Session) daemon.connection(daemon.connect()).attachment();
        assertNull(make("messenger").words(new Message().arrived(other)));
        for (Departure how : Departure.values()) {
            assertNull(make("messenger").words(new Message().left(other, how, "bye")));
        }
    }
}
