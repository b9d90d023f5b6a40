package chatd.system.faults;

import chatd.chat.Dialects;
import chatd.system.Waiting;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Faults of a daemon that has served no client yet. Unlike in other faults, no client connects first to check it. */
final class ColdFaults {

    static final Map<String, Fault> FAULTS = new LinkedHashMap<>();

    static {
        FAULTS.put("descriptors-cold", ColdFaults::descriptors);
    }

    private static final int CONNECTIONS = 100;
    private static final String LIMIT = "ulimit -n 64; exec \"$@\"";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** Longer than the daemon waits for a PROXY header. */
    private static final Duration PROXY_TIME = Duration.ofSeconds(6);
    private static final String LINES = "Ünïcödé\nhello\n/who\nwho\n/help\n/time on\n/msg Ünïcödé hi\n1 hello\n"
            + "rename|Ünö\n/name ünö\n" + "x".repeat(2000) + "\n";

    private ColdFaults() {
    }

    /** The first clients of the daemon need more descriptors than it has. */
    private static String descriptors(FaultFixture fixture) throws IOException, InterruptedException {
        List<Cold> daemons = new ArrayList<>();
        try {
            for (String dialect : Dialects.names()) {
                daemons.add(new Cold(fixture, "127.0.0.1:0", "--dialect", dialect));
                daemons.add(new Cold(fixture, "unix", "--dialect", dialect));
                daemons.add(new Cold(fixture, "127.0.0.1:0", "--dialect", dialect,
                        "--proxy-protocol", "--proxy-from", "127.0.0.1"));
            }
            for (Cold daemon : daemons) {
                daemon.crowd();
            }
            Waiting.sleep(PROXY_TIME);
            for (Cold daemon : daemons) {
                fixture.check(daemon.serves(), daemon + " does not serve a client: " + daemon.readLog());
                fixture.check(daemon.stop() == 0, daemon + " has ended with status " + daemon.process.exitValue());
            }
        } finally {
            for (Cold daemon : daemons) {
                daemon.close();
            }
        }
        fixture.open(fixture.launch());
        fixture.settle();
        return String.format("%d first visitors, 64 descriptors: %d dialects, by TCP, Unix socket and proxy",
                CONNECTIONS, Dialects.names().size());
    }

    /** A daemon that no client has connected to. */
    private static final class Cold {

        private static final Pattern PORT = Pattern.compile("Listening on 127\\.0\\.0\\.1:(\\d+)");

        private final String description;
        private final Path directory = Files.createTempDirectory("chatd");
        private final Path log = directory.resolve("log");
        private final boolean usesProxy;
        private final Process process;
        private final SocketAddress address;
        private final List<SocketChannel> clients = new ArrayList<>();

        Cold(FaultFixture fixture, String listen, String... options) throws IOException {
            description = listen + ' ' + String.join(" ", options);
            usesProxy = options.length > 2;
            Path socket = directory.resolve("socket");
            List<String> command = new ArrayList<>(List.of("sh", "-c", LIMIT, "sh",
                    fixture.launch().program().toString(), "--listen",
                    listen.equals("unix") ? "unix:" + socket : listen));
            command.addAll(List.of(options));
            process = new ProcessBuilder(command).redirectError(log.toFile()).start();
            if (!Waiting.until(() -> readLog().contains("Join with"), PATIENCE)) {
                process.destroyForcibly();
                throw new IOException("the daemon cannot be started: " + readLog());
            }
            Matcher port = PORT.matcher(readLog());
            address = port.find()
                    ? new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(port.group(1)))
                    : UnixDomainSocketAddress.of(socket);
        }

        /** Connects clients, and sends lines when all are connected, unless they must begin with a PROXY header. */
        void crowd() throws IOException {
            for (int i = 0; i < CONNECTIONS; i++) {
                clients.add(SocketChannel.open(address));
            }
            for (SocketChannel client : clients) {
                if (!usesProxy) {
                    send(client, LINES);
                }
            }
        }

        /** Whether a new client is served once the others have left. */
        boolean serves() throws IOException {
            closeClients();
            if (!process.isAlive()) {
                return false;
            }
            try (SocketChannel client = SocketChannel.open(address)) {
                send(client, (usesProxy ? "PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n" : "") + "newcomer\nwho\n");
                client.configureBlocking(false);
                ByteBuffer answer = ByteBuffer.allocate(1);
                return Waiting.until(() -> client.read(answer) != 0, PATIENCE) && answer.position() > 0;
            }
        }

        private static void send(SocketChannel client, String text) {
            try {
                client.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
            } catch (IOException e) {
                // The daemon has closed this connection, or has ended.
            }
        }

        /** Stops the daemon. Returns its exit status. */
        int stop() throws InterruptedException {
            process.destroy();
            return process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) ? process.exitValue() : -1;
        }

        String readLog() throws IOException {
            return Files.exists(log) ? Files.readString(log) : "";
        }

        private void closeClients() throws IOException {
            for (SocketChannel client : clients) {
                client.close();
            }
            clients.clear();
        }

        void close() throws IOException {
            closeClients();
            process.destroyForcibly().onExit().join();
            Files.deleteIfExists(log);
            Files.deleteIfExists(directory.resolve("socket"));
            Files.deleteIfExists(directory);
        }

        @Override
        public String toString() {
            return description;
        }
    }
}
