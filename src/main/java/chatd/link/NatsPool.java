package chatd.link;

import io.nats.client.Options;
import io.nats.client.ServerPool;
import io.nats.client.support.NatsUri;
import java.util.List;

/** The one server of a connection. The client library's own pool needs java.logging. */
final class NatsPool implements ServerPool {

    private NatsUri server;

    @Override
    public void initialize(Options options) {
        server = options.getNatsServerUris().get(0);
    }

    @Override
    public boolean acceptDiscoveredUrls(List<String> urls) {
        return false;
    }

    @Override
    public NatsUri peekNextServer() {
        return server;
    }

    @Override
    public NatsUri nextServer() {
        return server;
    }

    @Override
    @SuppressWarnings("deprecation")
    public List<String> resolveHostToIps(String host) {
        return List.of();
    }

    @Override
    public void connectSucceeded(NatsUri uri) {
        // There is no other server.
    }

    @Override
    public void connectFailed(NatsUri uri) {
        // There is no other server.
    }

    @Override
    public List<String> getServerList() {
        return List.of(server.toString());
    }

    @Override
    public boolean hasSecureServer() {
        return server.isSecure();
    }
}
