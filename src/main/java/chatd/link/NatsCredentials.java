package chatd.link;

import chatd.os.ConfigFile;
import io.nats.client.AuthHandler;
import io.nats.client.Options;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The NATS user of this node, from a file: a .creds file of NATS (a JWT and the seed of a key), or one line
 * {@code user:password}. No message and no log line contains anything from the file.
 */
final class NatsCredentials {

    private static final Logger LOG = LoggerFactory.getLogger(NatsCredentials.class);

    private static final String JWT = "NATS USER JWT";
    private static final String SEED = "USER NKEY SEED";
    private static final String FORMATS = "it is neither a .creds file of NATS nor one line user:password";

    private final String user;
    private final String password;
    private final String jwt;
    private final NatsKey key;

    private NatsCredentials(String user, String password, String jwt, NatsKey key) {
        this.user = user;
        this.password = password;
        this.jwt = jwt;
        this.key = key;
    }

    /**
     * Reads the file.
     *
     * @throws IOException if the file cannot be read, or is not such a file; the message is one line for the user
     */
    static NatsCredentials read(Path path) throws IOException {
        ConfigFile file = new ConfigFile("--link-credentials", path);
        List<String> lines = new String(file.read(), StandardCharsets.UTF_8).lines().map(String::strip)
                .filter(line -> !line.isEmpty()).toList();
        NatsCredentials credentials = isCreds(lines) ? creds(file, lines) : userAndPassword(file, lines);
        // The owner's group may read the file: a service that runs as its own user often reads it that way.
        if (file.attributes().permissions().contains(PosixFilePermission.OTHERS_READ)) {
            LOG.warn("{} can be read by everybody on this machine: chmod o-r {}", file, path);
        }
        return credentials;
    }

    private static boolean isCreds(List<String> lines) {
        return lines.stream().anyMatch(line -> line.startsWith("---"));
    }

    private static NatsCredentials creds(ConfigFile file, List<String> lines) throws IOException {
        String jwt = after(JWT, file, lines);
        try {
            NatsKey key = NatsKey.parse(after(SEED, file, lines));
            if (key == null) {
                throw file.unreadable("the seed in it is not the seed of a user, or is damaged");
            }
            return new NatsCredentials(null, null, jwt, key);
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot use the key in " + file + ": " + e.getMessage(), e);
        }
    }

    /** The line after {@code -----BEGIN title-----}. */
    private static String after(String title, ConfigFile file, List<String> lines) throws IOException {
        for (int i = 0; i + 1 < lines.size(); i++) {
            if (lines.get(i).startsWith("---") && lines.get(i).contains("BEGIN " + title)
                    && !lines.get(i + 1).startsWith("---")) {
                return lines.get(i + 1);
            }
        }
        throw file.unreadable("there is no " + title + " in it");
    }

    private static NatsCredentials userAndPassword(ConfigFile file, List<String> lines) throws IOException {
        int colon = lines.size() == 1 ? lines.get(0).indexOf(':') : -1;
        if (colon <= 0 || colon == lines.get(0).length() - 1) {
            throw file.unreadable(FORMATS);
        }
        return new NatsCredentials(lines.get(0).substring(0, colon), lines.get(0).substring(colon + 1), null, null);
    }

    /** Makes a connection use these credentials. */
    void use(Options.Builder options) {
        if (key == null) {
            options.userInfo(user.toCharArray(), password.toCharArray());
        } else {
            options.authHandler(new Signer());
        }
    }

    private final class Signer implements AuthHandler {
        @Override
        public byte[] sign(byte[] nonce) {
            try {
                return key.sign(nonce);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public char[] getID() {
            // The JWT contains the ID.
            return new char[0];
        }

        @Override
        public char[] getJWT() {
            return jwt.toCharArray();
        }
    }
}
