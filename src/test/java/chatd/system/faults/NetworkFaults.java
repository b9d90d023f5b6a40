package chatd.system.faults;

import chatd.system.Waiting;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Faults of the network between the daemon and its clients. */
final class NetworkFaults {

    static final Map<String, Fault> FAULTS = new LinkedHashMap<>();

    static {
        FAULTS.put("vanished", NetworkFaults::vanished);
    }

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration START_TIME = Duration.ofSeconds(20);
    /** A command that fails if network namespaces are not allowed, or if a program is missing. */
    private static final String NETWORK = "ip link set lo up && ip addr add 192.0.2.1/32 dev lo";
    /**
     * Runs a daemon, and clients that vanish, in a new network namespace. The arguments are the daemon's program, the
     * directory for its socket and log, and the number of clients without a name. Prints the daemon's process id. Each
     * line of the script's input begins the next part.
     */
    private static final String SCRIPT = NETWORK + " || exit\n" + """
            "$1" --listen 192.0.2.1:8000 --listen "unix:$2/socket" --idle 0 --name-timeout 0 --keepalive 1s \
                2> "$2/log" &
            daemon=$!
            trap 'kill $daemon; wait' EXIT
            echo $daemon
            read -r _
            for (( i = 0; i <= $3; i++ )); do
                exec {client}<> /dev/tcp/192.0.2.1/8000
            done
            echo ghost >&$client
            read -r _
            ip addr del 192.0.2.1/32 dev lo && ip route add blackhole 192.0.2.1
            read -r _
            """;

    private NetworkFaults() {
    }

    /** From some moment on, all packets of clients are dropped, so that no packet says that the clients are gone. */
    private static String vanished(FaultFixture fixture) throws IOException, InterruptedException, FaultSkipped {
        requireOwnNetwork();
        int nameless = fixture.scaled(100, 20);
        Path directory = Files.createTempDirectory("chatd");
        Path log = directory.resolve("log");
        Process network = new ProcessBuilder("unshare", "--map-root-user", "--net", "bash", "-c", SCRIPT, "bash",
                fixture.launch().program().toAbsolutePath().toString(), directory.toString(),
                Integer.toString(nameless)).start();
        try {
            if (!Waiting.until(() -> Files.exists(log) && Files.readString(log).contains("Listening on unix:"),
                    START_TIME)) {
                throw new IOException("the daemon cannot be started: "
                        + new String(network.getErrorStream().readNBytes(1000), StandardCharsets.UTF_8));
            }
            String process = network.inputReader().readLine();
            try (Member member = new Member(directory.resolve("socket"))) {
                member.send("member\n");
                fixture.check(member.reads("You are member"), "no client is served");
                int before = descriptors(process);
                proceed(network);
                fixture.check(member.reads("ghost has arrived"), "no client has arrived");
                proceed(network);
                fixture.check(member.reads("ghost has left"), "a client that vanished stays in the room");
                member.send("/name ghost\nhello\n");
                fixture.check(member.reads("ghost: hello"), "the name of a client that vanished is not free");
                fixture.check(Waiting.until(() -> descriptors(process) <= before, PATIENCE),
                        "clients that vanished without a name are still connected");
            }
            fixture.check(Files.readString(log).lines().allMatch(line -> line.contains(" INFO ")),
                    "the log has: " + Files.readString(log));
        } finally {
            proceed(network);
            if (!network.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                network.destroyForcibly();
            }
            Files.deleteIfExists(log);
            Files.deleteIfExists(directory.resolve("socket"));
            Files.deleteIfExists(directory);
        }
        fixture.open(fixture.launch());
        fixture.settle();
        return "a member and " + nameless + " clients without a name, whose packets are dropped";
    }

    private static void requireOwnNetwork() throws IOException, InterruptedException, FaultSkipped {
        try {
            Process trial = new ProcessBuilder("unshare", "--map-root-user", "--net", "bash", "-c", NETWORK)
                    .redirectErrorStream(true).start();
            if (trial.waitFor() == 0) {
                return;
            }
        } catch (IOException e) {
            throw new FaultSkipped("no program unshare");
        }
        throw new FaultSkipped("no network namespace can be made here");
    }

    private static int descriptors(String process) throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc", process, "fd"))) {
            return (int) open.count();
        }
    }

    private static void proceed(Process network) {
        try {
            network.getOutputStream().write('\n');
            network.getOutputStream().flush();
        } catch (IOException e) {
            // The process has ended, which the checks find.
        }
    }

    /** A client on the Unix domain socket, which belongs to no network namespace. */
    private static final class Member implements AutoCloseable {

        private final SocketChannel channel;
        private final ByteBuffer buffer = ByteBuffer.allocate(4096);
        private final StringBuilder received = new StringBuilder();

        Member(Path socket) throws IOException {
            channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
            channel.configureBlocking(false);
        }

        void send(String text) throws IOException {
            channel.write(StandardCharsets.UTF_8.encode(text));
        }

        /** Waits until it has received a text. */
        boolean reads(String text) throws IOException {
            return Waiting.until(() -> {
                channel.read(buffer.clear());
                received.append(StandardCharsets.UTF_8.decode(buffer.flip()));
                return received.indexOf(text) >= 0;
            }, PATIENCE);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
