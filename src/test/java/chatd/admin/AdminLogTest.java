package chatd.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.os.LogCapture;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.event.Level;

/** The log of the commands of administrators. */
class AdminLogTest {

    @TempDir
    private Path directory;
    private AdminFixture fixture;

    @BeforeEach
    void open() {
        fixture = new AdminFixture(directory);
        fixture.join("alice");
    }

    private List<String> logOf(String command) {
        return LogCapture.by(Answer.class, Level.DEBUG, () -> fixture.ask(command));
    }

    @ParameterizedTest
    @ValueSource(strings = {"say  hello", "kick alice be nice", "ban 192.0.2.7 1h", "drain 0", "shutdown"})
    void commandsThatChangeSomethingAreLoggedWithTheirAnswers(String command) {
        String[] answer = new String[1];
        List<String> log = LogCapture.by(Answer.class, Level.INFO,
                () -> answer[0] = String.join("\n", fixture.ask(command)));
        assertEquals(List.of("INFO Administrator local:1: " + command + ": " + answer[0]), log);
    }

    @Test
    void unbanIsLogged() {
        fixture.ask("ban 192.0.2.7");
        assertEquals(List.of("INFO Administrator local:1: unban 192.0.2.7: lifted the ban of 192.0.2.7"),
                logOf("unban 192.0.2.7"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"help", "who", "stats", "bans", "nonsense", "kick nobody", "ban nonsense",
            "unban 192.0.2.7", "drain soon", "say", "shutdown now"})
    void questionsAndErrorsAreNotLogged(String command) {
        assertEquals(List.of(), logOf(command));
    }

    @Test
    void theLogNamesTheAdministrator() {
        List<String> log = LogCapture.by(Answer.class, Level.INFO,
                () -> fixture.ask(fixture.anotherAdmin(), "say hello\n"));
        assertEquals(1, log.size());
        assertTrue(log.get(0).startsWith("INFO Administrator local:2: "), log.get(0));
    }

    @Test
    void noControlCharacterReachesTheLog() {
        String line = logOf("say \u001b[31m\u0007red\u0085white").get(0);
        assertTrue(line.chars().noneMatch(Character::isISOControl), line);
    }
}
