package chatd.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import chatd.chat.Room;
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

/** A room on a simulated network, its members, and an administrator. */
final class AdminFixture {

    private static final Limits LIMITS = SimulatedDaemon.LIMITS.withMaxClients(8).withWriteBufferBytes(4096)
            .withBufferMemoryBytes(1 << 20);

    final SimulatedDaemon daemon;
    final Room room;
    final Client admin;

    private final Path clientsPath;
    private final Path adminPath;

    /** @param directory for the socket files */
    AdminFixture(Path directory) {
        this(directory, null);
    }

    /** @param passwordFile holds the password that clients are asked for; null for none */
    AdminFixture(Path directory, Path passwordFile) {
        clientsPath = directory.resolve("clients");
        adminPath = directory.resolve("admin");
        Settings settings = Settings.DEFAULT.withMaxLineBytes(LIMITS.maxLineBytes())
                .withPasswordFile(passwordFile);
        Broadcasts broadcasts = new Broadcasts(LIMITS.maxLineBytes());
        try {
            room = new Room(settings, broadcasts.create(), Clock.systemUTC());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        daemon = new SimulatedDaemon(LIMITS, broadcasts, room);
        daemon.listen(clientsPath, room);
        daemon.listen(adminPath, new AdminService(daemon.server, room));
        admin = anotherAdmin();
    }

    Client anotherAdmin() {
        return daemon.connect(adminPath);
    }

    /** Connects a client that has read the question for its name, and has not answered it. */
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

    /** Sends the name of a client, which reads the lines sent on arrival. */
    Client named(Client client, String name) {
        client.send(name + '\n');
        daemon.turn();
        client.lines();
        return client;
    }

    /** The answer to the administrator, without the empty line that ends it; there must be no other. */
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
