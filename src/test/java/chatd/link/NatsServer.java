package chatd.link;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A nats-server of the machine, on a free port of the loopback, with its store in a directory. */
public final class NatsServer implements AutoCloseable {

    private static final long START_SECONDS = 10;

    private final Path directory;
    private final int port;
    private final String config;
    private Process process;

    /**
     * @param directory for the store, the configuration and the log
     * @param config lines of a configuration; {@code STORE} is replaced by a directory
     */
    public NatsServer(Path directory, String config) throws IOException {
        this.directory = directory;
        this.config = config;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
    }

    /** Whether nats-server is installed. */
    public static boolean isInstalled() {
        try {
            return new ProcessBuilder("nats-server", "--version").redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Starts it, and waits until it takes connections. */
    public NatsServer start() throws IOException, InterruptedException {
        Path file = directory.resolve("nats.conf");
        Files.writeString(file, "listen: \"127.0.0.1:" + port + "\"\n"
                + config.replace("STORE", directory.resolve("store").toString()), StandardCharsets.UTF_8);
        process = new ProcessBuilder("nats-server", "-c", file.toString()).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(directory.resolve("nats.log").toFile())).start();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (!accepts()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                throw new IOException("nats-server does not start: " + Files.readString(directory.resolve("nats.log")));
            }
            process.waitFor(20, TimeUnit.MILLISECONDS);
        }
        return this;
    }

    private boolean accepts() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    public String url() {
        return "nats://127.0.0.1:" + port;
    }

    public long pid() {
        return process.pid();
    }

    /** Sends it a signal: {@code STOP} or {@code CONT}. */
    public void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(pid())).start().waitFor();
    }

    /** Loses all streams. To be called while it does not run. */
    public void deleteStore() throws IOException {
        try (Stream<Path> files = Files.walk(directory.resolve("store"))) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** Kills it. */
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /** Kills it, without an exception. */
    @Override
    public void close() {
        if (process != null) {
            process.destroyForcibly();
        }
    }
}
