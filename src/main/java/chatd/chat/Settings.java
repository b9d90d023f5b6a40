package chatd.chat;

import java.nio.file.Path;
import java.time.Duration;

/**
 * The settings of a chat. Built by name: {@code Settings.DEFAULT.withDialect("room")}.
 *
 * @param dialect one of {@link Dialects#names}
 * @param language one of {@link Language#CODES}
 * @param namesAsked whether people are asked for a name; otherwise their address is their name
 * @param nameTimeout time to choose a name or to give the password; zero is for ever
 * @param idle time a member may send nothing; zero is for ever
 * @param maxLineBytes longest line that is read, in bytes; for the notice to a client that sends a longer one
 * @param historyLines lines that newcomers are shown, at least 0
 * @param historyBytes limit for the history of all rooms together, in bytes, at least 0
 * @param motd file with the message of the day; null is none
 * @param passwordFile file with the password that newcomers must give; null is none
 * @param rooms the rooms, of which only the dialect "chat" has more than one
 */
public record Settings(String dialect, String language, boolean namesAsked, Duration nameTimeout, Duration idle,
        int maxLineBytes, int historyLines, int historyBytes, Path motd, Path passwordFile, RoomSettings rooms) {

    /** The settings of a daemon that is started without options in an English locale. */
    public static final Settings DEFAULT = new Settings("chat", "en", true, Duration.ofSeconds(60),
            Duration.ofMinutes(5), 1024, 0, 64 * 1024, null, null, RoomSettings.DEFAULT);

    public Settings withDialect(String name) {
        return new Settings(name, language, namesAsked, nameTimeout, idle, maxLineBytes, historyLines, historyBytes,
                motd, passwordFile, rooms);
    }

    public Settings withLanguage(String code) {
        return new Settings(dialect, code, namesAsked, nameTimeout, idle, maxLineBytes, historyLines, historyBytes,
                motd, passwordFile, rooms);
    }

    public Settings withNamesAsked(boolean asked) {
        return new Settings(dialect, language, asked, nameTimeout, idle, maxLineBytes, historyLines, historyBytes,
                motd, passwordFile, rooms);
    }

    public Settings withNameTimeout(Duration timeout) {
        return new Settings(dialect, language, namesAsked, timeout, idle, maxLineBytes, historyLines, historyBytes,
                motd, passwordFile, rooms);
    }

    public Settings withIdle(Duration timeout) {
        return new Settings(dialect, language, namesAsked, nameTimeout, timeout, maxLineBytes, historyLines,
                historyBytes, motd, passwordFile, rooms);
    }

    public Settings withMaxLineBytes(int bytes) {
        return new Settings(dialect, language, namesAsked, nameTimeout, idle, bytes, historyLines, historyBytes, motd,
                passwordFile, rooms);
    }

    public Settings withHistory(int lines, int bytes) {
        return new Settings(dialect, language, namesAsked, nameTimeout, idle, maxLineBytes, lines, bytes, motd,
                passwordFile, rooms);
    }

    public Settings withMotd(Path file) {
        return new Settings(dialect, language, namesAsked, nameTimeout, idle, maxLineBytes, historyLines, historyBytes,
                file, passwordFile, rooms);
    }

    public Settings withPasswordFile(Path file) {
        return new Settings(dialect, language, namesAsked, nameTimeout, idle, maxLineBytes, historyLines, historyBytes,
                motd, file, rooms);
    }

    public Settings withRooms(RoomSettings roomSettings) {
        return new Settings(dialect, language, namesAsked, nameTimeout, idle, maxLineBytes, historyLines, historyBytes,
                motd, passwordFile, roomSettings);
    }
}
