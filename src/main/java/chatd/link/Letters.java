package chatd.link;

import chatd.link.Deadlines.Deadline;
import chatd.loop.EventLoop;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Letters: requests of one node to another. Each letter of this node gets exactly one answer; after 2 s without one,
 * the answer is null.
 */
final class Letters {

    private record Letter(long id, String to, Consumer<byte[]> answer, long dueNanos) {
    }

    private static final int MAX_WAITING = 1000;
    private static final long WAIT_NANOS = Duration.ofSeconds(2).toNanos();

    private final Sender sender;
    private final EventLoop loop;
    private final Deadline timeOut;
    /** The letters without an answer, by number, in the order of sending. */
    private final Map<Long, Letter> waiting = new LinkedHashMap<>();
    private long lastId;

    /** @param lastId greater than the numbers of all letters of earlier processes, whose answers may still arrive */
    Letters(Sender sender, EventLoop loop, Deadlines deadlines, long lastId) {
        this.sender = sender;
        this.loop = loop;
        this.lastId = lastId;
        this.timeOut = deadlines.add(this::timeOut);
    }

    /** Sends a letter. If it cannot be sent, the answer is null; like any answer, it comes later. */
    void ask(boolean canBeSent, String to, byte[] content, Consumer<byte[]> answer) {
        if (!canBeSent || waiting.size() >= MAX_WAITING || content.length > sender.maxBodyBytes()) {
            loop.defer(() -> answer.accept(null));
            return;
        }
        Letter letter = new Letter(++lastId, to, answer, loop.nowNanos() + WAIT_NANOS);
        waiting.put(letter.id, letter);
        sender.begin(FrameType.LETTER, letter.id, null).raw(content, 0, content.length);
        sender.send(to);
        if (!timeOut.isSet()) {
            timeOut.set(WAIT_NANOS);
        }
    }

    /** A letter of another node has arrived. */
    void received(Frame letter, Replica replica) {
        byte[] answer = replica.answer(letter.node(), letter.body());
        sender.begin(FrameType.ANSWER, letter.number(), null).bytes(answer, 0, answer.length);
        sender.send(letter.node().name());
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
        Letter first = first();
        while (first != null && loop.nowNanos() - first.dueNanos >= 0) {
            waiting.remove(first.id);
            first.answer.accept(null);
            first = first();
        }
        if (first != null) {
            timeOut.set(first.dueNanos - loop.nowNanos());
        }
    }

    /** The letter that has waited longest; null if there is none. */
    private Letter first() {
        return waiting.isEmpty() ? null : waiting.values().iterator().next();
    }
}
