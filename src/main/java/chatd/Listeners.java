package chatd;

import chatd.access.Addresses;
import chatd.admin.AdminService;
import chatd.chat.Administration;
import chatd.net.Server;
import chatd.os.InheritedSocket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Opens the sockets that the daemon listens at: those that the options name, and the one inherited as standard input.
 * Keeps log lines: one about each socket, one with the command that joins the first, and warnings. Closes none of the
 * sockets: the {@link Server} does.
 */
final class Listeners {

    private static final Set<PosixFilePermission> OWNER_ONLY =
            Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private static final String LISTENING = "Listening on ";

    private final Server server;
    private final Optional<ServerSocketChannel> inherited;
    private final List<String> messages = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private boolean canBeJoined;

    /** @throws IOException if standard input is a connection */
    Listeners(Server server) throws IOException {
        this.server = server;
        inherited = InheritedSocket.listeningSocket();
    }

    /**
     * Opens all sockets.
     *
     * @throws IOException if one cannot be opened; its message names the socket and the reason
     */
    void open(Options options, Administration chat) throws IOException {
        if (inherited.isPresent()) {
            listen(inherited.get());
        }
        for (ListenAddress address : addresses(options)) {
            if (address instanceof ListenAddress.Port port) {
                joinWith(JoinCommand.of(port.host(), listen(port, roomNote(address, chat), false)));
            } else if (address instanceof ListenAddress.Socket socket) {
                listen(socket.path(), roomNote(address, chat),
                        () -> server.listen(socket.path(), options.socketMode(), socket.room()));
                joinWith(JoinCommand.of(socket.path()));
            }
        }
        for (ListenAddress address : options.proxyListen()) {
            listenForProxies(address, roomNote(address, chat) + " (proxies)");
        }
        if (options.admin().isPresent()) {
            Path path = options.admin().get();
            listen(path, " (administrators)",
                    () -> server.listenPrivileged(path, OWNER_ONLY, new AdminService(server, chat)));
        }
    }

    private void listenForProxies(ListenAddress address, String note) throws IOException {
        if (address instanceof ListenAddress.Port port) {
            InetSocketAddress bound = listen(port, note, true);
            if (!bound.getAddress().isLoopbackAddress()) {
                warnings.add("Everybody who can connect to " + Addresses.format(bound)
                        + " can send any address, in spite of bans and limits: see --proxy-listen in the manual");
            }
        } else if (address instanceof ListenAddress.Socket socket) {
            // A process that may connect can claim any client address, so only the owner may.
            listen(socket.path(), note, () -> server.listenForProxies(socket.path(), OWNER_ONLY, socket.room()));
        }
    }

    /** The end of the log line for a door, with the title of its room; empty if the address is not a door. */
    private static String roomNote(ListenAddress address, Administration chat) {
        return address.room() == null ? "" : " (" + chat.roomInfo(address.room()).orElseThrow().title() + ')';
    }

    /** The log lines about the sockets that were opened. */
    List<String> messages() {
        return messages;
    }

    /** The log lines about sockets that were opened and may admit too many. */
    List<String> warnings() {
        return warnings;
    }

    /** The addresses that the options name; the default address if they name none and no socket is inherited. */
    private List<ListenAddress> addresses(Options options) {
        return options.listen().isEmpty() && inherited.isEmpty()
                ? List.of(ListenAddress.parse(ListenAddress.DEFAULT).orElseThrow())
                : options.listen();
    }

    private void listen(ServerSocketChannel socket) throws IOException {
        server.listen(socket);
        SocketAddress bound = socket.getLocalAddress();
        messages.add(LISTENING + Addresses.format(bound) + " (standard input)");
        if (bound instanceof InetSocketAddress inet) {
            joinWith(JoinCommand.of(Addresses.format(inet.getAddress()), inet));
        } else if (bound instanceof UnixDomainSocketAddress unix && !unix.getPath().toString().isEmpty()) {
            joinWith(JoinCommand.of(unix.getPath()));
        }
    }

    /**
     * Listens at each address of this machine that the host name resolves to, with the same port at all of them.
     *
     * @return the first of them
     */
    private InetSocketAddress listen(ListenAddress.Port wish, String note, boolean forProxies) throws IOException {
        List<InetAddress> addresses = addresses(wish.host());
        int port = wish.port();
        for (InetAddress address : addresses) {
            InetSocketAddress bound = bind(new InetSocketAddress(address, port), wish.room(), forProxies);
            port = bound.getPort();
            messages.add(LISTENING + Addresses.format(bound) + note);
        }
        return new InetSocketAddress(addresses.get(0), port);
    }

    private InetSocketAddress bind(InetSocketAddress address, String door, boolean forProxies) throws IOException {
        try {
            return forProxies ? server.listenForProxies(address, door) : server.listen(address, door);
        } catch (IOException e) {
            throw cannotListen(Addresses.format(address), e);
        } catch (UnsupportedOperationException e) {
            // With an IPv4 socket as standard input, the Java runtime turns IPv6 off.
            throw cannotListen(Addresses.format(address), inherited.isEmpty() ? e
                    : new IOException("IPv6 is not available while standard input is an IPv4 socket", e));
        }
    }

    /** Opens a socket file. */
    private interface Opening {
        void run() throws IOException;
    }

    private void listen(Path path, String note, Opening listen) throws IOException {
        try {
            listen.run();
            messages.add(LISTENING + ListenAddress.UNIX + path + note);
        } catch (AccessDeniedException e) {
            throw cannotListen(ListenAddress.UNIX + path, new IOException("Permission denied", e));
        } catch (IOException | UnsupportedOperationException e) {
            throw cannotListen(ListenAddress.UNIX + path, e);
        }
    }

    private static IOException cannotListen(String where, Exception why) {
        return new IOException("cannot listen on " + where + ": " + why.getMessage(), why);
    }

    /** Adds the command to the log lines if it is the first. */
    private void joinWith(String command) {
        if (!canBeJoined) {
            messages.add("Join with: " + command);
            canBeJoined = true;
        }
    }

    /** The addresses of this machine that the host name resolves to, or else its first one, for the error message. */
    private static List<InetAddress> addresses(String host) throws IOException {
        try {
            InetAddress[] all = InetAddress.getAllByName(host);
            List<InetAddress> ours = new ArrayList<>();
            for (InetAddress address : all) {
                if (all.length == 1 || NetworkInterface.getByInetAddress(address) != null) {
                    ours.add(address);
                }
            }
            return ours.isEmpty() ? List.of(all[0]) : ours;
        } catch (UnknownHostException e) {
            throw new IOException("cannot listen on " + host + ": unknown host", e);
        }
    }
}
