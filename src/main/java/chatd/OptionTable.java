package chatd;

import chatd.access.Cidr;
import chatd.chat.Dialects;
import chatd.chat.Language;
import chatd.chat.RoomSettings;
import chatd.text.Durations;
import chatd.text.Rate;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/**
 * All options, one row each. The parser, {@code --help}, the OPTIONS section of the man page and the bash completion
 * come from these rows. After a change, {@code make docs} must write the last two again.
 */
final class OptionTable {

    /** Comes first, because the rows below add themselves to it. */
    private static final List<OptionRow<?>> ADDED = new ArrayList<>();
    /** The rows, in the order of the documents. */
    static final List<OptionRow<?>> ROWS = Collections.unmodifiableList(ADDED);

    private static final String LISTENING = "Listening";
    private static final String CHAT = "Chat";
    private static final String CLIENTS = "Clients";
    private static final String ACCESS = "Access";
    private static final String SLOW_CLIENTS = "Slow clients";
    private static final String NODES = "Several nodes";
    private static final String OTHER = "Other";

    // Listening

    static final OptionRow<ListenAddress> LISTEN = add(new OptionRow<>(LISTENING, "listen", new OptionType.Address(),
            "listen at ADDRESS")
            .severalTimes()
            .byDefaultInWords(ListenAddress.DEFAULT + ", or standard input if that is a listening socket")
            .more("If standard input is a listening socket, ADDRESS adds to it. "
                    + "A Unix domain socket that no process listens at any more is replaced; "
                    + "its file is removed when chatd ends."));

    static final OptionRow<Set<PosixFilePermission>> SOCKET_MODE = add(new OptionRow<>(LISTENING, "socket-mode",
            new OptionType.Mode(), "file mode of the Unix domain sockets of --listen")
            .byDefault("0660"));

    static final OptionRow<Path> ADMIN = add(new OptionRow<>(LISTENING, "admin", new OptionType.UnixSocket(),
            "listen for administrators at a Unix domain socket with mode 0600; its command help lists the others")
            .more("See ADMINISTRATION."));

    // Chat

    static final OptionRow<String> DIALECT = add(new OptionRow<>(CHAT, "dialect",
            new OptionType.Choice("NAME", Dialects.names()),
            "how lines are read and events are worded: " + OptionType.anyOf(Dialects.names()))
            .byDefault(Dialects.names().get(0))
            .more("See DIALECTS."));

    static final OptionRow<String> LANG = add(new OptionRow<>(CHAT, "lang",
            new OptionType.Choice(String.join("|", Language.CODES), Language.CODES),
            "language of the server's notices and answers")
            .byDefaultInWords("that of the environment, else " + Language.CODES.get(0) + dialectLanguages()));

    static final OptionRow<String> NAMES = add(new OptionRow<>(CHAT, "names",
            new OptionType.Choice("ask|address", List.of("ask", "address")),
            "ask each client for a name, or use its address as its name")
            .byDefault("ask")
            .more("Only --dialect chat asks."));

    static final OptionRow<Duration> NAME_TIMEOUT = add(new OptionRow<>(CHAT, "name-timeout", new OptionType.Time(),
            "disconnect a client that has not given its name, or the password, within TIME")
            .byDefault("60s"));

    static final OptionRow<String> LOBBY = add(new OptionRow<>(CHAT, "lobby", new OptionType.RoomNamed(),
            "name of the room in which clients arrive")
            .byDefault(RoomSettings.DEFAULT.lobby()));

    static final OptionRow<RoomSettings.Permanent> ROOM = add(new OptionRow<>(CHAT, "room",
            new OptionType.PermanentRoom(),
            "create the room NAME, with TOPIC, and keep it when it is empty")
            .severalTimes()
            .more("NAME may be the lobby. See ROOMS."));

    static final OptionRow<Integer> MAX_ROOMS = add(new OptionRow<>(CHAT, "max-rooms",
            new OptionType.Number(1, 10_000, ""), "limit of rooms, including the lobby")
            .byDefault(Integer.toString(RoomSettings.DEFAULT.most())));

