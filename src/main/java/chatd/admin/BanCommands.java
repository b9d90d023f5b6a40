package chatd.admin;

import chatd.access.BanList;
import chatd.access.Cidr;
import chatd.chat.Administration;
import chatd.net.Connection;
import chatd.net.Server;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;

/** The commands about banned addresses: ban, bans, unban. */
final class BanCommands {

    private final Server server;
    private final Administration chat;
    private final Clients clients;

    BanCommands(Server server, Administration chat, Clients clients) {
        this.server = server;
        this.chat = chat;
        this.clients = clients;
    }

    String ban(String arguments) {
        String[] words = Words.of(arguments);
        Cidr range = rangeOrAddressOf(words[0]);
        Duration time = Words.time(words[1], Duration.ZERO);
        if (!server.bans().add(range, time)) {
            throw new BadCommand("too many bans: the limit is " + BanList.MAX_BANS);
        }
        chat.banElsewhere(range, time);
        List<Connection> banned = server.clients().stream().filter(client -> client.isFrom(range)).toList();
        banned.forEach(client -> chat.kick(client, ""));
        return "banned " + range + ", disconnected " + banned.size();
    }

    String list(String nothing) {
        List<String> bans = server.bans().list();
        return bans.isEmpty() ? "no bans" : String.join("\n", bans);
    }

    String unban(String address) {
        Cidr range = range(address);
        if (!server.bans().remove(range)) {
            throw new BadCommand("no such ban: " + range + "; try bans");
        }
        chat.unbanElsewhere(range);
        return "lifted the ban of " + range;
    }

    /** A range; or the address of a client that is given by number, name, or address with its port. */
    private Cidr rangeOrAddressOf(String text) {
        if (Cidr.parse(text).isPresent() || Cidr.hasLeadingZero(text)) {
            return range(text);
        }
        InetAddress ip = chat.elsewhere(text) == null ? ipOfClient(text) : chat.ipElsewhere(text);
        if (ip == null) {
            throw new BadCommand(text + " is connected by a Unix domain socket and has no IP address; try kick");
        }
        return Cidr.of(ip);
    }

    private InetAddress ipOfClient(String text) {
        return clients.findOptional(text).orElseThrow(() -> new BadCommand("no client has the number, "
                + "name or address " + text + ", and it is not an IP address or range, as in 192.0.2.7, 192.0.2.0/24 "
                + "or 2001:db8::/32")).client().ip();
    }

    private static Cidr range(String text) {
        return Cidr.parse(text).orElseThrow(() -> new BadCommand(Cidr.hasLeadingZero(text)
                ? "in " + text + " a number begins with 0, which some programs read as octal; write it without"
                : text + " is not an IP address or range, as in 192.0.2.7, 192.0.2.0/24 or 2001:db8::/32"));
    }
}
