package chatd.link;

import io.nats.client.AuthenticationException;
import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;

/**
 * Connects to the first server that can be used. The NATS client library must not reconnect by itself: a new connection
 * has no old subscriptions, and sends nothing that was written for an old connection.
 */
final class NatsConnector {

    private static final Duration CONNECT_TIME = Duration.ofSeconds(2);
    private static final String OLDEST_VERSION = "2.9.0";
    /** Messages that wait in the client library, besides those in the publisher's queue. */
    private static final int OUTGOING_MESSAGES = 64;
    private static final Duration OUTGOING_TIME = Duration.ofMillis(500);
    private static final int BUFFER_BYTES = 16 * 1024;

    private final NatsSettings settings;
    private final EngineQueue queue;
    private final NatsThreads threads;
    private final LongSupplier nanoClock;
    private final Runnable onLost;
    private final List<String> urls;
    private final NatsCredentials credentials;
    private final SSLContext tls;

    /**
     * @param onLost called when a connection is lost, on any thread
     * @throws IOException if the credentials cannot be read, or TLS cannot be used
     */
    NatsConnector(NatsSettings settings, EngineQueue queue, NatsThreads threads, LongSupplier nanoClock,
            Runnable onLost) throws IOException {
        this.settings = settings;
        this.queue = queue;
        this.threads = threads;
        this.nanoClock = nanoClock;
        this.onLost = onLost;
        urls = new ArrayList<>(settings.urls());
        credentials = settings.credentials() == null ? null : NatsCredentials.read(settings.credentials());
        tls = settings.urls().stream().anyMatch(NatsConnector::isSecure) ? tls(settings.authorities()) : null;
    }

    private static boolean isSecure(String url) {
        return url.startsWith("tls:");
    }

    private static SSLContext tls(Path authorities) throws IOException {
        try {
            return NatsTrust.context(authorities);
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot use tls:// in --link: " + e.getMessage(), e);
        }
    }

    /**
     * Opens a session with the first server that can be used. Tries the last one used first.
     *
     * @throws NatsSetupException if no server can be used, and at least one of them has to be set up differently
     * @throws IOException if no server can be used; the message says why for each
     */
    NatsSession open() throws IOException {
        StringBuilder reasons = new StringBuilder();
        IOException last = null;
        boolean isSetup = false;
        for (int i = 0; i < settings.urls().size(); i++) {
            try {
                return open(urls.get(0));
            } catch (IOException e) {
                reasons.append(i == 0 ? "" : "; ").append(urls.get(0)).append(": ").append(e.getMessage());
                isSetup |= e instanceof NatsSetupException;
                last = e;
                Collections.rotate(urls, -1);
            }
        }
        throw isSetup ? new NatsSetupException(reasons.toString(), last) : new IOException(reasons.toString(), last);
    }

    private NatsSession open(String url) throws IOException {
        NatsListener listener = new NatsListener(onLost);
        Connection connection = connect(url, listener);
        try {
            String version = connection.getServerInfo().getVersion();
            if (!connection.getServerInfo().isSameOrNewerThanVersion(OLDEST_VERSION)) {
                throw new NatsSetupException("nats-server " + version + " is too old; the link needs " + OLDEST_VERSION
                        + " or later");
            }
            return new NatsSession(settings, connection, listener, queue, nanoClock);
        } catch (IOException | RuntimeException e) {
            threads.execute(() -> close(connection));
            throw e;
        }
    }

    private Connection connect(String url, NatsListener listener) throws IOException {
        try {
            return Nats.connect(options(url, listener));
        } catch (AuthenticationException e) {
            throw new NatsSetupException(settings.credentials() == null
                    ? "the server requires a user; put it into a file for --link-credentials"
                    : "the server refuses the user of --link-credentials " + settings.credentials(), e);
        } catch (IOException e) {
            throw reason(listener.failure() == null ? e : listener.failure());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private Options options(String url, NatsListener listener) {
        Options.Builder options = Options.builder().server(url).connectionName("chatd " + settings.node())
                .serverPool(new NatsPool()).noReconnect().ignoreDiscoveredServers().hostnameResolveMode(Options.HostnameResolveMode.HappyEyeballs).noEcho().connectionTimeout(CONNECT_TIME)
                .pingInterval(Duration.ZERO).requestCleanupInterval(Duration.ZERO)
                .reconnectBufferSize(0).maxMessagesInOutgoingQueue(OUTGOING_MESSAGES)
                .writeQueuePushTimeout(OUTGOING_TIME).bufferSize(BUFFER_BYTES)
                .errorListener(listener).connectionListener(listener);
        threads.use(options);
        if (credentials != null) {
            credentials.use(options);
        }
        if (isSecure(url)) {
            options.sslContext(tls);
        }
        return options.build();
    }

    /** An exception whose message tells the user why there is no connection. */
    private static IOException reason(Exception e) {
        Throwable cause = e;
        while (cause instanceof ExecutionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof UnknownHostException) {
            return new IOException("the host is unknown", e);
        }
        if (cause instanceof SocketTimeoutException || cause instanceof TimeoutException) {
            return new IOException("the server does not answer", e);
        }
        if (cause instanceof ConnectException) {
            return new IOException("no connection: " + cause.getMessage(), e);
        }
        if (cause instanceof SSLException) {
            return new NatsSetupException("TLS fails: " + cause.getMessage()
                    + "; the certificate must be for this host, and from an authority that the system trusts", e);
        }
        String message = String.valueOf(cause.getMessage());
        if (message.startsWith("SSL required")) {
            return new NatsSetupException("the server requires TLS: use tls:// instead of nats://", e);
        }
        if (message.startsWith("SSL connection wanted")) {
            return new NatsSetupException("the server has no TLS: use nats:// instead of tls://", e);
        }
        return new IOException(message, e);
    }

    private static void close(Connection connection) {
        try {
            connection.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
