package chatd.system.faults;

import chatd.system.ClientGroup;
import chatd.system.Stunnel;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** Clients that connect by TLS and trust the certificate of one stunnel. A few threads serve all of them. */
final class TlsClients implements AutoCloseable {

    private static final int THREADS = 8;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** One client; its reader has what it has received and not read. */
    private record TlsClient(String name, SSLSocket socket, BufferedReader reader) {

        void send(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        }

        /**
         * Reads up to this line. False if the connection ends before it, or if it does not come for a long time in
         * which others may talk.
         */
        boolean receives(String line) throws IOException {
            long start = System.nanoTime();
            String next = reader.readLine();
            while (next != null && !next.equals(line) && System.nanoTime() - start < PATIENCE.toNanos()) {
                next = reader.readLine();
            }
            return line.equals(next);
        }
    }

    /** A condition for a client, which waits for what the client receives. */
    private interface Test {
        boolean passes(TlsClient client) throws IOException;
    }

    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private final SSLContext trust;
    private final int port;
    private final List<TlsClient> clients = new ArrayList<>();

    TlsClients(Stunnel stunnel) throws IOException, GeneralSecurityException {
        port = stunnel.port;
        KeyStore certificates = KeyStore.getInstance(KeyStore.getDefaultType());
        certificates.load(null, null);
        try (InputStream in = Files.newInputStream(stunnel.certificate())) {
            certificates.setCertificateEntry("stunnel",
                    CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(certificates);
        trust = SSLContext.getInstance("TLS");
        trust.init(null, managers.getTrustManagers(), null);
    }

    /** This many clients connect, and are asked for their names. */
    void connect(int count) throws IOException {
        List<Callable<TlsClient>> tasks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String name = "tls" + i;
            tasks.add(() -> connect(name));
        }
        clients.addAll(run(tasks));
    }

    private TlsClient connect(String name) throws IOException {
        SSLSocket socket = (SSLSocket) trust.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout((int) PATIENCE.toMillis());
        TlsClient client = new TlsClient(name, socket,
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8)));
        if (client.reader().readLine() == null) {
            throw new IOException(name + " is disconnected");
        }
        return client;
    }

    /**
     * All clients give their names at once, and wait until they are members. The daemon announces each arrival to the
     * members already there. Returns how many have become members.
     */
    long join() throws IOException {
        for (TlsClient client : clients) {
            client.send(client.name() + '\n');
        }
        return count(client -> client.receives("You are " + client.name()));
    }

    /** Has all clients read up to this line. Returns how many have received it. */
    long receive(String line) throws IOException {
        return count(client -> client.receives(line));
    }

    private long count(Test test) throws IOException {
        return run(clients.stream().map(client -> (Callable<Boolean>) () -> test.passes(client)).toList()).stream()
                .filter(Boolean::booleanValue).count();
    }

    /**
     * Each of the first clients says a line and ends its output. Returns how many of them received their own line and
     * then the end of the stream.
     */
    long sayAndEnd(int count) throws IOException {
        return run(clients.subList(0, count).stream().map(client -> (Callable<Boolean>) () -> {
            client.send(ClientGroup.MARK + "bye\n");
            client.socket().shutdownOutput();
            return client.receives(client.name() + ": " + ClientGroup.MARK + "bye") && !client.receives("");
        }).toList()).stream().filter(Boolean::booleanValue).count();
    }

    private <T> List<T> run(List<Callable<T>> tasks) throws IOException {
        try {
            List<T> results = new ArrayList<>();
            for (Future<T> result : threads.invokeAll(tasks)) {
                results.add(result.get());
            }
            return results;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        for (TlsClient client : clients) {
            try {
                client.socket().close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
