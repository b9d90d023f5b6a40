package chatd.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.admin.AdminService;
import chatd.chat.Departure;
import chatd.chat.Dialects;
import chatd.chat.ChatService;
import chatd.net.Broadcast;
import chatd.net.Metrics;
import chatd.net.SimulatedDaemon;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Random;

/**
 * A run of the whole daemon, room and administrator included, on a network and a clock in memory, with people who do
 * anything in any order: all decided by one seed. What each of them hears is checked against the {@link Model}; and on
 * the way, that memory is bounded, the books balance, and the loop rests when there is nothing to do. In the end
 * nothing may be left.
 *
 * <p>Not checked: the columns of {@code /who} and {@code /help}, what the administrator is answered, where telnet's
 * timing marks stand, languages but English, the message of the day and that files are read again, and people who come
 * by a file. That who says nothing is disconnected as idle in time; that somebody is who has no name yet, or has not
 * given the password, only where no pace holds them back. What the {@link AccessModel} and the {@link Budget} do not check,
 * they say.
 */
final class Simulation {

    private static final int MOST_ACTIONS_A_TURN = 12;
    private static final int MOST_VAIN_TURNS = 4;
    private static final int MOST_TURNS_TO_REST = 100_000;
    private static final int STEPS_BETWEEN_CHECKS = 16;
    private static final int STEPS_BETWEEN_STOPS = 40;
    private static final int LONGEST_STOP_MILLIS = 70_000;
    private static final Duration LONGEST_FAREWELL = Duration.ofSeconds(70);
    private static final Duration LONGEST_STOP = Duration.ofSeconds(3);

    /** The wall clock, which goes with the network's. */
    private final class Wall extends Clock {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Instant instant() {
            return Instant.EPOCH.plusNanos(daemon.network.nanos() - startNanos);
        }
    }

    private final Random random;
    private final Story story;
    private final Conditions conditions;
    private final Model model;
    private final ModelTap witness;
    private final SimulatedDaemon daemon;
    private final ChatService chat;
    private final AccessModel gate;
    private final Budget budget;
    private final long startNanos;
    private final Population crowd;
    private final Administrator administrator;
    private int vainTurns;
    private long checkedNanos;
    private boolean isResting;

    private Simulation(long seed, Path directory, Story story) throws IOException {
        this.story = story;
        random = new Random(seed);
        Path passwordFile = directory.resolve("password");
        conditions = Conditions.by(random, passwordFile);
        story.tell("%s", conditions);
        Clock wall = new Wall();
        model = Model.of(conditions, wall);
        witness = new ModelTap(model, story);
        Broadcast broadcast = new Broadcast(conditions.limits().maxLineBytes());
        daemon = new SimulatedDaemon(conditions.limits(), broadcast, witness);
        daemon.server.follow(conditions.rules().toFollow());
        startNanos = daemon.network.nanos();
        chat = chat(passwordFile, broadcast, wall);
        gate = new AccessModel(conditions, daemon.network, model, story);
        budget = new Budget(conditions, daemon);
        daemon.network.watch(gate);
        daemon.network.watch(budget);
        witness.attend(gate, budget, chat);
        crowd = new Population(random, conditions, daemon.network, gate, story);
        Path office = directory.resolve("admin");
        administrator = new Administrator(random, model, story, () -> daemon.network.connect(office), crowd::anybody,
                new AdminService(daemon.server, chat), gate, daemon.server::clients);
        daemon.listen(office, administrator);
    }

    private ChatService chat(Path passwordFile, Broadcast broadcast, Clock wall) throws IOException {
        if (conditions.password() == null) {
            return new ChatService(conditions.settings(),
                    Dialects.factory(conditions.settings().dialect()), broadcast, wall);
        }
        Files.createFile(passwordFile,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            Files.writeString(passwordFile, conditions.password() + '\n');
            return new ChatService(conditions.settings(),
                    Dialects.factory(conditions.settings().dialect()), broadcast, wall);
        } finally {
            Files.delete(passwordFile);
        }
    }

    /**
     * Runs it.
     *
     * @param directory where the administrator's socket file is to be
     * @throws AssertionError if a promise was broken
     */
    static Outcome run(long seed, Path directory, Story story) throws IOException {
        Simulation simulation = new Simulation(seed, directory, story);
        try {
            return simulation.run();
        } finally {
            simulation.daemon.server.close();
        }
    }

    private Outcome run() {
        if (conditions.isDisturbed()) {
            daemon.network.disturb(random);
        }
        int lateStep = conditions.steps() * 9 / 10;
        for (int step = 0; step < conditions.steps() && !daemon.hasEnded(); step++) {
            for (int i = random.nextInt(MOST_ACTIONS_A_TURN); i > 0; i--) {
                crowd.act();
            }
            if (conditions.hasAdministrator() && random.nextInt(30) == 0) {
                administrator.act();
            } else if (conditions.hasAdministrator() && step > lateStep && random.nextInt(400) == 0) {
                administrator.end();
            }
            passTime();
            turn();
            if (step % STEPS_BETWEEN_CHECKS == 0) {
                check();
            }
        }
        if (!conditions.endsUnderLoad()) {
            rest();
            leaveAll();
        }
        stop();
        return new Outcome(crowd.actions(), daemon.server.statistics().turns(), crowd.linesHeard(),
                crowd.linesSkipped(), gate.refused(), budget.drops());
    }

