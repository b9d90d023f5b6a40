package chatd.sim;

import chatd.chat.HistorySettings;
import chatd.chat.LoginSettings;
import chatd.chat.Settings;
import chatd.chat.SharedState;
import chatd.link.LinkSettings;
import chatd.link.Replica.State;
import chatd.link.SimulatedEngine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * A run of three whole daemons that an engine in memory links, with people and administrators who act at random, and
 * with {@link LinkedFaults}. One seed decides everything. The {@link LinkModel} checks what people have received; when
 * all is quiet, all nodes must know the same people and rooms, and in the end nothing may be left.
 *
 * <p>Not checked: dialects other than chat, filters, registered names, mutes and bans; the order of lines around a loss
 * of the engine's stream; lines that were missed in a room that may have been locked.
 */
final class LinkedSimulation implements LinkedFaults.Host {

    /**
     * Totals of a run.
     *
     * @param lines public lines that people received, each checked
     * @param people people who connected
     * @param faults what went wrong
     */
    record Totals(long lines, long people, long faults) {

        static final Totals NOTHING = new Totals(0, 0, 0);

        Totals plus(Totals other) {
            return new Totals(lines + other.lines, people + other.people, faults + other.faults);
        }
    }

    private static final List<String> NAMES =
            List.of("alice", "bob", "carol", "dave", "erin", "frank", "Grace", "Heidi");
    private static final List<String> NODES = List.of("east", "north", "west");
    private static final List<String> ROOMS = List.of("dev", "ops", "hall");
    /** No owner ever locks this room. */
    private static final String UNLOCKED = "hall";
    private static final Duration STEP = Duration.ofMillis(100);
    private static final int MOST_PEOPLE = 10;
    private static final int STEPS = 500;
    private static final int STEPS_BETWEEN_CHECKS = 16;
    private static final int STEPS_TO_SETTLE = 1200;
    /** More than a false alarm needs to be noticed, and to be put right. */
    private static final int STEPS_OF_QUIET = 100;
    private static final int STEPS_TO_DELIVER = 5;
    private static final int STEPS_TO_LEAVE = 30;
    private static final int CLOCK_ERROR_MILLIS = 20_000;
    private static final int ALL_LINES = 1000;

    private final Random random;
    private final Trace trace;
    private final SimulatedEngine engine;
    private final Settings settings;
    private final Duration patience;
    private final boolean waitsWhenCut;
    private final boolean showsMissed;
    private final int faultRate;
    private final LinkedFaults faults;
    private final Map<String, LinkedDaemon> nodes = new TreeMap<>();
    private final List<LinkedPerson> everybody = new ArrayList<>();
    private final List<LinkedPerson> here = new ArrayList<>();
    private int step;
    private int tokens;

    private LinkedSimulation(long seed, Trace trace) {
        random = new Random(seed);
        this.trace = trace;
        engine = new SimulatedEngine(random.nextLong());
        patience = Duration.ofSeconds(Conditions.any(random, 2, 5, 10));
        waitsWhenCut = random.nextInt(4) == 0;
        int lines = Conditions.any(random, 0, 5, ALL_LINES, ALL_LINES);
        showsMissed = lines == ALL_LINES;
        faultRate = Conditions.any(random, 0, 20, 50, 200);
        faults = new LinkedFaults(random, trace, engine, random.nextInt(6) == 0, nodes, this);
        settings = Settings.DEFAULT.withLogin(LoginSettings.DEFAULT.withTimeout(Duration.ZERO))
                .withHistory(HistorySettings.DEFAULT.withLines(lines).withBytes(1 << 20));
        trace.log("patience %s, waits when cut %s, history %s, a fault in %s steps", patience, waitsWhenCut, lines,
                faultRate);
    }

    /**
     * Runs one seed.
     *
     * @throws AssertionError if a check fails
     */
    static Totals run(long seed, Trace trace) {
        return new LinkedSimulation(seed, trace).run();
    }

