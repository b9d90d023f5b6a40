package chatd.os;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.Channel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Optional;

/** The listening socket that systemd, or inetd with {@code wait}, passes to the daemon as standard input. */
public final class InheritedSocket {

    private InheritedSocket() {
    }

    /**
     * Standard input, if it is a listening socket.
     *
     * @throws IOException if it is a connection, which inetd passes with {@code nowait}
     */
    public static Optional<ServerSocketChannel> listeningSocket() throws IOException {
        Channel channel = System.inheritedChannel();
        if (channel instanceof SocketChannel connection && connection.getRemoteAddress() instanceof InetSocketAddress) {
            throw new IOException("standard input is a connection, not a listening socket; set wait in inetd, or "
                    + "Accept=no in systemd");
        }
        return channel instanceof ServerSocketChannel socket ? Optional.of(socket) : Optional.empty();
    }
}
