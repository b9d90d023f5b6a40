package chatd.link;

import org.junit.jupiter.api.Test;

/** Three nodes while everything goes wrong, by seeds. {@code -Dlink.seed=N} runs one of them with its trace. */
class RandomLinkTest {

    private static final int SEEDS = Integer.getInteger("link.seeds", 200);
    private static final Long ONE = Long.getLong("link.seed");

    @Test
    void theNodesKeepOneOrderAndAgreeOnceAllIsQuiet() {
        if (ONE != null) {
            run(ONE, true);
            return;
        }
        for (long seed = 1; seed <= SEEDS; seed++) {
            run(seed, false);
        }
    }

    private static void run(long seed, boolean isTraced) {
        try {
            new RandomCluster(seed, isTraced).run();
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("seed " + seed + " (run it with -Dlink.seed=" + seed + "): " + e, e);
        }
    }
}