    private void passTime() {
        if (conditions.isStopped() && random.nextInt(STEPS_BETWEEN_STOPS) == 0) {
            stopProcess(Duration.ofMillis(random.nextInt(LONGEST_STOP_MILLIS)));
        }
        switch (random.nextInt(400)) {
            case 0 -> pass(Duration.ofMillis(random.nextInt(100_000)));
            case 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 -> pass(Duration.ofMillis(random.nextInt(3000)));
            default -> {
                if (random.nextInt(3) == 0) {
                    pass(Duration.ofNanos(random.nextInt(100_000_000)));
                }
            }
        }
    }

    /** The next time the loop sleeps until a deadline, the process stands still, and others do not. */
    private void stopProcess(Duration time) {
        daemon.network.stopInSleep(() -> {
            story.tell("the process was stopped for %s", time);
            pass(time);
            for (int i = random.nextInt(MOST_ACTIONS_A_TURN); i > 0 && !isResting; i--) {
                crowd.act();
            }
        });
    }

    private void pass(Duration time) {
        daemon.network.sleep(time);
        // A deadline may pass in vain.
        vainTurns = 0;
    }

    private void turn() {
        SimulatedNetwork network = daemon.network;
        boolean wasReady = network.isAnythingReady();
        long doings = network.doings() + witness.calls();
        gate.beginTurn();
        budget.beginTurn();
        daemon.turn();
        boolean rested = !wasReady && network.sleptMillis() != SimulatedNetwork.NOT_AT_ALL;
        vainTurns = rested || doings != network.doings() + witness.calls() ? 0 : vainTurns + 1;
        assertTrue(vainTurns <= MOST_VAIN_TURNS, "the loop spins");
        budget.assertKept();
        if (checkedNanos != network.nanos()) {
            checkedNanos = network.nanos();
            gate.assertKeepsTime();
            model.assertKeepsTime();
            budget.assertNobodyIsStuck();
        }
    }

    private void check() {
        crowd.listen();
        administrator.listen();
        assertBooksBalance();
    }

    private void assertBooksBalance() {
        Metrics statistics = daemon.server.statistics();
        assertEquals(model.size(), statistics.clients());
        assertEquals(model.size(), daemon.server.clients().size());
        assertEquals(witness.lines(), statistics.lines());
        assertEquals(statistics.arrivals(),
                statistics.clients() + Arrays.stream(Departure.values()).mapToLong(chat::departures).sum());
        assertTrue(statistics.deliveries() + statistics.skippedLines() <= model.publicLines());
        assertEquals(model.sizeNotHere(), chat.pendingLogins(), "logins that are kept");
        gate.assertBooksBalance(statistics, daemon.clientConnections());
        Arrays.stream(Departure.values()).forEach(how -> model.assertDepartures(how, chat.departures(how)));
    }

    /** Nobody makes difficulties any more: soon all have been heard out, and have heard everything. */
    private void rest() {
        daemon.network.disturb(null);
        isResting = true;
        int turns = 0;
        do {
            crowd.calmDown();
            turn();
            if (turns % STEPS_BETWEEN_CHECKS == 0) {
                check();
            }
            if (!daemon.network.isAnythingReady() && daemon.network.sleptMillis() > 0) {
                pass(Duration.ofMillis(daemon.network.sleptMillis()));
            }
            assertTrue(turns++ < MOST_TURNS_TO_REST, "no rest");
        } while (!daemon.hasEnded() && !isAtRest());
        if (!daemon.hasEnded()) {
            check();
            crowd.assertUpToDate();
        }
    }

    private boolean isAtRest() {
        return !daemon.network.isAnythingReady() && daemon.network.sleptMillis() != SimulatedNetwork.NOT_AT_ALL
                && crowd.isHeardOut();
    }

    private void leaveAll() {
        if (conditions.isDisturbed()) {
            daemon.network.disturb(random);
        }
        story.tell("all leave");
        crowd.leave();
        administrator.closeDesk();
        sleep(LONGEST_FAREWELL);
        crowd.vanish();
        sleep(LONGEST_FAREWELL);
        crowd.listen();
        if (!daemon.hasEnded()) {
            assertTrue(crowd.isEmpty());
            assertEquals(0, daemon.network.openSockets());
            assertEquals(2, daemon.network.watchedChannels());
            assertEquals(0, daemon.heldBytes());
            assertFalse(daemon.hasDeadlines());
        }
    }

    private void stop() {
        if (conditions.hasAdministrator() && random.nextBoolean()) {
            administrator.end();
        } else {
            story.tell("the daemon is stopped");
            daemon.stop();
        }
        turn();
        sleep(LONGEST_STOP);
        if (!daemon.hasEnded()) {
            daemon.stop();
            sleep(LONGEST_STOP);
        }
        assertTrue(daemon.hasEnded());
        crowd.assertNobodyIsLeft();
        administrator.assertAnswered();
        assertEquals(0, daemon.network.openSockets());
        assertEquals(0, daemon.network.watchedChannels());
        assertEquals(0, daemon.network.listeningSockets());
        assertEquals(0, daemon.heldBytes());
        assertBooksBalance();
        assertEquals(crowd.bytesHeard(), daemon.server.statistics().bytesOut());
        assertEquals(crowd.bytesSaid(), daemon.server.statistics().bytesIn());
    }

    private void sleep(Duration time) {
        long end = daemon.network.nanos() + time.toNanos();
        while (end - daemon.network.nanos() > 0 && !daemon.hasEnded()) {
            turn();
            long millis = daemon.network.sleptMillis();
            boolean rests = !daemon.network.isAnythingReady() && millis != SimulatedNetwork.NOT_AT_ALL;
            pass(rests ? Duration.ofMillis(millis == SimulatedNetwork.FOR_EVER ? 1000 : Math.min(millis, 1000))
                    : Duration.ofMillis(1 + random.nextInt(20)));
        }
    }
}
