package chatd;

import static chatd.OptionTable.ADMIN;
import static chatd.OptionTable.ALLOW;
import static chatd.OptionTable.BUFFER_MEMORY;
import static chatd.OptionTable.BURST;
import static chatd.OptionTable.CONNECT_RATE;
import static chatd.OptionTable.DENY;
import static chatd.OptionTable.DIALECT;
import static chatd.OptionTable.HELP;
import static chatd.OptionTable.HISTORY;
import static chatd.OptionTable.HISTORY_AGE;
import static chatd.OptionTable.HISTORY_FILE;
import static chatd.OptionTable.HISTORY_MAX;
import static chatd.OptionTable.HISTORY_NOTICES;
import static chatd.OptionTable.HISTORY_SIZE;
import static chatd.OptionTable.HISTORY_SYNC;
import static chatd.OptionTable.IDLE;
import static chatd.OptionTable.KEEPALIVE;
import static chatd.OptionTable.LANG;
import static chatd.OptionTable.LINK;
import static chatd.OptionTable.LINK_CREDENTIALS;
import static chatd.OptionTable.LINK_NAME;
import static chatd.OptionTable.LINK_PATIENCE;
import static chatd.OptionTable.LISTEN;
import static chatd.OptionTable.LOBBY;
import static chatd.OptionTable.MAX_CLIENTS;
import static chatd.OptionTable.MAX_LINE;
import static chatd.OptionTable.MAX_PER_ADDRESS;
import static chatd.OptionTable.MAX_REGISTERED_NAMES;
import static chatd.OptionTable.MAX_ROOMS;
import static chatd.OptionTable.MOTD;
import static chatd.OptionTable.NAMES;
import static chatd.OptionTable.NAMES_AGE;
import static chatd.OptionTable.NAMES_FILE;
import static chatd.OptionTable.NAME_TIMEOUT;
import static chatd.OptionTable.NODE;
import static chatd.OptionTable.PASSWORD_FILE;
import static chatd.OptionTable.PROXY_FROM;
import static chatd.OptionTable.PROXY_LISTEN;
import static chatd.OptionTable.PROXY_PROTOCOL;
import static chatd.OptionTable.RATE;
import static chatd.OptionTable.REGISTERED_ONLY;
import static chatd.OptionTable.ROOM;
import static chatd.OptionTable.SOCKET_BUFFER;
import static chatd.OptionTable.SOCKET_MODE;
import static chatd.OptionTable.VERBOSE;
import static chatd.OptionTable.VERSION;
import static chatd.OptionTable.WHEN_CUT;
import static chatd.OptionTable.WRITE_BUFFER;
import static chatd.OptionTable.WRITE_TIMEOUT;

import chatd.access.AccessRules;
import chatd.chat.Dialects;
import chatd.chat.HistorySettings;
import chatd.chat.Language;
import chatd.chat.LoginSettings;
import chatd.chat.RegistrationSettings;
import chatd.chat.RoomSettings;
import chatd.chat.Settings;
import chatd.net.Limits;
import chatd.store.HistoryOptions;
import chatd.text.Rate;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The settings of the daemon, read from a command line and checked once. */
final class Options {

    /** The environment variable by which OpenSSL and others are told which certificate authorities to trust. */
    private static final String AUTHORITIES = "SSL_CERT_FILE";
    private static final String NEEDS_ROOMS = " needs --dialect chat";

    private final List<ListenAddress> listen;
    private final List<ListenAddress> proxyListen;
    private final Set<PosixFilePermission> socketMode;
    private final Path admin;
    private final Limits limits;
    private final AccessRules access;
    private final Settings settings;
    /** Null if there are no other nodes. */
    private final LinkOptions link;
    private final boolean verbose;
    private final boolean help;
    private final boolean version;

    private Options(OptionValues values, Map<String, String> environment) throws BadOption {
        listen = values.all(LISTEN);
        proxyListen = values.all(PROXY_LISTEN);
        socketMode = values.get(SOCKET_MODE);
        admin = values.get(ADMIN);
        limits = limits(values);
        access = access(values);
        settings = settings(values, environment).withRooms(rooms(values, doors()));
        link = link(values, environment);
        verbose = values.has(VERBOSE);
        help = values.has(HELP);
        version = values.has(VERSION);
    }

