package chatd.link;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;

/**
 * The settings of the connection to the engine.
 *
 * @param urls the servers of {@code --link}: {@code nats://host:port} or {@code tls://host:port}
 * @param credentials the file of {@code --link-credentials}; null if the servers require none
 * @param authorities file of the certificate authorities that tls:// trusts; null for the file of the distribution
 * @param linkName distinguishes several communities on one engine
 * @param node name of this node
 * @throws IllegalArgumentException if a URL or a name is wrong; the message is one line that says why
 */
public record NatsSettings(List<String> urls, Path credentials, Path authorities, String linkName, String node) {

    private static final int MAX_NAME = 32;

    public NatsSettings {
        urls = List.copyOf(urls);
        if (urls.isEmpty()) {
            throw new IllegalArgumentException("--link: there is no URL, such as nats://n1:4222");
        }
        urls.forEach(NatsSettings::checkUrl);
        checkName("--link-name", linkName);
        checkName("--node", node);
    }

    private static void checkUrl(String url) {
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("--link: " + url + " is not a URL, such as nats://n1:4222", e);
        }
        if (!"nats".equals(uri.getScheme()) && !"tls".equals(uri.getScheme())) {
            throw new IllegalArgumentException("--link: " + url + " must begin with nats:// or tls://");
        }
        if (uri.getRawUserInfo() != null) {
            // Everybody on this machine can read the command line.
            throw new IllegalArgumentException(
                    "--link: a URL must not have a user or password; put them into a file for --link-credentials");
        }
        if (uri.getHost() == null || !uri.getRawPath().isEmpty() || uri.getRawQuery() != null) {
            throw new IllegalArgumentException("--link: " + url + " is not a host and port, such as nats://n1:4222");
        }
    }

    private static void checkName(String option, String name) {
        if (!isName(name)) {
            throw new IllegalArgumentException(option + ": " + name + " is not a name of 1 to " + MAX_NAME
                    + " letters (a-z, A-Z), digits, '-' and '_'");
        }
    }

    /** Whether a text can be a part of the engine's subjects. */
    static boolean isName(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean isLetter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
            if (!isLetter && !(c >= '0' && c <= '9') && c != '-' && c != '_') {
                return false;
            }
        }
        return !text.isEmpty() && text.length() <= MAX_NAME;
    }

    /** Name of the stream. */
    String stream() {
        return "chatd_" + linkName;
    }

    /** Subject of the blocks. */
    String log() {
        return "chatd." + linkName + ".log";
    }

    /** Subject of messages to all nodes. */
    String all() {
        return "chatd." + linkName + ".all";
    }

    /** Subject of messages to one node. */
    String to(String receiver) {
        return "chatd." + linkName + ".node." + receiver;
    }
}
