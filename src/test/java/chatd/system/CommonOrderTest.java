package chatd.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class CommonOrderTest {

    private final CommonOrder order = new CommonOrder();
    private final CommonOrder.Reader first = order.new Reader();
    private final CommonOrder.Reader second = order.new Reader();

    @Test
    void readersOfTheSameLinesAgree() {
        take(first, "a0 b0 a1 b1");
        assertTrue(first.isComplete());
        take(second, "a0 b0 a1");
        assertFalse(second.isComplete());
        take(second, "b1 a2");
        take(first, "a2");
        assertTrue(first.isComplete() && second.isComplete());
        assertEquals(5, order.positions());
        assertCounts(0, 0, 0, 0);
    }

    @Test
    void aReaderThatArrivesLaterLacksNothing() {
        take(first, "a0 a1 a2");
        take(second, "a2 a3");
        take(first, "a3");
        assertTrue(first.isComplete() && second.isComplete());
        assertCounts(0, 0, 0, 0);
    }

    @Test
    void aLineThatOneReaderLacksIsLost() {
        take(first, "a0 a1 a2 a3");
        take(second, "a0 a3");
        assertCounts(2, 0, 0, 0);
    }

    @Test
    void aLineThatAReaderMayLackIsMissed() {
        take(first, "a0 a1 a2 a3");
        take(second, "a0");
        second.mayMiss();
        take(second, "a3");
        assertCounts(0, 0, 0, 2);
    }

    @Test
    void aLineThatAllLackIsLost() {
        take(first, "a0 a2");
        take(second, "a0 a2");
        assertCounts(1, 0, 0, 0);
    }

    @Test
    void aLineThatComesAgainIsDoubled() {
        take(first, "a0 a1 a0 a1");
        take(second, "a0 a1 a1");
        assertCounts(0, 3, 0, 0);
    }

    @Test
    void linesInAnotherOrderAreMisplaced() {
        take(first, "a0 b0 a1");
        take(second, "b0 a0 a1");
        // The second reader began with b0, which is after a0.
        assertCounts(0, 0, 1, 0);
        take(first, "c1 c0");
        assertCounts(1, 0, 2, 0);
    }

    @Test
    void aLineThatComesLateIsNotTakenForDoubled() {
        take(first, "a0 b0 b1");
        take(second, "a0 b1 b0 b0");
        assertCounts(1, 1, 1, 0);
    }

    @Test
    void manyMoreLinesThanAreKeptAgree() {
        for (long number = 0; number < 2L * CommonOrder.KEPT + 3; number++) {
            first.take(CommonOrder.id(7, number));
            second.take(CommonOrder.id(7, number));
        }
        first.take(CommonOrder.id(7, 2L * CommonOrder.KEPT + 4));
        assertCounts(1, 0, 0, 0);
        assertEquals(2L * CommonOrder.KEPT + 5, order.nextNumber(7));
        assertEquals(0, order.nextNumber(8));
    }

    @Test
    void aLateLineIsNotTakenForAnOldOneAtTheSamePlace() {
        for (long number = 0; number < CommonOrder.KEPT; number++) {
            first.take(CommonOrder.id(0, number));
            second.take(CommonOrder.id(0, number));
        }
        for (long number = CommonOrder.KEPT; number < CommonOrder.KEPT + 3L; number++) {
            first.take(CommonOrder.id(0, number));
        }
        second.take(CommonOrder.id(0, CommonOrder.KEPT + 2L));
        second.take(CommonOrder.id(0, CommonOrder.KEPT + 1L));
        assertCounts(2, 0, 1, 0);
    }

    private static void take(CommonOrder.Reader reader, String lines) {
        for (String line : lines.split(" ")) {
            reader.take(CommonOrder.id(line.charAt(0) - 'a', Long.parseLong(line.substring(1))));
        }
    }

    private void assertCounts(long lost, long doubled, long misplaced, long missed) {
        assertEquals(lost, order.lost(), "lost");
        assertEquals(doubled, order.doubled(), "doubled");
        assertEquals(misplaced, order.misplaced(), "misplaced");
        assertEquals(missed, order.missed(), "missed");
    }
}
