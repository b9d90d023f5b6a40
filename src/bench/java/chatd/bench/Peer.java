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
 * A server to compare. The script {@code src/bench/peers/peer} builds and starts it.
 *
 * @param name its name for the script and in the table
 * @param protocol its protocol
 * @param mostClients maximum number of clients it is tried with
 * @param environment environment variables for its start
 * @param options command line options
 */
record Peer(String name, Protocol protocol, int mostClients, Map<String, String> environment, List<String> options) {

    private static final String SCRIPT = "src/bench/peers/peer";
    private static final int TRIES = 10_000;
    /** Short, so that the time of a start can be measured. */
    private static final int TRY_MILLIS = 1;
    private static final int ANSWER_MILLIS = 5000;

    Peer(String name, Protocol protocol, int mostClients) {
        this(name, protocol, mostClients, Map.of(), List.of());
    }

    /** The same server with more options. */
    Peer with(String... more) {
        List<String> all = new ArrayList<>(options);
        Collections.addAll(all, more);
        return new Peer(name, protocol, mostClients, environment, all);
    }

    /** The same server with another protocol. */
    Peer withProtocol(Protocol other) {
        return new Peer(name, other, mostClients, environment, options);
    }

    /** The same server with an environment variable. */
    Peer where(String variable, String value) {
        Map<String, String> all = new TreeMap<>(environment);
        all.put(variable, value);
        return new Peer(name, protocol, mostClients, all, options);
    }

    /** Builds it. Returns why this machine can't run it, or an empty text. */
    String build() throws IOException {
        Process process = new ProcessBuilder(SCRIPT, "build", name).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        return process.onExit().join().exitValue() == 0 ? "" : output;
    }

    /**
     * A server that has answered its first client.
     *
     * @param acceptedSeconds from the start until the client was connected
     * @param answeredSeconds from the start until the client received the first byte
     */
    record Answered(Process process, int port, double acceptedSeconds, double answeredSeconds) {
    }

    /** Starts it, and waits until it answers a client, which then leaves. */
    Answered startUntilAnswered(File log) throws IOException {
        int port = freePort();
        long start = System.nanoTime();
        Process process = launch(port, log);
        try (Socket socket = connect(process, port)) {
            double accepted = (System.nanoTime() - start) / 1e9;
            socket.setSoTimeout(ANSWER_MILLIS);
            socket.getOutputStream().write(protocol.hello(socket.getLocalPort()));
            if (socket.getInputStream().read() < 0) {
                throw new RunFailed("no answer");
            }
            return new Answered(process, port, accepted, (System.nanoTime() - start) / 1e9);
        } catch (IOException | RunFailed e) {
            ServerUnderLoad.stop(process);
            throw e;
        }
    }

    /** Starts it on a port, and waits until it accepts connections. */
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

    /** Connects as soon as it accepts connections. */
    Socket connect(Process process, int port) throws IOException {
        for (int i = 0; i < TRIES && process.isAlive(); i++) {
            try {
                return new Socket(InetAddress.getLoopbackAddress(), port);
            } catch (IOException e) {
                process.onExit().completeOnTimeout(process, TRY_MILLIS, TimeUnit.MILLISECONDS).join();
            }
        }
        process.destroyForcibly();
        throw new RunFailed(name + " can't be started, see its log");
    }

    /** A free port. */
    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
