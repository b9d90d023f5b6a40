package chatd.bench;

import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Runs a scenario with several servers: round one of all, round two of all, and so on. */
final class Rounds {

    private final Comparison comparison;
    private final Path directory;
    private final Results results;
    private final PrintStream out;
    private final Map<Comparison.Entry, ServerUnderLoad> running = new HashMap<>();
    private final Set<Comparison.Entry> failed = new HashSet<>();

    /** @param directory directory of the logs */
    Rounds(Comparison comparison, Path directory, Results results, PrintStream out) {
        this.comparison = comparison;
        this.directory = directory;
        this.results = results;
        this.out = out;
    }

    /** Runs all rounds. Returns the servers that failed, which are left out from then on. */
    Set<Comparison.Entry> run() throws IOException {
        try {
            for (int round = 0; round < comparison.rounds(); round++) {
                for (Comparison.Entry entry : comparison.entries()) {
                    if (round < entry.rounds() && isTried(entry) && !failed.contains(entry)) {
                        runOnce(entry, round == entry.rounds() - 1);
                    }
                }
            }
        } finally {
            running.values().forEach(ServerUnderLoad::close);
        }
        for (Comparison.Entry entry : comparison.entries()) {
            if (!isTried(entry)) {
                out.println(entry.label() + " is not tried with " + comparison.clients() + " clients");
            }
            results.compare(comparison.row(entry), comparison.row(comparison.base()));
        }
        return failed;
    }

    private boolean isTried(Comparison.Entry entry) {
        return entry.peer().mostClients() >= comparison.clients();
    }

    /** Runs one round with one server. */
    private void runOnce(Comparison.Entry entry, boolean isLast) throws IOException {
        try {
            ServerUnderLoad server = running.get(entry);
            if (server == null) {
                server = open(entry);
                running.put(entry, server);
            }
            results.add(comparison.row(entry), server.measure("last=" + isLast));
            if (comparison.afresh()) {
                running.remove(entry).close();
            }
        } catch (RunFailed e) {
            out.println(comparison.name() + ", " + comparison.clients() + " clients, " + entry.label() + ": "
                    + e.getMessage());
            failed.add(entry);
        }
    }

    private ServerUnderLoad open(Comparison.Entry entry) throws IOException {
        List<String> settings = new ArrayList<>();
        settings.add("scenario=" + comparison.name());
        settings.add("clients=" + comparison.clients());
        settings.addAll(comparison.settings());
        settings.addAll(entry.settings());
        File log = directory.resolve(entry.peer().name() + ".log").toFile();
        return new ServerUnderLoad(entry.peer(), log, comparison.afresh(), settings);
    }
}
