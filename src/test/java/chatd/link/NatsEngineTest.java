package chatd.link;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
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
            this(name, null, List.of(urls));
        }

        Node(String name, Path credentials, List<String> urls) throws IOException {
            this(new NatsSettings(urls, credentials, NatsAuthoritiesTest.FILE, "test", name));
        }

        Node(NatsSettings settings) throws IOException {
            engine = NatsEngine.connect(settings, loop::add);
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
    void aServerThatIsStoppedForLongIsReplacedByItself() throws Exception {
        start(JETSTREAM);
        Node east = new Node("east", server.url());
        east.next(1);
        east.engine.read(1);
        east.publish("a");
        east.next(1);
        server.signal("STOP");
        assertEquals(List.of("disconnected"), east.next(1));
        server.signal("CONT");
        assertEquals(List.of("connected 1 1"), east.next(1));
        east.publish("b");
        assertEquals(List.of("block 2 b"), east.next(1));
    }

    @Test
    void aStreamThatIsLostIsCreatedAgainAndReportedAsEmptyFirst() throws Exception {
        start(JETSTREAM);
        Node east = new Node("east", server.url());
        east.next(1);
        east.engine.read(1);
        east.publish("a");
        east.publish("b");
        east.next(2);
        server.kill();
        server.deleteStore();
        server.start();
        assertEquals(List.of("disconnected", "connected 1 0", "connected 1 0"), east.next(3));
        east.engine.read(1);
        east.publish("c");
        assertEquals(List.of("block 1 c"), east.next(1));
    }

    @Test
    void theNextServerIsUsedIfOneCannotBeReached() throws Exception {
        start(JETSTREAM);
        Node east = new Node("east", "nats://127.0.0.1:1", server.url());
        assertEquals(List.of("connected 1 0"), east.next(1));
    }

    @Test
    void aMessageToAnImpossibleNameIsDropped() throws Exception {
        start(JETSTREAM);
        Node east = new Node("east", server.url());
        Node west = new Node("west", server.url());
        west.next(1);
        east.engine.send("*", "lost".getBytes(UTF_8));
        east.engine.send("west", "found".getBytes(UTF_8));
        assertEquals(List.of("message found"), west.next(1));
    }

    @Test
    void blocksAreAsLongAsTheServerTakesThem() throws Exception {
        start(JETSTREAM + "max_payload: 9000\n");
        Node east = new Node("east", server.url());
        east.next(1);
        east.engine.read(1);
        assertEquals(9000 - 1024, east.engine.maxBytes());
        String longest = "x".repeat(east.engine.maxBytes());
        east.engine.publish("id", longest.getBytes(UTF_8));
        assertEquals(List.of("block 1 " + longest), east.next(1));
    }

    // Credentials

    private Path file(String text) throws IOException {
        Path file = directory.resolve("credentials");
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return file;
    }

    @Test
    void aUserAndPasswordAreTakenFromAFile() throws Exception {
        start(JETSTREAM + "authorization: { user: me, password: \"a:b\" }\n");
        Node east = new Node("east", file("me:a:b\n"), List.of(server.url()));
        assertEquals(List.of("connected 1 0"), east.next(1));
    }

    @Test
    void credsOfNatsAreTakenFromAFile() throws Exception {
        NatsAccount account = new NatsAccount(",\"mem_storage\":-1,\"disk_storage\":-1");
        start(JETSTREAM + account.serverConfig());
        Node east = new Node("east", file(account.creds()), List.of(server.url()));
        assertEquals(List.of("connected 1 0"), east.next(1));
    }

    // TLS

    private String tlsUrl() {
        return server.url().replace("nats:", "tls:");
    }

    private NatsSettings trusting(Path authorities) {
        return new NatsSettings(List.of(tlsUrl()), null, authorities, "test", "east");
    }

    @Test
    void aServerWithACertificateOfATrustedAuthorityIsUsed() throws Exception {
        TlsFiles tls = new TlsFiles(directory, "ip:127.0.0.1");
        start(JETSTREAM + tls.serverConfig());
        assertEquals(List.of("connected 1 0"), new Node(trusting(tls.authority())).next(1));
    }

    @Test
    void aServerWithAnAuthorityInTheTrustStoreOfJavaIsUsed() throws Exception {
        TlsFiles tls = new TlsFiles(directory, "ip:127.0.0.1");
        start(JETSTREAM + tls.serverConfig());
        System.setProperty("javax.net.ssl.trustStore", tls.trustStore().toString());
        System.setProperty("javax.net.ssl.trustStorePassword", TlsFiles.PASSWORD);
        try {
            assertEquals(List.of("connected 1 0"), new Node(trusting(directory.resolve("missing"))).next(1));
        } finally {
            System.clearProperty("javax.net.ssl.trustStore");
            System.clearProperty("javax.net.ssl.trustStorePassword");
        }
    }

    @Test
    void aServerWithATrustedCertificateForAnotherHostIsRefused() throws Exception {
        TlsFiles tls = new TlsFiles(directory, "dns:other.example");
        start(JETSTREAM + tls.serverConfig());
        assertTrue(problem(trusting(tls.authority())).startsWith(tlsUrl() + ": TLS fails: "));
    }

    @Test
    void aServerWithACertificateThatIsNotTrustedIsRefused() throws Exception {
        TlsFiles tls = new TlsFiles(directory, "ip:127.0.0.1");
        start(JETSTREAM + tls.serverConfig());
        Path others = new TlsFiles(Files.createDirectory(directory.resolve("others")), "ip:127.0.0.1").authority();
        assertTrue(problem(trusting(others)).startsWith(tlsUrl() + ": TLS fails: "));
        assertEquals(server.url() + ": the server requires TLS: use tls:// instead of nats://",
                problem(null, server.url()));
    }

    // Refusals at the start

    private String problem(Path credentials, String... urls) {
        return problem(new NatsSettings(List.of(urls), credentials, NatsAuthoritiesTest.FILE, "test", "east"));
    }

    private String problem(NatsSettings settings) {
        String message = assertThrows(IOException.class, () -> new Node(settings)).getMessage();
        String beginning = "cannot use --link: ";
        assertEquals(beginning, message.substring(0, beginning.length()));
        return message.substring(beginning.length());
    }

    @Test
    void serversThatCannotBeReachedAreRefused() {
        assertEquals("nats://127.0.0.1:1: no connection: Connection refused; "
                + "tls://localhost:1: no connection: Connection refused",
                problem(null, "nats://127.0.0.1:1", "tls://localhost:1").replaceAll("No responsive.*",
                        "no connection: Connection refused"));
    }

    @Test
    void aServerWithoutJetStreamIsRefused() throws Exception {
        start("");
        assertEquals(server.url() + ": JetStream is not enabled; start nats-server with -js",
                problem(null, server.url()));
    }

    @Test
    void anAccountWithoutJetStreamIsRefused() throws Exception {
        NatsAccount account = new NatsAccount("");
        start(JETSTREAM + account.serverConfig());
        assertEquals(server.url() + ": JetStream is not enabled for the account; enable it in the settings of"
                + " nats-server", problem(file(account.creds()), server.url()));
    }

    @Test
    void aServerThatWantsOtherCredentialsIsRefused() throws Exception {
        start(JETSTREAM + "authorization: { user: me, password: secret }\n");
        assertEquals(server.url() + ": the server requires a user; put it into a file for --link-credentials",
                problem(null, server.url()));
        Path wrong = file("me:wrong");
        assertEquals(server.url() + ": the server refuses the user of --link-credentials " + wrong,
                problem(wrong, server.url()));
    }

    @Test
    void aUserWhoMayNotDoWhatTheLinkNeedsIsRefused() throws Exception {
        start(JETSTREAM + "authorization: { users: [ { user: me, password: secret, permissions: { publish: {"
                + " deny: \"chatd.test.log\" } } } ] }\n");
        assertEquals(server.url() + ": the user of --link-credentials lacks a permission of the link: Permissions"
                + " Violation for Publish to \"chatd.test.log\"", problem(file("me:secret"), server.url()));
    }

    @Test
    void aServerWithoutTlsIsRefusedIfTlsIsWanted() throws Exception {
        start(JETSTREAM);
        assertEquals(tlsUrl() + ": the server has no TLS: use nats:// instead of tls://", problem(null, tlsUrl()));
    }

    private void addStream(StreamConfiguration stream) throws Exception {
        Connection connection = Nats.connect(server.url());
        connection.jetStreamManagement().addStream(stream);
        connection.close();
    }

    @Test
    void aStreamWithOtherSettingsIsRefused() throws Exception {
        start(JETSTREAM);
        addStream(StreamConfiguration.builder().name("chatd_test").subjects("chatd.test.log")
                .storageType(StorageType.Memory).build());
        assertEquals(server.url() + ": the stream chatd_test has other settings than the link needs: storage is memory"
                + " instead of file; change or delete the stream", problem(null, server.url()));
    }

    @Test
    void aSubjectThatBelongsToAnotherStreamIsRefused() throws Exception {
        start(JETSTREAM);
        addStream(StreamConfiguration.builder().name("other").subjects("chatd.>").build());
        assertEquals(server.url() + ": the subject of the link belongs to another stream: subjects overlap with an"
                + " existing stream; delete that stream, or choose another --link-name", problem(null, server.url()));
    }
}
