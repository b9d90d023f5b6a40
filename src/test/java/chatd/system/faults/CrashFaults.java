package chatd.system.faults;

import chatd.system.Client;
import chatd.system.ClientGroup;
import chatd.system.Daemon;
import chatd.system.Launch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Kills the daemon many times, and checks that its history and its registered names survive. */
final class CrashFaults implements AutoCloseable {

    static final Map<String, Fault> FAULTS = new LinkedHashMap<>();

    static {
        FAULTS.put("crash", fixture -> {
            try (CrashFaults crashes = new CrashFaults(fixture)) {
                return crashes.play();
            }
        });
    }

    private static final int SPEAKERS = 4;
    private static final int REGISTRARS = 4;
    private static final int LINES = 2000;
    private static final int MOST_MILLIS = 250;
    private static final int OLD_KEYS = 5;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Pattern KEY = Pattern.compile("Your key: (\\S+)\\. ");
    private static final String NUMBER = "number ";
    private static final int FIELDS = 5;

    private final FaultFixture fixture;
    private final Random random = new Random(1);
    private final Path directory = Files.createTempDirectory("chatd-crash");
    private final Path history = directory.resolve("history");
    private final Path names = directory.resolve("names");
    /** The keys that clients have read, by name. */
    private final Map<String, String> keys = new LinkedHashMap<>();
    private final List<String> newNames = new ArrayList<>();
    private byte[] kept = {};
    private long lines;
    private int torn;

    private CrashFaults(FaultFixture fixture) throws IOException {
        this.fixture = fixture;
    }

    /** Kills the daemon while some clients send numbered lines at full speed and others register their names. */
    private String play() throws IOException {
        int kills = fixture.scaled(200, 10);
        Launch launch = fixture.launch("--rate", "0", "--history", "10", "--history-file", history.toString(),
                "--names-file", names.toString(), "--max-line", "1024");
        for (int round = 0; round <= kills; round++) {
            try (Daemon daemon = Daemon.start(launch); ClientGroup clients = new ClientGroup(daemon.port)) {
                checkHistory(clients);
                checkKeys(clients);
                if (round < kills) {
                    speakAndRegister(daemon, clients, round);
                }
            }
            kept = Files.readAllBytes(history);
        }
        fixture.open(launch);
        fixture.settle();
        return String.format("%d times SIGKILL at full load; %,d lines of history and %d keys, all there; %d torn lines",
                kills, lines, keys.size(), torn);
    }

    private void speakAndRegister(Daemon daemon, ClientGroup clients, int round) throws IOException {
        List<Client> speakers = clients.join("s" + round + '-', SPEAKERS);
        List<Client> registrars = clients.join("r" + round + '-', REGISTRARS);
        // Each client is in its own room, where its key is the last line that it reads.
        registrars.forEach(client -> client.send("/join " + client.name + "\n/register\n"));
        String numbers = IntStream.range(0, LINES).mapToObj(i -> NUMBER + i + '\n').collect(Collectors.joining());
        speakers.forEach(speaker -> speaker.send(numbers));
        clients.pollFor(Duration.ofMillis(random.nextInt(MOST_MILLIS)));
        daemon.kill();
        clients.pollUntil(() -> registrars.stream().allMatch(Client::hasEnded), PATIENCE);
        newNames.clear();
        for (Client client : registrars) {
            Matcher key = KEY.matcher(client.receivedEnd());
            if (key.find()) {
                keys.put(client.name, key.group(1));
                newNames.add(client.name);
            }
        }
    }

    /** Every complete line that was in the file before is there, and each speaker's numbers have no gap. */
    private void checkHistory(ClientGroup clients) throws IOException {
        byte[] now = Files.readAllBytes(history);
        int complete = endOfLines(kept);
        torn += complete < kept.length ? 1 : 0;
        fixture.check(now.length >= complete && Arrays.equals(now, 0, complete, kept, 0, complete),
                "complete lines of the history are gone");
        Map<String, Integer> next = new HashMap<>();
        String last = null;
        lines = 0;
        for (String line : new String(now, 0, endOfLines(now), StandardCharsets.UTF_8).split("\n")) {
            String[] fields = line.split("\t", FIELDS);
            if (fields.length == FIELDS && fields[2].equals("said") && fields[4].startsWith(NUMBER)) {
                int number = Integer.parseInt(fields[4].substring(NUMBER.length()));
                fixture.check(number == next.getOrDefault(fields[3], 0), "a line of " + fields[3] + " is not in order");
                next.put(fields[3], number + 1);
                last = fields[3] + ": " + fields[4];
                lines++;
            } else {
                fixture.check(line.isEmpty() || fields.length == FIELDS, "a damaged line: " + line);
            }
        }
        if (last != null) {
            String shown = last + "\n--- now ---\n";
            Client newcomer = clients.join("reader", 1).get(0);
            fixture.check(clients.pollUntil(() -> newcomer.hasReceived(shown), PATIENCE),
                    "the last line of the history, " + last + ", is not shown: " + newcomer.receivedEnd());
            newcomer.close();
        }
    }

    private static int endOfLines(byte[] text) {
        int end = text.length;
        while (end > 0 && text[end - 1] != '\n') {
            end--;
        }
        return end;
    }

    /** The newest keys and some older ones still work. */
    private void checkKeys(ClientGroup clients) throws IOException {
        List<String> tried = new ArrayList<>(newNames);
        List<String> all = new ArrayList<>(keys.keySet());
        for (int i = 0; i < OLD_KEYS && !all.isEmpty(); i++) {
            tried.add(all.get(random.nextInt(all.size())));
        }
        for (String name : tried) {
            Client client = clients.connect(name);
            client.send(name + ' ' + keys.get(name) + '\n');
            fixture.check(clients.pollUntil(client::hasJoined, PATIENCE), "the key of " + name + " does not work");
            client.close();
        }
    }

    @Override
    public void close() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }
}
