package chatd.chat;

import chatd.net.Broadcast;
import chatd.net.Connection;
import chatd.net.Limits;
import chatd.net.SimulatedDaemon;
import chatd.sim.SimulatedNetwork.Client;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

/** A room over a simulated network, and people in it. Settings are changed before the first of them connects. */
final class ChatFixture {

    static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-02T14:03:04Z"), ZoneOffset.UTC);

    private String dialect = "chat";
    private DialectFactory factory;
    private String language = "en";
    private boolean asksNames = true;
    private Duration nameTimeout = Duration.ofSeconds(60);
    private Duration idle = Duration.ofMinutes(5);
    private int historyLines;
    private int historyBytes = 64 * 1024;
    private Path motd;
    private Path passwordFile;
    private Limits limits = SimulatedDaemon.LIMITS;
    private ChatService chat;
    private SimulatedDaemon daemon;

    ChatFixture dialect(String dialect, String language) {
        this.dialect = dialect;
        this.language = language;
        return this;
    }

    /** A dialect that only the test has. */
    ChatFixture dialect(DialectFactory ownDialect) {
        factory = ownDialect;
        return this;
    }

    ChatFixture byAddress() {
        asksNames = false;
        return this;
    }

    ChatFixture nameTimeout(Duration timeout) {
        nameTimeout = timeout;
        return this;
    }

    ChatFixture idle(Duration idle) {
        this.idle = idle;
        return this;
    }

    ChatFixture history(int lines, int bytes) {
        historyLines = lines;
        historyBytes = bytes;
        return this;
    }

    ChatFixture motd(Path file) {
        motd = file;
        return this;
    }

    ChatFixture password(Path file) {
        passwordFile = file;
        return this;
    }

    ChatFixture limits(Limits limits) {
        this.limits = limits;
        return this;
    }

    SimulatedDaemon daemon() {
        if (daemon == null) {
            Broadcast broadcast = new Broadcast(limits.maxLineBytes());
            Settings settings = Settings.DEFAULT.withDialect(dialect).withLanguage(language)
                    .withNamesAsked(asksNames).withNameTimeout(nameTimeout).withIdle(idle)
                    .withMaxLineBytes(limits.maxLineBytes()).withHistory(historyLines, historyBytes)
                    .withMotd(motd).withPasswordFile(passwordFile);
            DialectFactory dialects = factory == null ? Dialects.factory(dialect) : factory;
            try {
                chat = new ChatService(settings, dialects, broadcast, CLOCK);
                daemon = new SimulatedDaemon(limits, broadcast, chat, chat.notices());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return daemon;
    }

    /** The service itself, for what an administrator does and asks. */
    ChatService chat() {
        daemon();
        return chat;
    }

    /** What the server has of somebody who is connected. */
    Connection connection(Client client) {
        return daemon().server.clients().stream().filter(one -> one.address().equals(client.address())).findFirst()
                .orElseThrow();
    }

    Client connect() {
        return daemon().connect();
    }

    /** Somebody who is in the room, and has read what was said on the way in. */
    Client join(String name) {
        Client client = connect();
        type(client, name);
        return client;
    }

    /** Types lines, and returns all that the one who typed has not read yet. */
    List<String> type(Client client, String... lines) {
        client.send(String.join("\n", lines) + '\n');
        turn();
        return client.lines();
    }

    /** Everybody has read what there was. */
    void readAll(Client... clients) {
        for (Client client : clients) {
            client.lines();
        }
    }

    void turn() {
        daemon().turn();
    }

    void sleep(Duration duration) {
        daemon().sleep(duration);
    }
}
