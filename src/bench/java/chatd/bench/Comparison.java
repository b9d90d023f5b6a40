package chatd.bench;

import java.util.List;

/**
 * A scenario that several servers run.
 *
 * @param name name of the scenario
 * @param detail further description; may be empty
 * @param afresh whether the server is restarted for each round
 * @param entries the server that the others are compared with, and the others
 * @param settings settings of the load generator
 */
record Comparison(String name, int clients, String detail, boolean afresh, List<Entry> entries,
        List<String> settings) {

    /**
     * A server in a scenario.
     *
     * @param label its name in the table
     * @param settings settings of the load generator, besides those of the scenario
     */
    record Entry(String label, Peer peer, int rounds, List<String> settings) {

        static Entry of(String label, Peer peer, int rounds, String... settings) {
            return new Entry(label, peer, rounds, List.of(settings));
        }
    }

    Results.Row row(Entry entry) {
        return new Results.Row(name, clients, detail, entry.label());
    }

    /** The server that the others are compared with. */
    Entry base() {
        return entries.get(0);
    }

    int rounds() {
        return entries.stream().mapToInt(Entry::rounds).max().orElse(0);
    }
}
