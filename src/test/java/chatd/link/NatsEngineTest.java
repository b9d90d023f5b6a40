package chatd.link;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** The engine on a real nats-server. */
@EnabledIf("chatd.link.NatsServer#isInstalled")
class NatsEngineTest {

    private static final String JETSTREAM = "jetstream: { store_dir: \"STORE\" }\n";
    private static final long PATIENCE_SECONDS = 20;

    @TempDir
    private Path directory;

    private NatsServer server;
    private final List<Node> nodes = new ArrayList<>();

    /** An engine and what it reports; the thread of the test is its loop. */
    private final class Node implements Engine.Events {
        private final BlockingQueue<Runnable> loop = new LinkedBlockingQueue<>();
        private final List<String> reports = new ArrayList<>();
        private final NatsEngine engine;

        Node(String name, String... urls) throws IOException {
            engine = NatsEngine.connect(new NatsSettings(List.of(urls), null, "test", name), loop::add);
            nodes.add(this);
            engine.start(this);
        }

        @Override
        public void connected(long first, long last) {
            reports.add("connected " + first + " " + last);
        }

        @Override
        public void disconnected(String why) {
            reports.add("disconnected");
        }

        @Override
        public void block(long sequence, long millis, byte[] block) {
            reports.add("block " + sequence + " " + new String(block, UTF_8));
        }

        @Override
        public void message(byte[] message) {
            reports.add("message " + new String(message, UTF_8));
        }

        /** The next reports. */
        List<String> next(int count) throws InterruptedException {
            while (reports.size() < count) {
                Runnable task = loop.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
                assertNotNull(task, () -> "no more reports than " + reports);
                task.run();
            }
            List<String> next = List.copyOf(reports.subList(0, count));
            reports.subList(0, count).clear();
            return next;
        }

        void publish(String block) {
            engine.publish(block, block.getBytes(UTF_8));
        }
    }

    private NatsServer start(String config) throws IOException, InterruptedException {
        server = new NatsServer(directory, config);
        return server.start();
    }

    @AfterEach
    void stop() throws InterruptedException {
        nodes.forEach(node -> node.engine.close());
        if (server != null) {
            server.close();
        }
    }

    @Test
    void allNodesReadTheSameBlocksInTheSameOrder() throws Exception {
        start(JETSTREAM);
        Node east = new Node("east", server.url());
        Node west = new Node("west", server.url());
        assertEquals(List.of("connected 1 0"), east.next(1));
        assertEquals(List.of("connected 1 0"), west.next(1));
        east.engine.read(1);
        west.engine.read(1);
        for (int i = 0; i < 1000; i++) {
            east.publish("e" + i);
            west.publish("w" + i);
        }
        List<String> read = east.next(2000);
        assertTrue(read.get(0).startsWith("block 1 "));
        assertTrue(read.get(1999).startsWith("block 2000 "));
        assertEquals(read, west.next(2000));
    }

    @Test
    void aBlockWithAnIdThatIsStoredAlreadyIsStoredOnce() throws Exception {
        start(JETSTREAM);
        Node east = new Node("east", server.url());
        east.next(1);
        east.engine.read(1);
        east.publish("a");
        east.publish("a");
        east.publish("b");
        assertEquals(List.of("block 1 a", "block 2 b"), east.next(2));
    }

    @Test
    void messagesReachAllNodesOrOne() throws Exception {
        start(JETSTREAM);
        Node east = new Node("east", server.url());
        Node west = new Node("west", server.url());
        east.next(1);
        west.next(1);
        west.engine.broadcast("to all".getBytes(UTF_8));
        assertEquals(List.of("message to all"), east.next(1));
        east.engine.send("west", "to west".getBytes(UTF_8));
        assertEquals(List.of("message to west"), west.next(1));
    }

    @Test
    void readingStartsWhereItIsAskedToAndCanStartAgain() throws Exception {
        start(JETSTREAM);
        Node east = new Node("east", server.url());
        east.next(1);
        east.engine.read(1);
        east.publish("a");
        east.publish("b");
        east.next(2);
        Node west = new Node("west", server.url());
        assertEquals(List.of("connected 1 2"), west.next(1));
        west.engine.read(2);
        assertEquals(List.of("block 2 b"), west.next(1));
        west.engine.read(1);
        assertEquals(List.of("block 1 a", "block 2 b"), west.next(2));
    }

    @Test
    void afterARestartOfTheServerReadingGoesOn() throws Exception {
        start(JETSTREAM);
        Node east = new Node("east", server.url());
        east.next(1);
        east.engine.read(1);
        east.publish("a");
        east.next(1);
        server.kill();
        assertEquals(List.of("disconnected"), east.next(1));
        server.start();
        assertEquals(List.of("connected 1 1"), east.next(1));
        east.publish("b");
        assertEquals(List.of("block 2 b"), east.next(1));
    }

    @Test
    void aServerWithoutJetStreamIsRefused() throws Exception {
        start("");
        assertEquals("cannot use --link: " + server.url() + ": JetStream is not enabled; start nats-server with -js",
                assertThrows(IOException.class, () -> new Node("east", server.url())).getMessage());
    }
}
