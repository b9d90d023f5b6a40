package chatd;

import chatd.chat.Dialects;
import chatd.chat.Settings;
import chatd.link.Engine;
import chatd.link.LinkSettings;
import chatd.link.NatsEngine;
import chatd.link.NatsSettings;
import chatd.link.SharedSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * The options for several nodes. Its methods load the NATS client, which a daemon without other nodes never does.
 *
 * @param urls of the NATS servers; not checked yet
 * @param credentials null if the servers want none
 * @param authorities file of the certificate authorities to trust; empty for that of the distribution
 * @param patience for how long lines wait while the servers cannot be reached; zero is without limit
 * @param waitsWhenCut whether lines are refused after that
 */
record LinkOptions(List<String> urls, String node, Path credentials, String authorities, String linkName,
        Duration patience, boolean waitsWhenCut) {

    /** The name of the link if no option gives one. */
    static final String DEFAULT_NAME = "chatd";
    private static final Duration WITHOUT_LIMIT = Duration.ofDays(36_500);

    /** @param chat has the settings that must be the same on all nodes */
    LinkSettings settings(String version, Settings chat) {
        List<String> rooms = Dialects.hasRooms(chat.dialect()) ? chat.rooms().permanentNames() : null;
        return new LinkSettings(node, patience.isZero() ? WITHOUT_LIMIT : patience, waitsWhenCut, version)
                .sharing(new SharedSettings(chat.rooms().lobbyName(), rooms, chat.maxLineBytes()));
    }

    /**
     * Connects to the NATS servers. Blocks for some seconds at most.
     *
     * @param loop runs a task on the loop's thread
     * @throws IOException if that fails; the message is for the user
     */
    Engine connect(Consumer<Runnable> loop) throws IOException {
        try {
            Path trusted = authorities.isEmpty() ? null : Path.of(authorities);
            return NatsEngine.connect(new NatsSettings(urls, credentials, trusted, linkName, node), loop);
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
    }
}
