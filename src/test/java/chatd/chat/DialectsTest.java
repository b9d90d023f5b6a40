package chatd.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is known of the dialects before there is a room, and of those who leave it. */
class DialectsTest {

    @Test
    void theirNamesAreListedTheUsualOneFirst() {
        assertEquals(List.of("chat", "messenger", "room"), Dialects.names());
    }

    @ParameterizedTest
    @CsvSource({"chat, PT5M,", "messenger, PT5M,", "room, PT1M, zh"})
    void eachHasItsIdleTimeAndPerhapsItsLanguage(String dialect, Duration idle, String language) {
        assertEquals(idle, Dialects.idle(dialect));
        assertEquals(Optional.ofNullable(language), Dialects.language(dialect));
    }

    /** Not even an empty line. */
    @Test
    void theMessengerTellsNobodyThatAnotherHasComeOrLeft() {
        ChatFixture daemon = new ChatFixture().dialect("messenger", "en");
        Session other = (Session) daemon.connection(daemon.connect()).attachment();
        Dialect messenger = new MessengerDialect(daemon.chat(), new Phrases("en"));
        assertNull(messenger.words(new Message().arrived(other)));
        for (Departure how : Departure.values()) {
            assertNull(messenger.words(new Message().left(other, how, "bye")));
        }
    }
}
