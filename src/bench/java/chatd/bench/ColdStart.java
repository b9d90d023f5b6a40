package chatd.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A server that was just started: the time until it answers its first client, and the delays of the first lines to 100
 * clients that join at once. One load generator drives all servers, since its own code must not be cold.
 */
final class ColdStart {

    static final String NAME = "cold";
    static final int CLIENTS = 100;
    static final String DETAIL = "first 100 lines, 200/s";

    private static final int ROUNDS = 6;

    private final Peer warmUp;
    private final List<Comparison.Entry> servers;
    private final Path directory;
    private final Results results;

    /**
     * @param warmUp the server that the load generator drives first
     * @param servers the server that the others are compared with, then the others; all speak the protocol of warmUp
     */
    ColdStart(Peer warmUp, List<Comparison.Entry> servers, Path directory, Results results) {
        this.warmUp = warmUp;
        this.servers = servers;
        this.directory = directory;
        this.results = results;
    }

    /** Measures all servers in turn. */
    void measure() throws IOException {
        List<String> settings = List.of("scenario=cold", "clients=" + CLIENTS, "rate=200", "seconds=0.5");
        try (ServerUnderLoad load = new ServerUnderLoad(warmUp, log(warmUp), true, settings)) {
            for (int round = 0; round < ROUNDS; round++) {
                for (Comparison.Entry server : servers) {
                    measure(server, round, load);
                }
            }
        }
    }

    private void measure(Comparison.Entry server, int round, ServerUnderLoad load) throws IOException {
        Results.Row row = row(server);
        results.compare(row, row(servers.get(0)));
        Peer.Answered started = server.peer().startUntilAnswered(log(server.peer()));
        try {
            results.add(row, Map.of(Metric.ANSWERED, started.answeredSeconds()));
            results.add(row, load.measure("port=" + started.port(), "pid=" + started.process().pid(),
                    "seed=" + round));
        } finally {
            ServerUnderLoad.stop(started.process());
        }
    }

    Results.Row row(Comparison.Entry server) {
        return new Results.Row(NAME, CLIENTS, DETAIL, server.label());
    }

    private File log(Peer peer) {
        return directory.resolve(peer.name() + ".log").toFile();
    }
}
