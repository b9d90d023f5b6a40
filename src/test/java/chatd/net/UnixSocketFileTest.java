package chatd.net;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.os.LockFile;
import chatd.sim.SimulatedNetwork.Client;
import chatd.sim.SimulatedNetwork;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With real sockets and files. The timeouts only end a test that hangs. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class UnixSocketFileTest {

    private static final int BACKLOG = 16;
    private static final String NOT_A_SOCKET = "a file of that name exists and is not a socket";

    @TempDir
    private Path directory;

    private Path path() {
        return directory.resolve("s");
    }

    private UnixSocketFile open() throws IOException {
        return open("rw-rw----");
    }

    private UnixSocketFile open(String mode) throws IOException {
        return open(path(), PosixFilePermissions.fromString(mode));
    }

    private static UnixSocketFile open(Path path, Set<PosixFilePermission> mode) throws IOException {
        return new UnixSocketFile(SelectorProvider.provider(), path, BACKLOG, mode);
    }

    private SocketChannel connect() throws IOException {
        return SocketChannel.open(UnixDomainSocketAddress.of(path()));
    }

    private ServerSocketChannel listenElsewhere(Path path) throws IOException {
        return ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(path));
    }

    private void leaveAStaleSocket() throws IOException {
        listenElsewhere(path()).close();
        assertTrue(Files.exists(path()));
    }

    private String refusal() {
        return assertThrows(IOException.class, this::open).getMessage();
    }

    private String permissions() throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path()));
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void aClientThatConnectsToThePathIsAcceptedWithoutBlocking() throws IOException {
        try (UnixSocketFile file = open()) {
            assertNull(file.channel.accept());
            try (SocketChannel client = connect(); SocketChannel accepted = file.channel.accept()) {
                assertNotNull(accepted);
                assertTrue(client.isConnected());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-rw----", "rwxrwxrwx", "---------"})
    void theFileHasTheGivenModeDespiteTheUmask(String mode) throws IOException {
        try (UnixSocketFile file = open(mode)) {
            assertEquals(mode, permissions());
            assertTrue(file.channel.isOpen());
        }
    }

    @Test
    void closingRemovesTheFile() throws IOException {
        UnixSocketFile file = open();
        assertEquals(List.of("s"), files());
        file.close();
        assertEquals(List.of(), files());
        assertFalse(file.channel.isOpen());
    }

    // A path that exists already

    @Test
    void aStaleSocketIsReplaced() throws IOException {
        leaveAStaleSocket();
        try (UnixSocketFile file = open("rw-------"); SocketChannel client = connect()) {
            assertEquals("rw-------", permissions());
            assertNotNull(file.channel.accept());
            assertTrue(client.isConnected());
        }
        assertEquals(List.of(), files());
    }

    @Test
    void aSocketInUseIsLeftAlone() throws IOException {
        try (ServerSocketChannel other = listenElsewhere(path())) {
            String mode = permissions();
            assertEquals("another process listens there", refusal());
            assertEquals(mode, permissions());
            try (SocketChannel client = connect()) {
                assertTrue(client.isConnected());
                assertTrue(other.isOpen());
            }
        }
    }

    @Test
    @Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aSocketWithAFullBacklogIsLeftAloneWithoutBlocking() throws IOException {
        List<SocketChannel> waiting = new ArrayList<>();
        try (ServerSocketChannel busy = ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                .bind(UnixDomainSocketAddress.of(path()), 1)) {
            assertThrows(SocketException.class, () -> {
                for (;;) {
                    SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX);
                    waiting.add(client);
                    client.configureBlocking(false);
                    client.connect(UnixDomainSocketAddress.of(path()));
                }
            });
            assertTrue(refusal().startsWith("another process seems to listen there: "), this::refusal);
            assertTrue(Files.exists(path()));
            assertTrue(busy.isOpen());
        } finally {
            for (SocketChannel client : waiting) {
                client.close();
            }
        }
    }

    @Test
    void aRegularFileIsRefusedAndLeftAlone() throws IOException {
        Files.writeString(path(), "precious");
        assertEquals(NOT_A_SOCKET, refusal());
        assertEquals("precious", Files.readString(path()));
    }

    @Test
    void anEmptyFileIsRefusedAndLeftAlone() throws IOException {
        Files.createFile(path());
        assertEquals(NOT_A_SOCKET, refusal());
        assertTrue(Files.isRegularFile(path()));
    }

    @Test
    void aDirectoryIsRefusedAndLeftAlone() throws IOException {
        Files.createDirectory(path());
        assertEquals(NOT_A_SOCKET, refusal());
        assertTrue(Files.isDirectory(path()));
    }

    @Test
    void aPipeIsRefusedAndLeftAlone() throws IOException, InterruptedException {
        assertEquals(0, new ProcessBuilder("mkfifo", path().toString()).start().waitFor());
        assertEquals(NOT_A_SOCKET, refusal());
        assertTrue(Files.exists(path()));
    }

    @Test
    void aSymbolicLinkIsRefusedAndLeftAloneWhateverItsTarget() throws IOException {
        Path target = directory.resolve("target");
        Files.createSymbolicLink(path(), target);
        assertEquals(NOT_A_SOCKET, refusal());
        listenElsewhere(target).close();
        assertEquals(NOT_A_SOCKET, refusal());
        assertTrue(Files.isSymbolicLink(path()));
        assertTrue(Files.exists(target));
    }

    // Failures

    @Test
    void aMissingDirectoryIsAnError() {
        assertThrows(IOException.class, () -> open(directory.resolve("nowhere/s"), Set.of()));
    }

    @Test
    void aPathThatIsTooLongIsRefusedAndLeavesNoFile() throws IOException {
        assertThrows(IOException.class, () -> open(directory.resolve("s".repeat(200)), Set.of()));
        assertThrows(IOException.class, () -> open(directory.resolve("s".repeat(2000)), Set.of()));
        assertEquals(List.of(), files());
    }

    @Test
    void aFileWhoseModeCannotBeSetIsNotLeftBehind() throws IOException {
        Set<PosixFilePermission> none = new HashSet<>();
        none.add(null);
        assertThrows(RuntimeException.class, () -> open(path(), none));
        assertEquals(List.of(), files());
    }

    @Test
    void everyFailureClosesTheSocket() {
        SimulatedNetwork network = new SimulatedNetwork();
        Set<PosixFilePermission> none = new HashSet<>();
        none.add(null);
        assertThrows(RuntimeException.class, () -> new UnixSocketFile(network, path(), BACKLOG, none));
        assertEquals(0, network.listeningSockets());
        assertThrows(IOException.class,
                () -> new UnixSocketFile(network, directory.resolve("nowhere/s"), BACKLOG, Set.of()));
        assertEquals(0, network.listeningSockets());
    }

    // A path that has changed meanwhile

    @Test
    void closingToleratesAFileThatIsGone() throws IOException {
        UnixSocketFile file = open();
        Files.delete(path());
        file.close();
        assertFalse(file.channel.isOpen());
    }

    @Test
    void closingLeavesTheSocketOfAnotherProcessAlone() throws IOException {
        UnixSocketFile file = open();
        Files.delete(path());
        try (ServerSocketChannel other = listenElsewhere(path())) {
            file.close();
            try (SocketChannel client = connect()) {
                assertTrue(client.isConnected());
                assertTrue(other.isOpen());
            }
        }
    }

    @Test
    void closingLeavesASymbolicLinkToTheSocketAlone() throws IOException {
        UnixSocketFile file = open();
        Path moved = directory.resolve("moved");
        Files.move(path(), moved, REPLACE_EXISTING);
        Files.createSymbolicLink(path(), moved);
        file.close();
        assertTrue(Files.isSymbolicLink(path()));
        assertTrue(Files.exists(moved, LinkOption.NOFOLLOW_LINKS));
    }

    @Test
    void aPathCanBeUsedAgainAfterClosing() throws IOException {
        open().close();
        assertThrows(IOException.class, this::connect);
        try (UnixSocketFile again = open(); SocketChannel client = connect()) {
            assertNotNull(again.channel.accept());
            assertTrue(client.isConnected());
        }
    }

    // Several at the same time

    @Test
    void ofServersThatRaceForAStaleSocketOneListensAndCanBeReached() throws Exception {
        int servers = 4;
        ExecutorService threads = Executors.newFixedThreadPool(servers);
        try {
            for (int round = 0; round < 200; round++) {
                leaveAStaleSocket();
                CyclicBarrier start = new CyclicBarrier(servers);
                List<Future<UnixSocketFile>> results = threads.invokeAll(Collections.nCopies(servers, () -> {
                    start.await();
                    try {
                        return open();
                    } catch (IOException e) {
                        return null;
                    }
                }));
                List<UnixSocketFile> listening = new ArrayList<>();
                for (Future<UnixSocketFile> result : results) {
                    if (result.get() != null) {
                        listening.add(result.get());
                    }
                }
                assertEquals(1, listening.size(), "round " + round);
                try (SocketChannel client = connect(); UnixSocketFile winner = listening.get(0)) {
                    assertTrue(client.isConnected());
                    assertNotNull(winner.channel.accept());
                }
                assertEquals(List.of(), files());
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void whileAnotherProcessHasTheLockTheSocketIsLeftAlone() throws IOException {
        leaveAStaleSocket();
        LockFile lock = LockFile.of(path()).orElseThrow();
        assertEquals("another process is about to listen there", refusal());
        lock.close();
        open().close();
        assertEquals(List.of(), files());
    }

    @Test
    void aLockFileThatAKilledProcessHasLeftLocksOutNobody() throws IOException {
        Files.write(directory.resolve("s.chatd-lock"), new byte[100]);
        open().close();
        assertEquals(List.of(), files());
    }

    @Test
    void aLockFileThatLeadsElsewhereIsRefusedAndLeftAlone() throws IOException {
        Path target = Files.writeString(directory.resolve("target"), "precious");
        Files.createSymbolicLink(directory.resolve("s.chatd-lock"), target);
        assertTrue(refusal().startsWith("cannot lock " + directory.resolve("s.chatd-lock")), this::refusal);
        assertEquals("precious", Files.readString(target));
    }

    // Clients that connect too early or too late

    @Test
    void aClientThatConnectsBeforeTheModeIsSetIsClosed() throws IOException {
        SimulatedNetwork network = new SimulatedNetwork();
        List<Client> early = List.of(network.connect(path()), network.connect(path()));
        try (UnixSocketFile file = new UnixSocketFile(network, path(), BACKLOG, Set.of())) {
            early.forEach(client -> assertTrue(client.isClosed()));
            Client late = network.connect(path());
            assertNotNull(file.channel.accept());
            assertFalse(late.isClosed());
            assertEquals(1, network.listeningSockets());
        }
        assertEquals(0, network.listeningSockets());
        assertEquals(List.of(), files());
    }

    @Test
    void aClientThatConnectsAfterClosingIsRefused() throws IOException {
        UnixSocketFile file = open();
        Path moved = Files.move(path(), directory.resolve("moved"));
        file.close();
        assertInstanceOf(ConnectException.class, assertThrows(IOException.class,
                () -> SocketChannel.open(UnixDomainSocketAddress.of(moved))));
    }
}
