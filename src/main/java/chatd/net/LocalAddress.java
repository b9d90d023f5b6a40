package chatd.net;

import java.net.SocketAddress;

/** The address of a client on a Unix domain socket, {@code local:7}: a number, because the socket has no address. */
public final class LocalAddress extends SocketAddress {

    private static final long serialVersionUID = 1;

    private final int number;

    public LocalAddress(int number) {
        this.number = number;
    }

    @Override
    public String toString() {
        return "local:" + number;
    }
}
