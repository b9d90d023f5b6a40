package chatd.os;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.Channel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Optional;

/** Standard input, if whoever started the daemon has opened its socket: systemd, or inetd with {@code wait}. */
public final class InheritedSocket {

    private InheritedSocket() {
    }

    /**
     * The listening socket that standard input is; empty if it is something else.
     *
     * @throws IOException if it is a connection, such as inetd passes with {@code nowait}
     */
    public static Optional<ServerSocketChannel> listeningSocket() throws IOException {
        Channel channel = System.inheritedChannel();
        if (channel instanceof SocketChannel connection && connection.getRemoteAddress() instanceof InetSocketAddress) {
            throw new IOException("standard input is a connection; chatd serves a socket that listens: "
                    + "inetd's wait, systemd's Accept=no");
        }
        return channel instanceof ServerSocketChannel socket ? Optional.of(socket) : Optional.empty();
    }
}
