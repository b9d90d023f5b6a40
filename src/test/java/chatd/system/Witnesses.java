package chatd.system;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A few well-behaved members of the room that send lines at a steady pace, on a thread of their own. Each of them must
 * receive every line of theirs whole, once and in the same order, or be told that it was skipped; the same holds for
 * other clients' lines.
 */
public final class Witnesses implements AutoCloseable, ClientThread.Clients {

    private static final Duration JOIN_TIME = Duration.ofSeconds(20);
    private static final Duration RECEIVE_TIME = Duration.ofSeconds(1);
    private static final int READ_BYTES = 256 * 1024;
    private static final int IDLE_MILLIS = 1000;
    /** Begins the text of other clients' lines that are counted. */
    private static final byte[] CLIENT_MARK = {':', ' ', '#'};

    private final ClientThread thread = new ClientThread("witnesses", this);
    private final List<Witness> witnesses = new ArrayList<>();
    private final ByteBuffer buffer = ByteBuffer.allocate(READ_BYTES);
    private final long paceNanos;
    private long nextNanos;
    private int next;
    private volatile boolean sending;
    private long clientLines;
    private Comparison comparison = new Comparison();

    /**
     * Has them join, one after the other, and start sending.
     *
     * @param pace interval between two lines of one witness
     */
    public Witnesses(int port, int count, Duration pace) throws IOException {
        paceNanos = pace.toNanos() / count;
        for (int i = 0; i < count; i++) {
            witnesses.add(new Witness(i, port, thread.selector()));
        }
        thread.start();
        if (!Waiting.until(() -> call(() -> witnesses.stream().allMatch(Witness::hasJoined)), JOIN_TIME)) {
            close();
            throw new IOException("not all witnesses could join");
        }
        startSending();
    }

    /** Has them send lines again after {@link #settle}. */
    public void startSending() {
        call(() -> nextNanos = System.nanoTime());
        sending = true;
        thread.wakeUp();
    }

    /** Has them stop sending, without waiting for lines under way. */
    public void stopSending() {
        sending = false;
    }

    /** Number of other clients' lines received, over all witnesses. */
    public long clientLines() {
        return call(() -> clientLines);
    }

    /** Whether all of them were disconnected. */
    public boolean haveEnded() {
        return call(() -> witnesses.stream().allMatch(Witness::hasEnded));
    }

    /** Has them stop sending, and waits until each has received the last line of all. */
    public void settle(Duration patience) throws IOException {
        sending = false;
        long end = System.nanoTime() + patience.toNanos();
        do {
            // The line before may have been skipped for a slow witness.
            call(this::allSendALine);
            if (Waiting.until(() -> call(this::allHaveReceivedTheLastLines), RECEIVE_TIME)) {
                return;
            }
        } while (System.nanoTime() - end < 0 && !call(() -> witnesses.stream().anyMatch(Witness::hasEnded)));
        call(() -> {
            for (Witness witness : witnesses) {
                String problem = witness.hasEnded() ? " was disconnected" : " did not receive the last lines";
                comparison.problem(witness.hasEnded() ? 1 : 0,
                        witness.name() + problem + "; before: \"" + witness.lastLine() + '"');
            }
            return null;
        });
    }

    private Void allSendALine() {
        witnesses.forEach(Witnesses::send);
        return null;
    }

    private boolean allHaveReceivedTheLastLines() {
        return witnesses.stream().allMatch(listener -> witnesses.stream()
                .allMatch(speaker -> listener.transcript.contains(speaker.lastSent())));
    }

    /**
     * Compares the transcripts, and clears them.
     *
     * @param nanoTime lines sent before must have been received by all
     */
    public Comparison compare(long nanoTime) {
        return call(() -> {
            Comparison done = comparison;
            comparison = new Comparison();
            for (Witness witness : witnesses) {
                done.skipped(witness.transcript.skipped());
                done.delays(witness.delayNanos);
                findMissing(witness, nanoTime, done);
                witness.transcript.compare(witnesses.get(0).transcript, witness.name(), done);
            }
            witnesses.forEach(Witness::forget);
            return done;
        });
    }

    private void findMissing(Witness listener, long nanoTime, Comparison done) {
        Map<Long, Integer> received = listener.transcript.index(listener.name(), done);
        long missing = 0;
        for (Witness speaker : witnesses) {
            for (int i = 0; i < speaker.sentNanos.size(); i++) {
                if (speaker.sentNanos.get(i) < nanoTime && !received.containsKey(speaker.id(i))) {
                    missing++;
                }
            }
        }
        if (missing > listener.transcript.skipped()) {
            done.problem(missing - listener.transcript.skipped(), listener.name() + " did not receive all lines");
        }
    }

    /** Whether each of them has received the server's shutdown notice. */
    public boolean haveReceivedFarewell() {
        return call(() -> witnesses.stream().allMatch(witness -> witness.transcript.contains(Witness.FAREWELL)));
    }

    @Override
    public void close() {
        thread.end(() -> witnesses.forEach(Witness::close));
    }

    private <T> T call(Supplier<T> task) {
        return thread.call(task);
    }

    @Override
    public long send() {
        while (sending && nextNanos - System.nanoTime() <= 0) {
            nextNanos += paceNanos;
            send(witnesses.get(next++ % witnesses.size()));
        }
        return sending ? (nextNanos - System.nanoTime()) / 1_000_000 : IDLE_MILLIS;
    }

    @Override
    public void serve(SelectionKey key) {
        ((Witness) key.attachment()).serve(buffer, this);
    }

    private static void send(Witness witness) {
        try {
            witness.send();
        } catch (IOException e) {
            witness.close();
        }
    }

    Witness witness(int number) {
        return witnesses.get(number);
    }

    void damaged(String problem) {
        comparison.problem(1, problem);
    }

    void countClientLine(byte[] line, int length) {
        for (int i = 0; i + CLIENT_MARK.length <= length && line[i] != ' '; i++) {
            if (line[i] == CLIENT_MARK[0]) {
                clientLines += line[i + 1] == CLIENT_MARK[1] && line[i + 2] == CLIENT_MARK[2] ? 1 : 0;
                return;
            }
        }
    }
}
