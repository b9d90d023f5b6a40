package chatd.sim;

import static chatd.sim.Conditions.any;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.admin.AdminService;
import chatd.net.CloseReason;
import chatd.net.Connection;
import chatd.net.Service;
import chatd.sim.SimulatedNetwork.Client;
import chatd.wire.Line;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;

/**
 * An administrator who sends commands, and the service that receives them, which tells the model what they do. Of the
 * answers only the number is checked.
 */
final class Administrator implements Service {

    /** Without stats: the length of its answer depends on the heap, and a run must depend on its seed alone. */
    private static final List<String> QUESTIONS = List.of("who", "help", "bans", "nonsense", "kick",
            "drain never");

    private static final List<String> RANGES = List.of("10.9.9.9", "10.0.0.0/30", "2001:db8:0:1::/64", "10.1.0.1");

    /** One connection of the administrator. */
    private static final class AdminClient {
        private final Client client;
        private final Deque<String> commands = new ArrayDeque<>();
        private int answers;
        private int answersReceived;
        private byte lastByte = '\n';
        private boolean served;
        private boolean hasEnded;

        AdminClient(Client client) {
            this.client = client;
        }

        /** Counts the answers received. Each answer, and nothing else, ends with an empty line. */
        void receive() {
            for (byte b : client.takeReceived()) {
                answersReceived += b == '\n' && lastByte == '\n' ? 1 : 0;
                lastByte = b;
            }
            assertTrue(answersReceived <= answers);
        }
    }

    private final Random random;
    private final Model model;
    private final Trace trace;
    private final Supplier<Client> connect;
    private final Supplier<Person> anyPerson;
    private final AdminService service;
    private final AccessModel access;
    private final Supplier<List<Connection>> clients;
    /** Null if the dialect has no names. */
    private final NameAdministrator names;
    private final Deque<AdminClient> connecting = new ArrayDeque<>();
    private final Map<Connection, AdminClient> admins = new HashMap<>();
    private AdminClient current;
    private int serial;

    /**
     * @param connect opens a connection to the service
     * @param anyPerson a person who may be in the room; null if there is none
     * @param names null if the dialect has no names
     * @param clients all clients being served, in the order in which the service iterates over them
     */
    Administrator(Random random, Model model, Trace trace, Supplier<Client> connect, Supplier<Person> anyPerson,
            AdminService service, AccessModel access, Supplier<List<Connection>> clients, NameAdministrator names) {
        this.names = names;
        this.random = random;
        this.model = model;
        this.trace = trace;
        this.connect = connect;
        this.anyPerson = anyPerson;
        this.service = service;
        this.access = access;
        this.clients = clients;
    }

    /** Sends any command but those that end the daemon. */
    void act() {
        if (names != null && random.nextInt(2) == 0) {
            send(names.command(target()));
            return;
        }
        send(switch (random.nextInt(8)) {
            case 0, 1 -> "say s#" + serial++;
            case 2 -> "kick " + target() + any(random, "", " k#" + serial++);
            case 3 -> random.nextInt(4) > 0 ? "bans" : "ban " + range() + any(random, "", " 10s", " 1m");
            case 4 -> "unban " + range();
            default -> any(random, QUESTIONS);
        });
    }

    /** Sends a command that ends the daemon. */
    void end() {
        current = null;
        send(any(random, "shutdown", "drain 10s", "drain", "drain 0"));
    }

    private void send(String command) {
        if (current == null || current.client.isClosed() || random.nextInt(20) == 0) {
            disconnect();
            current = new AdminClient(connect.get());
            connecting.add(current);
        }
        trace.log("the administrator: %s", command);
        current.commands.add(command);
        current.client.send(command + '\n');
        if (random.nextInt(6) == 0) {
            current.client.takeOnly(random.nextInt(500));
        } else {
            current.client.takeEverything();
        }
    }

    /** Ends the current connection, if there is one. */
    void disconnect() {
        if (current != null) {
            current.client.takeEverything();
            current.client.endInput();
            current = null;
        }
    }

