package chatd.chat;

import java.nio.file.Path;
import java.time.Duration;

/**
 * The settings of a chat. Built by name: {@code Settings.DEFAULT.withDialect("room")}.
 *
 * @param dialect one of {@link Dialects#names}
 * @param language one of {@link Language#CODES}
 * @param login how people log in
 * @param idle time a member may send nothing; zero is for ever
 * @param maxLineBytes longest line that is read, in bytes; for the notice to a client that sends a longer one
 * @param history settings of the history
 * @param motd file with the message of the day; null is none
 * @param rooms the rooms, of which only the dialect "chat" has more than one
 */
public record Settings(String dialect, String language, LoginSettings login, Duration idle, int maxLineBytes,
        HistorySettings history, Path motd, RoomSettings rooms) {

    /** The settings of a daemon that is started without options in an English locale. */
    public static final Settings DEFAULT = new Settings("chat", "en", LoginSettings.DEFAULT, Duration.ofMinutes(5),
            1024, HistorySettings.DEFAULT, null, RoomSettings.DEFAULT);

    public Settings withDialect(String name) {
        return new Settings(name, language, login, idle, maxLineBytes, history, motd, rooms);
    }

    public Settings withLanguage(String code) {
        return new Settings(dialect, code, login, idle, maxLineBytes, history, motd, rooms);
    }

    public Settings withLogin(LoginSettings loginSettings) {
        return new Settings(dialect, language, loginSettings, idle, maxLineBytes, history, motd, rooms);
    }

    public Settings withIdle(Duration timeout) {
        return new Settings(dialect, language, login, timeout, maxLineBytes, history, motd, rooms);
    }

    public Settings withMaxLineBytes(int bytes) {
        return new Settings(dialect, language, login, idle, bytes, history, motd, rooms);
    }

    public Settings withHistory(HistorySettings historySettings) {
        return new Settings(dialect, language, login, idle, maxLineBytes, historySettings, motd, rooms);
    }

    public Settings withMotd(Path file) {
        return new Settings(dialect, language, login, idle, maxLineBytes, history, file, rooms);
    }

    public Settings withRooms(RoomSettings roomSettings) {
        return new Settings(dialect, language, login, idle, maxLineBytes, history, motd, roomSettings);
    }
}
