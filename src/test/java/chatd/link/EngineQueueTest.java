package chatd.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

/** The hand-over from an engine's threads to the loop. */
class EngineQueueTest {

    private final Queue<Runnable> loop = new ArrayDeque<>();
    private final EngineQueue queue = new EngineQueue(loop::add);
    private final List<String> reports = new ArrayList<>();

    private final Engine.Events events = new Engine.Events() {
        @Override
        public void connected(long first, long last) {
            reports.add("connected " + first + " " + last);
        }

        @Override
        public void disconnected(String why) {
            reports.add(why);
        }

        @Override
        public void block(long sequence, long millis, byte[] block) {
            if (block.length == 0) {
                throw new IllegalArgumentException("no block");
            }
            reports.add(sequence + "/" + millis + "/" + block[0]);
        }

        @Override
        public void message(byte[] message) {
            reports.add("message " + message[0]);
        }

        @Override
        public void messagesDropped() {
            reports.add("dropped");
        }
    };

    private void block(int reading, long sequence) throws InterruptedException {
        queue.block(reading, sequence, 7, new byte[] {1});
    }

    private List<String> run() {
        while (!loop.isEmpty()) {
            loop.remove().run();
        }
        List<String> result = List.copyOf(reports);
        reports.clear();
        return result;
    }

    @Test
    void aTaskLeavesTheRestToTheNextTurnIfMuchHasCome() throws InterruptedException {
        queue.start(events);
        queue.startReading(1, 1);
        queue.block(1, 1, 7, new byte[512 * 1024]);
        block(1, 2);
        loop.remove().run();
        assertEquals(List.of("1/7/0"), List.copyOf(reports));
        assertEquals(List.of("1/7/0", "2/7/1"), run());
    }

    @Test
    void oneTaskReportsAllThatHasCome() throws InterruptedException {
        queue.start(events);
        queue.startReading(1, 1);
        run();
        queue.connected(7, 1, 2);
        block(1, 1);
        block(1, 2);
        queue.message(new byte[] {5});
        queue.disconnected("gone");
        assertEquals(1, loop.size());
        assertEquals(List.of("connected 1 2", "1/7/1", "2/7/1", "message 5", "gone"), run());
        block(1, 3);
        assertEquals(1, loop.size());
    }

    @Test
    void whatComesBeforeTheStartIsReportedAfterIt() {
        queue.connected(7, 1, 0);
        assertEquals(0, loop.size());
        queue.start(events);
        assertEquals(List.of("connected 1 0"), run());
    }

    @Test
    void eachBlockIsReportedOnce() throws InterruptedException {
        queue.start(events);
        queue.startReading(1, 2);
        block(1, 1);
        block(1, 2);
        block(1, 2);
        block(1, 4);
        block(1, 3);
        assertEquals(List.of("2/7/1", "4/7/1"), run());
        assertEquals(5, queue.nextSequence());
    }

    @Test
    void blocksOfAnEarlierReadingAreNotReported() throws InterruptedException {
        queue.start(events);
        queue.startReading(1, 1);
        block(1, 1);
        queue.startReading(2, 1);
        block(1, 2);
        block(2, 1);
        assertEquals(List.of("1/7/1"), run());
    }

    @Test
    void theRestIsReportedIfOneReportFails() throws InterruptedException {
        queue.start(events);
        queue.startReading(1, 1);
        run();
        queue.block(1, 1, 7, new byte[0]);
        block(1, 2);
        Runnable task = loop.remove();
        assertThrows(IllegalArgumentException.class, task::run);
        block(1, 3);
        assertEquals(List.of("2/7/1", "3/7/1"), run());
    }

    @Test
    void messagesAreDroppedWhileTooMuchWaitsAndThatIsReportedOnce() throws InterruptedException {
        queue.start(events);
        queue.startReading(1, 1);
        queue.block(1, 1, 7, new byte[EngineQueue.MAX_BYTES - 1]);
        assertFalse(queue.isFull());
        queue.message(new byte[] {5});
        assertTrue(queue.isFull());
        queue.message(new byte[] {6});
        assertEquals(List.of("dropped", "1/7/0", "message 5"), run());
        assertFalse(queue.isFull());
    }

    @Test
    void smallBlocksAreBoundedByTheirNumber() throws InterruptedException {
        queue.startReading(1, 1);
        for (int i = 1; i < EngineQueue.MAX_ENTRIES; i++) {
            block(1, i);
        }
        assertFalse(queue.isFull());
        block(1, EngineQueue.MAX_ENTRIES);
        assertTrue(queue.isFull());
    }

    @Test
    void theThreadWithABlockWaitsWhileTooMuchWaits() throws InterruptedException {
        queue.start(events);
        queue.startReading(1, 1);
        queue.block(1, 1, 7, new byte[EngineQueue.MAX_BYTES]);
        Thread thread = new Thread(() -> {
            try {
                block(1, 2);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        thread.start();
        while (thread.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        List<String> all = new ArrayList<>(run());
        thread.join();
        all.addAll(run());
        assertEquals(List.of("1/7/0", "2/7/1"), all);
    }

    @Test
    void afterTheEndNothingIsReportedAndNobodyWaits() throws InterruptedException {
        queue.start(events);
        queue.startReading(1, 1);
        queue.block(1, 1, 7, new byte[EngineQueue.MAX_BYTES]);
        queue.close();
        block(1, 2);
        queue.connected(7, 1, 0);
        assertEquals(List.of(), run());
    }
}