    private Totals run() {
        NODES.forEach(this::start);
        for (step = 0; step < STEPS; step++) {
            faults.end(step);
            if (faultRate > 0 && random.nextInt(faultRate) == 0) {
                faults.begin(step, NODES);
            }
            for (int i = random.nextInt(3); i > 0; i--) {
                act();
            }
            advance();
        }
        settle();
        checkQuiet();
        leave();
        return new Totals(everybody.stream().mapToLong(person -> person.received.size()).sum(), everybody.size(),
                faults.count());
    }

    @Override
    public void start(String name) {
        long millis = SimulatedEngine.FIRST_MILLIS + Math.min(step, STEPS) * STEP.toMillis()
                + random.nextInt(CLOCK_ERROR_MILLIS);
        nodes.put(name,
                new LinkedDaemon(engine, settings, new LinkSettings(name, patience, waitsWhenCut, "1"), millis));
    }

    @Override
    public void kill(LinkedDaemon node, boolean isTold) {
        if (isTold) {
            node.sayGoodbye();
        }
        node.kill();
        nodes.remove(node.name);
        for (LinkedPerson person : here) {
            if (person.node == node) {
                person.read();
                person.lose(false);
            }
        }
        here.removeIf(LinkedPerson::isGone);
    }

    private void advance() {
        trace.log("step %s %s", step, nodes.values());
        engine.advance(STEP);
        nodes.values().forEach(node -> node.advance(STEP));
        for (LinkedPerson person : here) {
            person.read();
            person.checkConnection();
        }
        here.removeIf(LinkedPerson::isGone);
        if (step % STEPS_BETWEEN_CHECKS == 0) {
            nodes.values().forEach(LinkedSimulation::checkAlone);
        }
    }

    private void advance(int steps) {
        for (int i = 0; i < steps; i++) {
            advance();
        }
    }

    // What people do

    private void act() {
        if (here.size() < MOST_PEOPLE && random.nextInt(6) == 0) {
            arrive();
        } else if (!here.isEmpty() && random.nextInt(100) == 0) {
            administrate();
        } else if (!here.isEmpty()) {
            act(Conditions.any(random, here));
        }
    }

    private void arrive() {
        LinkedDaemon node = nodes.get(Conditions.any(random, NODES));
        if (node == null || node.isStopped() || node.state() == State.STARTING) {
            return;
        }
        LinkedPerson person = new LinkedPerson(everybody.size(), node, trace);
        everybody.add(person);
        here.add(person);
    }

    private void act(LinkedPerson person) {
        if (person.isAsked()) {
            String name = Conditions.any(random, NAMES);
            if (random.nextInt(8) == 0) {
                person.claim(name, "pasted", "/me pastes");
            } else {
                person.claim(name);
            }
        } else if (person.isHere()) {
            actInRoom(person);
        } else if (random.nextInt(20) == 0) {
            person.lose(true);
        }
    }

    private void actInRoom(LinkedPerson person) {
        switch (random.nextInt(28)) {
            case 0 -> person.send("/name " + Conditions.any(random, NAMES));
            case 1, 2 -> person.send("/join " + Conditions.any(random, ROOMS));
            case 3 -> person.send("/leave");
            case 4 -> {
                if (!('#' + UNLOCKED).equals(person.room())) {
                    person.send("/lock");
                }
            }
            case 5 -> person.send("/unlock");
            case 6 -> person.send("/invite " + anyNameInCapitals());
            case 7 -> person.send("/remove " + anyNameInCapitals() + (random.nextBoolean() ? "" : ' ' + token()));
            case 8 -> person.send("/topic " + token());
            case 9 -> person.send(random.nextBoolean() ? "/away lunch" : "/back");
            case 10, 11 -> {
                if (!person.isSendingPrivately()) {
                    person.sendPrivately(anyName(), "p" + ++tokens);
                }
            }
            case 12 -> person.say("/me ", token());
            case 13 -> leave(person);
            case 14 -> {
                person.send("/join " + Conditions.any(random, ROOMS));
                person.say("", token());
                person.say("", token());
            }
            default -> person.say("", token());
        }
    }

    private void leave(LinkedPerson person) {
        if (random.nextBoolean()) {
            return;
        }
        if (random.nextBoolean()) {
            person.quit(token());
        } else {
            person.lose(true);
        }
    }

