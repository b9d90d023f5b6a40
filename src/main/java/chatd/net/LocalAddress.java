package chatd.net;

import java.net.SocketAddress;

/** Where somebody comes from who connected to a Unix domain socket: this machine. The number tells them apart. */
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