    void receive() {
        admins.values().forEach(AdminClient::receive);
    }

    private String target() {
        Person person = anyPerson.get();
        return person == null || random.nextInt(3) > 0 ? Integer.toString(random.nextInt(100))
                : random.nextBoolean() ? person.origin.ip() : person.address();
    }

    private String range() {
        Person person = anyPerson.get();
        return person == null || random.nextInt(4) == 0 ? any(random, RANGES) : person.origin.ip();
    }

    // Calls that the server makes.

    @Override
    public void connected(Connection connection) {
        AdminClient next = connecting.remove();
        next.served = true;
        admins.put(connection, next);
        service.connected(connection);
    }

    @Override
    public void line(Connection connection, Line line) {
        AdminClient from = admins.get(connection);
        assertEquals(from.commands.poll(), line.toString());
        String[] words = line.toString().split(" ", 3);
        if (names == null) {
            carryOut(words);
            from.answers++;
        } else {
            // A change of a name is answered later, unless the connection ends before.
            carryOut(words);
            names.carryOut(List.of(words), () -> from.answers += from.hasEnded ? 0 : 1);
        }
        service.line(connection, line);
    }

    private void carryOut(String[] words) {
        switch (words[0]) {
            case "say" -> model.notice("Server: " + words[1]);
            case "kick" -> {
                if (words.length > 1) {
                    kick(words[1], words.length > 2 ? words[2] : "");
                }
            }
            case "ban" -> ban(words[1], words.length > 2 ? words[2] : "0");
            case "unban" -> access.unban(words[1]);
            case "drain" -> announceEnd(words.length > 1 ? words[1] : "10m");
            default -> {
                // Not visible in the room.
            }
        }
    }

    private void ban(String range, String time) {
        access.ban(range, switch (time) {
            case "10s" -> Duration.ofSeconds(10);
            case "1m" -> Duration.ofMinutes(1);
            default -> Duration.ZERO;
        });
        clients.get().stream().map(model::member)
                .filter(member -> Rules.contains(range, member.person.origin.ip()))
                .forEach(member -> model.kick(member, ""));
    }

    private void announceEnd(String time) {
        String words = switch (time) {
            case "0" -> "";
            case "10s" -> ", or in " + Words.duration(Duration.ofSeconds(10)) + " at the latest";
            default -> ", or in " + Words.duration(Duration.ofMinutes(10)) + " at the latest";
        };
        if (!time.equals("never")) {
            model.notice("The server accepts no new connections and shuts down when everybody has left"
                    + words + '.');
        }
    }

    private void kick(String who, String reason) {
        ModelMember named = model.find(who);
        List<ModelMember> found = named != null ? List.of(named) : model.served().stream()
                .filter(member -> member.address().equals(who) || Integer.toString(member.number).equals(who)
                        || member.person.origin.ip().equals(who)).toList();
        // An address that several clients have is an error.
        if (found.size() == 1) {
            model.kick(found.get(0), reason);
        }
    }

    @Override
    public void lineTooLong(Connection connection) {
        throw new AssertionError("no command is that long");
    }

    @Override
    public void expired(Connection connection) {
        throw new AssertionError("an administrator has no deadline");
    }

    @Override
    public void disconnected(Connection connection, CloseReason cause) {
        admins.get(connection).hasEnded = true;
        service.disconnected(connection, cause);
        if (cause == CloseReason.END_OF_INPUT) {
            assertTrue(admins.get(connection).commands.isEmpty());
        }
    }

    @Override
    public void stopping(Connection connection) {
        admins.get(connection).hasEnded = true;
        service.stopping(connection);
    }

    /** Every connection that read everything has an answer to each of its commands by now. */
    void assertAnswered() {
        receive();
        admins.values().stream().filter(one -> one.client.isClosed() && one.served && !one.client.isBlocked())
                .forEach(one -> assertEquals(one.answers, one.answersReceived));
    }
}
