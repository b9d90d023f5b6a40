package chatd.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * The load generator: plays one scenario with a server that is running, in one thread, and checks what everybody
 * receives. Its settings are {@code name=value} arguments. It prints {@code ready}; then, for each line that it reads,
 * it plays once, prints what it measured, {@code name value} a line, and {@code done}. If a line was lost, it prints
 * {@code lost} and what, and ends.
 */
final class Load {

    private final Map<String, String> settings = new HashMap<>();

    private Load(String[] arguments) {
        for (String argument : arguments) {
            String[] parts = argument.split("=", 2);
            settings.put(parts[0], parts[1]);
        }
    }

    public static void main(String[] arguments) throws IOException {
        try {
            new Load(arguments).play();
        } catch (Lost e) {
            System.out.println("lost " + e.getMessage());
            System.exit(1);
        }
    }

    private void play() throws IOException {
        Tongue tongue = Tongue.valueOf(text("tongue", "PLAIN"));
        Payload payload = new Payload(tongue, number("bytes", 70), text("fill", ""));
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (Crowd crowd = new Crowd(tongue, payload, number("port", 0))) {
            Play play = play(crowd);
            play.prepare();
            System.out.println("ready");
            while (commands.readLine() != null) {
                play.measure();
                System.out.println("done");
            }
        }
    }

    private Play play(Crowd crowd) {
        long pid = number("pid", 0);
        Vitals server = new Vitals(pid);
        Jcmd jvm = text("jvm", "no").equals("yes") ? new Jcmd(pid) : null;
        return switch (text("scenario", "")) {
            case "arrival" -> new Arrival(this, crowd, server);
            case "churn" -> new Churn(this, crowd, server);
            case "fanout" -> new Fanout(this, crowd, server, jvm);
            case "idle" -> new Idle(this, crowd, server, jvm);
            case "paced" -> new Paced(this, crowd, server);
            default -> throw new IllegalArgumentException("scenario=" + text("scenario", ""));
        };
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

    void print(Metric metric, double value) {
        System.out.println(metric.key + ' ' + value);
    }
}
