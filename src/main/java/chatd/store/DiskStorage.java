package chatd.store;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import chatd.os.ConfigFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The history on a disk: FILE, and FILE.1 with older lines. Opening a file repairs its end, and refuses a file that is
 * not a history file. A pipe or a device is only written, and never read, renamed or repaired.
 */
final class DiskStorage implements HistoryStorage {

    private static final Logger LOG = LoggerFactory.getLogger(DiskStorage.class);
    /** The start position of a file that this daemon has not written. */
    private static final long NOT_OWNED = Long.MAX_VALUE;

    /** The open file. The key distinguishes it from another file at the same path. */
    private record Open(FileChannel channel, boolean isRegular, Object key, long ownedFrom, boolean endsTorn) {

        Open ownedFrom(long position) {
            return new Open(channel, isRegular, key, position, endsTorn);
        }
    }

    private final Path path;
    private final Path older;
    private final Path directory;
    private volatile Open open;
    /** Whether the entry of the file in its directory may not be on the disk yet. */
    private boolean hasNewName;
    private Object olderKey;
    private long olderOwnedFrom = NOT_OWNED;

    /**
     * @param path absolute
     * @throws IOException if the file is not a history file or cannot be opened; the message says why, without a path
     */
    DiskStorage(Path path) throws IOException {
        this.path = path;
        older = path.resolveSibling(path.getFileName() + ".1");
        directory = path.getParent();
        open = open();
    }

    private Open open() throws IOException {
        BasicFileAttributes attributes = attributes(path);
        if (attributes != null && attributes.isDirectory()) {
            throw new IOException("it is a directory");
        }
        if (attributes != null && !attributes.isRegularFile()) {
            // A pipe without a reader could not be opened for writing alone.
            return new Open(FileChannel.open(path, READ, WRITE), false, attributes.fileKey(), 0, false);
        }
        boolean endsTorn = attributes != null && !repair();
        hasNewName |= attributes == null;
        FileChannel channel = FileChannel.open(path, Set.of(CREATE, WRITE, APPEND),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            return new Open(channel, true, key(path), channel.size(), endsTorn);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** The attributes of a file; null if there is none. */
    private static BasicFileAttributes attributes(Path path) throws IOException {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class);
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    private static Object key(Path path) throws IOException {
        BasicFileAttributes attributes = attributes(path);
        return attributes == null ? null : attributes.fileKey();
    }

    /** Moves a torn line at the end of the file to FILE.torn. Returns false if it must stay. */
    private boolean repair() throws IOException {
        try (DiskBytes file = new DiskBytes(path, 0)) {
            TornTail tail = new TornTail(file);
            if (!tail.isHistory()) {
                throw new IOException("it is not a history file, and is not changed");
            }
            long end = tail.end();
            return end == file.length() || moveTail(tail, end, file.length());
        }
    }

    private boolean moveTail(TornTail tail, long end, long length) {
        Path torn = path.resolveSibling(path.getFileName() + ".torn");
        String what = (length - end) + " bytes after the last whole line, from position " + end + " of " + path;
        try {
            tail.copyTo(torn, end, what);
            try (FileChannel channel = FileChannel.open(path, WRITE)) {
                channel.truncate(end);
            }
            LOG.warn("The end of the history file was damaged, as after a crash: {} are now in {}", what, torn);
            return true;
        } catch (IOException e) {
            LOG.warn("The damaged end of the history file stays in it: {} cannot be moved to {}: {}", what, torn,
                    ConfigFile.reason(e));
            return false;
        }
    }

    @Override
    public int write(byte[] bytes, int offset, int length) throws IOException {
        int written = open.channel.write(ByteBuffer.wrap(bytes, offset, length));
        if (written <= 0) {
            throw new IOException("nothing was written");
        }
        return written;
    }

    @Override
    public long length() throws IOException {
        return open.isRegular ? open.channel.size() : -1;
    }

    @Override
    public void truncate(long length) throws IOException {
        open.channel.truncate(length);
    }

    @Override
    public boolean endsWithTornLine() {
        return open.endsTorn;
    }

    @Override
    public void sync() throws IOException {
        if (!open.isRegular) {
            return;
        }
        open.channel.force(false);
        if (hasNewName) {
            try (FileChannel channel = FileChannel.open(directory, READ)) {
                channel.force(true);
            }
            hasNewName = false;
        }
    }

    @Override
    public synchronized void reopen() throws IOException {
        replace(open());
    }

    @Override
    public synchronized void rotate() throws IOException {
        // Another program may have moved the file. Another file at the path must not become FILE.1.
        if (open.key.equals(key(path))) {
            Files.move(path, older, StandardCopyOption.ATOMIC_MOVE);
        }
        replace(open());
    }

    private void replace(Open next) throws IOException {
        Open last = open;
        if (next.key.equals(last.key)) {
            open = next.ownedFrom(last.ownedFrom);
        } else {
            open = next;
            olderKey = last.key;
            olderOwnedFrom = last.ownedFrom;
        }
        last.channel.close();
    }

    @Override
    public synchronized List<HistoryBytes> files() throws IOException {
        List<HistoryBytes> files = new ArrayList<>();
        if (!open.isRegular) {
            return files;
        }
        try {
            Object first = key(path);
            add(files, path, open.key.equals(first) ? open.ownedFrom : NOT_OWNED);
            Object second = key(older);
            // Another program may have renamed the file in the meantime.
            if (second != null && !second.equals(first)) {
                add(files, older, second.equals(olderKey) ? olderOwnedFrom : NOT_OWNED);
            }
            return files;
        } catch (IOException | RuntimeException e) {
            for (HistoryBytes file : files) {
                file.close();
            }
            throw e;
        }
    }

    private static void add(List<HistoryBytes> files, Path path, long ownedFrom) throws IOException {
        BasicFileAttributes attributes = attributes(path);
        // Opening a pipe could block.
        if (attributes != null && attributes.isRegularFile()) {
            files.add(new DiskBytes(path, ownedFrom));
        }
    }

    @Override
    public void close() throws IOException {
        open.channel.close();
    }
}