    static final OptionRow<Integer> HISTORY = add(new OptionRow<>(CHAT, "history", new OptionType.Number(0, 1000, ""),
            "show new members the last N lines")
            .byDefault("0"));

    static final OptionRow<Long> HISTORY_SIZE = add(new OptionRow<>(CHAT, "history-size",
            new OptionType.Size("1k", "1m", "64k", ""),
            "bytes that the lines of --history may have together")
            .byDefault("64k"));

    static final OptionRow<Duration> HISTORY_AGE = add(new OptionRow<>(CHAT, "history-age", new OptionType.Time(),
            "do not show lines older than TIME")
            .byDefault("0"));

    static final OptionRow<Path> HISTORY_FILE = add(new OptionRow<>(CHAT, "history-file", new OptionType.File(),
            "append all chat lines to FILE, restore the --history from it at the start, and let /search read it")
            .more("Needs --dialect " + OptionType.anyOf(Dialects.withLines()) + ". See HISTORY."));

    static final OptionRow<Boolean> HISTORY_SYNC = add(new OptionRow<>(CHAT, "history-sync", new OptionType.Switch(),
            "sync the history file to the disk (fsync) once a second while lines are written")
            .more("Needs --history-file."));

    static final OptionRow<Long> HISTORY_MAX = add(new OptionRow<>(CHAT, "history-max",
            new OptionType.Size("64k", "1000g", "100m", "for no limit"),
            "rename the history file to FILE.1 before it grows beyond SIZE")
            .byDefault("0")
            .more("Needs --history-file. FILE.1 is replaced."));

    static final OptionRow<Boolean> HISTORY_NOTICES = add(new OptionRow<>(CHAT, "history-notices",
            new OptionType.Switch(), "write arrivals, departures and name changes to the history file, too")
            .more("Needs --history-file."));

    static final OptionRow<Path> MOTD = add(new OptionRow<>(CHAT, "motd", new OptionType.File(),
            "show each client the text in FILE first, at most 64k")
            .more("The file is read again when it has changed, and on SIGHUP."));

    static final OptionRow<Path> PASSWORD_FILE = add(new OptionRow<>(CHAT, "password-file", new OptionType.File(),
            "ask each client for the password first, which is the one line of FILE")
            .more("The file is read again on SIGHUP. See PASSWORD."));

    static final OptionRow<Path> NAMES_FILE = add(new OptionRow<>(CHAT, "names-file", new OptionType.File(),
            "let members register their names, and store the names in FILE")
            .more("FILE is created when the first name is registered. See REGISTERED NAMES."));

    static final OptionRow<Integer> MAX_REGISTERED_NAMES = add(new OptionRow<>(CHAT, "max-registered-names",
            new OptionType.Number(1, 1_000_000, ""), "names that may be registered")
            .byDefault("10000")
            .more("Needs --names-file."));

    static final OptionRow<Duration> NAMES_AGE = add(new OptionRow<>(CHAT, "names-age", new OptionType.Time(),
            "remove a registered name that its owner has not used for TIME, in whole days")
            .byDefault("90d")
            .more("Needs --names-file. A name is never removed while its owner is connected."));

    static final OptionRow<Boolean> REGISTERED_ONLY = add(new OptionRow<>(CHAT, "registered-only",
            new OptionType.Switch(), "accept only the owners of registered names")
            .more("Needs --names-file. Only an administrator can register names."));

    // Clients

    static final OptionRow<Integer> MAX_CLIENTS = add(new OptionRow<>(CLIENTS, "max-clients",
            new OptionType.Number(1, 1_000_000, ""), "clients that may be connected at a time")
            .byDefault("10000")
            .more("Each client needs a file descriptor, and the daemon needs " + MemoryBudget.OTHER_DESCRIPTORS
                    + " more; it logs a warning at the start if its limit is lower."));

    static final OptionRow<Duration> IDLE = add(new OptionRow<>(CLIENTS, "idle", new OptionType.Time(),
            "disconnect a client that has been idle for TIME")
            .byDefaultInWords(idleTimes()));

