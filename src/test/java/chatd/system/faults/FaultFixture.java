package chatd.system.faults;

import chatd.system.Client;
import chatd.system.ClientGroup;
import chatd.system.Comparison;
import chatd.system.Daemon;
import chatd.system.Launch;
import chatd.system.Waiting;
import chatd.system.Witnesses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Setting of one fault: a daemon, witnesses that send lines all the time, and other clients. After the fault the daemon
 * must be as it was before: it serves clients, has no extra descriptors open, is idle, and has logged no error.
 */
final class FaultFixture implements AutoCloseable {

    static final int WITNESSES = 4;
    /** Places and descriptors for the witnesses and a few others. */
    static final int OTHERS = 500;
    private static final Duration PACE = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** Longer than a closing connection lingers. */
    private static final Duration CLOSING_TIME = Duration.ofSeconds(60);
    private static final Duration ANSWER_TIME = Duration.ofSeconds(1);
    private static final int GREETINGS = 30;
    private static final int IDLE_TRIES = 10;
    private static final double MOST_IDLE_CPU = 0.5;
    private static final Pattern ERROR = Pattern.compile("(?m)^.*(ERROR|Exception|OutOfMemory|\\tat ).*$");

    /** Whether numbers and times are small. */
    final boolean brief;
    Daemon daemon;
    Witnesses witnesses;
    ClientGroup clients;

    private final Path program;
    private final List<String> problems = new ArrayList<>();
    private final Comparison comparison = new Comparison();
    private int descriptorsBefore;

    FaultFixture(Path program, boolean brief) {
        this.program = program;
        this.brief = brief;
    }

    /** A daemon with these options, not started yet. */
    Launch launch(String... options) {
        return new Launch(program, options);
    }

    /** Starts the daemon and the witnesses. */
    void open(Launch launch) throws IOException {
        open(launch, PACE);
    }

    /** @param pace interval between two lines of one witness */
    void open(Launch launch, Duration pace) throws IOException {
        daemon = Daemon.start(launch);
        witnesses = new Witnesses(daemon.port, WITNESSES, pace);
        clients = new ClientGroup(daemon.port);
        descriptorsBefore = daemon.descriptors();
    }

    /** Starts another daemon after the first has ended, with new witnesses. */
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

    /** This many clients, or fewer if this process, and so the daemon, may not have that many descriptors. */
    int affordable(int clients) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/limits"))) {
            if (line.startsWith("Max open files")) {
                return (int) Math.min(clients, Long.parseLong(line.split("\\s+")[3]) - OTHERS);
            }
        }
        return clients;
    }

    /** Resets the connections of all clients, and begins a new group. */
    void resetClients() throws IOException {
        clients.close();
        clients = new ClientGroup(daemon.port);
    }

    /** Records a problem unless the condition holds. */
    void check(boolean holds, String problem) {
        if (!holds) {
            problems.add(problem);
        }
    }

    /** Number of problems so far. */
    int problems() {
        return problems.size();
    }

    /** The fault is over: the daemon must go on serving the witnesses and new clients. */
    void settle() throws IOException {
        if (!daemon.isAlive()) {
            problems.add("the daemon has ended, with status " + daemon.exitStatus());
            return;
        }
        resetClients();
        witnesses.settle(PATIENCE);
        checkService();
        check(Waiting.until(() -> daemon.descriptors() <= descriptorsBefore, CLOSING_TIME),
                daemon.descriptors() + " descriptors are open, before it were " + descriptorsBefore);
        checkIdle(daemon);
        compareWitnesses(System.nanoTime());
    }

    private void checkService() throws IOException {
        Client newcomer = clients.join("newcomer", 1).get(0);
        String echo = newcomer.name + ": " + ClientGroup.MARK + "here\n";
        boolean isServed = false;
        // Repeated, since a client keeps only the last bytes received, and thousands of clients may be leaving.
        for (int i = 0; i < GREETINGS && !isServed; i++) {
            newcomer.send(ClientGroup.MARK + "here\n");
            isServed = clients.pollUntil(() -> newcomer.receivedEnd().contains(echo), ANSWER_TIME);
        }
        check(isServed, "a new client is not served");
        clients.closeAll();
    }

    /** A daemon must use no CPU while nobody says anything. */
    void checkIdle(Daemon one) throws IOException {
        Duration time = seconds(1, 0.3);
        double share = 1;
        for (int i = 0; i < IDLE_TRIES && share > MOST_IDLE_CPU; i++) {
            Duration before = one.cpuTime();
            Waiting.sleep(time);
            share = (double) one.cpuTime().minus(before).toNanos() / time.toNanos();
        }
        check(share <= MOST_IDLE_CPU,
                String.format("an idle daemon uses %.0f %% of a CPU", share * 100));
    }

    /** Compares the witnesses' transcripts. Lines sent before this time must have been received by all. */
    void compareWitnesses(long nanoTime) {
        comparison.add(witnesses.compare(nanoTime));
    }

    /** Stops the daemon and the witnesses. Returns all problems. */
    List<String> end() throws IOException, InterruptedException {
        if (daemon != null) {
            if (daemon.isAlive()) {
                witnesses.close();
            }
            end(daemon);
        }
        problems.addAll(comparison.problems());
        return problems;
    }

    /** Stops a daemon, if it has not ended yet, and looks for errors in its log. */
    void end(Daemon one) throws IOException, InterruptedException {
        if (one.isAlive()) {
            String problem = one.stop();
            check(problem.isEmpty(), problem);
        }
        ERROR.matcher(one.readLog()).results().limit(1)
                .forEach(line -> problems.add("the log has: " + line.group()));
    }

    /** Result of comparing what members have received. */
    Comparison comparison() {
        return comparison;
    }

    @Override
    public void close() throws IOException {
        if (clients != null) {
            clients.close();
        }
        if (witnesses != null) {
            witnesses.close();
        }
        if (daemon != null) {
            daemon.close();
        }
    }
}
