package chatd.link;

import chatd.link.Deadlines.Deadline;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** The letters of this node that wait for their answers. Each gets exactly one, which is null after 2 s. */
final class Letters {

    private record Letter(long id, String to, Consumer<byte[]> answer, long dueNanos) {
    }

    private static final int MAX_WAITING = 1000;
    private static final long WAIT_NANOS = Duration.ofSeconds(2).toNanos();

    private final Sender sender;
    private final Deadlines deadlines;
    private final Deadline timeOut;
    private final Map<Long, Letter> waiting = new HashMap<>();
    /** In the order in which they were sent; those that are answered stay until their time is over. */
    private final Deque<Letter> byTime = new ArrayDeque<>();
    private long lastId;

    /** @param lastId greater than the numbers of all letters of earlier processes, whose answers may still arrive */
    Letters(Sender sender, Deadlines deadlines, long lastId) {
        this.sender = sender;
        this.deadlines = deadlines;
        this.lastId = lastId;
        this.timeOut = deadlines.add(this::timeOut);
    }

    boolean isFull() {
        return byTime.size() >= MAX_WAITING;
    }

    /** Sends a letter. */
    void send(String to, byte[] content, Consumer<byte[]> answer) {
        Letter letter = new Letter(++lastId, to, answer, deadlines.nowNanos() + WAIT_NANOS);
        waiting.put(letter.id, letter);
        byTime.add(letter);
        sender.begin(FrameType.LETTER, letter.id, null).raw(content, 0, content.length);
        sender.send(to);
        if (!timeOut.isSet()) {
            timeOut.set(WAIT_NANOS);
        }
    }

    /** An answer has arrived. A late one is ignored. */
    void answered(Frame frame) {
        Letter letter = waiting.get(frame.number());
        if (letter == null || !letter.to.equals(frame.node().name())) {
            return;
        }
        byte[] content = frame.body().bytes();
        waiting.remove(letter.id);
        letter.answer.accept(content);
    }

    private void timeOut() {
        while (!byTime.isEmpty() && deadlines.nowNanos() - byTime.peek().dueNanos >= 0) {
            Letter letter = byTime.remove();
            if (waiting.remove(letter.id) != null) {
                letter.answer.accept(null);
            }
        }
        if (!byTime.isEmpty()) {
            timeOut.set(byTime.peek().dueNanos - deadlines.nowNanos());
        }
    }
}
