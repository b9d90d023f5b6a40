package chatd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.access.Rejection;
import chatd.net.Metrics;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rehearsal with real sockets. The timeouts only end a test that hangs. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RehearsalTest {

    /** The clients that one listening socket admits in a rehearsal. */
    private static final int ADMITTED = 4;

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"chat", "messenger", "room"})
    void clientsAreAdmittedRejectedAndServed(String dialect) throws BadOption {
        Metrics metrics = rehearse("--dialect", dialect);
        assertEquals(ADMITTED, metrics.arrivals());
        assertEquals(2, metrics.rejected(Rejection.FULL));
        assertTrue(metrics.lines() > 40, () -> metrics.lines() + " lines");
        assertTrue(metrics.bytesOut() > 0);
    }

    @Test
    void theRehearsalRunsWithRoomsAndDoors() throws BadOption {
        assertEquals(ADMITTED, rehearse("--room", "games:chess", "--listen", "localhost:0/builds", "--lobby", "hall",
                "--max-rooms", "3").arrivals());
    }

    @Test
    void unixDomainSocketsAreRehearsedToo() throws BadOption {
        Metrics metrics = rehearse("--listen", "unix:" + directory.resolve("socket"));
        assertEquals(2 * ADMITTED, metrics.arrivals());
    }

    @Test
    void clientsOfAProxyAreRehearsedToo() throws BadOption {
        Metrics metrics = rehearse("--proxy-protocol", "--proxy-from", "192.0.2.0/24");
        assertEquals(ADMITTED + 1, metrics.arrivals());
        assertEquals(1, metrics.rejected(Rejection.NO_PROXY_HEADER));
    }

    @Test
    void aProxysUnixDomainSocketIsRehearsedToo() throws BadOption {
        Metrics metrics = rehearse("--proxy-listen", "unix:" + directory.resolve("socket"));
        assertEquals(2 * ADMITTED + 1, metrics.arrivals());
        assertEquals(1, metrics.rejected(Rejection.NO_PROXY_HEADER));
    }

    @Test
    void theRehearsalDoesNotReadTheFilesOfTheOptions() throws BadOption {
        // A named pipe, for example, can be read only once.
        assertEquals(ADMITTED, rehearse("--motd", directory.resolve("none").toString()).arrivals());
    }

    @Test
    void theRehearsalLeavesNothingBehind() throws BadOption, IOException {
        rehearse();
        List<String> descriptors = list("/proc/self/fd");
        List<String> files = list(System.getProperty("java.io.tmpdir"));
        int threads = Thread.activeCount();
        PrintStream log = System.err;
        rehearse("--listen", "unix:" + directory.resolve("socket"), "--verbose");
        assertSame(log, System.err);
        assertEquals(descriptors.size(), list("/proc/self/fd").size());
        assertEquals(threads, Thread.activeCount());
        List<String> more = list(System.getProperty("java.io.tmpdir"));
        more.removeAll(files);
        assertTrue(more.stream().noneMatch(name -> name.contains("chatd-" + ProcessHandle.current().pid())),
                more::toString);
    }

    private static Metrics rehearse(String... options) throws BadOption {
        return Rehearsal.run(Options.parse(Map.of(), options)).orElseThrow();
    }

    private static List<String> list(String directory) throws IOException {
        try (Stream<Path> files = Files.list(Path.of(directory))) {
            return new ArrayList<>(files.map(Path::toString).toList());
        }
    }
}
