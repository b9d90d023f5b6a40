package chatd.chat;

import chatd.access.BanList;
import chatd.net.Broadcasts;
import chatd.store.RegisteredNames;
import java.time.Clock;

/**
 * The objects that a chat uses and shares with the rest of the daemon.
 *
 * @param broadcasts makes the broadcast of each room
 * @param bans the banned addresses, which the server consults
 * @param clock the wall clock, with the server's zone
 * @param names the registered names, which the chat does not close; null if names cannot be registered
 * @param history the history file; null is none
 * @param link the link to other nodes; null is none
 */
public record ChatResources(Broadcasts broadcasts, BanList bans, Clock clock, RegisteredNames names,
        HistoryResources history, LinkResources link) {

    /** The resources of a chat in which names cannot be registered, and without a history file. */
    public ChatResources(Broadcasts broadcasts, BanList bans, Clock clock) {
        this(broadcasts, bans, clock, null, null, null);
    }

    public ChatResources withNames(RegisteredNames registered) {
        return new ChatResources(broadcasts, bans, clock, registered, history, link);
    }

    public ChatResources withHistory(HistoryResources file) {
        return new ChatResources(broadcasts, bans, clock, names, file, link);
    }

    public ChatResources withLink(LinkResources toNodes) {
        return new ChatResources(broadcasts, bans, clock, names, history, toNodes);
    }
}
