package chatd.link;

import java.time.Duration;

/**
 * The settings of a link.
 *
 * @param node the name of this node; see {@link Node#isName}
 * @param patience for how long events wait while the engine cannot be reached
 * @param waitsWhenCut whether events are refused after that, instead of being applied on this node only
 * @param version of this program, for the other nodes
 * @param shared the settings that have to be the same on all nodes
 */
public record LinkSettings(String node, Duration patience, boolean waitsWhenCut, String version,
        SharedSettings shared) {

    /** @throws IllegalArgumentException if the name is not valid */
    public LinkSettings {
        if (!Node.isName(node)) {
            throw new IllegalArgumentException("not a name for a node: " + node);
        }
    }

    /** Settings of a node that can take part with any others. */
    public LinkSettings(String node, Duration patience, boolean waitsWhenCut, String version) {
        this(node, patience, waitsWhenCut, version, SharedSettings.ANY);
    }

    /** Takes part only with nodes that have the same settings. */
    public LinkSettings sharing(SharedSettings settings) {
        return new LinkSettings(node, patience, waitsWhenCut, version, settings);
    }
}
