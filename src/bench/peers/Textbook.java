import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The textbook chat server in Java, for comparison: one thread reads each client, one writes to each client from a
 * queue, and only the broadcaster owns the set of clients. Each message is written to each client separately, and a
 * client that does not read blocks everybody. The threads are virtual where the JDK has them.
 *
 * <p>Usage: {@code java Textbook.java PORT}
 */
final class Textbook {

    private static final int BACKLOG = 4096;
    /**
     * Length of each queue, in messages. Go's channels are unbuffered, like a SynchronousQueue; but a direct hand-over
     * costs threads more than goroutines: it made this server two to four times slower.
     */
    private static final int QUEUE_LENGTH = 64;

    private final ExecutorService threads = threads();
    private final BlockingQueue<Task> events = new LinkedBlockingQueue<>(QUEUE_LENGTH);
    private final Set<Client> clients = new LinkedHashSet<>();

    private interface Task {
        void run() throws InterruptedException;
    }

    public static void main(String[] args) throws IOException {
        if (args.length != 1) {
            System.err.println("usage: java Textbook.java PORT");
            System.exit(2);
        }
        new Textbook().serve(Integer.parseInt(args[0]));
    }

    private void serve(int port) throws IOException {
        try (ServerSocket listener = new ServerSocket(port, BACKLOG, InetAddress.getByName("127.0.0.1"))) {
            start(this::broadcast);
            while (true) {
                try {
                    start(new Client(listener.accept())::read);
                } catch (IOException e) {
                    System.err.println(e);
                }
            }
        }
    }

    private void broadcast() throws InterruptedException {
        while (true) {
            events.take().run();
        }
    }

    private void enter(Client client) throws InterruptedException {
        say(client.who + " has arrived");
        clients.add(client);
    }

    private void leave(Client client) throws InterruptedException {
        clients.remove(client);
        client.messages.put(Client.GOODBYE);
        say(client.who + " has left");
    }

    private void say(String message) throws InterruptedException {
        byte[] bytes = bytes(message);
        for (Client client : clients) {
            client.messages.put(bytes);
        }
    }

    /** ISO 8859-1 both ways preserves all bytes; but a lone CR ends a line as well. */
    private static byte[] bytes(String message) {
        return (message + '\n').getBytes(StandardCharsets.ISO_8859_1);
    }

    private final class Client {

        private static final byte[] GOODBYE = {};

        private final Socket socket;
        private final String who;
        private final BlockingQueue<byte[]> messages = new LinkedBlockingQueue<>(QUEUE_LENGTH);

        Client(Socket socket) {
            this.socket = socket;
            this.who = socket.getInetAddress().getHostAddress() + ':' + socket.getPort();
        }

        void read() throws InterruptedException {
            start(this::write);
            messages.put(bytes("You are " + who));
            events.put(() -> enter(this));
            try {
                InputStreamReader bytes = new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1);
                BufferedReader lines = new BufferedReader(bytes);
                for (String line; (line = lines.readLine()) != null; ) {
                    String message = who + ": " + line;
                    events.put(() -> say(message));
                }
            } catch (IOException e) {
                // A reset is a departure, as is the end of input.
            }
            events.put(() -> leave(this));
        }

        /** Empties the queue to the end even if the client is gone, or the broadcaster would block. */
        void write() throws InterruptedException {
            try (socket) {
                socket.setTcpNoDelay(true); // as in Go
                OutputStream out = socket.getOutputStream();
                for (byte[] message; (message = messages.take()) != GOODBYE; ) {
                    out.write(message);
                    out.flush();
                }
            } catch (IOException e) {
                while (messages.take() != GOODBYE) {
                    // Not delivered.
                }
            }
        }
    }

    private static ExecutorService threads() {
        try {
            return (ExecutorService) Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        } catch (ReflectiveOperationException e) {
            return Executors.newCachedThreadPool();
        }
    }

    private void start(Task task) {
        threads.execute(() -> {
            try {
                task.run();
            } catch (InterruptedException e) {
                throw new IllegalStateException("unexpected interrupt", e);
            }
        });
    }
}
