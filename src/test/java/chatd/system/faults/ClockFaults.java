package chatd.system.faults;

import chatd.system.Client;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Faults of time: the wall clock is set, and the process is stopped. */
final class ClockFaults {

    static final Map<String, Fault> FAULTS = new LinkedHashMap<>();

    static {
        FAULTS.put("clock", ClockFaults::clock);
        FAULTS.put("stop", fixture -> stop(fixture, fixture.seconds(30, 1.5), Duration.ofMinutes(5)));
        FAULTS.put("stop-idle", fixture -> stop(fixture, fixture.seconds(20, 3), fixture.seconds(10, 2)));
    }

    private static final Path SOURCE = Path.of("src/test/c/wallclock.c");
    private static final Duration LATE = Duration.ofSeconds(20);
    /** Slow enough that the lines sent while the daemon is stopped are little more than it reads at once. */
    private static final Duration SLOWLY = Duration.ofMillis(250);
    private static final int[] SHIFTS = {5, -7, 1};
    private static final int IDLERS = 20;

    private ClockFaults() {
    }

    /** The wall clock is set forward and back. Idle clients are disconnected at their time, and no others. */
    private static String clock(FaultFixture fixture) throws IOException, InterruptedException, FaultSkipped {
        Path directory = Files.createTempDirectory("clock");
        Path library = directory.resolve("wallclock.so");
        Path shift = directory.resolve("shift");
        try (FileChannel file = FileChannel.open(shift, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            compile(library);
            set(file, 0);
            return clock(fixture, library, shift, file);
        } finally {
            Files.deleteIfExists(library);
            Files.deleteIfExists(shift);
            Files.delete(directory);
        }
    }

    private static void compile(Path library) throws IOException, InterruptedException, FaultSkipped {
        try {
            Process cc = new ProcessBuilder("cc", "-shared", "-fPIC", "-o", library.toString(), SOURCE.toString())
                    .inheritIO().start();
            if (cc.waitFor() != 0) {
                throw new FaultSkipped("cc can't compile " + SOURCE);
            }
        } catch (IOException e) {
            throw new FaultSkipped("no cc found");
        }
    }

    private static String clock(FaultFixture fixture, Path library, Path shift, FileChannel file) throws IOException {
        Duration idle = fixture.seconds(6, 3);
        fixture.open(fixture.launch("--idle", idle.toMillis() + "ms")
                .where("LD_PRELOAD", library.toString()).where("CLOCK_SHIFT", shift.toString()));
        Client watch = fixture.clients.join("watch", 1).get(0);
        watch.send("/time on\n");
        int before = minuteShown(fixture, watch, 0);
        long joining = System.nanoTime();
        List<Client> idlers = fixture.clients.join("idler", IDLERS);
        long joined = System.nanoTime();
        for (int hours : SHIFTS) {
            set(file, hours);
            int shown = Math.floorMod(minuteShown(fixture, watch, hours) - before - hours * 60, 24 * 60);
            fixture.check(shown <= 1, "the clock was not set: it is " + shown + " minutes ahead");
            fixture.clients.pollFor(idle.dividedBy(SHIFTS.length * 3));
        }
        fixture.check(idlers.stream().noneMatch(Client::hasEnded) || System.nanoTime() - joining >= idle.toNanos(),
                "a client was disconnected when the clock was set");
        fixture.check(fixture.clients.pollUntil(() -> idlers.stream().allMatch(Client::hasEnded), idle.plus(LATE)),
                "not all idle clients were disconnected");
        for (Client idler : idlers) {
            fixture.check(idler.endedNanos() - joining >= idle.toNanos()
                    && idler.endedNanos() - joined <= idle.plus(LATE).toNanos(),
                    idler.name + " was disconnected after " + (idler.endedNanos() - joined) / 1_000_000 + " ms");
        }
        watch.close();
        fixture.settle();
        return String.format("clock set to +5, -7 and +1 hours; %d idle clients disconnected after %s s", IDLERS,
                idle.toMillis() / 1000.0);
    }

    /** The time of day before the client's own line, in minutes. */
    private static int minuteShown(FaultFixture fixture, Client client, int number) throws IOException {
        Pattern line = Pattern.compile("(\\d\\d):(\\d\\d) " + client.name + ": #" + number + "\n");
        client.send("#" + number + '\n');
        fixture.clients.pollUntil(() -> line.matcher(client.receivedEnd()).find(), LATE);
        Matcher found = line.matcher(client.receivedEnd());
        return found.find() ? Integer.parseInt(found.group(1)) * 60 + Integer.parseInt(found.group(2)) : -1;
    }

    /**
     * The process is stopped, as when a virtual machine is moved. A client that sent a line meanwhile is not idle, even
     * if the stop was longer than the idle timeout.
     */
    private static String stop(FaultFixture fixture, Duration time, Duration idle) throws IOException {
        fixture.open(fixture.launch("--idle", idle.toMillis() + "ms"), SLOWLY);
        fixture.clients.pollFor(fixture.seconds(2, 0.3));
        fixture.daemon.signal("STOP");
        fixture.clients.pollFor(time);
        fixture.daemon.signal("CONT");
        fixture.clients.pollFor(fixture.seconds(5, 0.3));
        fixture.settle();
        return String.format("SIGSTOP, and SIGCONT after %.1f s; --idle %ds", time.toMillis() / 1000.0,
                idle.toSeconds());
    }

    private static void set(FileChannel file, long hours) throws IOException {
        ByteBuffer seconds = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
        file.write(seconds.putLong(Duration.ofHours(hours).toSeconds()).flip(), 0);
    }
}
