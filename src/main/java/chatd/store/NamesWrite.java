package chatd.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** One write of all names, on the writer thread. The loop's thread may wait for its end. */
final class NamesWrite implements Runnable {

    private final NamesStorage storage;
    private final RegisteredName[] names;
    private final NameChanges changes;
    private final CountDownLatch done = new CountDownLatch(1);
    /** Why it failed; null if it did not. Written before the latch opens. */
    private String failure;

    NamesWrite(NamesStorage storage, RegisteredName[] names, NameChanges changes) {
        this.storage = storage;
        this.names = names;
        this.changes = changes;
    }

    /** The changes that this write saves. Only the loop's thread uses them. */
    NameChanges changes() {
        return changes;
    }

    @Override
    public void run() {
        try {
            storage.save(text());
        } catch (IOException | RuntimeException | Error e) {
            failure = e.getMessage() == null ? e.toString() : e.getMessage();
        } finally {
            done.countDown();
        }
    }

    /** Ends it without writing. */
    void fail(String reason) {
        failure = reason;
        done.countDown();
    }

    private byte[] text() {
        StringBuilder text = new StringBuilder(NameLine.HEADER).append(NameLine.FIELDS);
        for (RegisteredName name : names) {
            text.append(NameLine.encode(name));
        }
        return text.append(NameLine.end(names.length)).toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Why it failed; null if it did not. Call this only after its end. */
    String failure() {
        return failure;
    }

    /** Waits for its end. False if it has not ended in this time. */
    boolean await(long nanos) {
        try {
            return done.await(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
