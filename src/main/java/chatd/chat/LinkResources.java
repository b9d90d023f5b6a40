package chatd.chat;

import chatd.link.Link;
import chatd.link.Replica;
import java.util.function.Function;

/**
 * What a chat needs to share its rooms with other nodes.
 *
 * @param node the name of this node
 * @param links makes the link, which is not started yet, for the state of this node
 */
public record LinkResources(String node, Function<Replica, Link> links) {
}
