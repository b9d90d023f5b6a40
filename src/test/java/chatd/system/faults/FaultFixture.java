package chatd.system.faults;

import chatd.system.Client;
import chatd.system.ClientGroup;
import chatd.system.Daemon;
import chatd.system.Launch;
import chatd.system.Pause;
import chatd.system.Reckoning;
import chatd.system.Witnesses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Where one fault is played: a daemon, witnesses who talk all the time, and a crowd. When the fault is over, the daemon
 * must be as it was before: it serves, has no descriptor too many open, does nothing, and has logged no error.
 */
final class Stage implements AutoCloseable {

    static final int WITNESSES = 4;
    /** Room for the witnesses and a few more, and descriptors for whatever else there is. */
    static final int OTHERS = 500;
    private static final Duration PACE = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** Longer than a connection lingers. */
    private static final Duration CLOSING_TIME = Duration.ofSeconds(60);
    private static final Duration ANSWER_TIME = Duration.ofSeconds(1);
    private static final int GREETINGS = 30;
    private static final int IDLE_TRIES = 10;
    private static final double MOST_IDLE_CPU = 0.5;
    private static final Pattern ERROR = Pattern.compile("(?m)^.*(ERROR|Exception|OutOfMemory|\\tat ).*$");

    /** Whether numbers and times are to be small. */
    final boolean brief;
    Daemon daemon;
    Witnesses witnesses;
    ClientGroup crowd;

    private final Path program;
    private final List<String> problems = new ArrayList<>();
    private final Reckoning reckoning = new Reckoning();
    private int descriptorsBefore;

    Stage(Path program, boolean brief) {
        this.program = program;
        this.brief = brief;
    }

    /** A daemon with these options, which is not started yet. */
    Launch launch(String... options) {
        return new Launch(program, options);
    }

    /** Starts the daemon, and has the witnesses talk. */
    void open(Launch launch) throws IOException {
        open(launch, PACE);
    }

    /** @param pace how often each witness says a line */
    void open(Launch launch, Duration pace) throws IOException {
        daemon = Daemon.start(launch);
        witnesses = new Witnesses(daemon.port, WITNESSES, pace);
        crowd = new ClientGroup(daemon.port);
        descriptorsBefore = daemon.descriptors();
    }

    /** Starts another daemon when the one before has ended, and has other witnesses talk. */
    void reopen(Launch launch) throws IOException {
        close();
        open(launch);
    }

    int scaled(int full, int small) {
        return brief ? small : full;
    }

    Duration seconds(double full, double small) {
        return Duration.ofMillis((long) ((brief ? small : full) * 1000));
    }

    /** So many clients, or as many as this process, and so the daemon that it starts, may have descriptors for. */
    int affordable(int clients) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/limits"))) {
            if (line.startsWith("Max open files")) {
                return (int) Math.min(clients, Long.parseLong(line.split("\\s+")[3]) - OTHERS);
            }
        }
        return clients;
    }

    /** Whoever of the crowd is still there is thrown out by a reset, and others are to come. */
    void dismissCrowd() throws IOException {
        crowd.close();
        crowd = new ClientGroup(daemon.port);
    }

    /** Says what is wrong, if it is. */
    void check(boolean isRight, String otherwise) {
        if (!isRight) {
            problems.add(otherwise);
        }
    }

    /** The fault is over. The daemon must go on, for these witnesses and for others. */
    void settle() throws IOException {
        if (!daemon.isAlive()) {
            problems.add("the daemon has ended, with status " + daemon.exitStatus());
            return;
        }
        dismissCrowd();
        witnesses.settle(PATIENCE);
        checkService();
        check(Pause.until(() -> daemon.descriptors() <= descriptorsBefore, CLOSING_TIME),
                daemon.descriptors() + " descriptors are open, " + descriptorsBefore + " were before");
        checkRest();
        reckon(System.nanoTime());
    }

    private void checkService() throws IOException {
        Client newcomer = crowd.join("newcomer", 1).get(0);
        boolean heard = false;
        // Again and again, for only the last words are kept, and thousands may be leaving.
        for (int i = 0; i < GREETINGS && !heard; i++) {
            newcomer.send(ClientGroup.MARK + "here\n");
            heard = crowd.playUntil(() -> newcomer.lastWords().contains(newcomer.name + ": " + ClientGroup.MARK + "here\n"),
                    ANSWER_TIME);
        }
        check(heard, "a newcomer is not served");
        crowd.leave();
    }

    private void checkRest() throws IOException {
        Duration time = seconds(1, 0.3);
        double share = 1;
        for (int i = 0; i < IDLE_TRIES && share > MOST_IDLE_CPU; i++) {
            Duration before = daemon.cpuTime();
            Pause.of(time);
            share = (double) daemon.cpuTime().minus(before).toNanos() / time.toNanos();
        }
        check(share <= MOST_IDLE_CPU,
                String.format("it takes %.0f %% of a CPU when nobody says anything", share * 100));
    }

    /** Compares what the witnesses heard. What was said before this time must have been heard by all. */
    void reckon(long nanoTime) {
        reckoning.add(witnesses.reckon(nanoTime));
    }

    /** Ends what still runs. Returns everything that was wrong. */
    List<String> end() throws IOException, InterruptedException {
        if (daemon.isAlive()) {
            witnesses.close();
            String problem = daemon.stop();
            check(problem.isEmpty(), problem);
        }
        ERROR.matcher(daemon.readLog()).results().limit(1)
                .forEach(line -> problems.add("its log has: " + line.group()));
        problems.addAll(reckoning.problems());
        return problems;
    }

    /** What the witnesses heard. */
    Reckoning reckoning() {
        return reckoning;
    }

    @Override
    public void close() throws IOException {
        if (crowd != null) {
            crowd.close();
        }
        if (witnesses != null) {
            witnesses.close();
        }
        if (daemon != null) {
            daemon.close();
        }
    }
}
