package chatd.net;

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
 * A Unix domain socket that the daemon listens on: a file, which exists for as long as that. Of two daemons that start on
 * the same path at the same time, one gets the {@link StartLock}; the other fails.
 */
final class UnixSocketFile implements Closeable {

    private static final int FILE_TYPE = 0170000;
    private static final int SOCKET = 0140000;

    final ServerSocketChannel channel;
    private final Path path;
    private final Object fileKey;

    /**
     * Listens at a path. A file that a process left there which ended is replaced.
     *
     * @param mode who may connect
     * @throws IOException if another process listens there, or the file is no socket, or can't be made
     */
    UnixSocketFile(SelectorProvider provider, Path path, int backlog, Set<PosixFilePermission> mode) throws IOException {
        this.path = path;
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(path);
        // Between bind and listen, a socket looks stale to others.
        StartLock lock = StartLock.of(path);
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
            turnAwayAll();
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
                throw new IOException("there is a file of that name, and it is no socket");
            }
        } catch (NoSuchFileException e) {
            return false;
        }
        try (SocketChannel channel = provider.openSocketChannel(StandardProtocolFamily.UNIX)) {
            // Whoever has too many waiting already would keep us, too.
            channel.configureBlocking(false);
            channel.connect(address);
        } catch (ConnectException e) {
            return true;
        } catch (IOException e) {
            throw new IOException("somebody seems to listen there already: " + e.getMessage(), e);
        }
        throw new IOException("somebody listens there already");
    }

    /** Whoever came before the mode was set may have had no right to. */
    private void turnAwayAll() throws IOException {
        for (SocketChannel early = channel.accept(); early != null; early = channel.accept()) {
            early.close();
        }
    }

    private Object fileKey() throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).fileKey();
    }

    /**
     * Removes the file, if that is still this one, and closes the socket. In this order, because once it is closed,
     * another daemon may replace the file, and the new one may get the same inode number.
     */
    @Override
    public void close() throws IOException {
        try {
            if (fileKey.equals(fileKey())) {
                Files.delete(path);
            }
        } catch (NoSuchFileException e) {
            // Somebody has removed it already.
        } finally {
            channel.close();
        }
    }
}
