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

/** A server that runs, and the load generator that drives it: each a process of its own. */
final class Session implements AutoCloseable {

    private static final List<String> GENERATOR_OPTIONS = List.of("-Xms256m", "-Xmx1g", "-XX:+UseSerialGC");
    /** A JVM that compiles thoroughly takes the second core from a server that is measured in its first second. */
    private static final String COMPILE_LITTLE = "-XX:TieredStopAtLevel=1";
    private static final int STOP_SECONDS = 5;

    private final Process server;
    private final Process load;
    private final BufferedReader answers;
    private final BufferedWriter commands;

    /**
     * @param isShort whether it is for one short round only
     * @throws Lost if something was lost, or the server can't be started
     */
    Session(Peer peer, File log, boolean isShort, List<String> settings) throws IOException {
        int port = Peer.freePort();
        server = peer.start(port, log);
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(GENERATOR_OPTIONS);
        if (isShort) {
            words.add(COMPILE_LITTLE);
        }
        words.addAll(List.of("-cp", System.getProperty("java.class.path"), Load.class.getName()));
        words.addAll(settings);
        words.addAll(List.of("port=" + port, "pid=" + server.pid(), "tongue=" + peer.tongue()));
        load = new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        answers = load.inputReader();
        commands = load.outputWriter();
        try {
            read("ready");
        } catch (IOException | Lost e) {
            close();
            throw e;
        }
    }

    /** Plays the scenario once. */
    Map<Metric, Double> measure() throws IOException {
        commands.write("play\n");
        commands.flush();
        return read("done");
    }

    Vitals server() {
        return new Vitals(server.pid());
    }

    private Map<Metric, Double> read(String end) throws IOException {
        Map<Metric, Double> measured = new EnumMap<>(Metric.class);
        for (String line = answers.readLine(); !end.equals(line); line = answers.readLine()) {
            if (line == null) {
                throw new Lost("The load generator has ended");
            }
            String[] parts = line.split(" ", 2);
            if (parts[0].equals("lost")) {
                throw new Lost(parts[1]);
            }
            measured.put(Metric.of(parts[0]), Double.parseDouble(parts[1]));
        }
        return measured;
    }

    @Override
    public void close() {
        stop(load);
        stop(server);
    }

    /** Tells it to end, and sees to it that it does. */
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
