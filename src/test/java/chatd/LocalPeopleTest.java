package chatd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.access.BanList;
import chatd.admin.AdminService;
import chatd.chat.Administration;
import chatd.chat.ChatResources;
import chatd.chat.ChatService;
import chatd.chat.Departure;
import chatd.chat.Dialects;
import chatd.chat.LoginSettings;
import chatd.chat.Settings;
import chatd.loop.EventLoop;
import chatd.net.Broadcasts;
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

/** Real TCP and Unix domain sockets, and a fake clock. The timeouts only end a test that hangs. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LocalPeopleTest {

    private static final int MAX_LINE = 1024;
    private static final Duration WRITE_TIMEOUT = Duration.ofMinutes(1);

    @TempDir
    private Path directory;
    private Path clientSocket;
    private Path adminSocket;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicLong nanos = new AtomicLong(System.nanoTime());
    private final List<Person> people = new ArrayList<>();
    private final BanList bans = new BanList(System::nanoTime);
    private ChatService chat;
    private Server server;
    private InetSocketAddress port;
    private EventLoop loop;
    private Future<?> running;

    @BeforeEach
    void start() throws IOException {
        clientSocket = directory.resolve("clients");
        adminSocket = directory.resolve("admin");
        Broadcasts broadcasts = new Broadcasts(MAX_LINE);
        Settings settings = Settings.DEFAULT.withLogin(LoginSettings.DEFAULT.withTimeout(Duration.ZERO))
                .withIdle(Duration.ZERO).withMaxLineBytes(MAX_LINE);
        chat = new ChatService(settings, Dialects.factory(settings.dialect()),
                new ChatResources(broadcasts, bans, Clock.systemUTC()));
        Limits limits = Limits.DEFAULT.withMaxLineBytes(MAX_LINE).withMaxClients(100)
                .withWriteTimeout(WRITE_TIMEOUT).withLineRate(Duration.ZERO, 1);
        loop = new EventLoop(SelectorProvider.provider(), nanos::get);
        server = new Server(SelectorProvider.provider(), loop, limits, bans, broadcasts, chat, chat.notices());
        port = server.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        server.listen(clientSocket, PosixFilePermissions.fromString("rw-rw----"));
        server.listenPrivileged(adminSocket, PosixFilePermissions.fromString("rw-------"),
                new AdminService(server, new Administration(chat)));
        running = threads.submit(() -> {
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
        running.get();
        threads.shutdown();
    }

    private Metrics statistics() throws Exception {
        CompletableFuture<Metrics> statistics = new CompletableFuture<>();
        loop.execute(() -> statistics.complete(server.metrics()));
        return statistics.get();
    }

    /** A client of either kind of socket. */
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

        Person receives(String... lines) throws IOException {
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
        return new Person(UnixDomainSocketAddress.of(clientSocket));
    }

    private Person admin() throws IOException {
        return new Person(UnixDomainSocketAddress.of(adminSocket));
    }

    /** A TCP client, the first one in the room. */
    private Person alice() throws IOException {
        Person alice = new Person(port);
        assertTrue(alice.next().startsWith("What is your name? Press Enter to be 127.0.0.1:"));
        return alice.type("alice\n").receives("You are alice", "No one else is here.");
    }

    private String question(int number) throws IOException {
        return "What is your name? Press Enter to be " + offered(number) + ".";
    }

    /** The login name of the user who runs the test, or the address if the user has no name. */
    private String offered(int number) throws IOException {
        String user = Files.getOwner(directory).getName();
        return user.matches("\\d+|nobody") ? "local:" + number : user;
    }

    @Test
    void localAndTcpClientsReceiveEachOthersLines() throws IOException {
        Person alice = alice();
        Person bob = local().receives(question(1)).type("bob\n")
                .receives("You are bob", "Here now: alice");
        Person third = local().receives(question(2)).type("\n")
                .receives("You are " + offered(2), "Here now: alice, bob");
        alice.receives("bob has arrived", offered(2) + " has arrived").type("hello\n");
        bob.receives(offered(2) + " has arrived", "alice: hello").type("hi\n");
        third.receives("alice: hello", "bob: hi").type("ho\n");
        alice.receives("alice: hello", "bob: hi", offered(2) + ": ho");
        bob.receives("bob: hi", offered(2) + ": ho");
    }

    @Test
    void aLocalClientThatEndsItsInputStillReceivesItsBacklog() throws IOException {
        Person alice = alice();
        Person bob = local().receives(question(1)).type("bob\none\nand half");
        bob.channel.shutdownOutput();
        bob.receives("You are bob", "Here now: alice", "bob: one", "bob: and half");
        assertNull(bob.next());
        alice.receives("bob has arrived", "bob: one", "bob: and half", "bob has left");
    }

    @Test
    void aLocalClientThatClosesWithUnreadBytesHasLeft() throws IOException {
        Person alice = alice();
        Person bob = local().type("bob\n");
        alice.receives("bob has arrived").type("hello\n").receives("alice: hello");
        bob.channel.close();
        alice.receives("bob has left");
    }

    @Test
    void aLocalClientThatReadsNothingIsDisconnectedAtTheWriteTimeout() throws Exception {
        Person alice = alice();
        Person stuck = local().type("stuck\n");
        alice.receives("stuck has arrived");
        String line = "x".repeat(1000);
        while (statistics().skippedLines() == 0) {
            alice.type(line + '\n').receives("alice: " + line);
        }
        nanos.addAndGet(WRITE_TIMEOUT.minusSeconds(1).toNanos());
        alice.type("still here\n").receives("alice: still here");
        nanos.addAndGet(Duration.ofSeconds(2).toNanos());
        alice.type("and now\n").receives("alice: and now", "stuck has left (not reading)");
        assertEquals(1, statistics().clients());
        assertEquals(0, statistics().waitingBytes());
        assertEquals(1, new Administration(chat).departures(Departure.NOT_READING));
        assertDisconnected(stuck);
    }

    private static void assertDisconnected(Person person) {
        try {
            while (person.next() != null) {
                // Lines in the kernel's buffers.
            }
        } catch (IOException e) {
            // A reset ends the connection as well.
        }
    }

    @Test
    void socketFilesHaveTheirModesAndAreRemovedInTheEnd() throws Exception {
        Person bob = local().receives(question(1));
        assertEquals("rw-rw----", PosixFilePermissions.toString(Files.getPosixFilePermissions(clientSocket)));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(adminSocket)));
        server.stop();
        bob.receives("The server is shutting down.");
        assertNull(bob.next());
        running.get();
        assertFalse(Files.exists(clientSocket));
        assertFalse(Files.exists(adminSocket));
    }

    @Test
    void closingAServerThatNeverRanRemovesItsSocketFileAndStopsListening() throws IOException {
        Path file = directory.resolve("other");
        Broadcasts broadcasts = new Broadcasts(MAX_LINE);
        Server other = new Server(SelectorProvider.provider(),
                new EventLoop(SelectorProvider.provider(), nanos::get),
                Limits.DEFAULT.withMaxLineBytes(MAX_LINE).withMaxClients(100).withWriteTimeout(WRITE_TIMEOUT)
                        .withLineRate(Duration.ZERO, 1), bans, broadcasts, chat, chat.notices());
        InetSocketAddress address = other.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        other.listen(file, PosixFilePermissions.fromString("rw-rw----"));
        assertThrows(IOException.class, () -> other.listen(file, PosixFilePermissions.fromString("rw-rw----")));
        assertTrue(Files.exists(file));
        other.close();
        assertFalse(Files.exists(file));
        assertThrows(IOException.class, () -> SocketChannel.open(address));
    }

    // The administrator

    @Test
    void anAdministratorThatEndsItsInputReceivesItsAnswerAndTheEndOfInput() throws IOException {
        alice();
        Person admin = admin().type("who\n");
        admin.channel.shutdownOutput();
        assertTrue(admin.next().startsWith("NUMBER  NAME   ROOM    ADDRESS"));
        assertTrue(admin.next().startsWith("1       alice  #lobby  127.0.0.1:"));
        admin.receives("");
        assertNull(admin.next());
    }

    @Test
    void anAdministratorMayDrainTheServer() throws Exception {
        Person alice = alice();
        admin().type("drain 0\nkick alice bye\n")
                .receives("no new clients are accepted; the 1 connected may stay as long as they like", "")
                .receives("disconnected number 1, name alice, address 127.0.0.1:" + addressOf(alice).getPort(), "");
        alice.receives("The server accepts no new connections and shuts down when everybody has left.",
                "You were disconnected by an administrator: bye");
        assertNull(alice.next());
        running.get();
        assertFalse(Files.exists(adminSocket));
        assertThrows(IOException.class, this::local);
    }

    private static InetSocketAddress addressOf(Person person) throws IOException {
        return (InetSocketAddress) person.channel.getLocalAddress();
    }
}
