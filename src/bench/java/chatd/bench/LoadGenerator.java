package chatd.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The load generator: runs one scenario against a running server, in one thread, and checks what all clients receive.
 * Its settings are {@code name=value} arguments. It prints {@code ready}; then, for each line read ({@code run} and
 * perhaps more settings), it runs once and prints its measurements, {@code name value} a line, and {@code done}. If a
 * run fails, it prints {@code failed} and the reason, and ends.
 */
final class LoadGenerator {

    private final Map<String, String> settings = new HashMap<>();

    private LoadGenerator(String[] arguments) {
        for (String argument : arguments) {
            set(argument);
        }
    }

    private void set(String setting) {
        String[] parts = setting.split("=", 2);
        settings.put(parts[0], parts[1]);
    }

    public static void main(String[] arguments) throws IOException {
        try {
            new LoadGenerator(arguments).run();
        } catch (RunFailed e) {
            System.out.println("failed " + e.getMessage());
            System.exit(1);
        }
    }

    private void run() throws IOException {
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (LoadClients group = clients()) {
            Scenario scenario = scenario(group);
            scenario.prepare();
            System.out.println("ready");
            for (String line = commands.readLine(); line != null; line = commands.readLine()) {
                Stream.of(line.split(" ")).skip(1).forEach(this::set);
                scenario.measure();
                System.out.println("done");
            }
        }
    }

    /** A group, still without clients, for the server that the settings name. */
    LoadClients clients() throws IOException {
        Protocol protocol = Protocol.valueOf(text("protocol", "PLAIN"));
        Payload payload = new Payload(protocol, number("bytes", 70), text("fill", ""));
        return new LoadClients(protocol, payload, this::port, numbers("port").length > 1);
    }

    /** The server that the settings name. */
    ProcessStats server() {
        return new ProcessStats(numbers("pid"));
    }

    private Scenario scenario(LoadClients group) {
        ProcessStats server = server();
        Jcmd jvm = text("jvm", "no").equals("yes") ? new Jcmd(numbers("pid")[0]) : null;
        return switch (text("scenario", "")) {
            case "arrival" -> new Arrival(this, group, server);
            case "churn" -> new Churn(this, group, server);
            case "cold" -> new Cold(this, group, server);
            case "fanout", "rooms" -> new Fanout(this, group, server, jvm);
            case "idle" -> new Idle(this, group, server, jvm);
            case "lone" -> new Lone(this, group, server);
            case "moves" -> new Moves(this, group, server);
            case "paced" -> new Paced(this, group, server);
            default -> throw new IllegalArgumentException("scenario=" + text("scenario", ""));
        };
    }

    /**
     * The port of the server of a client. Of several servers the clients take turns, or with {@code spread=first} the
     * first client is alone on the first server and all others are on the second.
     */
    private int port(int client) {
        long[] ports = numbers("port");
        int server = text("spread", "all").equals("first") ? Math.min(client, 1) : client % ports.length;
        return (int) ports[server];
    }

    private long[] numbers(String name) {
        return Arrays.stream(text(name, "0").split(",")).mapToLong(Long::parseLong).toArray();
    }

    String text(String name, String otherwise) {
        return settings.getOrDefault(name, otherwise);
    }

    int number(String name, int otherwise) {
        return Integer.parseInt(text(name, Integer.toString(otherwise)));
    }

    double decimal(String name, double otherwise) {
        return Double.parseDouble(text(name, Double.toString(otherwise)));
    }

    /** Prints the CPU time that the server has used for this many deliveries. */
    void print(CpuTime used, long deliveries) {
        print(Metric.CPU, (double) used.nanos() / deliveries);
        print(Metric.CPU_USER, used.userNanos() / deliveries);
        print(Metric.CPU_SYSTEM, (used.nanos() - used.userNanos()) / deliveries);
    }

    void print(Metric metric, double value) {
        System.out.println(metric.key + ' ' + value);
    }
}
