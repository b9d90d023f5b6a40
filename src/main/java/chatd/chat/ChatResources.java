package chatd.chat;

import chatd.access.BanList;
import chatd.net.Broadcasts;
import java.time.Clock;

/**
 * The objects that a chat uses and shares with the rest of the daemon.
 *
 * @param broadcasts makes the broadcast of each room
 * @param bans the banned addresses, which the server consults
 * @param clock the wall clock, with the server's zone
 */
public record ChatResources(Broadcasts broadcasts, BanList bans, Clock clock) {
}
