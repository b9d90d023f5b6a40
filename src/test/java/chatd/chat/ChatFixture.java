package chatd.chat;

import chatd.access.BanList;
import chatd.link.Engine;
import chatd.link.Link;
import chatd.link.LinkSettings;
import chatd.link.SimulatedEngine;
import chatd.loop.EventLoop;
import chatd.net.Broadcasts;
import chatd.net.Connection;
import chatd.net.Limits;
import chatd.net.SimulatedDaemon;
import chatd.sim.SimulatedNetwork;
import chatd.sim.SimulatedNetwork.Client;
import chatd.store.RegisteredNames;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

/** A chat over a simulated network. Settings are made before the first client connects. */
final class ChatFixture {

    private static final int MOST_NAMES = 3;
    private static final Duration NAMES_AGE = Duration.ofDays(90);

    static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-02T14:03:04Z"), ZoneOffset.UTC);

    private static final Duration REFUSAL_WAIT = Duration.ofMillis(200);

    private Settings settings = Settings.DEFAULT;
    private Clock clock = CLOCK;
    private StoredHistory stored;
    private Limits limits = SimulatedDaemon.LIMITS;
    private final BanList bans = new BanList(() -> this.daemon.loop.nowNanos());
    private DialectFactory dialects;
    private final SimulatedNetwork network = new SimulatedNetwork();
    private SimulatedEngine engine;
    private LinkSettings link;
    private Engine end;
    /** The reason why the link does not take part; null if it does. */
    String refusal;
    private MemoryNames names;
    private ChatService chat;
    private SimulatedDaemon daemon;

    ChatFixture dialect(String dialect, String language) {
        settings = settings.withDialect(dialect).withLanguage(language);
        return this;
    }

    /** A dialect that only the test has. */
    ChatFixture dialect(DialectFactory ownDialect) {
        dialects = ownDialect;
        return this;
    }

    ChatFixture byAddress() {
        settings = settings.withLogin(settings.login().withNamesAsked(false));
        return this;
    }

    ChatFixture nameTimeout(Duration timeout) {
        settings = settings.withLogin(settings.login().withTimeout(timeout));
        return this;
    }

    ChatFixture idle(Duration idle) {
        settings = settings.withIdle(idle);
        return this;
    }

    ChatFixture rooms(RoomSettings rooms) {
        settings = settings.withRooms(rooms);
        return this;
    }

    ChatFixture history(int lines, int bytes) {
        settings = settings.withHistory(HistorySettings.DEFAULT.withLines(lines).withBytes(bytes));
        return this;
    }

    ChatFixture historyAge(Duration age) {
        settings = settings.withHistory(settings.history().withAge(age));
        return this;
    }

    ChatFixture clock(Clock wallClock) {
        clock = wallClock;
        return this;
    }

    /** The chat reads this history back, and records what is said in it. */
    ChatFixture historyFile(StoredHistory file) {
        stored = file;
        return this;
    }

    ChatFixture historyNotices() {
        settings = settings.withHistory(settings.history().withNotices(true));
        return this;
    }

    ChatFixture motd(Path file) {
        settings = settings.withMotd(file);
        return this;
    }

    ChatFixture password(Path file) {
        settings = settings.withLogin(settings.login().withPasswordFile(file));
        return this;
    }

    /** Names can be registered, at most three; a name that is not used for 90 days is forgotten. */
    ChatFixture names(MemoryNames storage) {
        return names(storage, false);
    }

    ChatFixture names(MemoryNames storage, boolean registeredOnly) {
        names = storage;
        settings = settings.withLogin(settings.login().withRegistration(
                new RegistrationSettings(Path.of("names"), MOST_NAMES, NAMES_AGE, registeredOnly)));
        return this;
    }

    ChatFixture limits(Limits newLimits) {
        limits = newLimits;
        return this;
    }

    /** The chat is a node of a link. */
    ChatFixture link(SimulatedEngine nodes, LinkSettings linkSettings) {
        engine = nodes;
        link = linkSettings;
        return this;
    }

    /** A node loses its connection to the engine for ever, as when its process is killed. */
    void closeEnd() {
        end.close();
    }

    SimulatedDaemon daemon() {
        if (daemon == null) {
            start();
        }
        return daemon;
    }

    private void start() {
        if (dialects == null) {
            dialects = Dialects.factory(settings.dialect());
        }
        Broadcasts broadcasts = new Broadcasts(limits.maxLineBytes());
        EventLoop loop = null;
        LinkResources resources = null;
        try {
            if (link != null) {
                EventLoop own = new EventLoop(network, network::nanos);
                loop = own;
                end = engine.end(link.node(), own::execute);
                resources = new LinkResources(link.node(), replica -> new Link(end, link, own, clock::millis, replica,
                        reason -> refusal = reason));
            }
            chat = new ChatService(settings.withMaxLineBytes(limits.maxLineBytes()), dialects,
                    new ChatResources(broadcasts, bans, clock).withNames(names == null ? null : openNames())
                            .withHistory(stored == null ? null : stored.open(clock)).withLink(resources));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        daemon = new SimulatedDaemon(network, loop, limits, bans, broadcasts, chat, chat.notices());
        if (link != null) {
            chat.link().start();
        }
    }

    private RegisteredNames openNames() throws IOException {
        return RegisteredNames.open(names, settings.login().registration().forFile(clock), names::key, names,
                task -> daemon.loop.execute(task));
    }

    BanList bans() {
        return bans;
    }

    ChatService chat() {
        daemon();
        return chat;
    }

    Administration administration() {
        return new Administration(chat());
    }

    /** The server's end of a client's connection. */
    Connection connection(Client client) {
        return daemon().server.clients().stream().filter(one -> one.address().equals(client.address())).findFirst()
                .orElseThrow();
    }

    Client connect() {
        return daemon().connect();
    }

    /** A local user connects to the Unix domain socket at this path. */
    Client connectAs(String user, Path path) {
        Client client = daemon().network.connect(path);
        client.beUser(user);
        turn();
        return client;
    }

    /** A client that is in the room, and has read everything up to its own arrival. */
    Client join(String name) {
        Client client = connect();
        type(client, name);
        return client;
    }

    /** A client sends lines; returns all that it has not read yet. */
    List<String> type(Client client, String... lines) {
        client.send(String.join("\n", lines) + '\n');
        turn();
        awaitRefusal();
        return client.lines();
    }

    /** These clients read everything that there is for them. */
    void readAll(Client... clients) {
        for (Client client : clients) {
            client.lines();
        }
    }

    void turn() {
        daemon().turn();
    }

    /** Lets the time pass after which clients are told that their name is refused. */
    void awaitRefusal() {
        if (chat().pendingLogins() > 0 && settings.login().passwordFile() == null) {
            sleep(REFUSAL_WAIT);
        }
    }

    /** Time passes on the simulated clock. */
    void sleep(Duration duration) {
        daemon().sleep(duration);
    }
}
