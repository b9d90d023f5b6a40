package chatd.system;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Scanner;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A daemon in a process of its own, its log, and what the kernel reports about it. It ends with this program. */
public final class Daemon implements AutoCloseable {

    private static final Duration START_TIME = Duration.ofSeconds(20);
    private static final Duration STOP_TIME = Duration.ofSeconds(10);
    private static final int STARTS = 3;
    private static final List<String> PASSED_ON = List.of("PATH", "HOME", "JAVA_HOME");

    /** Its port on 127.0.0.1. */
    public final int port;

    private final Path directory = Files.createTempDirectory("chatd");
    private final Path proc;
    private final Process process;

    private Daemon(Launch launch, int port) throws IOException {
        this.port = port;
        List<String> command = new ArrayList<>(List.of("sh", "-c", launch.shell(), "sh", launch.program().toString(),
                "--listen", "127.0.0.1:" + port, "--admin", "unix:" + admin()));
        command.addAll(launch.options());
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().retainAll(PASSED_ON);
        builder.environment().put("LANG", "C.UTF-8");
        builder.environment().putAll(launch.environment());
        if (!launch.pipesLog()) {
            builder.redirectError(log().toFile());
        }
        process = builder.start();
        proc = Path.of("/proc", Long.toString(process.pid()));
        Runtime.getRuntime().addShutdownHook(new Thread(this::abandon));
    }

    /** Starts a daemon, and waits until it accepts connections. */
    public static Daemon start(Launch launch) throws IOException {
        for (int i = 1; ; i++) {
            Daemon daemon = new Daemon(launch, launch.port() > 0 ? launch.port() : freePort());
            if (daemon.acceptsConnections()) {
                return daemon;
            }
            String log = daemon.readLog();
            daemon.kill();
            daemon.removeFiles();
            if (i == STARTS) {
                throw new IOException("the daemon can't be started: " + log.strip());
            }
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private boolean acceptsConnections() {
        long end = System.nanoTime() + START_TIME.toNanos();
        while (process.isAlive() && System.nanoTime() < end) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                return process.isAlive();
            } catch (IOException e) {
                Waiting.sleepMillis(1);
            }
        }
        return false;
    }

    /** The log so far; empty if it goes to a pipe. */
    public String readLog() throws IOException {
        return Files.exists(log()) ? Files.readString(log(), StandardCharsets.ISO_8859_1) : "";
    }

    /** Closes the reading end of the pipe that the log goes to. */
    public void closeLog() throws IOException {
        process.getErrorStream().close();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Number of open file descriptors. */
    public int descriptors() throws IOException {
        try (Stream<Path> open = Files.list(proc.resolve("fd"))) {
            return (int) open.count();
        }
    }

    /** CPU time of all its threads, to 10 ms. */
    public Duration cpuTime() throws IOException {
        return ProcessFiles.cpuTime(process.pid());
    }

    /** Its resident memory in bytes. */
    public long residentBytes() throws IOException {
        return ProcessFiles.residentBytes(process.pid());
    }

    /** The figures of the administrator's {@code stats}, by name without {@code chatd_}. */
    public Map<String, Double> statistics() throws IOException {
        Map<String, Double> figures = new HashMap<>();
        for (String line : ask("stats").split("\n")) {
            String[] words = line.split(" ");
            if (words.length == 2) {
                figures.put(words[0].replace("chatd_", ""), Double.valueOf(words[1]));
            }
        }
        return figures;
    }

    private String ask(String command) throws IOException {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(admin()));
                Scanner answers = new Scanner(channel, StandardCharsets.UTF_8)) {
            Channels.newOutputStream(channel).write((command + '\n').getBytes(StandardCharsets.UTF_8));
            answers.useDelimiter("\n\n");
            return answers.hasNext() ? answers.next() : "";
        }
    }

    /** Sends it a signal, by its name. */
    public void signal(String name) throws IOException {
        Signals.send(name, process);
    }

    /** Kills it, and waits until it has ended. */
    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** Waits until it has ended; false if it has not ended in time. */
    public boolean awaitEnd(Duration time) throws InterruptedException {
        return process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    public int exitStatus() {
        return process.exitValue();
    }

    /** Stops it with SIGTERM. Returns a problem with how it ended, or an empty text. */
    public String stop() throws IOException, InterruptedException {
        if (!isAlive()) {
            return "the daemon had ended, with status " + exitStatus();
        }
        signal("TERM");
        if (!awaitEnd(STOP_TIME)) {
            return "the daemon did not end within " + STOP_TIME.toSeconds() + " s";
        }
        return exitStatus() == 0 ? "" : "the daemon ended with status " + exitStatus();
    }

    /** Kills it if it still runs, and removes its files. */
    @Override
    public void close() throws IOException {
        kill();
        removeFiles();
    }

    private void abandon() {
        try {
            close();
        } catch (IOException e) {
            System.err.println(directory + " can't be removed: " + e);
        }
    }

    private void removeFiles() throws IOException {
        Files.deleteIfExists(log());
        Files.deleteIfExists(admin());
        Files.deleteIfExists(directory);
    }

    private Path admin() {
        return directory.resolve("admin");
    }

    private Path log() {
        return directory.resolve("log");
    }
}
