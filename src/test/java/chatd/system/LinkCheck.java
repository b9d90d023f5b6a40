package chatd.system;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Checks from the outside that linked nodes have one order: nine members on three nodes say many lines as fast as they
 * can, the engine is stopped and started again on the way, and every member must receive the same line at the same
 * position. It takes no more memory for many lines than for few.
 */
public final class LinkCheck {

    private static final List<String> NAMES = List.of("east", "west", "north");
    private static final int ON_EACH = 3;
    /** Lines of one member that are under way. */
    private static final int WINDOW = 100;
    private static final Duration DOWN = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int POLL_MILLIS = 100;

    private final LinkedMembers members;
    private final NatsServer engine;
    private final long lines;

    private LinkCheck(LinkedMembers members, NatsServer engine, long lines) {
        this.members = members;
        this.engine = engine;
        this.lines = lines;
    }

    /** Arguments: the program; the number of lines. */
    public static void main(String[] arguments) throws Exception {
        if (!arguments[1].matches("[1-9]\\d{0,11}")) {
            System.err.println("Invalid LINES '" + arguments[1] + "': write a number such as 1000000");
            System.exit(2);
        }
        boolean isWell;
        List<Daemon> nodes = new ArrayList<>();
        try (NatsServer engine = NatsServer.start(); LinkedMembers members = new LinkedMembers()) {
            for (String name : NAMES) {
                nodes.add(Daemon.start(new Launch(Path.of(arguments[0]), "--link", engine.url(), "--node", name,
                        "--rate", "0", "--idle", "0")));
            }
            members.join(nodes.stream().map(node -> node.port).toList(), ON_EACH);
            isWell = new LinkCheck(members, engine, Long.parseLong(arguments[1])).run();
        } finally {
            for (Daemon node : nodes) {
                node.close();
            }
        }
        System.exit(isWell ? 0 : 1);
    }

    private boolean run() throws IOException, InterruptedException {
        long began = System.nanoTime();
        members.flood(lines, WINDOW);
        boolean isFlowing = awaitToSay(lines / 2);
        engine.stop();
        Waiting.sleep(DOWN);
        engine.restart();
        isFlowing &= awaitToSay(0);
        boolean isWhole = isFlowing && members.settle(PATIENCE);
        double seconds = (System.nanoTime() - began) / 1e9;
        Comparison comparison = members.compare();
        System.out.printf("%d members on %d nodes, %,d lines in %.0f s, the engine restarted after half of them:%n",
                ON_EACH * NAMES.size(), NAMES.size(), members.positions(), seconds);
        System.out.printf("%,d differing positions, %,d lost, %,d doubled; longest wait %,.0f ms, median %,.1f ms%n",
                members.misplaced(), members.lost(), members.doubled(), members.delayMillis(1),
                members.delayMillis(0.5));
        if (!isWhole) {
            System.out.println("Not all members have received the last lines");
        }
        comparison.problems().forEach(System.out::println);
        return isWhole && comparison.problems().isEmpty();
    }

    /** Waits until no more than this many lines are still to be said. Returns false if none was said for long. */
    private boolean awaitToSay(long rest) {
        long before = members.toSay();
        long changed = System.nanoTime();
        while (before > rest) {
            Waiting.sleepMillis(POLL_MILLIS);
            long now = members.toSay();
            if (now < before) {
                changed = System.nanoTime();
            } else if (System.nanoTime() - changed > PATIENCE.toNanos()) {
                return false;
            }
            before = now;
        }
        return true;
    }
}
