package chatd.room;

import java.time.Duration;

/**
 * How a {@link Room} is to be.
 *
 * @param asksNames whether people are asked for a name; otherwise they go by their address
 * @param nameTimeout how long somebody may take to choose a name
 * @param idle how long somebody in the room may send nothing; zero is for ever
 * @param maxLineBytes the longest line that is read, in bytes: to say so to whoever sends a longer one
 */
public record Settings(boolean asksNames, Duration nameTimeout, Duration idle, int maxLineBytes) {
}
