package chatd.os;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The timeouts only end a test that hangs. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BackgroundThreadTest {

    private final List<Object> done = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch mayEnd = new CountDownLatch(1);
    private final BackgroundThread thread = new BackgroundThread("test", 3);

    /** Occupies the thread until the latch is open. */
    private void block() throws InterruptedException {
        thread.execute(() -> {
            begun.countDown();
            try {
                mayEnd.await();
            } catch (InterruptedException e) {
                done.add("interrupted");
            }
        });
        begun.await();
    }

    private void add(Object number) {
        thread.execute(() -> done.add(number));
    }

    @Test
    void tasksRunInTheirOrderOnADaemonThread() {
        thread.execute(() -> done.add(Thread.currentThread().getName() + Thread.currentThread().isDaemon()));
        add(1);
        add(2);
        assertTrue(thread.close(1, TimeUnit.MINUTES));
        assertEquals(List.of("testtrue", 1, 2), done);
    }

    @Test
    void tasksBeyondTheBoundAreRefused() throws InterruptedException {
        block();
        assertTrue(thread.isEmpty());
        add(1);
        assertFalse(thread.isEmpty());
        add(2);
        add(3);
        assertThrows(RejectedExecutionException.class, () -> add(4));
        mayEnd.countDown();
        assertTrue(thread.close(1, TimeUnit.MINUTES));
        assertEquals(List.of(1, 2, 3), done);
    }

    @Test
    void aClosedThreadRefusesTasks() {
        assertTrue(thread.close(1, TimeUnit.MINUTES));
        assertThrows(RejectedExecutionException.class, () -> add(1));
        assertThrows(RejectedExecutionException.class, () -> thread.executeInASecond(() -> done.add(1)));
        assertEquals(List.of(), done);
    }

    @Test
    void aTaskThatBlocksIsLeftAloneWhenTheTimeToCloseIsOver() throws InterruptedException {
        block();
        add(1);
        thread.executeInASecond(() -> done.add(2));
        assertFalse(thread.close(1, TimeUnit.MILLISECONDS));
        mayEnd.countDown();
        assertTrue(thread.close(1, TimeUnit.MINUTES));
        assertEquals(List.of(), done);
    }

    @Test
    void theThreadEndsWithoutTasksAndBeginsAgainWithOne() throws InterruptedException {
        Thread[] threads = new Thread[2];
        for (int i = 0; i < threads.length; i++) {
            int index = i;
            CountDownLatch latch = new CountDownLatch(1);
            thread.execute(() -> {
                threads[index] = Thread.currentThread();
                latch.countDown();
            });
            latch.await();
            threads[i].join();
        }
        assertFalse(threads[0] == threads[1]);
    }

    @Test
    void aTaskRunsInASecondAndTheThreadWaitsForIt() throws InterruptedException {
        CountDownLatch latch = new CountDownLatch(1);
        long before = System.nanoTime();
        thread.executeInASecond(() -> {
            done.add(System.nanoTime() - before >= TimeUnit.SECONDS.toNanos(1));
            latch.countDown();
        });
        latch.await();
        assertEquals(List.of(true), done);
    }

    @Test
    void aTaskThatIsDueRunsBeforeThoseThatWait() throws InterruptedException {
        CountDownLatch due = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        thread.executeInASecond(due::countDown);
        Runnable busy = new Runnable() {
            @Override
            public void run() {
                if (due.getCount() > 0) {
                    thread.execute(this);
                } else {
                    ended.countDown();
                }
            }
        };
        thread.execute(busy);
        ended.await();
    }

    @Test
    void closingRunsTheLaterTaskAtOnceAndAfterThoseThatWait() throws InterruptedException {
        block();
        thread.executeInASecond(() -> done.add("replaced"));
        thread.executeInASecond(() -> done.add("later"));
        add(1);
        mayEnd.countDown();
        assertTrue(thread.close(1, TimeUnit.MINUTES));
        assertEquals(List.of(1, "later"), done);
    }

    @Test
    void aTaskThatFailsDoesNotKeepTheNextOnesFromRunning() throws InterruptedException {
        CountDownLatch failed = new CountDownLatch(1);
        block();
        thread.execute(() -> {
            Thread.currentThread().setUncaughtExceptionHandler((failing, e) -> failed.countDown());
            throw new IllegalStateException();
        });
        add(1);
        mayEnd.countDown();
        failed.await();
        assertTrue(thread.close(1, TimeUnit.MINUTES));
        assertEquals(List.of(1), done);
    }

    @Test
    void afterAFailureWithoutFurtherTasksTheThreadBeginsAgain() throws InterruptedException {
        CountDownLatch failed = new CountDownLatch(1);
        thread.execute(() -> {
            Thread.currentThread().setUncaughtExceptionHandler((failing, e) -> failed.countDown());
            throw new IllegalStateException();
        });
        failed.await();
        add(1);
        assertTrue(thread.close(1, TimeUnit.MINUTES));
        assertEquals(List.of(1), done);
    }
}
