package chatd.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import chatd.access.BanList;
import chatd.chat.Administration;
import chatd.chat.ChatResources;
import chatd.chat.ChatService;
import chatd.chat.Dialects;
import chatd.chat.LoginSettings;
import chatd.chat.RegistrationSettings;
import chatd.chat.RoomSettings;
import chatd.chat.Settings;
import chatd.loop.EventLoop;
import chatd.net.Broadcasts;
import chatd.net.Limits;
import chatd.net.SimulatedDaemon;
import chatd.sim.SimulatedNetwork.Client;
import chatd.store.RegisteredNames;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** A chat over a simulated network, its clients, and an administrator. */
final class AdminFixture {

    private static final Limits LIMITS = SimulatedDaemon.LIMITS.withMaxClients(8).withWriteBufferBytes(4096)
            .withBufferMemoryBytes(1 << 20);

    private static final int MOST_NAMES = 3;
    private static final int TURNS_OF_A_CHANGE = 3;

    static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-02T14:03:04Z"), ZoneOffset.UTC);

    final SimulatedDaemon daemon;
    /** Null if names cannot be registered. */
    final RegisteredNames names;
    final ChatService chat;
    final Client admin;

    private final List<Runnable> stalled = new ArrayList<>();
    private boolean isStalled;
    private final Path clientsPath;
    private final Path adminPath;

    /** @param directory for the socket files */
    AdminFixture(Path directory) {
        this(directory, null);
    }

    /** @param passwordFile null for no password */
    AdminFixture(Path directory, Path passwordFile) {
        this(directory, passwordFile, RoomSettings.DEFAULT);
    }

    /** @param passwordFile null for no password */
    AdminFixture(Path directory, Path passwordFile, RoomSettings rooms) {
        this(directory, passwordFile, rooms, null);
    }

    /** Names can be registered, and are kept in a file in the directory. */
    static AdminFixture withNames(Path directory) {
        return new AdminFixture(directory, null, RoomSettings.DEFAULT, directory.resolve("names"));
    }

    private AdminFixture(Path directory, Path passwordFile, RoomSettings rooms, Path namesFile) {
        clientsPath = directory.resolve("clients");
        adminPath = directory.resolve("admin");
        RegistrationSettings registration = namesFile == null
                ? null
                : new RegistrationSettings(namesFile, MOST_NAMES, Duration.ZERO, false);
        Settings settings = Settings.DEFAULT.withMaxLineBytes(LIMITS.maxLineBytes())
                .withLogin(LoginSettings.DEFAULT.withPasswordFile(passwordFile).withRegistration(registration))
                .withRooms(rooms);
        Broadcasts broadcasts = new Broadcasts(LIMITS.maxLineBytes());
        BanList bans = new BanList(() -> nowNanos());
        try {
            names = registration == null
                    ? null
                    : RegisteredNames.open(namesFile, registration.forFile(CLOCK), this::write,
                            task -> loop().execute(task));
            chat = new ChatService(settings, Dialects.factory(settings.dialect()),
                    new ChatResources(broadcasts, bans, CLOCK).withNames(names));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        daemon = new SimulatedDaemon(LIMITS, bans, broadcasts, chat, chat.notices());
        daemon.listen(clientsPath, chat);
        daemon.listen(adminPath, new AdminService(daemon.server, new Administration(chat)));
        admin = anotherAdmin();
    }

    private void write(Runnable write) {
        if (isStalled) {
            stalled.add(write);
        } else {
            write.run();
        }
    }

    /** The disk is so slow that nothing is written until {@link #goOn}. */
    void stall() {
        isStalled = true;
    }

    void goOn() {
        isStalled = false;
        stalled.forEach(Runnable::run);
        stalled.clear();
        settle();
    }

    /** Saved changes are acknowledged, and commands that wait for them are answered. */
    private void settle() {
        for (int i = 0; i < TURNS_OF_A_CHANGE; i++) {
            daemon.turn();
        }
    }

    private EventLoop loop() {
        return daemon.loop;
    }

    private long nowNanos() {
        return daemon.loop.nowNanos();
    }

    Client anotherAdmin() {
        return daemon.connect(adminPath);
    }

    /** A client that has no name yet, and has read the question for it. */
    Client connectFrom(String ip) {
        return greeted(daemon.network.connectFrom(ip));
    }

    Client connectLocally() {
        return greeted(daemon.network.connect(clientsPath));
    }

    /** Connects a client whose local user the system tells. */
    Client connectLocally(String user) {
        Client client = daemon.network.connect(clientsPath);
        client.beUser(user);
        return greeted(client);
    }

    private Client greeted(Client client) {
        daemon.turn();
        client.lines();
        return client;
    }

    Client join(String name) {
        return named(connectFrom("127.0.0.1"), name);
    }

    /** Gives a client a name; it has read everything up to its own arrival. */
    Client named(Client client, String name) {
        client.send(name + '\n');
        daemon.turn();
        client.lines();
        return client;
    }

    /** The answer to a command, without the empty line that ends it; there must be no other. */
    List<String> ask(String command) {
        return ask(admin, command + '\n');
    }

    List<String> ask(Client admin, String text) {
        admin.send(text);
        daemon.turn();
        if (names != null) {
            settle();
        }
        return answer(admin);
    }

    static List<String> answer(Client admin) {
        List<String> lines = admin.lines();
        assertFalse(lines.isEmpty(), "no answer");
        int last = lines.size() - 1;
        assertEquals(last, lines.indexOf(""), lines::toString);
        assertFalse(last == 0, "an empty answer");
        return lines.subList(0, last);
    }
}
