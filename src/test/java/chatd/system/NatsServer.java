package chatd.system;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A nats-server in a process of its own, on free ports of 127.0.0.1. It keeps its ports and its store while it is
 * stopped and started again. It is ready when it says so itself. It ends with this program, and so does its store.
 */
public final class NatsServer implements AutoCloseable {

    /** A line of the configuration: the server keeps streams. */
    private static final String JETSTREAM = "jetstream { store_dir: \"%s\" }";
    /** Debian installs it where not every user looks for programs. */
    private static final List<String> DIRECTORIES = List.of("/usr/sbin", "/usr/local/bin", "/usr/local/sbin");
    private static final Duration START_TIME = Duration.ofSeconds(20);
    private static final Duration STOP_TIME = Duration.ofSeconds(10);
    private static final int ANSWER_MILLIS = 2000;
    private static final String CLUSTER = "chatd";

    /** The ports of one server: for clients, for questions about its state, and for the other servers. */
    private record Ports(int client, int monitor, int cluster) {

        static Ports free() throws IOException {
            try (ServerSocket one = socket(); ServerSocket two = socket(); ServerSocket three = socket()) {
                return new Ports(one.getLocalPort(), two.getLocalPort(), three.getLocalPort());
            }
        }

        private static ServerSocket socket() throws IOException {
            return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        }
    }

    /** Where a server runs: the words before its command, and the address that it is reached at. */
    private record Place(List<String> before, String address) {
        static final Place HERE = new Place(List.of(), "127.0.0.1");
    }

    private final String name;
    private final Place place;
    private final Ports ports;
    private final Path directory = Files.createTempDirectory("chatd-nats");
    private Process process;

    private NatsServer(String name, Place place, Ports ports, List<String> settings) throws IOException {
        this.name = name;
        this.place = place;
        this.ports = ports;
        String address = place.equals(Place.HERE) ? place.address : "0.0.0.0";
        List<String> lines = new ArrayList<>(List.of("server_name: " + name,
                "listen: " + address + ':' + ports.client, "http: " + address + ':' + ports.monitor));
        settings.forEach(line -> lines.add(line.contains("%s") ? String.format(line, directory) : line));
        Files.write(directory.resolve("nats.conf"), lines);
        Runtime.getRuntime().addShutdownHook(new Thread(this::abandon));
    }

    /** Whether this machine has a nats-server. */
    public static boolean isInstalled() {
        return program() != null;
    }

    private static Path program() {
        List<String> path = new ArrayList<>(List.of(System.getenv().getOrDefault("PATH", "").split(":")));
        path.addAll(DIRECTORIES);
        return path.stream().map(each -> Path.of(each, "nats-server")).filter(Files::isExecutable).findFirst()
                .orElse(null);
    }

    /**
     * Starts a server that keeps streams, and waits until it is ready.
     *
     * @param settings more lines of its configuration
     */
    public static NatsServer start(String... settings) throws IOException {
        List<String> all = new ArrayList<>(List.of(settings));
        all.add(JETSTREAM);
        return started(new NatsServer("engine", Place.HERE, Ports.free(), all));
    }

    /** Starts a server that keeps streams in a network namespace, where it is reached at this address and others. */
    public static NatsServer startIn(String namespace, String address) throws IOException {
        Place place = new Place(List.of("ip", "netns", "exec", namespace), address);
        return started(new NatsServer("engine", place, Ports.free(), List.of(JETSTREAM)));
    }

    /** Starts a server that keeps no streams, because JetStream is off. */
    public static NatsServer startWithoutStreams(String... settings) throws IOException {
        return started(new NatsServer("engine", Place.HERE, Ports.free(), List.of(settings)));
    }

