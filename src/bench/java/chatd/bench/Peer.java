package chatd.bench;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * A server that can be compared. How it is built and started, {@code src/bench/peers/peer} knows.
 *
 * @param name what that and the table call it
 * @param tongue how it is spoken to
 * @param mostClients how many are tried with it
 * @param environment what its start depends on
 * @param options for its command line
 */
record Peer(String name, Tongue tongue, int mostClients, Map<String, String> environment, List<String> options) {

    private static final String SCRIPT = "src/bench/peers/peer";
    private static final int TRIES = 10_000;
    /** So often that it can be told how long a start takes. */
    private static final int TRY_MILLIS = 1;

    Peer(String name, Tongue tongue, int mostClients) {
        this(name, tongue, mostClients, Map.of(), List.of());
    }

    /** The same server with more options. */
    Peer with(String... more) {
        List<String> all = new ArrayList<>(options);
        Collections.addAll(all, more);
        return new Peer(name, tongue, mostClients, environment, all);
    }

    /** The same server, spoken to otherwise. */
    Peer speaking(Tongue other) {
        return new Peer(name, other, mostClients, environment, options);
    }

    /** The same server, with a variable of the environment set. */
    Peer where(String variable, String value) {
        Map<String, String> all = new TreeMap<>(environment);
        all.put(variable, value);
        return new Peer(name, tongue, mostClients, all, options);
    }

    /** Builds it; returns why this machine can't run it, or an empty text. */
    String build() throws IOException {
        Process process = new ProcessBuilder(SCRIPT, "build", name).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        return process.onExit().join().exitValue() == 0 ? "" : said;
    }

    /** Starts it at a port, and waits until it can be connected to. */
    Process start(int port, File log) throws IOException {
        Process process = launch(port, log);
        connect(process, port).close();
        return process;
    }

    Process launch(int port, File log) throws IOException {
        List<String> words = new ArrayList<>(Arrays.asList(SCRIPT, "run", name, Integer.toString(port)));
        words.addAll(options);
        ProcessBuilder builder = new ProcessBuilder(words).redirectOutput(log).redirectErrorStream(true);
        builder.environment().putAll(environment);
        return builder.start();
    }

    /** Connects to it as soon as it can be connected to. */
    Socket connect(Process process, int port) throws IOException {
        for (int i = 0; i < TRIES && process.isAlive(); i++) {
            try {
                return new Socket(InetAddress.getLoopbackAddress(), port);
            } catch (IOException e) {
                process.onExit().completeOnTimeout(process, TRY_MILLIS, TimeUnit.MILLISECONDS).join();
            }
        }
        process.destroyForcibly();
        throw new Lost(name + " can't be started, see its log");
    }

    /** A port that nobody listens at. */
    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
