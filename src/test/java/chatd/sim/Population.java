package chatd.sim;

import static chatd.sim.Conditions.any;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.sim.SimulatedNetwork.Client;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;

/** The people of a run, and what they do: whatever a person can do at the far end of a connection, in any order. */
final class Population {

    private final Random random;
    private final Conditions conditions;
    private final SimulatedNetwork network;
    private final AccessModel gate;
    private final Story story;
    private final Origins origins;
    private final SentLines sayings;
    private final List<Person> people = new ArrayList<>();
    private int arrivals;
    private long actions;
    private long bytesHeard;
    private long bytesSaid;
    private long linesHeard;
    private long linesSkipped;

    Population(Random random, Conditions conditions, SimulatedNetwork network, AccessModel gate, Story story) {
        this.random = random;
        this.conditions = conditions;
        this.network = network;
        this.gate = gate;
        this.story = story;
        origins = new Origins(random, conditions.rules());
        sayings = new SentLines(random, conditions, this::somebody);
    }

    /** Somebody does something. */
    void act() {
        actions++;
        if (people.size() < conditions.crowd() && random.nextInt(4) == 0 || people.isEmpty()) {
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
            case 6, 7 -> takeNothing(person);
            case 8, 9, 10, 11, 12 -> person.client.takeOnly(random.nextInt(3000));
            case 13 -> person.client.takeUnnoticed(random.nextInt(500));
            case 14, 15, 16, 17, 18, 19, 20 -> takeEverything(person);
            case 21, 22, 23, 24, 25, 26 -> person.send(random.nextInt(person.unsentBytes() + 1));
            default -> speak(person);
        }
        if (person.client.isOutputEnded() && random.nextBoolean()) {
            endInput(person);
        }
    }

    private void connect() {
        Origin origin = origins.next();
        Client client = network.connectFrom(origin.from());
        Person person = new Person(arrivals++, client, origin);
        story.tell("%s connects from %s", person, client.address());
        gate.know(person);
        people.add(person);
        if (random.nextInt(50) == 0) {
            client.failOptions();
        }
        introduce(person);
        if (random.nextInt(8) > 0) {
            person.sendAll();
        } else if (origin.isSilent()) {
            person.send(random.nextInt(person.unsentBytes() + 1));
            reset(person);
        }
    }

    /** Has them say what they are asked for first, not all of them well. */
    private void introduce(Person person) {
        if (conditions.password() != null && random.nextInt(8) > 0) {
            for (int i = any(random, 0, 0, 0, 0, 1, 2, 3); i > 0; i--) {
                person.compose(sayings.wrongPassword());
            }
            person.compose(sayings.password());
        }
        if (conditions.settings().namesAsked() && random.nextInt(8) > 0) {
            person.compose(sayings.name());
        }
    }

    private void speak(Person person) {
        for (int i = random.nextInt(3); i >= 0; i--) {
            person.compose(sayings.something(person));
        }
        if (random.nextInt(4) > 0) {
            person.sendAll();
        } else {
            person.send(random.nextInt(person.unsentBytes() + 1));
        }
    }

    private void flood(Person person) {
        story.tell("%s floods", person);
        int kind = random.nextInt(6);
        for (int i = 10 + random.nextInt(60); i > 0; i--) {
            person.compose(switch (kind) {
                case 0 -> sayings.garbage(person);
                case 1, 2 -> sayings.talk(person);
                default -> sayings.something(person);
            });
        }
        person.sendAll();
    }

    private void reset(Person person) {
        story.tell("%s resets", person);
        person.client.reset();
    }

    private void takeNothing(Person person) {
        story.tell("%s takes nothing any more", person);
        person.client.takeOnly(0);
    }

    private void takeEverything(Person person) {
        if (!conditions.isSlow() || random.nextInt(5) == 0) {
            person.client.takeEverything();
        }
    }

    private void endInput(Person person) {
        if (!person.hasEndedInput()) {
            story.tell("%s ends its input", person);
            if (random.nextBoolean()) {
                person.compose(sayings.unended(person));
            }
            person.endInput();
        }
    }

    private void failBadly(Person person) {
        if (random.nextInt(4) == 0) {
            story.tell("%s meets a bug", person);
            person.client.failBadly();
        }
    }

    private void failAccepts() {
        network.failAccepts(random.nextInt(3) > 0 ? null : new IOException("No descriptors"));
    }

    /** Somebody's number or name, or one that nobody has. */
    private String somebody() {
        if (conditions.settings().dialect().equals("messenger") || random.nextBoolean()) {
            return Integer.toString(Math.max(0, arrivals - random.nextInt(2 * people.size() + 1)));
        }
        Person person = any(random, people);
        return random.nextInt(4) == 0 ? person.address() : sayings.name().text().replaceFirst("^$", "ann");
    }

    /** Any of them; null if there is nobody. */
    Person anybody() {
        return people.isEmpty() ? null : any(random, people);
    }

    /** All listen to what has come, and check it; who has gone is forgotten. */
    void listen() {
        for (Iterator<Person> i = people.iterator(); i.hasNext();) {
            Person person = i.next();
            person.listen();
            if (person.client.isOutputEnded()) {
                person.assertAllCame();
            }
            if (person.client.isClosed()) {
                forget(person);
                i.remove();
            }
        }
    }

    private void forget(Person person) {
        person.assertForgotten();
        bytesHeard += person.hearing.bytes();
        bytesSaid += person.client.bytesRead();
        linesHeard += person.hearing.lines();
        linesSkipped += person.hearing.skipped();
    }

    /** From now on nobody makes difficulties: all send what they have begun, and take everything. */
    void calmDown() {
        network.failAccepts(null);
        people.forEach(person -> {
            person.sendAll();
            person.client.takeEverything();
        });
    }

    /** Whether nobody who is served has anything on the way to the room. */
    boolean isHeardOut() {
        return people.stream().allMatch(person -> person.isHeardOut() || person.client.isOutputEnded()
                || person.client.isBroken() || !person.isServed() && isClosed());
    }

    /** Whether nobody is let in any more: then only the administrator's door is open. */
    private boolean isClosed() {
        return network.listeningSockets() < 2;
    }

    void assertUpToDate() {
        people.stream().filter(person -> !person.client.isOutputEnded()).forEach(Person::assertUpToDate);
    }

    /** All leave, each in some way. */
    void leave() {
        for (Person person : people) {
            actions++;
            switch (random.nextInt(5)) {
                case 0 -> reset(person);
                case 1 -> {
                    person.compose(sayings.goodbye(person));
                    person.sendAll();
                    person.client.takeOnly(random.nextInt(1000));
                }
                case 2 -> {
                    takeNothing(person);
                    flood(person);
                    endInput(person);
                }
                case 3 -> person.client.resetAfter(0);
                default -> endInput(person);
            }
        }
    }

    /** Whoever is still there goes now. */
    void vanish() {
        people.forEach(this::reset);
    }

    void assertNobodyIsLeft() {
        listen();
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

    /** Those of whoever has gone. */
    long bytesHeard() {
        return bytesHeard;
    }

    long bytesSaid() {
        return bytesSaid;
    }

    long linesHeard() {
        return linesHeard;
    }

    long linesSkipped() {
        return linesSkipped;
    }
}
