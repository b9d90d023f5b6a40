package chatd.os;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The stream of the log. Writing a line to it never blocks, although a stopped terminal, or a pipe or socket that no
 * process reads, can block a write for ever: lines wait in a bounded queue, and a {@link BackgroundThread} writes them.
 * When the queue is full, lines are dropped, and the log says how many.
 */
public final class AsyncLog extends OutputStream {

    /** Lines that may wait. */
    static final int MAX_WAITING = 1000;

    private static final int TIMEOUT_SECONDS = 1;

    private final OutputStream out;
    private final Supplier<String> prefix;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final BackgroundThread writer = new BackgroundThread("log", MAX_WAITING);
    private int dropped;

    /**
     * @param out receives the lines, on the thread that writes
     * @param prefix supplies the text that a line begins with, for each line anew
     */
    public AsyncLog(OutputStream out, Supplier<String> prefix) {
        this.out = out;
        this.prefix = prefix;
    }

    /** Redirects {@link System#err} to this stream. */
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
        byte[] whole = concatenate(prefix.get().getBytes(StandardCharsets.UTF_8), line.toByteArray());
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
            // The log is gone, and there is no other place to report that.
        }
    }

    /** The notice of dropped lines, if no line waits that would carry it; null if none is needed. */
    private synchronized byte[] takeNotice() {
        if (dropped == 0 || !writer.isEmpty()) {
            return null;
        }
        byte[] notice = notice(dropped);
        dropped = 0;
        return notice;
    }

    private byte[] notice(int lines) {
        return (prefix.get() + '[' + lines + (lines == 1 ? " log line" : " log lines")
                + " dropped: the log was not being read]\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] concatenate(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    /** Writes the lines that wait, if that takes no longer than a second. Later lines are dropped. */
    @Override
    public void close() {
        writer.close(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }
}