    private void administrate() {
        LinkedDaemon node = nodes.get(Conditions.any(random, NODES));
        if (node == null || node.isStopped()) {
            return;
        }
        switch (random.nextInt(3)) {
            case 0 -> node.kick(anyName(), token());
            case 1 -> node.rename(anyName(), Conditions.any(random, NAMES));
            default -> node.close(Conditions.any(random, ROOMS), token());
        }
    }

    private String token() {
        return "t" + ++tokens;
    }

    private String anyName() {
        LinkedPerson other = Conditions.any(random, here);
        return other.name() == null ? Conditions.any(random, NAMES) : other.name();
    }

    /** So that an answer which has the name is not taken for one about a private line. */
    private String anyNameInCapitals() {
        return anyName().toUpperCase(Locale.ROOT);
    }

    // Checks

    /** A node that goes on alone knows nobody else. */
    private static void checkAlone(LinkedDaemon node) {
        LinkModel.require(node.state() != State.ALONE || node.sharedState().stream()
                .allMatch(line -> !line.startsWith("person ") || line.contains(" node " + node.name + ' ')),
                node + " knows " + node.sharedState());
    }

    /** All faults end, and the nodes find each other. */
    private void settle() {
        trace.log("all is quiet");
        step = Integer.MAX_VALUE;
        faults.end(step);
        int quiet = 0;
        for (int i = 0; quiet < STEPS_OF_QUIET; i++) {
            LinkModel.require(i < STEPS_TO_SETTLE, "the nodes are not linked: " + nodes.values());
            advance();
            quiet = nodes.values().stream().allMatch(node -> node.state() == State.LINKED) ? quiet + 1 : 0;
        }
    }

    private void checkQuiet() {
        for (LinkedDaemon node : nodes.values()) {
            LinkModel.require(node.skipped() == 0, node + " has skipped " + node.skipped());
        }
        Map<LinkedPerson, String> last = new LinkedHashMap<>();
        here.stream().filter(LinkedPerson::isHere).forEach(person -> last.put(person, token()));
        last.forEach((person, token) -> person.say("", token));
        advance(STEPS_TO_DELIVER);
        checkAgreement(List.copyOf(last.keySet()));
        last.forEach((author, token) -> last.keySet().forEach(reader -> LinkModel.require(
                !reader.room().equals(author.room()) || reader.hasReceived(token),
                reader + " has not received the last line of " + author + ": " + token)));
        LinkModel model = new LinkModel(everybody, '#' + UNLOCKED, showsMissed);
        model.checkPrivateLines();
        if (!faults.wasStreamLost()) {
            everybody.forEach(LinkedPerson::checkEchoes);
            model.check();
        }
    }

    /** All nodes know the same, and so do the people. */
    private void checkAgreement(List<LinkedPerson> people) {
        List<String> state = nodes.get(NODES.get(0)).sharedState();
        for (LinkedDaemon node : nodes.values()) {
            List<String> other = node.sharedState();
            LinkModel.require(state.equals(other), node + " knows " + difference(other, state) + ", " + NODES.get(0)
                    + " knows " + difference(state, other));
        }
        for (LinkedPerson person : people) {
            String begin = SharedState.person(person.name(), person.node.name, person.client.address(), person.room());
            LinkModel.require(state.stream().anyMatch(line -> line.startsWith(begin)),
                    person + " is in " + person.room() + ", but the nodes know " + state);
        }
        long names = people.stream().map(person -> person.name().toLowerCase(Locale.ROOT)).distinct().count();
        LinkModel.require(names == people.size(), "two people have the same name: " + people);
    }

    private static List<String> difference(List<String> one, List<String> other) {
        List<String> difference = new ArrayList<>(one);
        difference.removeAll(other);
        return difference;
    }

    /** Everybody leaves, and nothing is left. */
    private void leave() {
        for (LinkedPerson person : here) {
            if (person.isHere() && random.nextBoolean()) {
                person.quit("");
            } else {
                person.lose(true);
            }
        }
        advance(STEPS_TO_LEAVE);
        for (LinkedDaemon node : nodes.values()) {
            LinkModel.require(node.leftovers().isEmpty(), node + " has " + node.leftovers());
        }
    }
}
