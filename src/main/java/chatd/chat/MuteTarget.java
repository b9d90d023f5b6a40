package chatd.chat;

import chatd.access.Origin;

/** What is muted: an origin of clients. */
public record MuteTarget(Origin origin) {
}
