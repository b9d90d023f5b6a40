package chatd.net;

import chatd.access.ProxyHeader;
import chatd.access.Rejection;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/** The handshake of a proxy: the PROXY header, which names the client that the proxy connects for. */
final class ProxyHandshake extends Handshake {

    private final ProxyHeader header = new ProxyHeader();

    ProxyHandshake(Policy policy, Transport transport, SocketAddress proxy) {
        super(policy, transport, proxy);
    }

    @Override
    Result parse(byte[] in, int count) {
        return switch (header.parse(in, 0, count)) {
            case UNFINISHED -> Result.UNFINISHED;
            case COMPLETE -> Result.COMPLETE;
            case MALFORMED -> Result.MALFORMED;
        };
    }

    @Override
    int position() {
        return header.position();
    }

    @Override
    InetSocketAddress client() {
        return header.source();
    }

    @Override
    String fault() {
        return header.hasLeadingZero() ? "a number of an address in it begins with 0"
                : header.hasBegun() ? "it is invalid" : super.fault();
    }

    @Override
    Rejection rejection() {
        return Rejection.NO_PROXY_HEADER;
    }

    @Override
    String name() {
        return "PROXY header";
    }
}
