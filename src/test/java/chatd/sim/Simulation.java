package chatd.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.admin.AdminService;
import chatd.chat.Administration;
import chatd.chat.ChatResources;
import chatd.chat.ChatService;
import chatd.chat.Departure;
import chatd.chat.Dialects;
import chatd.chat.HistoryResources;
import chatd.chat.RegistrationSettings;
import chatd.net.Broadcasts;
import chatd.net.Metrics;
import chatd.net.SimulatedDaemon;
import chatd.store.HistoryFile;
import chatd.store.HistoryOptions;
import chatd.store.HistoryThreads;
import chatd.store.RegisteredNames;
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
 * A run of the whole daemon, with rooms and administrator, on a network and a clock in memory, with people who act at
 * random: one seed decides everything. In some runs names can be registered, and their file is written late, or not at
 * all; and the daemon is killed in some of these, and another one starts from what is written then. What each person
 * receives is checked against the {@link Model}. Also checked: memory is bounded, the counters add up, the loop is
 * idle when there is nothing to do, lines of each person who reads the answers are delivered, and in the end nothing is
 * left. What is said may be written to a history file, which the second daemon shows again.
 *
 * <p>Not checked: the columns of {@code /who} and {@code /help}; the text of answers to the administrator; the place of
 * telnet timing marks; languages other than English; the message of the day and reloading of files; people who connect
 * through a Unix domain socket or by the door of a room; the limits of invitations and removals; how long lines are
 * held back by the rate; names that are forgotten; searches of a history file. {@link AccessModel} and {@link Budget}
 * state their gaps.
 */
final class Simulation {

    private static final int MOST_ACTIONS_A_TURN = 12;
    private static final int MOST_SPINNING_TURNS = 4;
    private static final int MOST_TURNS_TO_SETTLE = 100_000;
    private static final int STEPS_BETWEEN_CHECKS = 16;
    private static final int STEPS_BETWEEN_STOPS = 40;
    private static final int LONGEST_STOP_MILLIS = 70_000;
    /** Longer than the hour for which the log counts repeated events before it reports their number. */
    private static final Duration LOG_PAUSE = Duration.ofMinutes(61);
    private static final Duration LONGEST_FAREWELL = Duration.ofSeconds(70);
    private static final Duration LONGEST_STOP = Duration.ofSeconds(3);

    /** Shortly before a new day begins. */
    private static final Instant START = Instant.parse("2026-11-27T23:58:30Z");
    private static final int LONGEST_PAUSE_SECONDS = 600;

