package chatd;

import chatd.access.Addresses;
import chatd.admin.AdminService;
import chatd.chat.ChatService;
import chatd.net.Server;
import chatd.net.Service;
import chatd.os.InheritedSocket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The sockets that the daemon listens at: those of the options, and the one that it was started with, if any. */
final class Listeners {

    private static final Set<PosixFilePermission> ADMIN_MODE =
            Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private final Server server;
    private final Optional<ServerSocketChannel> given;
    private final List<String> places = new ArrayList<>();

    /** @throws IOException if standard input is a connection */
    Listeners(Server server) throws IOException {
        this.server = server;
        given = InheritedSocket.listeningSocket();
    }

    /**
     * Opens them all.
     *
     * @throws IOException if one can't be opened, with a message that tells which and why
     */
    void open(Options options, ChatService chat) throws IOException {
        if (given.isPresent()) {
            server.listen(given.get());
            places.add(Addresses.format(given.get().getLocalAddress()) + " (standard input)");
        }
        boolean nothingSaid = options.listen().isEmpty() && given.isEmpty();
        for (ListenAddress place : nothingSaid ? List.of(ListenAddress.USUAL) : options.listen()) {
            if (place instanceof ListenAddress.Port port) {
                listen(port);
            } else if (place instanceof ListenAddress.Socket socket) {
                listen(socket.path(), options.socketMode(), chat);
                places.add(ListenAddress.UNIX + socket.path());
            }
        }
        if (options.admin() != null) {
            listen(options.admin(), ADMIN_MODE, new AdminService(server, chat));
            places.add(ListenAddress.UNIX + options.admin() + " (administrators)");
        }
    }

    /** Where it listens, for the log. */
    List<String> places() {
        return places;
    }

    /** Listens at every address of this machine that the host's name stands for, all with the same port. */
    private void listen(ListenAddress.Port place) throws IOException {
        int port = place.port();
        for (InetAddress address : addresses(place.host())) {
            InetSocketAddress wanted = new InetSocketAddress(address, port);
            try {
                InetSocketAddress bound = server.listen(wanted);
                port = bound.getPort();
                places.add(Addresses.format(bound));
            } catch (IOException e) {
                throw cannotListen(Addresses.format(wanted), e);
            } catch (UnsupportedOperationException e) {
                // The Java runtime takes an IPv4 socket as standard input to mean that IPv6 is not to be had.
                throw cannotListen(Addresses.format(wanted), given.isEmpty() ? e
                        : new IOException("no IPv6 as long as standard input is an IPv4 socket", e));
            }
        }
    }

    private void listen(Path path, Set<PosixFilePermission> mode, Service service) throws IOException {
        try {
            server.listen(path, mode, service);
        } catch (AccessDeniedException e) {
            throw cannotListen(ListenAddress.UNIX + path, new IOException("Permission denied", e));
        } catch (IOException | UnsupportedOperationException e) {
            throw cannotListen(ListenAddress.UNIX + path, e);
        }
    }

    private static IOException cannotListen(String where, Exception why) {
        return new IOException("cannot listen on " + where + ": " + why.getMessage(), why);
    }

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
            throw new IOException("cannot listen on " + host + ": there is no host of that name", e);
        }
    }
}
