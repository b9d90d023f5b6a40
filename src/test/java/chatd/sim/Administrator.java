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
 * An administrator, who sends orders; and the service that they reach, which tells the model what they do. Of the
 * answers only the number is checked.
 */
final class Administrator implements Service {

    /** Not stats: how long that answer is depends on the heap, and a run must depend on nothing but its seed. */
    private static final List<String> QUESTIONS = List.of("who", "help", "bans", "nonsense", "kick",
            "drain never");

    private static final List<String> RANGES = List.of("10.9.9.9", "10.0.0.0/30", "2001:db8:0:1::/64", "10.1.0.1");

    /** One connection of the administrator's. */
    private static final class Desk {
        private final Client client;
        private final Deque<String> orders = new ArrayDeque<>();
        private int answers;
        private int answersHeard;
        private byte lastByte = '\n';
        private boolean served;

        Desk(Client client) {
            this.client = client;
        }

        /** Each answer, and nothing else, ends with an empty line. */
        void listen() {
            for (byte b : client.takeReceived()) {
                answersHeard += b == '\n' && lastByte == '\n' ? 1 : 0;
                lastByte = b;
            }
            assertTrue(answersHeard <= answers);
        }
    }

    private final Random random;
    private final Model model;
    private final Story story;
    private final Supplier<Client> door;
    private final Supplier<Person> anybody;
    private final AdminService console;
    private final AccessModel gate;
    private final Supplier<List<Connection>> clients;
    private final Deque<Desk> connecting = new ArrayDeque<>();
    private final Map<Connection, Desk> desks = new HashMap<>();
    private Desk desk;
    private int serial;

    /**
     * @param door connects to the console
     * @param anybody somebody who may be in the room; null if there is nobody
     * @param clients all who are served, in the order in which the console goes through them
     */
    Administrator(Random random, Model model, Story story, Supplier<Client> door, Supplier<Person> anybody,
            AdminService console, AccessModel gate, Supplier<List<Connection>> clients) {
        this.random = random;
        this.model = model;
        this.story = story;
        this.door = door;
        this.anybody = anybody;
        this.console = console;
        this.gate = gate;
        this.clients = clients;
    }

    /** Orders anything but the end. */
    void act() {
        order(switch (random.nextInt(8)) {
            case 0, 1 -> "say s#" + serial++;
            case 2 -> "kick " + whom() + any(random, "", " k#" + serial++);
            case 3 -> random.nextInt(4) > 0 ? "bans" : "ban " + range() + any(random, "", " 10s", " 1m");
            case 4 -> "unban " + range();
            default -> any(random, QUESTIONS);
        });
    }

    /** Orders the end. */
    void end() {
        desk = null;
        order(any(random, "shutdown", "drain 10s", "drain", "drain 0"));
    }

    private void order(String order) {
        if (desk == null || desk.client.isClosed() || random.nextInt(20) == 0) {
            closeDesk();
            desk = new Desk(door.get());
            connecting.add(desk);
        }
        story.tell("the administrator: %s", order);
        desk.orders.add(order);
        desk.client.send(order + '\n');
        if (random.nextInt(6) == 0) {
            desk.client.takeOnly(random.nextInt(500));
        } else {
            desk.client.takeEverything();
        }
    }

    /** Leaves the console, if there is anybody at it. */
    void closeDesk() {
        if (desk != null) {
            desk.client.takeEverything();
            desk.client.endInput();
            desk = null;
        }
    }

    void listen() {
        desks.values().forEach(Desk::listen);
    }

    private String whom() {
        Person person = anybody.get();
        return person == null || random.nextInt(3) > 0 ? Integer.toString(random.nextInt(100)) : person.address();
    }

    private String range() {
        Person person = anybody.get();
        return person == null || random.nextInt(4) == 0 ? any(random, RANGES) : person.origin.ip();
    }

    // What the reactor tells the console.

    @Override
    public void connected(Connection connection) {
        Desk next = connecting.remove();
        next.served = true;
        desks.put(connection, next);
        console.connected(connection);
    }

    @Override
    public void line(Connection connection, Line line) {
        Desk from = desks.get(connection);
        assertEquals(from.orders.poll(), line.toString());
        from.answers++;
        carryOut(line.toString().split(" ", 3));
        console.line(connection, line);
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
            case "unban" -> gate.unban(words[1]);
            case "drain" -> announceEnd(words.length > 1 ? words[1] : "10m");
            default -> {
                // Nobody in the room sees anything of it.
            }
        }
    }

    private void ban(String range, String time) {
        gate.ban(range, switch (time) {
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
            case "10s" -> ", or in " + Model.words(Duration.ofSeconds(10)) + " at the latest";
            default -> ", or in " + Model.words(Duration.ofMinutes(10)) + " at the latest";
        };
        if (!time.equals("never")) {
            model.notice("The server accepts no new connections and shuts down when everybody has left"
                    + words + '.');
        }
    }

    private void kick(String who, String reason) {
        ModelMember named = model.find(who);
        model.served().stream()
                .filter(member -> named == null
                        ? member.address().equals(who) || Integer.toString(member.number).equals(who)
                        : member == named)
                .findFirst().ifPresent(member -> model.kick(member, reason));
    }

    @Override
    public void lineTooLong(Connection connection) {
        throw new AssertionError("no order is so long");
    }

    @Override
    public void expired(Connection connection) {
        throw new AssertionError("an administrator has no deadline");
    }

    @Override
    public void disconnected(Connection connection, CloseReason cause) {
        console.disconnected(connection, cause);
        if (cause == CloseReason.END_OF_INPUT) {
            assertTrue(desks.get(connection).orders.isEmpty());
        }
    }

    @Override
    public void stopping(Connection connection) {
        console.stopping(connection);
    }

    /** Who took everything has an answer to each order by now. */
    void assertAnswered() {
        listen();
        desks.values().stream().filter(one -> one.client.isClosed() && one.served && !one.client.isBlocked())
                .forEach(one -> assertEquals(one.answers, one.answersHeard));
    }
}
