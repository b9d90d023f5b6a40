package chatd.store;

import java.nio.file.Path;

/**
 * The options of the history file.
 *
 * @param file the path as it was typed
 * @param sync whether the file is synchronized with the disk each second in which something was written
 * @param maxBytes length above which the file is renamed to FILE.1; 0 for no limit
 */
public record HistoryOptions(Path file, boolean sync, long maxBytes) {
}
