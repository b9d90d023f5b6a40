package chatd.admin;

import chatd.access.Cidr;
import chatd.chat.Administration;
import chatd.net.Connection;
import chatd.net.Server;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The clients as administrators name and see them. */
final class Clients {

    /**
     * A client that an administrator has named.
     *
     * @param remark the end of the answer, which names other clients that the text also matches; may be empty
     */
    record Found(Connection client, String remark) {
    }

    private final Server server;
    private final Administration chat;

    Clients(Server server, Administration chat) {
        this.server = server;
        this.chat = chat;
    }

    Found find(String who) {
        return findOptional(who).orElseThrow(() -> new BadCommand("no such client: " + who + "; try who"));
    }

    /**
     * Finds a client by its number, else by its name, else by its address, with or without the port. An address that
     * several clients have is an error, because only one is meant.
     */
    Optional<Found> findOptional(String who) {
        List<Connection> clients = all();
        Connection named = chat.connectionOf(who);
        List<Connection> there = clients.stream().filter(client -> isAt(client, who)).toList();
        if (named != null) {
            String others = numbers(there.stream().filter(client -> client != named).toList());
            String remark = others.isEmpty() ? "" : ", by its name; the address is also that of " + others;
            return Optional.of(new Found(named, remark));
        }
        if (there.size() > 1) {
            throw new BadCommand(who + " is the address of several clients: " + numbers(there)
                    + "; give a number, or ban the address");
        }
        return there.stream().findFirst()
                .or(() -> clients.stream()
                        .filter(client -> Integer.toString(chat.number(client)).equals(who)).findFirst())
                .map(client -> new Found(client, ""));
    }

    private static boolean isAt(Connection client, String who) {
        return client.address().equals(who)
                || who.indexOf('/') < 0 && Cidr.parse(who).filter(client::isFrom).isPresent();
    }

    private String numbers(List<Connection> clients) {
        return clients.stream().map(client -> Integer.toString(chat.number(client))).collect(Collectors.joining(", "));
    }

    /** In the order of their numbers. */
    List<Connection> all() {
        return server.clients().stream().sorted(Comparator.comparingInt(chat::number)).toList();
    }
}
