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

/** Faults of time: that of the wall, which is set, and that of the daemon, which stands still. */
final class Clocks {

    static final Map<String, Fault> FAULTS = new LinkedHashMap<>();

    static {
        FAULTS.put("clock", Clocks::clock);
        FAULTS.put("stop", stage -> stop(stage, stage.seconds(30, 1.5), Duration.ofMinutes(5)));
        FAULTS.put("stop-idle", stage -> stop(stage, stage.seconds(20, 3), stage.seconds(10, 2)));
    }

    private static final Path SOURCE = Path.of("src/test/c/wallclock.c");
    private static final Duration LATE = Duration.ofSeconds(20);
    /** So that what is said while it stands still is not much more than it takes at once. */
    private static final Duration SLOWLY = Duration.ofMillis(250);
    private static final int[] SHIFTS = {5, -7, 1};
    private static final int IDLERS = 20;

    private Clocks() {
    }

    /** The wall clock is set forward and back. Whoever is idle is disconnected when it is time, and nobody else. */
    private static String clock(Stage stage) throws IOException, InterruptedException, Skipped {
        Path directory = Files.createTempDirectory("clock");
        Path library = directory.resolve("wallclock.so");
        Path shift = directory.resolve("shift");
        try (FileChannel file = FileChannel.open(shift, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            compile(library);
            set(file, 0);
            return clock(stage, library, shift, file);
        } finally {
            Files.deleteIfExists(library);
            Files.deleteIfExists(shift);
            Files.delete(directory);
        }
    }

    private static void compile(Path library) throws IOException, InterruptedException, Skipped {
        try {
            Process cc = new ProcessBuilder("cc", "-shared", "-fPIC", "-o", library.toString(), SOURCE.toString())
                    .inheritIO().start();
            if (cc.waitFor() != 0) {
                throw new Skipped("cc can't compile " + SOURCE);
            }
        } catch (IOException e) {
            throw new Skipped("there is no cc");
        }
    }

    private static String clock(Stage stage, Path library, Path shift, FileChannel file) throws IOException {
        Duration idle = stage.seconds(6, 3);
        stage.open(stage.launch("--idle", idle.toMillis() + "ms")
                .where("LD_PRELOAD", library.toString()).where("CLOCK_SHIFT", shift.toString()));
        Client watch = stage.crowd.join("watch", 1).get(0);
        watch.send("/time on\n");
        int before = minuteShown(stage, watch, 0);
        long joining = System.nanoTime();
        List<Client> idlers = stage.crowd.join("idler", IDLERS);
        long joined = System.nanoTime();
        for (int hours : SHIFTS) {
            set(file, hours);
            int shown = Math.floorMod(minuteShown(stage, watch, hours) - before - hours * 60, 24 * 60);
            stage.check(shown <= 1, "the clock was not set, it shows " + shown + " minutes more than it should");
            stage.crowd.playFor(idle.dividedBy(SHIFTS.length * 3));
        }
        stage.check(idlers.stream().noneMatch(Client::hasEnded) || System.nanoTime() - joining >= idle.toNanos(),
                "the clock has disconnected somebody");
        stage.check(stage.crowd.playUntil(() -> idlers.stream().allMatch(Client::hasEnded), idle.plus(LATE)),
                "not everybody who was idle was disconnected");
        for (Client idler : idlers) {
            stage.check(idler.endedNanos() - joining >= idle.toNanos()
                    && idler.endedNanos() - joined <= idle.plus(LATE).toNanos(),
                    idler.name + " was disconnected after " + (idler.endedNanos() - joined) / 1_000_000 + " ms");
        }
        watch.close();
        stage.settle();
        return String.format("clock set to +5, -7 and +1 hours; %d idlers go after %s s, as told", IDLERS,
                idle.toMillis() / 1000.0);
    }

    /** The time of day that stands before what somebody says who wants to see it. */
    private static int minuteShown(Stage stage, Client client, int number) throws IOException {
        Pattern line = Pattern.compile("(\\d\\d):(\\d\\d) " + client.name + ": #" + number + "\n");
        client.send("#" + number + '\n');
        stage.crowd.playUntil(() -> line.matcher(client.lastWords()).find(), LATE);
        Matcher found = line.matcher(client.lastWords());
        return found.find() ? Integer.parseInt(found.group(1)) * 60 + Integer.parseInt(found.group(2)) : -1;
    }

    /**
     * The daemon stands still, as in a virtual machine that is moved. Nobody is idle who said something meanwhile, also
     * if it was longer than people may be idle.
     */
    private static String stop(Stage stage, Duration time, Duration idle) throws IOException {
        stage.open(stage.launch("--idle", idle.toMillis() + "ms"), SLOWLY);
        stage.crowd.playFor(stage.seconds(2, 0.3));
        stage.daemon.signal("STOP");
        stage.crowd.playFor(time);
        stage.daemon.signal("CONT");
        stage.crowd.playFor(stage.seconds(5, 0.3));
        stage.settle();
        return String.format("SIGSTOP, and SIGCONT after %.1f s; --idle %ds", time.toMillis() / 1000.0,
                idle.toSeconds());
    }

    private static void set(FileChannel file, long hours) throws IOException {
        ByteBuffer seconds = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
        file.write(seconds.putLong(Duration.ofHours(hours).toSeconds()).flip(), 0);
    }
}
