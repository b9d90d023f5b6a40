package chatd.os;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Tests how much the heap of a busy daemon may grow before it is collected. */
class HeapTrimmerTest {

    private static final long MB = 1024 * 1024;

    @Test
    void aSmallHeapMayGrowByMegabytes() {
        assertFalse(HeapTrimmer.hasGrown(5 * MB, 18 * MB));
        assertTrue(HeapTrimmer.hasGrown(5 * MB, 18 * MB + 1));
    }

    @Test
    void aLargeHeapOfObjectsInUseIsCollectedOnlyAfterItHasDoubled() {
        assertFalse(HeapTrimmer.hasGrown(60 * MB, 128 * MB));
    }
}
