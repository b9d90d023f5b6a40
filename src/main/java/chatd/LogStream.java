package chatd;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * Standard error that does not hold up the loop when nobody reads the log. Writing to a full pipe blocks, so what would
 * go over half of a pipe's usual 64 KiB is dropped and counted, and the log says how much is missing when it is read
 * again. A file takes everything. A terminal that was stopped, or a socket, can still block: they do not tell how much
 * of what was written is unread.
 */
final class LogStream extends OutputStream {

    private static final int MOST_UNREAD_BYTES = 32 * 1024;

    private final FileOutputStream out;
    private final FileInputStream unread;
    private int droppedLines;

    /** @param descriptor where to write to; it stays open */
    LogStream(FileDescriptor descriptor) {
        out = new FileOutputStream(descriptor);
        // Never read from: on Linux either end of a pipe tells how much is in it.
        unread = new FileInputStream(descriptor);
    }

    /** Has all that is printed to {@link System#err} go this way. */
    static void install() {
        System.setErr(new PrintStream(new LogStream(FileDescriptor.err), true, Charset.defaultCharset()));
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    /** Writes a whole line, or nothing: a print stream hands on what was printed in one piece. */
    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (unreadBytes() + length > MOST_UNREAD_BYTES) {
            droppedLines++;
            return;
        }
        if (droppedLines > 0) {
            String notice = "[" + droppedLines + " log lines dropped: nobody was reading the log]\n";
            droppedLines = 0;
            out.write(notice.getBytes(StandardCharsets.UTF_8));
        }
        out.write(bytes, offset, length);
    }

    private int unreadBytes() {
        try {
            return unread.available();
        } catch (IOException e) {
            return 0;
        }
    }
}