    static final OptionRow<Long> MAX_LINE = add(new OptionRow<>(CLIENTS, "max-line",
            new OptionType.Size("16", "64k", "1024", ""), "longest line in bytes, without its line ending")
            .byDefault("1024"));

    static final OptionRow<Rate> RATE = add(new OptionRow<>(CLIENTS, "rate", new OptionType.PerTime("lines"),
            "read lines of a client no faster than RATE")
            .byDefault("20/s")
            .more("Lines that a client sends faster are read later; none is lost before --idle has passed."));

    static final OptionRow<Integer> BURST = add(new OptionRow<>(CLIENTS, "burst", new OptionType.Number(1, 10_000, ""),
            "lines that a client may send at once before --rate applies")
            .byDefault("100"));

    // Access

    static final OptionRow<Cidr> ALLOW = add(new OptionRow<>(ACCESS, "allow", new OptionType.Range(),
            "accept clients from CIDR only")
            .severalTimes());

    static final OptionRow<Cidr> DENY = add(new OptionRow<>(ACCESS, "deny", new OptionType.Range(),
            "reject clients from CIDR, even those that --allow accepts")
            .severalTimes());

    static final OptionRow<Integer> MAX_PER_ADDRESS = add(new OptionRow<>(ACCESS, "max-per-address",
            new OptionType.Number(1, 1_000_000, "for no limit"),
            "clients that may be connected from one address at a time")
            .byDefault("0")
            .more("An IPv6 network of 64 bits counts as one address."));

    static final OptionRow<Rate> CONNECT_RATE = add(new OptionRow<>(ACCESS, "connect-rate",
            new OptionType.PerTime("connections"),
            "accept clients from one address no faster than RATE")
            .byDefault("0")
            .more("With 20/s or 20/m, up to 20 may connect at once. "
                    + "An IPv6 network of 64 bits counts as one address."));

    static final OptionRow<ListenAddress> PROXY_LISTEN = add(new OptionRow<>(ACCESS, "proxy-listen",
            new OptionType.Address(),
            "listen at ADDRESS for proxies that send a PROXY protocol header, version 1 or 2, such as HAProxy or "
                    + "stunnel")
            .severalTimes()
            .more("These addresses are in addition to --listen. A Unix domain socket gets mode 0600. "
                    + "See PROXY PROTOCOL AND TLS."));

    static final OptionRow<Boolean> PROXY_PROTOCOL = add(new OptionRow<>(ACCESS, "proxy-protocol",
            new OptionType.Switch(),
            "expect a PROXY header also at the addresses of --listen, from the proxies of --proxy-from")
            .more("Needs --proxy-from."));

    static final OptionRow<Cidr> PROXY_FROM = add(new OptionRow<>(ACCESS, "proxy-from", new OptionType.Range(),
            "addresses of the proxies that connect to --listen; other connections are clients")
            .severalTimes()
            .more("A connection of a proxy that sends anything else first, or nothing for 5 seconds, is closed, and a "
                    + "warning is logged."));

    // Slow clients

    static final OptionRow<Long> WRITE_BUFFER = add(new OptionRow<>(SLOW_CLIENTS, "write-buffer",
            new OptionType.Size("1k", "16m", "64k", ""), "bytes that may wait for one client before lines are skipped")
            .byDefault("64k"));

    static final OptionRow<Long> BUFFER_MEMORY = add(new OptionRow<>(SLOW_CLIENTS, "buffer-memory",
            new OptionType.Size("1m", "2g", "8m", ""), "memory for the lines that wait for all clients together")
            .byDefaultInWords("a sixteenth of the heap, usually 8m")
            .more("Over it, the clients with the largest backlog are disconnected first, administrators last."));

    static final OptionRow<Long> SOCKET_BUFFER = add(new OptionRow<>(SLOW_CLIENTS, "socket-buffer",
            new OptionType.Size("4k", "16m", "64k", "to let the kernel choose"),
            "kernel send buffer per client (SO_SNDBUF)")
            .byDefault("0")
            .more("The kernel uses about twice SIZE. Its own choice is up to the third number of net.ipv4.tcp_wmem."));

