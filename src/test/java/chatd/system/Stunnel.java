package chatd.system;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A stunnel process with the configuration that chatd ships, except for the paths and the port, and with a certificate
 * of its own. When this program ends, the process is killed and its directory deleted.
 */
public final class Stunnel implements AutoCloseable {

    private static final Path CONFIGURATION = Path.of("src/dist/stunnel.conf");
    private static final Duration START_TIME = Duration.ofSeconds(20);
    private static final Duration STOP_TIME = Duration.ofSeconds(10);

    /** The port at which stunnel accepts TLS clients. */
    public final int port;
    private final Path directory = Files.createTempDirectory("chatd-tls");
    private Process process;

    /** Makes its directory; it is not started yet. */
    public Stunnel() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Runtime.getRuntime().addShutdownHook(new Thread(this::abandon));
    }

    /** Whether this machine has stunnel and openssl. */
    public static boolean isInstalled() {
        List<String> path = List.of(System.getenv().getOrDefault("PATH", "").split(":"));
        return Stream.of("stunnel", "openssl")
                .allMatch(name -> path.stream().anyMatch(each -> Files.isExecutable(Path.of(each, name))));
    }

    /** The socket that it connects to: --proxy-listen of the daemon. */
    public Path socket() {
        return directory.resolve("proxy.sock");
    }

    /** Its certificate in PEM format. */
    public Path certificate() {
        return directory.resolve("cert.pem");
    }

    /** Starts it, and waits until it listens. */
    public void start() throws IOException {
        run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                "-subj", "/CN=localhost", "-keyout", directory + "/cert.pem.key", "-out", certificate().toString());
        Files.createDirectory(directory.resolve("stunnel.d"));
        Files.createFile(directory.resolve("stunnel.d/client-certificates.conf"));
        Path configuration = directory.resolve("stunnel.conf");
        Files.writeString(configuration, Files.readString(CONFIGURATION)
                .replace("/run/chatd/proxy.sock", socket().toString())
                .replace("/run/chatd-tls-files/", directory + "/")
                .replace(":::8443", "127.0.0.1:" + port));
        process = start("sh", "-c", "ulimit -n \"$(ulimit -H -n)\"; exec stunnel " + configuration);
        if (!Waiting.until(() -> !process.isAlive() || isListening(), START_TIME) || !process.isAlive()) {
            throw new IOException("stunnel cannot be started: " + Files.readString(log()));
        }
    }

    private boolean isListening() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private void run(String... command) throws IOException {
        try {
            int status = start(command).waitFor();
            if (status != 0) {
                throw new IOException(command[0] + " ends with " + status + ": " + Files.readString(log()));
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private Process start(String... command) throws IOException {
        return new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile())).start();
    }

    private Path log() {
        return directory.resolve("log");
    }

    /** Its resident memory in bytes. */
    public long residentBytes() throws IOException {
        return ProcessFiles.residentBytes(process.pid());
    }

    /** The time that it has spent on the processors. */
    public Duration cpuTime() throws IOException {
        return ProcessFiles.cpuTime(process.pid());
    }

    /** Kills it, with all connections. */
    public void kill() throws IOException {
        try {
            if (!process.destroyForcibly().waitFor(STOP_TIME.toSeconds(), TimeUnit.SECONDS)) {
                throw new IOException("stunnel does not end");
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        if (process != null) {
            kill();
        }
        abandon();
    }

    private void abandon() {
        if (process != null) {
            process.destroyForcibly();
        }
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            // It has been deleted already.
        }
    }
}
