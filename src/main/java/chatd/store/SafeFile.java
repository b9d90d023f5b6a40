package chatd.store;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import chatd.os.LockFile;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file that is replaced as a whole: after a crash at any moment it has either the old or the new text. The new text
 * is written to FILE.tmp, synced to the disk, and renamed to the file. Only the owner may read the file.
 */
class SafeFile implements NamesStorage {

    private static final Logger LOG = LoggerFactory.getLogger(SafeFile.class);

    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final long MOST_BYTES = 64L << 20;
    private static final int MOST_COPIES = 1000;

    private final String title;
    private final Path file;
    private final Path temporary;
    private final Closeable lock;
    private boolean warned;

    SafeFile(String title, Path file, Closeable lock) {
        this.title = title;
        this.file = file;
        this.lock = lock;
        temporary = beside(".tmp");
    }

    /**
     * A file that an option names, which need not exist, for this process alone.
     *
     * @throws IOException if it cannot be used; the message is one line that names the option and the file
     */
    static SafeFile open(String option, Path named) throws IOException {
        String title = option + ' ' + named;
        try {
            Path absolute = named.toAbsolutePath();
            if (absolute.getFileName() == null || Files.isDirectory(absolute)) {
                throw new IOException("it is a directory");
            }
            // Replaces the target of a link, not the link.
            boolean exists = Files.exists(absolute);
            Path file = exists ? absolute.toRealPath() : absolute;
            requireDirectory(file.resolveSibling(""));
            if (exists) {
                check(title, file);
            }
            Closeable lock = LockFile.of(file).orElseThrow(() -> new IOException("another process uses it"));
            return new SafeFile(title, file, lock);
        } catch (IOException e) {
            throw new IOException(title + ": " + reason(e), e);
        }
    }

    private static void requireDirectory(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            throw new IOException("there is no directory " + directory);
        }
        if (!Files.isWritable(directory)) {
            throw new IOException("no permission to write in its directory " + directory);
        }
    }

    private static void check(String title, Path file) throws IOException {
        PosixFileAttributes attributes = Files.readAttributes(file, PosixFileAttributes.class);
        if (!attributes.isRegularFile()) {
            throw new IOException("it is not a regular file");
        }
        if (attributes.size() > MOST_BYTES) {
            throw new IOException("it is larger than " + MOST_BYTES + " bytes");
        }
        if (attributes.permissions().contains(PosixFilePermission.OTHERS_READ)) {
            LOG.warn("{} can be read by everybody on this machine: chmod o-r {}", title, file);
        }
    }

    @Override
    public InputStream open() throws IOException {
        try {
            return Files.newInputStream(file);
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            throw new IOException(title + ": " + reason(e), e);
        }
    }

    @Override
    public void save(byte[] text) throws IOException {
        try {
            deleteTemporary();
            writeTemporary(text);
            rename();
        } catch (IOException e) {
            freeSpace();
            throw new IOException(reason(e), e);
        }
        try {
            syncDirectory();
        } catch (IOException e) {
            warnOnce(e);
        }
    }

    private void freeSpace() {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            LOG.debug("{} is left behind: {}", temporary, reason(e));
        }
    }

    /** Removes a file left by a crash. The names in it were never acknowledged. */
    void deleteTemporary() throws IOException {
        Files.deleteIfExists(temporary);
    }

    void writeTemporary(byte[] text) throws IOException {
        try (FileChannel channel = FileChannel.open(temporary, Set.of(CREATE_NEW, WRITE, NOFOLLOW_LINKS), OWNER_ONLY)) {
            ByteBuffer rest = ByteBuffer.wrap(text);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
            channel.force(true);
        }
    }

    void rename() throws IOException {
        Files.move(temporary, file, ATOMIC_MOVE, REPLACE_EXISTING);
    }

    /** Syncs the directory, so that the rename survives a crash of the machine. */
    void syncDirectory() throws IOException {
        try (FileChannel directory = FileChannel.open(file.resolveSibling(""), READ)) {
            directory.force(true);
        }
    }

    /**
     * The file already has the new text, and loses it only if the machine crashes. So the change is not undone: the
     * file would contain a key that its owner has not seen. Some file systems cannot sync a directory at all.
     */
    private void warnOnce(IOException e) {
        if (!warned) {
            LOG.warn("{}: its directory cannot be synced; if the machine crashes, the last changes may be lost: {}",
                    title, reason(e));
        }
        warned = true;
    }

    @Override
    public String setAside(String state) throws IOException {
        try {
            for (int i = 1; i <= MOST_COPIES; i++) {
                Path copy = beside(i == 1 ? "." + state : "." + state + '-' + i);
                if (isCopy(copy)) {
                    return copy.toString();
                }
            }
            throw new IOException("there are " + MOST_COPIES + " files *." + state + " already");
        } catch (IOException e) {
            throw new IOException(title + " is " + state + ", and cannot be kept as *." + state + ": " + reason(e), e);
        }
    }

    /** Copies the file, unless the copy exists. Returns whether the copy is equal to the file. */
    private boolean isCopy(Path copy) throws IOException {
        try (FileChannel from = FileChannel.open(file, READ);
                FileChannel to = FileChannel.open(copy, Set.of(CREATE_NEW, WRITE, NOFOLLOW_LINKS), OWNER_ONLY)) {
            to.transferFrom(from, 0, from.size());
            to.force(true);
            return true;
        } catch (FileAlreadyExistsException e) {
            return Files.isRegularFile(copy, NOFOLLOW_LINKS) && Files.mismatch(file, copy) < 0;
        }
    }

    private Path beside(String suffix) {
        return file.resolveSibling(file.getFileName() + suffix);
    }

    private static String reason(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof FileSystemException system) {
            String reason = system.getReason() == null ? e.getClass().getSimpleName() : system.getReason();
            return system.getFile() == null ? reason : reason + " (" + system.getFile() + ')';
        }
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            LOG.debug("Unlocking {}: {}", title, reason(e));
        }
    }

    /** The option and the file, as on the command line. */
    @Override
    public String toString() {
        return title;
    }
}
