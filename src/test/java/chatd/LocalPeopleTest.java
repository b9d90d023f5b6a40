package chatd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.admin.AdminService;
import chatd.chat.ChatService;
import chatd.chat.Departure;
import chatd.chat.Dialects;
import chatd.chat.Settings;
import chatd.net.Broadcast;
import chatd.net.Limits;
import chatd.net.Metrics;
import chatd.net.Server;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real sockets of both kinds, and a clock that stands still. The timeouts only end a test that hangs. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LocalPeopleTest {

    private static final int MAX_LINE = 1024;
    private static final Duration WRITE_TIMEOUT = Duration.ofMinutes(1);

    @TempDir
    private Path directory;
    private Path clients;
    private Path office;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicLong nanos = new AtomicLong(System.nanoTime());
    private final List<Person> people = new ArrayList<>();
    private ChatService chat;
    private Server server;
    private InetSocketAddress port;
    private Future<?> loop;

    @BeforeEach
    void start() throws IOException {
        clients = directory.resolve("clients");
        office = directory.resolve("office");
        Broadcast broadcast = new Broadcast(MAX_LINE);
        chat = new ChatService(Settings.DEFAULT.withNameTimeout(Duration.ZERO).withIdle(Duration.ZERO)
                .withMaxLineBytes(MAX_LINE),
                Dialects.factory("chat"), broadcast, Clock.systemUTC());
        Limits limits = Limits.DEFAULT.withMaxLineBytes(MAX_LINE).withMaxClients(100)
                .withWriteTimeout(WRITE_TIMEOUT).withLineRate(Duration.ZERO, 1);
        server = new Server(SelectorProvider.provider(), nanos::get, limits, broadcast, chat, chat.notices());
        port = server.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        server.listen(clients, PosixFilePermissions.fromString("rw-rw----"), chat);
        server.listen(office, PosixFilePermissions.fromString("rw-------"), new AdminService(server, chat));
        loop = threads.submit(() -> {
            server.run();
            return null;
        });
    }

    @AfterEach
    void stop() throws Exception {
        for (Person person : people) {
            person.channel.close();
        }
        server.stop();
        nanos.addAndGet(Duration.ofSeconds(10).toNanos());
        loop.get();
        threads.shutdown();
    }

    private Metrics statistics() throws Exception {
        CompletableFuture<Metrics> statistics = new CompletableFuture<>();
        server.execute(() -> statistics.complete(server.statistics()));
        return statistics.get();
    }

    /** Somebody with a netcat. */
    private final class Person {
        private final SocketChannel channel;
        private final BufferedReader in;

        Person(SocketAddress address) throws IOException {
            channel = SocketChannel.open(address);
            in = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
            people.add(this);
        }

        Person type(String text) throws IOException {
            channel.write(StandardCharsets.UTF_8.encode(text));
            return this;
        }

        Person hears(String... lines) throws IOException {
            for (String line : lines) {
                assertEquals(line, in.readLine());
            }
            return this;
        }

        String next() throws IOException {
            return in.readLine();
        }
    }

    private Person local() throws IOException {
        return new Person(UnixDomainSocketAddress.of(clients));
    }

    private Person admin() throws IOException {
        return new Person(UnixDomainSocketAddress.of(office));
    }

    /** Somebody who comes by the port, and is the first. */
    private Person alice() throws IOException {
        Person alice = new Person(port);
        assertTrue(alice.next().startsWith("What is your name? Press Enter to be 127.0.0.1:"));
        return alice.type("alice\n").hears("You are alice", "No one else is here.");
    }

    @Test
    void peopleByAFileAndPeopleByAPortHearEachOther() throws IOException {
        Person alice = alice();
        Person bob = local().hears("What is your name? Press Enter to be local:1.").type("bob\n")
                .hears("You are bob", "Here now: alice");
        Person third = local().hears("What is your name? Press Enter to be local:2.").type("\n")
                .hears("You are local:2", "Here now: alice, bob");
        alice.hears("bob has arrived", "local:2 has arrived").type("hello\n");
        bob.hears("local:2 has arrived", "alice: hello").type("hi\n");
        third.hears("alice: hello", "bob: hi").type("ho\n");
        alice.hears("alice: hello", "bob: hi", "local:2: ho");
        bob.hears("bob: hi", "local:2: ho");
    }

    @Test
    void whoComesByAFileAndEndsTheirInputStillGetsWhatWaits() throws IOException {
        Person alice = alice();
        Person bob = local().hears("What is your name? Press Enter to be local:1.").type("bob\none\nand half");
        bob.channel.shutdownOutput();
        bob.hears("You are bob", "Here now: alice", "bob: one", "bob: and half");
        assertNull(bob.next());
        alice.hears("bob has arrived", "bob: one", "bob: and half", "bob has left");
    }

    @Test
    void whoComesByAFileAndGoesWithoutReadingHasLeft() throws IOException {
        Person alice = alice();
        Person bob = local().type("bob\n");
        alice.hears("bob has arrived").type("hello\n").hears("alice: hello");
        bob.channel.close();
        alice.hears("bob has left");
    }

    @Test
    void whoComesByAFileAndTakesNothingIsGivenUpAtTheWriteTimeout() throws Exception {
        Person alice = alice();
        Person stuck = local().type("stuck\n");
        alice.hears("stuck has arrived");
        String line = "x".repeat(1000);
        while (statistics().skippedLines() == 0) {
            alice.type(line + '\n').hears("alice: " + line);
        }
        nanos.addAndGet(WRITE_TIMEOUT.minusSeconds(1).toNanos());
        alice.type("still here\n").hears("alice: still here");
        nanos.addAndGet(Duration.ofSeconds(2).toNanos());
        alice.type("and now\n").hears("alice: and now", "stuck has left (not reading)");
        assertEquals(1, statistics().clients());
        assertEquals(0, statistics().waitingBytes());
        assertEquals(1, chat.departures(Departure.NOT_READING));
        assertTheEndComes(stuck);
    }

    private static void assertTheEndComes(Person person) {
        try {
            while (person.next() != null) {
                // What the kernel had taken.
            }
        } catch (IOException e) {
            // A reset is an end, too.
        }
    }

    @Test
    void theFilesHaveTheirModesAndAreRemovedInTheEnd() throws Exception {
        Person bob = local().hears("What is your name? Press Enter to be local:1.");
        assertEquals("rw-rw----", PosixFilePermissions.toString(Files.getPosixFilePermissions(clients)));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(office)));
        server.stop();
        bob.hears("The server is shutting down.");
        assertNull(bob.next());
        loop.get();
        assertFalse(Files.exists(clients));
        assertFalse(Files.exists(office));
    }

    @Test
    void aReactorThatIsNotRunAfterAllLeavesNoFilesAndNobodyListens() throws IOException {
        Path file = directory.resolve("other");
        Broadcast broadcast = new Broadcast(MAX_LINE);
        Server other = new Server(SelectorProvider.provider(), nanos::get,
                Limits.DEFAULT.withMaxLineBytes(MAX_LINE).withMaxClients(100).withWriteTimeout(WRITE_TIMEOUT)
                        .withLineRate(Duration.ZERO, 1), broadcast, chat, chat.notices());
        InetSocketAddress address = other.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        other.listen(file, PosixFilePermissions.fromString("rw-rw----"), chat);
        assertThrows(IOException.class, () -> other.listen(file, PosixFilePermissions.fromString("rw-rw----"), chat));
        assertTrue(Files.exists(file));
        other.close();
        assertFalse(Files.exists(file));
        assertThrows(IOException.class, () -> SocketChannel.open(address));
    }

    // The administrator

    @Test
    void anAdministratorAsksAndEndsTheirInputAndGetsTheAnswerAndTheEnd() throws IOException {
        alice();
        Person admin = admin().type("who\n");
        admin.channel.shutdownOutput();
        assertTrue(admin.next().startsWith("NUMBER  NAME   ADDRESS"));
        assertTrue(admin.next().startsWith("0       alice  127.0.0.1:"));
        admin.hears("");
        assertNull(admin.next());
    }

    @Test
    void anAdministratorMayEndItAll() throws Exception {
        Person alice = alice();
        admin().type("drain 0\nkick alice bye\n")
                .hears("no new clients are accepted; the 1 connected may stay as long as they like", "")
                .hears("disconnected 0 alice 127.0.0.1:" + addressOf(alice).getPort(), "");
        alice.hears("The server is closing: nobody new is let in, and it ends when everybody has left.",
                "You were disconnected by an administrator: bye");
        assertNull(alice.next());
        loop.get();
        assertFalse(Files.exists(office));
        assertThrows(IOException.class, this::local);
    }

    private static InetSocketAddress addressOf(Person person) throws IOException {
        return (InetSocketAddress) person.channel.getLocalAddress();
    }
}