    static final OptionRow<Duration> WRITE_TIMEOUT = add(new OptionRow<>(SLOW_CLIENTS, "write-timeout",
            new OptionType.Time(), "disconnect a client that has read nothing for TIME while lines wait for it")
            .byDefault("60s"));

    static final OptionRow<Duration> KEEPALIVE = add(new OptionRow<>(SLOW_CLIENTS, "keepalive",
            new OptionType.Time(), "probe the connection of a client that has been silent for TIME")
            .byDefault("60s")
            .more("This finds a client that vanished without closing its connection. After TIME a probe is sent every "
                    + "10 s, or every TIME if that is shorter; after 6 probes without an answer the client is "
                    + "disconnected. Unix domain sockets need no probes. See SLOW READERS AND FAST SENDERS."));

    // Several nodes

    static final OptionRow<String> LINK = add(new OptionRow<>(NODES, "link", new OptionType.Text("URL[,URL]",
            "the URLs of NATS servers, such as nats://n1:4222,nats://n2:4222"),
            "share the rooms with other nodes through these NATS servers, which need JetStream")
            .more("A URL begins with nats:// or tls://. See SEVERAL NODES."));

    static final OptionRow<String> NODE = add(new OptionRow<>(NODES, "node", new OptionType.NodeName(),
            "name of this node; no other node may have the same name")
            .more("Needed with --link."));

    static final OptionRow<Path> LINK_CREDENTIALS = add(new OptionRow<>(NODES, "link-credentials",
            new OptionType.File(), "log in to the NATS servers with FILE: NATS credentials (.creds), or user:password")
            .more("Needs --link."));

    static final OptionRow<String> LINK_NAME = add(new OptionRow<>(NODES, "link-name", new OptionType.NodeName(),
            "share the rooms only with nodes that use the same NAME")
            .byDefaultInWords(LinkOptions.DEFAULT_NAME)
            .more("Needs --link."));

    static final OptionRow<Duration> LINK_PATIENCE = add(new OptionRow<>(NODES, "link-patience",
            new OptionType.Time(), "let lines wait for up to TIME while the NATS servers cannot be reached")
            .byDefault("10s")
            .more("Needs --link."));

    static final OptionRow<String> WHEN_CUT = add(new OptionRow<>(NODES, "when-cut",
            new OptionType.Choice("alone|wait", List.of("alone", "wait")),
            "after --link-patience, go on with this node's members only, or refuse lines until the servers are back")
            .byDefault("alone")
            .more("Needs --link."));

    // Other

    static final OptionRow<Boolean> VERBOSE = add(new OptionRow<>(OTHER, "verbose", new OptionType.Switch(),
            "log arrivals and departures, too"));

    static final OptionRow<Boolean> VERSION = add(new OptionRow<>(OTHER, "version", new OptionType.Switch(),
            "print the version"));

    static final OptionRow<Boolean> HELP = add(new OptionRow<>(OTHER, "help", new OptionType.Switch(),
            "print the options"));

    private OptionTable() {
    }

    private static <T> OptionRow<T> add(OptionRow<T> row) {
        ADDED.add(row);
        return row;
    }

    /** The idle time of the default dialect, and of each dialect that has another. */
    private static String idleTimes() {
        String usual = Durations.brief(Dialects.idle(Dialects.names().get(0)));
        StringBuilder text = new StringBuilder(usual);
        for (String dialect : Dialects.names()) {
            String idle = Durations.brief(Dialects.idle(dialect));
            if (!idle.equals(usual)) {
                text.append("; ").append(idle).append(" with --dialect ").append(dialect);
            }
        }
        return text.toString();
    }

    /** Each dialect that has a language of its own. */
    private static String dialectLanguages() {
        StringBuilder text = new StringBuilder();
        for (String dialect : Dialects.names()) {
            String language = Dialects.language(dialect).orElse("");
            if (!language.isEmpty()) {
                text.append("; ").append(language).append(" with --dialect ").append(dialect);
            }
        }
        return text.toString();
    }
}