    /**
     * Reads a command line.
     *
     * @param environment the environment variables, which choose the language if no option does
     * @throws BadOption if an option is unknown, or its value is invalid
     */
    static Options parse(Map<String, String> environment, String... arguments) throws BadOption {
        return new Options(new OptionValues(arguments), environment);
    }

    private static Limits limits(OptionValues values) throws BadOption {
        long usualBufferMemory = MemoryBudget.bufferMemory(Runtime.getRuntime().maxMemory());
        return Limits.DEFAULT.withMaxLineBytes(values.get(MAX_LINE).intValue())
                .withMaxClients(values.get(MAX_CLIENTS))
                .withWriteBufferBytes(values.get(WRITE_BUFFER).intValue())
                .withBufferMemoryBytes(values.get(BUFFER_MEMORY, usualBufferMemory))
                .withWriteTimeout(values.get(WRITE_TIMEOUT))
                .withLineRate(values.get(RATE).interval(), values.get(BURST))
                .withSendBufferBytes(values.get(SOCKET_BUFFER).intValue())
                .withKeepAlive(values.get(KEEPALIVE));
    }

    private static AccessRules access(OptionValues values) throws BadOption {
        if (values.has(PROXY_PROTOCOL) && !values.has(PROXY_FROM)) {
            throw new BadOption("--proxy-protocol needs --proxy-from CIDR, the addresses of the proxies to trust");
        }
        if (values.has(PROXY_FROM) && !values.has(PROXY_PROTOCOL)) {
            throw new BadOption("--proxy-from needs --proxy-protocol");
        }
        Rate connectRate = values.get(CONNECT_RATE);
        return AccessRules.NONE.withAllowed(values.all(ALLOW)).withDenied(values.all(DENY))
                .withMaxPerAddress(values.get(MAX_PER_ADDRESS))
                .withConnectRate(connectRate.interval(), connectRate.count())
                .withProxies(values.all(PROXY_FROM));
    }

    private static Settings settings(OptionValues values, Map<String, String> environment) throws BadOption {
        String dialect = values.get(DIALECT);
        String usualLanguage = Dialects.language(dialect).orElseGet(() -> Language.of(environment));
        return Settings.DEFAULT.withDialect(dialect)
                .withLanguage(values.get(LANG, usualLanguage))
                .withLogin(LoginSettings.DEFAULT.withNamesAsked(values.get(NAMES).equals("ask"))
                        .withTimeout(values.get(NAME_TIMEOUT)).withPasswordFile(values.get(PASSWORD_FILE))
                        .withRegistration(registration(values)))
                .withIdle(values.get(IDLE, Dialects.idle(dialect)))
                .withMaxLineBytes(values.get(MAX_LINE).intValue())
                .withHistory(history(values))
                .withMotd(values.get(MOTD));
    }

    /** Null if names cannot be registered. */
    private static RegistrationSettings registration(OptionValues values) throws BadOption {
        RegistrationSettings registration = new RegistrationSettings(values.get(NAMES_FILE),
                values.get(MAX_REGISTERED_NAMES), values.get(NAMES_AGE), values.has(REGISTERED_ONLY));
        for (OptionRow<?> row : List.of(MAX_REGISTERED_NAMES, NAMES_AGE, REGISTERED_ONLY)) {
            if (values.has(row) && registration.file() == null) {
                throw new BadOption(row + " needs --names-file FILE, the file of registered names");
            }
        }
        if (registration.file() == null) {
            return null;
        }
        // Only the dialect with rooms has commands, and asks for names.
        if (!Dialects.hasRooms(values.get(DIALECT))) {
            throw new BadOption(NAMES_FILE + NEEDS_ROOMS);
        }
        if (registration.registeredOnly() && !values.get(NAMES).equals("ask")) {
            throw new BadOption(REGISTERED_ONLY + " needs --names ask: an address is not a registered name");
        }
        return registration;
    }

    private static HistorySettings history(OptionValues values) throws BadOption {
        return HistorySettings.DEFAULT.withLines(values.get(HISTORY)).withBytes(values.get(HISTORY_SIZE).intValue())
                .withAge(values.get(HISTORY_AGE)).withFile(historyFile(values)).withNotices(values.has(HISTORY_NOTICES));
    }

