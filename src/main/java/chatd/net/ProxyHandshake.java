package chatd.net;

import chatd.access.ProxyHeader;
import chatd.access.Rejection;
import java.net.InetSocketAddress;

/** The header by which a proxy says which client it has connected for. */
final class ProxyHandshake extends Handshake {

    private final ProxyHeader header = new ProxyHeader();

    ProxyHandshake(Policy policy, Transport transport, InetSocketAddress proxy) {
        super(policy, transport, proxy);
    }

    @Override
    Result take(byte[] in, int count) {
        return switch (header.take(in, 0, count)) {
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
        return header.hasLeadingZero() ? "has sent one in which a number of an address begins with 0" : super.fault();
    }

    @Override
    Rejection rejection() {
        return Rejection.NO_PROXY_HEADER;
    }

    @Override
    String expected() {
        return "a PROXY header";
    }
}
