package chatd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.access.BanList;
import chatd.chat.ChatResources;
import chatd.chat.ChatService;
import chatd.chat.Dialects;
import chatd.chat.Settings;
import chatd.loop.EventLoop;
import chatd.net.Broadcasts;
import chatd.net.Limits;
import chatd.net.Server;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.spi.SelectorProvider;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The whole daemon with real sockets on the loopback interface. The timeouts only end a test that hangs. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LoopbackTest {

    private static final int MAX_LINE = 1024;
    /** Larger than all lines of a test, so that a thread scheduled late does not miss any. */
    private static final int WRITE_BUFFER = 4 << 20;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Person> people = new ArrayList<>();
    private Server server;
    private InetSocketAddress address;
    private Future<?> loop;

    @BeforeEach
    void start() throws IOException {
        Broadcasts broadcasts = new Broadcasts(MAX_LINE);
        Settings settings = Settings.DEFAULT.withMaxLineBytes(MAX_LINE);
        BanList bans = new BanList(System::nanoTime);
        ChatService chat = new ChatService(settings, Dialects.factory(settings.dialect()),
                new ChatResources(broadcasts, bans, Clock.systemDefaultZone()));
        Limits limits = Limits.DEFAULT.withMaxLineBytes(MAX_LINE).withMaxClients(100)
                .withWriteBufferBytes(WRITE_BUFFER).withBufferMemoryBytes(16 * WRITE_BUFFER)
                .withLineRate(Duration.ZERO, 1);
        server = new Server(SelectorProvider.provider(),
                new EventLoop(SelectorProvider.provider(), System::nanoTime), limits, bans, broadcasts, chat,
                chat.notices());
        address = server.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        loop = threads.submit(() -> {
            server.run();
            return null;
        });
    }

    @AfterEach
    void stop() throws Exception {
        for (Person person : people) {
            person.socket.close();
        }
        server.stop();
        loop.get();
        threads.shutdown();
    }

    /** A member connected with a plain socket. */
    private final class Person {
        private final String name;
        private final Socket socket;
        private final BufferedReader in;
        private final OutputStream out;

        Person(String name) throws IOException {
            this.name = name;
            socket = new Socket();
            socket.connect(address);
            in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            out = socket.getOutputStream();
            people.add(this);
            in.readLine();
            say(name);
            assertEquals("You are " + name, in.readLine());
            in.readLine();
        }

        void say(String text) throws IOException {
            type(text + '\n');
        }

        void type(String text) throws IOException {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }

        /** All lines up to and including this one. */
        List<String> readTo(String last) throws IOException {
            List<String> lines = new ArrayList<>();
            do {
                lines.add(in.readLine());
            } while (!last.equals(lines.get(lines.size() - 1)));
            return lines;
        }

        String next() throws IOException {
            return in.readLine();
        }
    }

    @Test
    void everyMemberReceivesTheSameLinesOnceInTheSameOrderFromItsArrivalOn() throws Exception {
        long seed = 42;
        int count = 50;
        int linesEach = 200;
        Person first = new Person("p0");
        Future<List<String>> everything = threads.submit(() -> {
            List<String> lines = new ArrayList<>();
            for (int seen = 0; seen < (count - 1) * linesEach; seen += isSaid(lines.get(lines.size() - 1)) ? 1 : 0) {
                lines.add(first.next());
            }
            first.say("end");
            lines.addAll(first.readTo("p0: end"));
            return lines;
        });
        List<Future<List<String>>> received = new ArrayList<>();
        List<Future<?>> talking = new ArrayList<>();
        for (int i = 1; i < count; i++) {
            // Each joins while those before it are sending.
            Person person = new Person("p" + i);
            received.add(threads.submit(() -> person.readTo("p0: end")));
            talking.add(threads.submit(talk(person, linesEach, new Random(seed + i))));
        }
        for (Future<?> talker : talking) {
            talker.get();
        }
        List<String> all = everything.get();
        for (int i = 1; i < count; i++) {
            String name = "p" + i;
            int arrival = all.indexOf(name + " has arrived");
            assertTrue(arrival >= 0, name + "'s arrival was not announced; seed " + seed);
            assertEquals(all.subList(arrival + 1, all.size()), received.get(i - 1).get(), name + ", seed " + seed);
            List<String> said = all.stream().filter(line -> line.startsWith(name + ": ")).toList();
            for (int k = 0; k < linesEach; k++) {
                assertTrue(said.get(k).startsWith(name + ": " + k + " "), name + " line " + k + ", seed " + seed);
            }
            assertEquals(linesEach, said.size(), name + ", seed " + seed);
        }
    }

    private static boolean isSaid(String line) {
        return line.contains(": ");
    }

    /** Sends numbered lines of random length, in writes split anywhere. */
    private static Callable<Void> talk(Person person, int lines, Random random) {
        return () -> {
            StringBuilder text = new StringBuilder();
            for (int k = 0; k < lines; k++) {
                text.append(k).append(' ').append("é".repeat(random.nextInt(100))).append('\n');
            }
            byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
            for (int from = 0; from < bytes.length;) {
                int size = Math.min(1 + random.nextInt(500), bytes.length - from);
                person.out.write(bytes, from, size);
                from += size;
            }
            return null;
        };
    }

    @Test
    void aClientThatNeverReadsDelaysNobodyAndMissesWholeLinesThatAreCounted() throws Exception {
        Person stuck = new Person("stuck");
        Person alice = new Person("alice");
        Person bob = new Person("bob");
        assertEquals("bob has arrived", alice.next());
        int lines = 40_000;
        int window = 50;
        String padding = "x".repeat(900);
        for (int i = 0; i < lines; i++) {
            alice.say(i + padding);
            // The others read, so that only one client is slow.
            if (i % window == window - 1) {
                for (int k = i - window + 1; k <= i; k++) {
                    assertEquals("alice: " + k + padding, bob.next());
                    assertEquals("alice: " + k + padding, alice.next());
                }
            }
        }

        int seen = 0;
        int missed = 0;
        int arrivals = 2;
        while (seen + missed < lines + arrivals) {
            String line = stuck.next();
            if (line.startsWith("[")) {
                missed += Integer.parseInt(line.substring(1, line.indexOf(' ')));
            } else {
                seen++;
            }
        }
        assertTrue(missed > 0, "nothing was missed");
        bob.say("still here?");
        assertEquals("bob: still here?", stuck.next());
    }

    @Test
    void aResetInMidLineIsADepartureAndTheLineIsDropped() throws Exception {
        Person alice = new Person("alice");
        Person bob = new Person("bob");
        bob.type("half a li");
        bob.socket.setSoLinger(true, 0);
        bob.socket.close();
        assertEquals("bob has arrived", alice.next());
        assertEquals("bob has left", alice.next());
        alice.say("on");
        assertEquals("alice: on", alice.next());
    }

    @Test
    void linesSentBeforeAClientDisconnectedAreStillDelivered() throws Exception {
        Person alice = new Person("alice");
        Person bob = new Person("bob");
        int lines = 2_000;
        bob.type(IntStream.range(0, lines).mapToObj(i -> i + "\n").collect(Collectors.joining()) + "half");
        bob.socket.close();
        List<String> received = alice.readTo("bob has left");
        assertEquals(lines,
                received.stream().filter(line -> line.startsWith("bob: ") && !line.endsWith("half")).count());
    }

    @Test
    void aClientThatClosesItsHalfStillReceivesItsBacklog() throws Exception {
        Person alice = new Person("alice");
        Person bob = new Person("bob");
        bob.type("one\ntwo\nand half");
        bob.socket.shutdownOutput();
        assertEquals(List.of("bob: one", "bob: two", "bob: and half"), bob.readTo("bob: and half"));
        assertNull(bob.next());
        assertEquals(List.of("bob has arrived", "bob: one", "bob: two", "bob: and half", "bob has left"),
                alice.readTo("bob has left"));
    }
}
