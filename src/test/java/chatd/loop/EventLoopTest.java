package chatd.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.os.LogCapture;
import chatd.sim.SimulatedNetwork.Client;
import chatd.sim.SimulatedNetwork;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

/** The loop by itself, with a toy handler that sends each client its bytes back. */
class EventLoopTest {

    private static final Duration TICK = Duration.ofMillis(100);

    private final LoopFixture fixture = new LoopFixture();
    private final List<String> events = new ArrayList<>();

    private Runnable event(String name) {
        return () -> events.add(name);
    }

    private List<String> events() {
        List<String> seen = List.copyOf(events);
        events.clear();
        return seen;
    }

    /** Notes the hooks; while it gathers, the loop polls again. */
    private final class NotingHooks implements EventLoop.Hooks {
        private int gathering;

        @Override
        public boolean gathers() {
            return gathering-- > 0;
        }

        @Override
        public void beforeSleep() {
            events.add("before sleep");
        }

        @Override
        public void afterTurn(long nanos) {
            events.add("after turn of " + Duration.ofNanos(nanos).toMillis() + " ms");
        }
    }

    @Test
    void aReadyChannelIsServed() {
        Client client = fixture.connect();
        client.send("hello\n");
        fixture.turn();
        assertEquals(List.of("hello"), client.lines());
    }

    @Test
    void aTurnRunsDeferredTasksHandlersTasksTimersAndHooksInThisOrder() {
        fixture.loop.setHooks(new NotingHooks());
        fixture.loop.setTimer(TimerWheel.timer(event("timer")), TICK);
        fixture.network.sleep(TICK);
        fixture.loop.execute(event("task"));
        fixture.loop.defer(event("deferred"));
        fixture.turn();
        assertEquals(List.of("deferred", "task", "timer", "before sleep", "after turn of 0 ms"), events());
    }

    @Test
    void aDeferredTaskRunsInTheNextTurnWhichDoesNotSleep() {
        fixture.network.connect();
        fixture.loop.execute(() -> fixture.loop.defer(event("deferred")));
        fixture.turn();
        assertEquals(List.of(), events());
        fixture.turn();
        assertEquals(List.of("deferred"), events());
        assertEquals(SimulatedNetwork.NOT_AT_ALL, fixture.network.sleptMillis());
        fixture.turn();
        assertEquals(SimulatedNetwork.FOR_EVER, fixture.network.sleptMillis());
    }

    @Test
    void aDeferredTaskThatDefersItselfRunsOnceATurn() {
        Runnable again = new Runnable() {
            @Override
            public void run() {
                events.add("again");
                fixture.loop.defer(this);
            }
        };
        fixture.loop.defer(again);
        fixture.turn();
        fixture.turn();
        assertEquals(List.of("again", "again"), events());
    }

    @Test
    void withoutTimersTheLoopSleepsUntilAChannelIsReady() {
        fixture.turn();
        assertEquals(SimulatedNetwork.FOR_EVER, fixture.network.sleptMillis());
    }

    @Test
    void theLoopSleepsUntilTheNextTimer() {
        fixture.loop.setTimer(TimerWheel.timer(event("timer")), Duration.ofSeconds(3));
        fixture.turn();
        assertEquals(3_000, fixture.network.sleptMillis());
        fixture.sleep(Duration.ofSeconds(3));
        assertEquals(List.of("timer"), events());
        assertFalse(fixture.loop.hasTimers());
    }

    @Test
    void aCancelledTimerDoesNotFire() {
        TimerWheel.Timer timer = TimerWheel.timer(event("timer"));
        fixture.loop.setTimer(timer, TICK);
        assertTrue(fixture.loop.hasTimers());
        fixture.loop.cancelTimer(timer);
        fixture.sleep(Duration.ofSeconds(1));
        assertEquals(List.of(), events());
    }

    @Test
    void whileTheHooksGatherFurtherReadyChannelsJoinTheTurn() {
        NotingHooks hooks = new NotingHooks();
        Client client = fixture.connect();
        fixture.loop.setHooks(hooks);
        hooks.gathering = 2;
        client.send("one\n");
        fixture.loop.defer(() -> { });
        fixture.turn();
        assertEquals(List.of("before sleep", "after turn of 0 ms"), events());
        assertEquals(List.of("one"), client.lines());
        assertTrue(hooks.gathering <= 1, "asked whether to poll again");
    }

    @Test
    void theLoopPollsOnlyAFewTimesATurn() {
        NotingHooks hooks = new NotingHooks();
        fixture.connect();
        fixture.loop.setHooks(hooks);
        hooks.gathering = 1000;
        fixture.network.connect();
        fixture.turn();
        assertTrue(hooks.gathering >= 1000 - 5, "polled " + (1000 - hooks.gathering) + " times");
    }

    @Test
    void aTurnHasOneTimeHoweverLongItTakes() {
        long start = fixture.network.nanos();
        List<Long> times = new ArrayList<>();
        fixture.loop.setHooks(new NotingHooks());
        fixture.loop.execute(() -> {
            fixture.network.sleep(Duration.ofMillis(70));
            times.add(fixture.loop.nowNanos() - start);
            times.add(fixture.loop.turnNanos());
        });
        fixture.turn();
        assertEquals(List.of(0L, Duration.ofMillis(70).toNanos()), times);
        assertEquals(List.of("before sleep", "after turn of 70 ms"), events());
    }

    @Test
    void timersThatPassWhileTheProcessIsStoppedFireInTheTurnThatSeesIt() {
        Client client = fixture.connect();
        fixture.loop.setTimer(TimerWheel.timer(event("timer")), Duration.ofSeconds(1));
        fixture.network.stopInSleep(() -> {
            fixture.network.sleep(Duration.ofSeconds(60));
            client.send("meanwhile\n");
        });
        fixture.turn();
        assertEquals(List.of("timer"), events());
        assertEquals(List.of("meanwhile"), client.lines());
    }

    @Test
    void aTaskThatThrowsIsLoggedAndTheOthersRun() {
        fixture.loop.execute(() -> {
            throw new IllegalStateException("thrown for the test");
        });
        fixture.loop.execute(event("task"));
        assertEquals("ERROR Task failed", LogCapture.by(EventLoop.class, Level.ERROR, fixture::turn).get(0));
        assertEquals(List.of("task"), events());
    }

    @Test
    void aTaskThatComesWhileTasksRunWaitsForTheNextTurn() {
        fixture.loop.execute(() -> fixture.loop.execute(event("second")));
        fixture.turn();
        assertEquals(List.of(), events());
        fixture.turn();
        assertEquals(List.of("second"), events());
    }

    @Test
    void everyHandlerIsPassedOnce() {
        fixture.connect();
        fixture.connect();
        List<Handler> handlers = new ArrayList<>();
        fixture.loop.forEachHandler(handlers::add);
        assertEquals(3, handlers.size());
    }

    @Test
    void itGoesOnUntilItIsStopped() {
        fixture.turn();
        assertTrue(fixture.goesOn);
        fixture.loop.stop();
        fixture.turn();
        assertFalse(fixture.goesOn);
    }
}
