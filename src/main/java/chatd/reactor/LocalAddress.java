package chatd.reactor;

import java.net.SocketAddress;

/** Where somebody comes from who connected to a Unix domain socket: this machine. The number tells them apart. */
final class LocalAddress extends SocketAddress {

    private static final long serialVersionUID = 1;

    private final int number;

    LocalAddress(int number) {
        this.number = number;
    }

    @Override
    public String toString() {
        return "local:" + number;
    }
}
