package chatd.sim;

import static chatd.sim.Conditions.any;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.sim.SimulatedNetwork.Client;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;

/** The people of a run and their actions: everything a client can do to a connection, in any order. */
final class Population implements SimulatedNetwork.Watcher {

    private final Random random;
    private final Conditions conditions;
    private final SimulatedNetwork network;
    private final Clock clock;
    private final AccessModel access;
    private final Model model;
    private final Trace trace;
    private final Origins origins;
    private final SentLines sentLines;
    private final List<Person> people = new ArrayList<>();
    private int arrivals;
    private long actions;
    private long bytesReceived;
    private long bytesSent;
    private long linesReceived;
    private long linesSkipped;

    /**
     * @param clock advances with the clock of the network
     * @param keyLines null if names cannot be registered
     */
    Population(Random random, Conditions conditions, SimulatedNetwork network, Clock clock, AccessModel access,
            Model model, KeyLines keyLines, Trace trace) {
        this.clock = clock;
        this.random = random;
        this.conditions = conditions;
        this.network = network;
        this.access = access;
        this.model = model;
        this.trace = trace;
        origins = new Origins(random, conditions.rules());
        sentLines = new SentLines(random, conditions, keyLines, this::anyNameOrNumber, this::anyNeighbour);
    }

    @Override
    public void aborting(Client client) {
        people.stream().filter(person -> person.client == client).forEach(Person::aborting);
    }

    /** One random action of one person. */
    void act() {
        actions++;
        if (people.size() < conditions.people() && random.nextInt(4) == 0 || people.isEmpty()) {
            connect();
            return;
        }
        Person person = any(random, people);
        switch (random.nextInt(100)) {
            case 0 -> reset(person);
            case 1 -> person.client.resetAfter(random.nextInt(5000));
            case 2 -> endInput(person);
            case 3 -> flood(person);
            case 4 -> failAccepts();
            case 5 -> failBadly(person);
            case 6, 7 -> stopReading(person);
            case 8, 9, 10, 11, 12 -> person.client.takeOnly(random.nextInt(3000));
            case 13 -> person.client.takeUnnoticed(random.nextInt(500));
            case 14, 15, 16, 17, 18, 19, 20 -> readEverything(person);
            case 21, 22, 23, 24, 25, 26 -> person.send(random.nextInt(person.unsentBytes() + 1));
            default -> speak(person);
        }
        if (person.client.isOutputEnded() && random.nextBoolean()) {
            endInput(person);
        }
    }

    private void connect() {
        Origin origin = origins.next();
        Client client = origin.atProxySocket()
                ? network.connectFrom(origin.from(), Origins.PROXY_SOCKET)
                : network.connectFrom(origin.from());
        Person person = new Person(arrivals++, client, origin, clock);
        trace.log("%s connects from %s", person, client.address());
        access.connecting(person);
        people.add(person);
        if (random.nextInt(50) == 0) {
            client.failOptions();
        }
        if (random.nextInt(20) == 0) {
            person.composeForeign(any(random, Foreign.ALL));
        }
        introduce(person);
        if (random.nextInt(8) > 0) {
            person.sendAll();
        } else if (origin.isSilent()) {
            person.send(random.nextInt(person.unsentBytes() + 1));
            reset(person);
        }
    }

    /** Queues the answers to the first questions, some of them wrong. */
    private void introduce(Person person) {
        List<SentLine> answers = new ArrayList<>();
        if (conditions.password() != null && random.nextInt(8) > 0) {
            for (int i = any(random, 0, 0, 0, 0, 1, 2, 3); i > 0; i--) {
                answers.add(sentLines.wrongPassword());
            }
            answers.add(sentLines.password());
        }
        if (conditions.settings().login().namesAsked() && random.nextInt(8) > 0) {
            answers.add(sentLines.name());
            if (random.nextInt(4) == 0) {
                answers.add(sentLines.something(person));
            }
        }
        if (!answers.isEmpty() && random.nextInt(6) == 0) {
            answers.set(0, sentLines.afterByteOrderMark(answers.get(0)));
        }
        answers.forEach(person::compose);
    }

    private void speak(Person person) {
        ModelMember member = model.memberOf(person);
        if (member != null && !member.isHere() && member.claimed != null && !member.hasToWait) {
            person.compose(sentLines.keyOf(member.claimed));
        }
        if (member != null && model.isOperator(member) && random.nextInt(4) == 0) {
            person.compose(sentLines.operatorCommand(person));
        }
        for (int i = random.nextInt(3); i >= 0; i--) {
            person.compose(sentLines.something(person));
        }
        if (random.nextInt(4) > 0) {
            person.sendAll();
        } else {
            person.send(random.nextInt(person.unsentBytes() + 1));
        }
    }

    private void flood(Person person) {
        trace.log("%s floods", person);
        int kind = random.nextInt(6);
        for (int i = 10 + random.nextInt(60); i > 0; i--) {
            person.compose(switch (kind) {
                case 0 -> sentLines.garbage(person);
                case 1, 2 -> sentLines.talk(person);
                default -> sentLines.something(person);
            });
        }
        person.sendAll();
    }

