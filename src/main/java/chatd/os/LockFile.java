package chatd.os;

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
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives one process at a time the use of a file, by locking a file beside it, {@code FILE.chatd-lock}. The lock file
 * exists only while a process has the lock. The system releases the lock when the process ends, so a lock file of a
 * killed process does not block the next process, which removes it.
 */
public final class LockFile implements Closeable {

    private static final Logger LOG = LoggerFactory.getLogger(LockFile.class);
    private static final String CANNOT_LOCK = "cannot lock ";
    private static final String SUFFIX = ".chatd-lock";
    private static final int TRIES = 10;
    private static final int MOST_MARK = 1 << 20;

    private final Path file;
    private final FileChannel channel;

    private LockFile(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Takes the lock for a file, without waiting. The file need not exist. Empty if another process, or another part of
     * this one, has the lock.
     *
     * @throws IOException if the lock file cannot be made
     */
    public static Optional<LockFile> of(Path locked) throws IOException {
        Path file = locked.resolveSibling(locked.getFileName() + SUFFIX);
        for (int i = 0; i < TRIES; i++) {
            FileChannel channel = open(file);
            try {
                if (!lock(channel)) {
                    channel.close();
                    break;
                }
                if (isAt(file, channel)) {
                    return Optional.of(new LockFile(file, channel));
                }
                channel.close();
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        }
        return Optional.empty();
    }

    private static boolean lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            // Another part of this process has the lock.
            return false;
        }
    }

    private static FileChannel open(Path file) throws IOException {
        try {
            // Neither truncates a file nor follows a link, because the file may belong to another program.
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
     * opened. Java cannot ask for the inode of an open file, so this sets a random size and compares it with the size
     * of the file at the path. It must not open the path, because closing that file would release the lock.
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

    /** Removes the file, then releases the lock. If that fails, the file stays, but blocks nobody. */
    @Override
    public void close() {
        try (channel) {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.debug("{} is left behind: {}", file, e.toString());
        }
    }
}
