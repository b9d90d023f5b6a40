package chatd.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.loop.EventLoop;
import chatd.sim.SimulatedNetwork;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How much of a turn may go into lines, and the order in which waiting connections are resumed. */
class TurnBudgetTest {

    private static final int FEW_LINES = 16;
    private static final int MEMORY_BYTES = 1000;

    private final HostFixture fixture = new HostFixture(SimulatedDaemon.LIMITS.withBufferMemoryBytes(MEMORY_BYTES));
    private final TurnBudget budget = fixture.host.budget();
    private final List<String> events = new ArrayList<>();

    /** A connection that hands on a few lines, which take this long, when it is resumed. */
    private TurnBudget.Waiter waiter(String name, Duration time) {
        return () -> {
            events.add(name);
            work(time, FEW_LINES);
        };
    }

    private void work(Duration time, int lines) {
        fixture.network.sleep(time);
        for (int i = 0; i < lines; i++) {
            budget.countLine();
        }
    }

    private void turn() {
        fixture.turn();
        budget.endTurn(0);
    }

    private void assertEvents(String... expected) {
        assertEquals(List.of(expected), events);
        events.clear();
    }

    /** Whether the budget is over in a turn that hands on these lines in this time. */
    private boolean isOverAfter(Duration time, int lines) {
        boolean[] isOver = new boolean[1];
        fixture.loop.execute(() -> {
            work(time, lines);
            isOver[0] = budget.isOver();
        });
        fixture.turn();
        return isOver[0];
    }

    // The budget

    @Test
    void aTurnMayHandOnLinesFor50Milliseconds() {
        assertFalse(isOverAfter(Duration.ofMillis(50), FEW_LINES));
        assertTrue(isOverAfter(Duration.ofMillis(50).plusNanos(1), FEW_LINES));
    }

    @Test
    void theClockIsReadOnlyEverySixteenLines() {
        assertFalse(isOverAfter(Duration.ofSeconds(1), FEW_LINES - 1));
        assertTrue(isOverAfter(Duration.ofSeconds(1), 1));
    }

    @Test
    void aReadCountsAsALine() {
        fixture.loop.execute(() -> {
            work(Duration.ofSeconds(1), FEW_LINES - 1);
            assertFalse(budget.isOver());
            budget.countRead();
            assertTrue(budget.isOver());
        });
        fixture.turn();
        assertTrue(budget.isOutOfTime());
    }

    @Test
    void theBudgetIsAsLongAsTheLastFlush() {
        budget.endTurn(Duration.ofMillis(200).toNanos());
        assertFalse(isOverAfter(Duration.ofMillis(200), FEW_LINES));
        assertTrue(isOverAfter(Duration.ofMillis(201), FEW_LINES));
    }

    @Test
    void aNewTurnHasANewBudget() {
        assertTrue(isOverAfter(Duration.ofMillis(51), FEW_LINES));
        budget.endTurn(0);
        assertFalse(budget.isOver());
    }

    @Test
    void theBudgetIsOverWhileTheMemoryForOutputIsFull() {
        fixture.buffers.addHeldBytes(MEMORY_BYTES);
        assertTrue(budget.isOver());
        assertFalse(budget.isOutOfTime());
        fixture.buffers.addHeldBytes(-1);
        assertFalse(budget.isOver());
    }

    // Waiting connections

    @Test
    void aTurnThatBeginsWithWaitingLinesDoesNotSleepBeforeTheyAreSent() {
        fixture.loop.setHooks(new EventLoop.Hooks() {
            @Override
            public void beforeSleep() {
                events.add("sent, after sleeping for " + fixture.network.sleptMillis());
            }
        });
        budget.await(waiter("one", Duration.ZERO));
        turn();
        assertEvents("one", "sent, after sleeping for " + SimulatedNetwork.NOT_AT_ALL);
        turn();
        assertEvents("sent, after sleeping for " + SimulatedNetwork.FOR_EVER);
    }

    @Test
    void aConnectionThatWaitsAgainComesAfterAllOthers() {
        List<TurnBudget.Waiter> again = new ArrayList<>();
        TurnBudget.Waiter one = () -> {
            events.add("one");
            again.forEach(budget::await);
            again.clear();
        };
        again.add(one);
        budget.await(one);
        budget.await(waiter("two", Duration.ZERO));
        turn();
        assertEvents("one", "two", "one");
    }

    @Test
    void connectionsThatATurnHasNoTimeForComeFirstInTheNext() {
        budget.await(waiter("one", Duration.ofMillis(30)));
        budget.await(waiter("two", Duration.ofMillis(30)));
        budget.await(waiter("three", Duration.ZERO));
        turn();
        assertEvents("one", "two");
        budget.await(waiter("four", Duration.ZERO));
        turn();
        assertEvents("three", "four");
        assertEquals(SimulatedNetwork.NOT_AT_ALL, fixture.network.sleptMillis());
        turn();
        assertEvents();
        assertEquals(SimulatedNetwork.FOR_EVER, fixture.network.sleptMillis());
    }

    @Test
    void aFewLinesOfEachConnectionAreHandedOnWhileOthersWait() {
        TurnBudget.Waiter asking = () -> events.add(budget.linesAtATime() + " lines");
        budget.await(waiter("one", Duration.ofMillis(60)));
        budget.await(asking);
        turn();
        assertEvents("one");
        turn();
        assertEvents(FEW_LINES + " lines");
        assertEquals(Integer.MAX_VALUE, budget.linesAtATime());
        budget.await(asking);
        turn();
        assertEvents(Integer.MAX_VALUE + " lines");
    }
}
