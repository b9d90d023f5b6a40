package chatd.system.faults;

import chatd.system.NatsServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Engines that a node cannot use: it must end with status 1 and one line that says why. */
final class LinkRefusals {

    static final Map<String, Fault> FAULTS = Map.of("link-refused", LinkRefusals::refuse);

    private static final int PATIENCE_SECONDS = 60;
    private static final String LOGIN = "authorization { user: chatd, password: secret }";
    /** What a server says first that is too old for JetStream. */
    private static final String OLD_SERVER = "INFO {\"server_id\":\"OLD\",\"version\":\"2.1.9\",\"proto\":1,"
            + "\"host\":\"127.0.0.1\",\"port\":4222,\"max_payload\":1048576}\r\n";

    private LinkRefusals() {
    }

    private static String refuse(FaultFixture faults) throws Exception {
        LinkFixture.requireEngine();
        int before = faults.problems();
        Path wrong = Files.createTempFile("chatd", "login",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try (NatsServer locked = NatsServer.start(LOGIN);
                NatsServer plain = NatsServer.startWithoutStreams();
                ServerSocket old = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Files.writeString(wrong, "chatd:wrong\n");
            new Thread(() -> answerAsOldServer(old), "old server").start();
            isRefused(faults, "a wrong password", "refuses", locked.url(), "--link-credentials", wrong.toString());
            isRefused(faults, "no password", "the server requires a user", locked.url());
            isRefused(faults, "JetStream off", "JetStream is not enabled", plain.url());
            isRefused(faults, "an old server", "2.1.9", "nats://127.0.0.1:" + old.getLocalPort());
            isRefused(faults, "no server", "", "nats://127.0.0.1:" + freePort());
        } finally {
            Files.delete(wrong);
        }
        return "a wrong password, none, JetStream off, an old server, none: " + (faults.problems() - before)
                + " of 5 without a clear line";
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void isRefused(FaultFixture faults, String what, String why, String url, String... options)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(faults.launch().program().toString(), "--listen",
                "127.0.0.1:0", "--link", url, "--node", "east"));
        command.addAll(List.of(options));
        Process node = new ProcessBuilder(command).redirectErrorStream(true).start();
        if (!node.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            node.destroyForcibly();
            faults.check(false, what + " should be refused, but the node has not ended");
            return;
        }
        String said = new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        List<String> lines = said.lines().filter(line -> !line.contains(" INFO ")).toList();
        faults.check(node.exitValue() == 1 && lines.size() == 1 && lines.get(0).startsWith("chatd: ")
                && said.contains(why), what + " should be refused by one line, but: " + said.strip());
    }

    private static void answerAsOldServer(ServerSocket server) {
        try {
            while (true) {
                try (Socket client = server.accept()) {
                    answerAsOldServer(client);
                }
            }
        } catch (IOException e) {
            // The test has closed the socket.
        }
    }

    private static void answerAsOldServer(Socket client) {
        try {
            OutputStream out = client.getOutputStream();
            InputStream in = client.getInputStream();
            out.write(OLD_SERVER.getBytes(StandardCharsets.US_ASCII));
            byte[] some = new byte[4096];
            for (int count = in.read(some); count >= 0; count = in.read(some)) {
                if (new String(some, 0, count, StandardCharsets.US_ASCII).contains("PING")) {
                    out.write("PONG\r\n".getBytes(StandardCharsets.US_ASCII));
                }
            }
        } catch (IOException e) {
            // The node has closed the connection.
        }
    }
}
