package chatd.link;

import java.time.Duration;

/**
 * The settings of a link.
 *
 * @param node the name of this node; see {@link Node#isName}
 * @param patience for how long events wait while the engine cannot be reached
 * @param waitsWhenCut whether events are refused after that, instead of being applied on this node only
 * @param version of this program, for the other nodes
 */
public record LinkSettings(String node, Duration patience, boolean waitsWhenCut, String version) {

    /** @throws IllegalArgumentException if the name is not valid */
    public LinkSettings {
        if (!Node.isName(node)) {
            throw new IllegalArgumentException("not a name for a node: " + node);
        }
    }
}
