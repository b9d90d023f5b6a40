package chatd.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;

/** A single member who says and reads lines, one after the other. */
final class Talker implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 30_000;

    private final Socket socket;
    private final BufferedReader reader;

    /** Joins with this name. */
    Talker(int port, String name) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MILLIS);
        reader = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        say(name);
        read(line -> line.equals("You are " + name));
    }

    void say(String line) throws IOException {
        socket.getOutputStream().write((line + '\n').getBytes(StandardCharsets.UTF_8));
    }

    /** Reads up to the first line of this kind. */
    String read(Predicate<String> isWanted) throws IOException {
        String line = reader.readLine();
        while (line != null && !isWanted.test(line)) {
            line = reader.readLine();
        }
        if (line == null) {
            throw new RunFailed("The server disconnected a member");
        }
        return line;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
