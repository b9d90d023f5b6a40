package chatd.net;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The right to begin to listen at the path of a Unix domain socket: a locked file beside it, {@code PATH.chatd-lock}, which
 * exists only while a daemon takes the path over. The system ends the lock with the process, so a file that a killed
 * process has left there locks out nobody; the next daemon removes it.
 */
final class StartLock implements Closeable {

    private static final Logger LOG = LoggerFactory.getLogger(StartLock.class);
    private static final String CANNOT_LOCK = "cannot lock ";
    private static final String SUFFIX = ".chatd-lock";
    private static final int TRIES = 10;
    private static final int MOST_MARK = 1 << 20;

    private final Path file;
    private final FileChannel channel;

    private StartLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Takes the lock for a socket at this path, without waiting.
     *
     * @throws IOException if another process has it, or the file cannot be made
     */
    static StartLock of(Path socket) throws IOException {
        Path file = socket.resolveSibling(socket.getFileName() + SUFFIX);
        for (int i = 0; i < TRIES; i++) {
            FileChannel channel = open(file);
            try {
                if (!lock(channel)) {
                    channel.close();
                    break;
                }
                if (isAt(file, channel)) {
                    return new StartLock(file, channel);
                }
                channel.close();
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        }
        throw new IOException("another process is about to listen there");
    }

    private static boolean lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            // Another server of this process has it.
            return false;
        }
    }

    private static FileChannel open(Path file) throws IOException {
        try {
            // Neither truncated nor through a link: the file may be another's.
            return FileChannel.open(file, CREATE, WRITE, NOFOLLOW_LINKS);
        } catch (AccessDeniedException e) {
            throw e;
        } catch (NoSuchFileException e) {
            throw new IOException("No such file or directory", e);
        } catch (FileSystemException e) {
            throw new IOException(CANNOT_LOCK + file + ": " + e.getReason(), e);
        } catch (IOException e) {
            throw new IOException(CANNOT_LOCK + file + ": " + e.getMessage(), e);
        }
    }

    /**
     * Whether a locked file is still the one at its path, and not one that its last owner has removed since it was
     * opened. Java cannot ask for the inode of an open file, so this gives it a random size and looks for it at the path.
     * It must not open the path, because closing that would end the lock.
     */
    private static boolean isAt(Path file, FileChannel channel) throws IOException {
        int mark = ThreadLocalRandom.current().nextInt(MOST_MARK);
        channel.truncate(0);
        channel.write(ByteBuffer.allocate(1), mark);
        try {
            return Files.readAttributes(file, BasicFileAttributes.class, NOFOLLOW_LINKS).size() == mark + 1L;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** Removes the file and ends the lock, in this order. If that fails, the file stays, and locks out nobody. */
    @Override
    public void close() {
        try (channel) {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.debug("{} is left behind: {}", file, e.toString());
        }
    }
}
