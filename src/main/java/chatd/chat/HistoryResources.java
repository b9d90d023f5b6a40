package chatd.chat;

import chatd.store.HistoryFile;
import java.util.concurrent.Executor;

/**
 * The history file of a chat.
 *
 * @param file is open; its owner closes it after the last line
 * @param loop runs a task on the loop's thread; for any thread
 */
public record HistoryResources(HistoryFile file, Executor loop) {
}
