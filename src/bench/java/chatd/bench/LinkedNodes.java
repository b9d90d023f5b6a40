package chatd.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Nodes of chatd and the servers of the engine that links them, each a process of its own. */
final class LinkedNodes implements AutoCloseable {

    static final List<String> NAMES = List.of("east", "west", "north");

    private static final Peer ENGINE = new Peer("nats-server", Protocol.PLAIN, 0);

    private final Path directory;
    private final List<Integer> enginePorts = new ArrayList<>();
    private final List<Peer> engines = new ArrayList<>();
    private final List<Process> running = new ArrayList<>();
    private final List<Process> nodes = new ArrayList<>();
    private final List<Integer> ports = new ArrayList<>();
    private final Peer chatd;

    /**
     * Starts all of them.
     *
     * @param servers number of servers, which keep as many replicas
     * @param names the names of the nodes
     */
    LinkedNodes(Peer chatd, int servers, List<String> names, Path directory) throws IOException {
        this.chatd = chatd;
        this.directory = Files.createTempDirectory(directory, "link");
        try {
            configure(servers);
            for (int i = 0; i < servers; i++) {
                running.add(engines.get(i).start(enginePorts.get(i), log("engine" + i)));
            }
            for (String name : names) {
                start(name);
            }
        } catch (IOException | RunFailed e) {
            close();
            throw e;
        }
    }

    /** Why the engine cannot be run on this machine, or an empty text. */
    static String missing() throws IOException {
        return ENGINE.build();
    }

    private void configure(int servers) throws IOException {
        List<Integer> clusterPorts = new ArrayList<>();
        for (int i = 0; i < servers; i++) {
            enginePorts.add(Peer.freePort());
            clusterPorts.add(Peer.freePort());
        }
        String routes = clusterPorts.stream().map(port -> "nats://127.0.0.1:" + port).collect(Collectors.joining(","));
        for (int i = 0; i < servers; i++) {
            Peer engine = ENGINE.with("--store_dir", directory.resolve("store" + i).toString(), "--server_name",
                    "engine" + i);
            engines.add(servers == 1 ? engine : engine.with("--cluster_name", "bench", "--cluster",
                    "nats://127.0.0.1:" + clusterPorts.get(i), "--routes", routes));
        }
    }

    private void start(String name) throws IOException {
        String urls = enginePorts.stream().map(port -> "nats://127.0.0.1:" + port).collect(Collectors.joining(","));
        int port = Peer.freePort();
        nodes.add(chatd.with("--link", urls, "--node", name).start(port, log(name)));
        ports.add(port);
    }

    /** The nodes under load; closing that stops the nodes, too. */
    ServerUnderLoad.Servers servers() {
        return new ServerUnderLoad.Servers(nodes, ports, chatd.protocol());
    }

    Process node(String name) {
        return nodes.get(NAMES.indexOf(name));
    }

    int port(String name) {
        return ports.get(NAMES.indexOf(name));
    }

    /** Kills the first server of the engine. */
    void killEngine() {
        running.get(0).destroyForcibly().onExit().join();
    }

    /** Starts the first server of the engine again, and waits until it accepts connections. */
    void restartEngine() throws IOException {
        running.set(0, engines.get(0).start(enginePorts.get(0), log("engine0")));
    }

    private File log(String name) {
        return directory.resolve(name + ".log").toFile();
    }

    @Override
    public void close() throws IOException {
        nodes.forEach(ServerUnderLoad::stop);
        running.forEach(ServerUnderLoad::stop);
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
