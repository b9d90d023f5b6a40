package chatd.chat;

import chatd.link.Link;
import chatd.link.Replica;
import java.util.function.Function;

/**
 * The resources that a chat needs to share its rooms with other nodes.
 *
 * @param node the name of this node
 * @param links creates the link for the state of this node; the link is not started yet
 */
public record LinkResources(String node, Function<Replica, Link> links) {
}