    /** Null if there is no history file. */
    private static HistoryOptions historyFile(OptionValues values) throws BadOption {
        HistoryOptions options =
                new HistoryOptions(values.get(HISTORY_FILE), values.has(HISTORY_SYNC), values.get(HISTORY_MAX));
        if (options.file() != null) {
            if (!Dialects.withLines().contains(values.get(DIALECT))) {
                throw new BadOption(HISTORY_FILE + " needs --dialect " + OptionType.anyOf(Dialects.withLines())
                        + ": the others have no lines that everybody reads");
            }
            return options;
        }
        for (OptionRow<?> row : List.of(HISTORY_SYNC, HISTORY_MAX, HISTORY_NOTICES)) {
            if (values.has(row)) {
                throw new BadOption(row + " needs --history-file FILE, the file that the history is written to");
            }
        }
        return null;
    }

    /** Null if there are no other nodes. */
    private static LinkOptions link(OptionValues values, Map<String, String> environment) throws BadOption {
        String urls = values.get(LINK);
        if (urls != null) {
            if (!values.has(NODE)) {
                throw new BadOption(LINK + " needs --node NAME, a name for this node");
            }
            return new LinkOptions(List.of(urls.split(",", -1)), values.get(NODE), values.get(LINK_CREDENTIALS),
                    environment.getOrDefault(AUTHORITIES, ""), values.get(LINK_NAME, LinkOptions.DEFAULT_NAME),
                    values.get(LINK_PATIENCE), values.get(WHEN_CUT).equals("wait"));
        }
        for (OptionRow<?> row : List.of(NODE, LINK_CREDENTIALS, LINK_NAME, LINK_PATIENCE, WHEN_CUT)) {
            if (values.has(row)) {
                // An invalid value is reported first, as for other options.
                values.get(row);
                throw new BadOption(row + " needs --link URL, the NATS servers that link the nodes");
            }
        }
        return null;
    }

    /** The rooms of {@code --room}, and those of the doors. */
    private static RoomSettings rooms(OptionValues values, List<ListenAddress> doors) throws BadOption {
        List<RoomSettings.Permanent> permanent = new ArrayList<>(values.all(ROOM));
        for (ListenAddress door : doors) {
            permanent.add(new RoomSettings.Permanent(door.room(), null));
        }
        RoomSettings rooms = RoomSettings.DEFAULT.withLobby(values.get(LOBBY)).withPermanent(permanent)
                .withMost(values.get(MAX_ROOMS));
        if (!Dialects.hasRooms(values.get(DIALECT))) {
            for (OptionRow<?> row : List.of(LOBBY, ROOM, MAX_ROOMS)) {
                if (values.has(row)) {
                    throw new BadOption(row + NEEDS_ROOMS);
                }
            }
            if (!permanent.isEmpty()) {
                throw new BadOption("a room in " + LISTEN + " or " + PROXY_LISTEN + NEEDS_ROOMS);
            }
            return rooms.withMost(1);
        }
        if (rooms.leastRooms() > rooms.most()) {
            throw new BadOption("the lobby and the rooms of " + ROOM + ", " + LISTEN + " and " + PROXY_LISTEN + " are "
                    + rooms.leastRooms() + ", and " + MAX_ROOMS + " allows " + rooms.most());
        }
        return rooms;
    }

    /** The addresses that lead into a room. */
    private List<ListenAddress> doors() {
        List<ListenAddress> doors = new ArrayList<>(listen);
        doors.addAll(proxyListen);
        doors.removeIf(address -> address.room() == null);
        return doors;
    }

    /** Addresses to listen at; empty if the options name none. */
    List<ListenAddress> listen() {
        return listen;
    }

    /** Addresses to listen at for proxies, in addition to {@link #listen}. */
    List<ListenAddress> proxyListen() {
        return proxyListen;
    }

    /** The file mode of the Unix domain sockets of {@link #listen}. */
    Set<PosixFilePermission> socketMode() {
        return socketMode;
    }

    /** The path of the administrators' Unix domain socket; empty if there is none. */
    Optional<Path> admin() {
        return Optional.ofNullable(admin);
    }

    Limits limits() {
        return limits;
    }

    AccessRules access() {
        return access;
    }

    Settings settings() {
        return settings;
    }

    /** The link to other nodes; empty if there are none. */
    Optional<LinkOptions> link() {
        return Optional.ofNullable(link);
    }

    /** Whether to log at debug level, which has arrivals and departures. */
    boolean verbose() {
        return verbose;
    }

    /** Whether to print the help and exit. */
    boolean help() {
        return help;
    }

    /** Whether to print the version and exit. */
    boolean version() {
        return version;
    }
}