    /** A wall clock that advances with the network's clock. */
    private final class WallClock extends Clock {
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
            return start.plusNanos(daemon.network.nanos() - startNanos);
        }
    }

    private final Random random;
    /** Whether this is a daemon that starts from what a killed one has written. */
    private final boolean isAgain;
    private final Instant start;
    private final Clock wall = new WallClock();
    private final Trace trace;
    private final Conditions conditions;
    private final Model model;
    private final ModelTap tap;
    /** Null if names cannot be registered. */
    private final RegistrationModel registrations;
    private final SimulatedKeys keys;
    private final SimulatedNames names;
    private final RegisteredNames registeredNames;
    /** Null if there is no history file. */
    private final SimulatedHistory history;
    private final HistoryFile historyFile;
    private final SimulatedDaemon daemon;
    private final Administration administration;
    private final AccessModel access;
    private final Budget budget;
    private final long startNanos;
    private final Population population;
    private final Administrator administrator;
    /** Turns in a row that neither did anything nor would have slept. */
    private int spinningTurns;
    private long checkedNanos;
    private boolean isSettling;
    private boolean isKilled;

    /** @param killed the run of a daemon that was killed, in the same conditions; null if this is the first one */
    private Simulation(Random random, Conditions conditions, Path directory, Trace trace, Simulation killed)
            throws IOException {
        this.random = random;
        this.conditions = conditions;
        this.trace = trace;
        isAgain = killed != null;
        start = isAgain ? killed.wall.instant().plusSeconds(random.nextInt(LONGEST_PAUSE_SECONDS)) : START;
        keys = isAgain ? killed.keys : new SimulatedKeys(random);
        RegistrationSettings registration = conditions.settings().login().registration();
        registrations = registration == null ? null
                : isAgain ? killed.registrations.afterKill(wall) : new RegistrationModel(registration, wall, keys);
        model = Model.of(conditions, wall, registrations);
        tap = new ModelTap(model, trace);
        Broadcasts broadcasts = new Broadcasts(conditions.limits().maxLineBytes());
        daemon = new SimulatedDaemon(conditions.limits(), broadcasts, tap);
        daemon.server.setAccessRules(conditions.rules().toFollow());
        daemon.server.listenForProxies(Origins.PROXY_SOCKET, null);
        startNanos = daemon.network.nanos();
        names = registration == null ? null
                : new SimulatedNames(isAgain ? killed.names.text() : null, random, registrations, trace,
                        daemon.loop::execute);
        registeredNames = registration == null ? null
                : RegisteredNames.open(names, registration.forFile(wall), keys, names, names::executeOnLoop);
        history = conditions.hasHistoryFile() ? history(killed) : null;
        historyFile = history == null ? null : new HistoryFile(history,
                new HistoryOptions(Path.of("history"), false, 0), wall, daemon.network::nanos,
                new HistoryThreads(daemon.loop::execute, history, task -> { }, history::settle, task -> { }));
        ChatService chat = chat(directory.resolve("password"), new ChatResources(broadcasts, daemon.server.bans(), wall)
                .withNames(registeredNames)
                .withHistory(history == null ? null : new HistoryResources(historyFile, daemon.loop::execute)));
        administration = new Administration(chat);
        access = new AccessModel(conditions, daemon.network, model, trace);
        budget = new Budget(conditions, daemon);
        model.attach(access);
        daemon.network.watch(access);
        daemon.network.watch(budget);
        tap.attach(access, budget, chat);
        population = new Population(random, conditions, daemon.network, wall, access, model,
                registration == null ? null : new KeyLines(random, registrations, keys, model::here), trace);
        daemon.network.watch(population);
        Path adminSocket = directory.resolve("admin");
        administrator = new Administrator(random, model, trace, () -> daemon.network.connect(adminSocket),
                population::anyPerson, new AdminService(daemon.server, administration), access, daemon.server::clients,
                conditions.settings().dialect().equals("chat") ? new NameAdministrator(random, model) : null);
        daemon.listen(adminSocket, administrator);
    }

    private SimulatedHistory history(Simulation killed) {
        byte[] written = killed == null ? new byte[0] : killed.history.afterKill();
        model.rooms.file = new ModelHistory();
        ModelRestore.restore(written, model.rooms, conditions.settings(), wall.instant());
        return new SimulatedHistory(written, random, trace);
    }

    private ChatService chat(Path passwordFile, ChatResources resources) throws IOException {
        if (conditions.password() == null) {
            return new ChatService(conditions.settings(), Dialects.factory(conditions.settings().dialect()),
                    resources);
        }
        Files.createFile(passwordFile,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            Files.writeString(passwordFile, conditions.password() + '\n');
            return new ChatService(conditions.settings(), Dialects.factory(conditions.settings().dialect()),
                    resources);
        } finally {
            Files.delete(passwordFile);
        }
    }

    /**
     * Runs one seed.
     *
     * @param directory for the administrator's socket file
     * @throws AssertionError if a check fails
     */
    static Outcome run(long seed, Path directory, Trace trace) throws IOException {
        Random random = new Random(seed);
        Conditions conditions = Conditions.by(random, directory.resolve("password"));
        trace.log("%s", conditions);
        Simulation first = new Simulation(random, conditions, directory, trace, null);
        Outcome outcome;
        try {
            outcome = first.run();
        } finally {
            first.daemon.server.close();
        }
        if (!first.isKilled) {
            return outcome;
        }
        Simulation second = new Simulation(random, conditions, directory, trace, first);
        try {
            return outcome.plus(second.run());
        } finally {
            second.daemon.server.close();
        }
    }

    private Outcome run() throws IOException {
        if (conditions.isDisturbed()) {
            daemon.network.disturb(random);
        }
        int lateStep = conditions.steps() * 9 / 10;
        for (int step = 0; step < conditions.steps() && !daemon.hasEnded(); step++) {
            if (step == conditions.killedAfter() && step > 0 && !isAgain) {
                return kill();
            }
            for (int i = random.nextInt(MOST_ACTIONS_A_TURN); i > 0; i--) {
                population.act();
            }
            if (conditions.hasAdministrator() && random.nextInt(conditions.hasNames() ? 15 : 30) == 0) {
                administrator.act();
            } else if (conditions.hasAdministrator() && step > lateStep && random.nextInt(400) == 0) {
                administrator.end();
            }
            passTime();
            if (names != null) {
                names.act();
            }
            if (history != null) {
                history.act();
            }
            turn();
            if (step % STEPS_BETWEEN_CHECKS == 0) {
                check();
            }
        }
        if (!conditions.endsUnderLoad()) {
            settle();
            leaveAll();
        }
        stop();
        if (names != null) {
            closeNames();
        }
        if (history != null) {
            historyFile.close();
            history.assertHas(model.rooms.file.events(), true);
        }
        return outcome(0);
    }

    /** The daemon is killed. Checks the lines that people have received so far, and the files. */
    private Outcome kill() throws IOException {
        trace.log("the daemon is killed");
        isKilled = true;
        population.loseConnections();
        if (names != null) {
            registrations.assertStored(names);
        }
        if (history != null) {
            history.assertHas(model.rooms.file.events(), false);
        }
        return outcome(1);
    }

    private Outcome outcome(int restarts) {
        return new Outcome(population.actions(), daemon.server.metrics().turns(), population.linesReceived(),
                population.linesSkipped(), access.refused(), budget.drops(),
                registrations == null ? 0 : registrations.keysTold(), model.departures(Departure.ELSEWHERE),
                model.mutes.told(), restarts);
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

    /** Stops the process during its next sleep until a deadline, while people go on. */
    private void stopProcess(Duration time) {
        daemon.network.stopInSleep(() -> {
            trace.log("the process was stopped for %s", time);
            pass(time);
            for (int i = random.nextInt(MOST_ACTIONS_A_TURN); i > 0 && !isSettling; i--) {
                population.act();
            }
        });
    }

    private void pass(Duration time) {
        daemon.network.sleep(time);
        // A deadline may pass without any effect.
        spinningTurns = 0;
    }

    private void turn() {
        SimulatedNetwork network = daemon.network;
        boolean wasReady = network.isAnythingReady();
        long operations = network.operations() + tap.calls();
        access.beginTurn();
        budget.beginTurn();
        daemon.turn();
        boolean isIdle = !wasReady && network.sleptMillis() != SimulatedNetwork.NOT_AT_ALL;
        boolean hasDoneNothing = operations == network.operations() + tap.calls();
        spinningTurns = isIdle || !hasDoneNothing ? 0 : spinningTurns + 1;
        assertTrue(spinningTurns <= MOST_SPINNING_TURNS, "the loop spins");
        budget.assertKept();
        if (isIdle && hasDoneNothing) {
            model.assertNobodyIsMute();
        }
        if (checkedNanos != network.nanos()) {
            checkedNanos = network.nanos();
            access.assertKeepsTime();
            model.assertKeepsTime();
            budget.assertNobodyIsStuck();
        }
    }

    private void check() {
        population.receive();
        administrator.receive();
        assertCountersMatch();
    }

    private void assertCountersMatch() {
        Metrics statistics = daemon.server.metrics();
        assertEquals(model.size(), statistics.clients());
        assertEquals(model.size(), daemon.server.clients().size());
        assertEquals(tap.lines(), statistics.lines());
        assertEquals(statistics.arrivals(),
                statistics.clients() + Arrays.stream(Departure.values()).mapToLong(administration::departures).sum());
        assertTrue(statistics.deliveries() + statistics.skippedLines() <= model.publicLines());
        assertEquals(model.sizeNotHere(), administration.pendingLogins(), "logins that are kept");
        if (administration.departures(Departure.STOPPED) == 0) {
            assertEquals(model.roomInfos(), administration.roomInfos());
        }
        access.assertCountersMatch(statistics, daemon.clientConnections());
        Arrays.stream(Departure.values()).forEach(how -> model.assertDepartures(how, administration.departures(how)));
    }

    /** Everybody behaves from now on: soon all lines have been delivered and received. */
    private void settle() {
        daemon.network.disturb(null);
        isSettling = true;
        int turns = 0;
        do {
            population.stopMisbehaving();
            settleNames();
            turn();
            if (turns % STEPS_BETWEEN_CHECKS == 0) {
                check();
            }
            if (!daemon.network.isAnythingReady() && daemon.network.sleptMillis() > 0) {
                pass(Duration.ofMillis(daemon.network.sleptMillis()));
            }
            assertTrue(turns++ < MOST_TURNS_TO_SETTLE, "the daemon does not become idle");
        } while (!daemon.hasEnded() && !isIdle());
        if (!daemon.hasEnded()) {
            check();
            population.assertUpToDate();
        }
    }

    private void settleNames() {
        if (names != null) {
            names.settle();
        }
    }

    private boolean isIdle() {
        return (names == null || names.isIdle()) && !daemon.network.isAnythingReady()
                && daemon.network.sleptMillis() != SimulatedNetwork.NOT_AT_ALL && population.isAllDelivered();
    }

    private void leaveAll() {
        if (conditions.isDisturbed()) {
            daemon.network.disturb(random);
        }
        trace.log("all leave");
        population.leaveAll();
        administrator.disconnect();
        sleep(LONGEST_FAREWELL);
        population.resetAll();
        sleep(LONGEST_FAREWELL);
        sleep(LOG_PAUSE);
        population.receive();
        if (!daemon.hasEnded()) {
            assertTrue(population.isEmpty());
            assertEquals(0, daemon.network.openSockets());
            assertEquals(AccessModel.SOCKETS_LISTENING, daemon.network.watchedChannels());
            assertEquals(0, daemon.heldBytes());
            assertFalse(daemon.hasDeadlines());
        }
    }

    private void stop() {
        if (conditions.hasAdministrator() && random.nextBoolean()) {
            administrator.end();
        } else {
            trace.log("the daemon is stopped");
            daemon.stop();
        }
        turn();
        sleep(LONGEST_STOP);
        if (!daemon.hasEnded()) {
            daemon.stop();
            sleep(LONGEST_STOP);
        }
        assertTrue(daemon.hasEnded());
        population.assertNobodyIsLeft();
        administrator.assertAnswered();
        assertEquals(0, daemon.network.openSockets());
        assertEquals(0, daemon.network.watchedChannels());
        assertEquals(0, daemon.network.listeningSockets());
        assertEquals(0, daemon.heldBytes());
        assertCountersMatch();
        assertEquals(population.bytesReceived(), daemon.server.metrics().bytesOut());
        assertEquals(population.bytesSent(), daemon.server.metrics().bytesIn());
    }

    /** In the end the file has exactly the events of the model. */
    private void closeNames() throws IOException {
        names.settle();
        registrations.close(names.hasSaved());
        names.beImmediate();
        registeredNames.close();
        registrations.assertStored(names);
    }

    private void sleep(Duration time) {
        long end = daemon.network.nanos() + time.toNanos();
        while (end - daemon.network.nanos() > 0 && !daemon.hasEnded()) {
            settleNames();
            turn();
            long millis = daemon.network.sleptMillis();
            boolean isIdle = !daemon.network.isAnythingReady() && millis != SimulatedNetwork.NOT_AT_ALL;
            pass(isIdle ? Duration.ofMillis(millis == SimulatedNetwork.FOR_EVER ? 1000 : Math.min(millis, 1000))
                    : Duration.ofMillis(1 + random.nextInt(20)));
        }
    }
}
