package chatd.bench;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A running server, or several that are linked, and the load generator: each a process of its own. */
final class ServerUnderLoad implements AutoCloseable {

    private static final List<String> GENERATOR_OPTIONS = List.of("-Xms256m", "-Xmx1g", "-XX:+UseSerialGC");
    /** With C2 the generator would take CPU time from a server measured in its first second. */
    private static final String COMPILE_LITTLE = "-XX:TieredStopAtLevel=1";
    private static final int STOP_SECONDS = 5;

    /** Running servers; several are linked, and clients are spread over them. */
    record Servers(List<Process> processes, List<Integer> ports, Protocol protocol) {

        /** Starts one. */
        static Servers start(Peer peer, File log) throws IOException {
            int port = Peer.freePort();
            return new Servers(List.of(peer.start(port, log)), List.of(port), peer.protocol());
        }
    }

    private final List<Process> servers;
    private final Process load;
    private final BufferedReader answers;
    private final BufferedWriter commands;

    /**
     * @param isShort whether only one short round is run
     * @throws RunFailed if the server can't be started, or the run fails
     */
    ServerUnderLoad(Peer peer, File log, boolean isShort, List<String> settings) throws IOException {
        this(Servers.start(peer, log), isShort, settings);
    }

    /** Servers that run already, which it stops in the end. */
    ServerUnderLoad(Servers running, boolean isShort, List<String> settings) throws IOException {
        servers = running.processes;
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(GENERATOR_OPTIONS);
        if (isShort) {
            words.add(COMPILE_LITTLE);
        }
        words.addAll(List.of("-cp", System.getProperty("java.class.path"), LoadGenerator.class.getName()));
        words.addAll(settings);
        words.addAll(List.of("port=" + list(running.ports), "pid=" + list(servers.stream().map(Process::pid).toList()),
                "protocol=" + running.protocol));
        load = new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        answers = load.inputReader();
        commands = load.outputWriter();
        try {
            read("ready");
        } catch (IOException | RunFailed e) {
            close();
            throw e;
        }
    }

    /** Runs the scenario once, with these settings more. */
    Map<Metric, Double> measure(String... settings) throws IOException {
        commands.write("run " + String.join(" ", settings) + '\n');
        commands.flush();
        return read("done");
    }

    private static String list(List<?> numbers) {
        return numbers.stream().map(Object::toString).collect(Collectors.joining(","));
    }

    ProcessStats server() {
        return new ProcessStats(servers.get(0).pid());
    }

    private Map<Metric, Double> read(String end) throws IOException {
        Map<Metric, Double> measured = new EnumMap<>(Metric.class);
        for (String line = answers.readLine(); !end.equals(line); line = answers.readLine()) {
            if (line == null) {
                throw new RunFailed("The load generator ended");
            }
            String[] parts = line.split(" ", 2);
            if (parts[0].equals("failed")) {
                throw new RunFailed(parts[1]);
            }
            measured.put(Metric.of(parts[0]), Double.parseDouble(parts[1]));
        }
        return measured;
    }

    @Override
    public void close() {
        stop(load);
        servers.forEach(ServerUnderLoad::stop);
    }

    /** Stops it, if necessary by force. */
    static void stop(Process process) {
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
