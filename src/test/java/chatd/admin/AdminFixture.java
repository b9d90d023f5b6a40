package chatd.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import chatd.access.BanList;
import chatd.chat.Administration;
import chatd.chat.ChatResources;
import chatd.chat.ChatService;
import chatd.chat.Dialects;
import chatd.chat.LoginSettings;
import chatd.chat.RoomSettings;
import chatd.chat.Settings;
import chatd.net.Broadcasts;
import chatd.net.Limits;
import chatd.net.SimulatedDaemon;
import chatd.sim.SimulatedNetwork.Client;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/** A chat over a simulated network, its clients, and an administrator. */
final class AdminFixture {

    private static final Limits LIMITS = SimulatedDaemon.LIMITS.withMaxClients(8).withWriteBufferBytes(4096)
            .withBufferMemoryBytes(1 << 20);

    final SimulatedDaemon daemon;
    final ChatService chat;
    final Client admin;

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
        clientsPath = directory.resolve("clients");
        adminPath = directory.resolve("admin");
        Settings settings = Settings.DEFAULT.withMaxLineBytes(LIMITS.maxLineBytes())
                .withLogin(LoginSettings.DEFAULT.withPasswordFile(passwordFile)).withRooms(rooms);
        Broadcasts broadcasts = new Broadcasts(LIMITS.maxLineBytes());
        BanList bans = new BanList(() -> nowNanos());
        try {
            chat = new ChatService(settings, Dialects.factory(settings.dialect()),
                    new ChatResources(broadcasts, bans, Clock.systemUTC()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        daemon = new SimulatedDaemon(LIMITS, bans, broadcasts, chat, chat.notices());
        daemon.listen(clientsPath, chat);
        daemon.listen(adminPath, new AdminService(daemon.server, new Administration(chat)));
        admin = anotherAdmin();
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
