package chatd.chat;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How a {@link Room} is to be.
 *
 * @param dialect one of {@link Dialects#names}
 * @param language one of {@link Language#CODES}
 * @param asksNames whether people are asked for a name; otherwise they go by their address
 * @param nameTimeout how long somebody may take to choose a name, or to give the password; zero is for ever
 * @param idle how long somebody in the room may send nothing; zero is for ever
 * @param maxLineBytes the longest line that is read, in bytes: to say so to whoever sends a longer one
 * @param historyLines how many lines newcomers are shown, at least 0
 * @param historyBytes how many bytes those may have together, at least 0
 * @param motd the file with the message of the day; null is none
 * @param passwordFile the file with the password that newcomers must know; null is none
 */
public record Settings(String dialect, String language, boolean asksNames, Duration nameTimeout, Duration idle,
        int maxLineBytes, int historyLines, int historyBytes, Path motd, Path passwordFile) {
}
