package chatd;

import chatd.chat.LinkResources;
import chatd.chat.Settings;
import chatd.link.Engine;
import chatd.link.Link;
import chatd.link.LinkSettings;
import chatd.link.Replica;
import chatd.loop.EventLoop;
import chatd.os.LocalClock;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connects the daemon to the engine of {@code --link}, and lets it join the other nodes. Owns the engine. There is an
 * object of this class only if the daemon is linked.
 */
final class NodeLink {

    private static final Logger LOG = LoggerFactory.getLogger(NodeLink.class);

    private final Engine engine;
    private final LinkSettings settings;
    private final EventLoop loop;
    /** The reason why this node cannot take part; null if it can. */
    private String refusal;
    private boolean isCancelled;

    private NodeLink(Engine engine, LinkSettings settings, EventLoop loop) {
        this.engine = engine;
        this.settings = settings;
        this.loop = loop;
    }

    /**
     * Connects to the engine. Blocks for some seconds at most.
     *
     * @param version of this daemon, for the other nodes
     * @param chat has the settings that must be the same on all nodes
     * @throws IOException if the engine cannot be used; the message is for the user
     */
    static NodeLink connect(LinkOptions options, String version, Settings chat, EventLoop loop) throws IOException {
        return new NodeLink(options.connect(loop::execute), options.settings(version, chat), loop);
    }

    /** The resources that the chat needs to be linked. */
    LinkResources resources(LocalClock clock) {
        return new LinkResources(settings.node(), replica ->
                new Link(engine, settings, loop, clock::millis, replica, reason -> refusal = reason));
    }

    /**
     * Runs the loop until this node has joined the others. No client is to be let in before.
     *
     * @return false if joining was cancelled
     * @throws IOException if this node cannot take part; the message is for the user
     */
    boolean join(Link link) throws IOException {
        link.start();
        while (link.state() == Replica.State.STARTING && refusal == null && !isCancelled) {
            loop.turn();
        }
        if (refusal != null) {
            throw new IOException(refusal);
        }
        switch (link.state()) {
            case ALONE -> LOG.warn("Node {} begins alone: the other nodes cannot be reached", link.ownName());
            case CUT -> LOG.warn("Node {} refuses lines until the other nodes can be reached", link.ownName());
            case STARTING -> LOG.info("Node {} stops before it has joined the others", link.ownName());
            default -> LOG.info("Node {} is linked", link.ownName());
        }
        return link.state() != Replica.State.STARTING;
    }

    /** Ends {@link #join}. For any thread. */
    void cancel() {
        loop.execute(() -> isCancelled = true);
    }

    /** Disconnects from the engine. */
    void close() {
        engine.close();
    }
}
