package chatd.chat;

import chatd.store.HistoryFile;
import java.util.concurrent.Executor;

/**
 * The history file of a chat.
 *
 * @param file open already; closed by its owner when no line is said any more
 * @param loop runs a task on the loop's thread; for any thread
 */
public record HistoryResources(HistoryFile file, Executor loop) {
}