    /** Starts servers that keep each stream together, and waits until all are ready. */
    public static List<NatsServer> startCluster(int count) throws IOException {
        List<Ports> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(Ports.free());
        }
        String routes = all.stream().map(ports -> "nats://127.0.0.1:" + ports.cluster)
                .collect(Collectors.joining(", "));
        List<NatsServer> servers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String cluster = "cluster { name: " + CLUSTER + ", listen: 127.0.0.1:" + all.get(i).cluster
                    + ", routes: [" + routes + "] }";
            servers.add(new NatsServer("engine" + (i + 1), Place.HERE, all.get(i), List.of(JETSTREAM, cluster)));
        }
        try {
            for (NatsServer server : servers) {
                server.launch();
            }
            for (NatsServer server : servers) {
                server.awaitReady();
            }
            return servers;
        } catch (IOException e) {
            closeAll(servers);
            throw e;
        }
    }

    private static NatsServer started(NatsServer server) throws IOException {
        try {
            server.restart();
            return server;
        } catch (IOException e) {
            server.close();
            throw e;
        }
    }

    /** The URLs of these servers, as --link takes them. */
    public static String urls(List<NatsServer> servers) {
        return servers.stream().map(NatsServer::url).collect(Collectors.joining(","));
    }

    /** Its URL for clients. */
    public String url() {
        return url(place.address);
    }

    /** Its URL for clients that reach it at another address. */
    public String url(String address) {
        return "nats://" + address + ':' + ports.client;
    }

    /** Starts it again after {@link #kill} or {@link #stop}, on its store, and waits until it is ready. */
    public void restart() throws IOException {
        launch();
        awaitReady();
    }

    private void launch() throws IOException {
        Path program = program();
        if (program == null) {
            throw new IOException("nats-server is not installed");
        }
        List<String> command = new ArrayList<>(place.before);
        command.addAll(List.of(program.toString(), "--config", directory.resolve("nats.conf").toString(), "--log",
                log().toString()));
        process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output().toFile()).start();
    }

    private void awaitReady() throws IOException {
        if (!Waiting.until(() -> !process.isAlive() || isReady(), START_TIME) || !process.isAlive()) {
            throw new IOException("nats-server can't be started: " + lastLine());
        }
    }

    /** Whether it serves clients and has recovered its streams. */
    private boolean isReady() {
        try {
            return ask("/healthz").contains("\"ok\"");
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether it leads the servers that keep this stream. */
    public boolean leads(String stream) throws IOException {
        Matcher leader = Pattern.compile("\"name\":\\s*\"" + Pattern.quote(stream) + "\".*?\"leader\":\\s*\"([^\"]*)\"",
                Pattern.DOTALL).matcher(ask("/jsz?accounts=true&streams=true"));
        return leader.find() && leader.group(1).equals(name);
    }

    private String ask(String path) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) URI.create("http://" + place.address + ':'
                + ports.monitor + path).toURL().openConnection(Proxy.NO_PROXY);
        connection.setConnectTimeout(ANSWER_MILLIS);
        connection.setReadTimeout(ANSWER_MILLIS);
        try (var answer = connection.getInputStream()) {
            return new String(answer.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Sends it a signal, by its name. */
    public void signal(String signal) throws IOException {
        Signals.send(signal, process);
    }

    /** Kills it, and waits until it has ended. */
    public void kill() {
        if (process != null) {
            process.destroyForcibly().onExit().join();
        }
    }

    /** Stops it with SIGTERM, and waits until it has ended. */
    public void stop() throws IOException, InterruptedException {
        signal("TERM");
        if (!process.waitFor(STOP_TIME.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IOException("nats-server did not end within " + STOP_TIME.toSeconds() + " s");
        }
    }

    /** Kills it if it still runs, and removes its files. */
    @Override
    public void close() throws IOException {
        kill();
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** Closes all of them. */
    public static void closeAll(List<NatsServer> servers) throws IOException {
        for (NatsServer server : servers) {
            server.close();
        }
    }

    private void abandon() {
        try {
            close();
        } catch (IOException e) {
            System.err.println(directory + " can't be removed: " + e);
        }
    }

    private String lastLine() throws IOException {
        for (Path file : List.of(output(), log())) {
            List<String> lines = Files.exists(file) ? Files.readAllLines(file) : Collections.emptyList();
            if (!lines.isEmpty()) {
                return lines.get(lines.size() - 1);
            }
        }
        return "it said nothing";
    }

    private Path log() {
        return directory.resolve("log");
    }

    private Path output() {
        return directory.resolve("output");
    }
}
