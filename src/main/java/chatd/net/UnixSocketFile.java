package chatd.net;

import chatd.os.LockFile;
import java.io.Closeable;
import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/**
 * A listening Unix domain socket and its file. Owns both: closing it removes the file. Of two daemons that start on the
 * same path at the same time, one gets the {@link LockFile}; the other fails.
 */
final class UnixSocketFile implements Closeable {

    private static final int FILE_TYPE = 0170000;
    private static final int SOCKET = 0140000;

    final ServerSocketChannel channel;
    private final Path path;
    private final Object fileKey;

    /**
     * Listens at a path. A socket file that an ended process left there is replaced.
     *
     * @param backlog connections that may wait to be accepted
     * @param mode the permissions of the file; connecting needs the permission to write
     * @throws IOException if another process listens there, or the file is not a socket or cannot be made
     */
    UnixSocketFile(SelectorProvider provider, Path path, int backlog, Set<PosixFilePermission> mode)
            throws IOException {
        this.path = path;
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(path);
        // Between bind and listen, a socket looks stale to others.
        LockFile lock = LockFile.of(path).orElseThrow(() -> new IOException("another process is about to listen there"));
        try {
            if (isStale(provider, address)) {
                Files.delete(path);
            }
            channel = bind(provider, address, backlog);
        } finally {
            lock.close();
        }
        try {
            fileKey = fileKey();
            Files.setPosixFilePermissions(path, mode);
            channel.configureBlocking(false);
            rejectEarlyClients();
        } catch (IOException | RuntimeException e) {
            channel.close();
            Files.deleteIfExists(path);
            throw e;
        }
    }

    private static ServerSocketChannel bind(SelectorProvider provider, UnixDomainSocketAddress address, int backlog)
            throws IOException {
        ServerSocketChannel channel = provider.openServerSocketChannel(StandardProtocolFamily.UNIX);
        try {
            return channel.bind(address, backlog);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static boolean isStale(SelectorProvider provider, UnixDomainSocketAddress address) throws IOException {
        Path path = address.getPath();
        try {
            int mode = (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
            if ((mode & FILE_TYPE) != SOCKET) {
                throw new IOException("a file of that name exists and is not a socket");
            }
        } catch (NoSuchFileException e) {
            return false;
        }
        try (SocketChannel channel = provider.openSocketChannel(StandardProtocolFamily.UNIX)) {
            // If the backlog of that socket is full, connecting would block.
            channel.configureBlocking(false);
            channel.connect(address);
        } catch (ConnectException e) {
            return true;
        } catch (IOException e) {
            throw new IOException("another process seems to listen there: " + e.getMessage(), e);
        }
        throw new IOException("another process listens there");
    }

    /** Closes connections made before the permissions were set: their clients may not have had the permission. */
    private void rejectEarlyClients() throws IOException {
        for (SocketChannel early = channel.accept(); early != null; early = channel.accept()) {
            early.close();
        }
    }

    private Object fileKey() throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).fileKey();
    }

    /**
     * Removes the file at its path, if that is still the file of this socket, and closes the socket. In this order,
     * because once the socket is closed, another daemon may replace the file, and the new one may get the same inode
     * number.
     */
    @Override
    public void close() throws IOException {
        try {
            if (fileKey.equals(fileKey())) {
                Files.delete(path);
            }
        } catch (NoSuchFileException e) {
            // Another process has removed the file already.
        } finally {
            channel.close();
        }
    }
}
