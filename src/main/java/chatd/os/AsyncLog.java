package chatd.os;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Where the log is written to, so that nobody is held up: a terminal that was stopped, or a pipe or socket that nobody
 * reads, may keep a write for ever. So lines wait here, up to a bound, for a thread that writes them; more are dropped,
 * and the log says how many. The thread is there only while there is something to write, and a second longer.
 */
public final class AsyncLog extends OutputStream {

    /** How many lines wait at most. */
    static final int MOST_WAITING = 1000;

    private static final int PATIENCE_SECONDS = 1;

    private final OutputStream out;
    private final Supplier<String> stamp;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final ThreadPoolExecutor writer;
    private int dropped;

    /**
     * @param out where the lines go in the end
     * @param stamp what each line begins with
     */
    public AsyncLog(OutputStream out, Supplier<String> stamp) {
        this.out = out;
        this.stamp = stamp;
        writer = new ThreadPoolExecutor(1, 1, PATIENCE_SECONDS, TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(MOST_WAITING), AsyncLog::thread);
        writer.allowCoreThreadTimeOut(true);
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "log");
        thread.setDaemon(true);
        return thread;
    }

    /** Has all that is printed to {@link System#err} from now on go this way. */
    public void install() {
        System.setErr(new PrintStream(this, true, Charset.defaultCharset()));
    }

    @Override
    public synchronized void write(int b) {
        line.write(b);
        if (b == '\n') {
            endLine();
        }
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
        line.write(bytes, offset, length);
        if (length > 0 && bytes[offset + length - 1] == '\n') {
            endLine();
        }
    }

    private void endLine() {
        byte[] whole = concatenate(stamp.get().getBytes(StandardCharsets.UTF_8), line.toByteArray());
        line.reset();
        byte[] withNotice = dropped == 0 ? whole : concatenate(notice(dropped), whole);
        try {
            writer.execute(() -> print(withNotice));
            dropped = 0;
        } catch (RejectedExecutionException e) {
            dropped++;
        }
    }

    private void print(byte[] bytes) {
        try {
            out.write(bytes);
            byte[] notice = takeNotice();
            if (notice != null) {
                out.write(notice);
            }
        } catch (IOException e) {
            // There is no log any more, and nowhere to say so.
        }
    }

    /** When all that waited is written, and nothing has come since that would say it: how many lines are missing. */
    private synchronized byte[] takeNotice() {
        if (dropped == 0 || !writer.getQueue().isEmpty()) {
            return null;
        }
        byte[] notice = notice(dropped);
        dropped = 0;
        return notice;
    }

    private byte[] notice(int lines) {
        return (stamp.get() + '[' + lines + (lines == 1 ? " log line" : " log lines")
                + " dropped: nobody was reading the log]\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] concatenate(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    /** Has what waits written, if that can be done within a second. What comes later is dropped. */
    @Override
    public void close() {
        writer.shutdown();
        try {
            if (!writer.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                writer.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