    private void reset(Person person) {
        trace.log("%s resets", person);
        person.client.reset();
    }

    private void stopReading(Person person) {
        trace.log("%s stops reading", person);
        person.client.takeOnly(0);
    }

    private void readEverything(Person person) {
        if (!conditions.isSlow() || random.nextInt(5) == 0) {
            person.client.takeEverything();
        }
    }

    private void endInput(Person person) {
        if (!person.hasEndedInput()) {
            trace.log("%s ends its input", person);
            if (random.nextBoolean()) {
                person.compose(sentLines.unended(person));
            }
            person.endInput();
        }
    }

    private void failBadly(Person person) {
        if (random.nextInt(4) == 0) {
            trace.log("reading from %s throws", person);
            person.client.failBadly();
        }
    }

    private void failAccepts() {
        network.failAccepts(random.nextInt(3) > 0 ? null : new IOException("No descriptors"));
    }

    /** A name or number, of a member or of nobody. */
    private String anyNameOrNumber() {
        List<ModelMember> here = model.here();
        if (!here.isEmpty() && random.nextInt(4) > 0) {
            ModelMember member = any(random, here);
            return random.nextBoolean() ? member.name : Integer.toString(member.number);
        }
        if (conditions.settings().dialect().equals("messenger") || random.nextBoolean()) {
            return Integer.toString(random.nextInt(arrivals + 1));
        }
        return random.nextInt(4) == 0 ? any(random, people).address()
                : sentLines.nameAlone().replaceFirst("^$", "ann");
    }

    /** A name or number, mostly of a member in the same room. */
    private String anyNeighbour(Person person) {
        List<ModelMember> here = model.here();
        ModelRoom room = here.stream().filter(member -> member.person == person).map(member -> member.room).findFirst()
                .orElse(null);
        List<ModelMember> neighbours = here.stream().filter(member -> member.room == room && member.person != person)
                .toList();
        return neighbours.isEmpty() || random.nextInt(4) == 0 ? anyNameOrNumber() : any(random, neighbours).name;
    }

    /** A random person; null if there is none. */
    Person anyPerson() {
        return people.isEmpty() ? null : any(random, people);
    }

    /** All read and check what they have received; those whose connection is closed are removed. */
    void receive() {
        for (Iterator<Person> i = people.iterator(); i.hasNext();) {
            Person person = i.next();
            person.receive();
            if (person.client.isOutputEnded()) {
                person.assertAllReceived();
            }
            if (person.client.isClosed()) {
                forget(person);
                i.remove();
            }
        }
    }

    private void forget(Person person) {
        person.assertForgotten();
        count(person);
    }

    private void count(Person person) {
        bytesReceived += person.expected.bytes();
        bytesSent += person.client.bytesRead();
        linesReceived += person.expected.lines();
        linesSkipped += person.expected.skipped();
    }

    /** From now on everybody behaves: all finish their lines and read everything. */
    void stopMisbehaving() {
        network.failAccepts(null);
        people.forEach(person -> {
            person.sendAll();
            person.client.takeEverything();
        });
    }

    /** Whether no line of a client being served is still on its way to the room. */
    boolean isAllDelivered() {
        return people.stream().allMatch(person -> person.isAllDelivered() || person.client.isOutputEnded()
                || person.client.isBroken() || !person.isServed() && isClosedToClients());
    }

    /** Whether the daemon has stopped accepting clients: then it listens for administrators only. */
    private boolean isClosedToClients() {
        return network.listeningSockets() < AccessModel.SOCKETS_LISTENING;
    }

    void assertUpToDate() {
        people.stream().filter(person -> !person.client.isOutputEnded()).forEach(Person::assertUpToDate);
    }

    /** All leave, each in a random way. */
    void leaveAll() {
        for (Person person : people) {
            actions++;
            switch (random.nextInt(5)) {
                case 0 -> reset(person);
                case 1 -> {
                    person.compose(sentLines.goodbye(person));
                    person.sendAll();
                    person.client.takeOnly(random.nextInt(1000));
                }
                case 2 -> {
                    stopReading(person);
                    flood(person);
                    endInput(person);
                }
                case 3 -> person.client.resetAfter(0);
                default -> endInput(person);
            }
        }
    }

    /** Resets the connections that are left. */
    void resetAll() {
        people.forEach(this::reset);
    }

    /** The daemon has been killed, and all connections with it. */
    void loseConnections() {
        people.forEach(person -> {
            person.abort();
            person.receive();
            person.assertAllReceived();
            count(person);
        });
        people.clear();
    }

    void assertNobodyIsLeft() {
        receive();
        assertTrue(people.stream().allMatch(person -> person.client.isClosed() || !person.isServed()),
                people::toString);
        people.forEach(this::forget);
        people.clear();
    }

    boolean isEmpty() {
        return people.isEmpty();
    }

    long actions() {
        return actions;
    }

    /** Counts only people who have gone; so do the other totals. */
    long bytesReceived() {
        return bytesReceived;
    }

    long bytesSent() {
        return bytesSent;
    }

    long linesReceived() {
        return linesReceived;
    }

    long linesSkipped() {
        return linesSkipped;
    }
}
