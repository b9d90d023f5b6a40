package chatd.net;

import chatd.access.Rejection;
import chatd.wire.Line;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A service for tests: says every line to all clients, as "ADDRESS: LINE", and records its other calls. Some lines that
 * begin with an exclamation mark are commands.
 */
final class EchoService implements Service, Notices {

    private static final byte[] NO_PREFIX = {};

    final Broadcasts broadcasts = new Broadcasts(SimulatedDaemon.LIMITS.maxLineBytes());
    final Broadcast broadcast = broadcasts.create();
    final List<String> calls = new ArrayList<>();
    private final Set<Connection> pausing = new HashSet<>();
    boolean failsToWordGaps;
    boolean failsToWordRejections;
    Runnable whenConnected = () -> { };
    Runnable afterLine = () -> { };
    Runnable whenExpired = () -> { };
    Runnable whenDisconnected = () -> { };
    Consumer<Connection> whenStopping = connection -> { };

    @Override
    public void connected(Connection connection) {
        broadcast.join(connection);
        whenConnected.run();
    }

    @Override
    public void line(Connection connection, Line line) {
        String text = line.toString();
        if (text.startsWith("!whisper ")) {
            connection.send(text.substring("!whisper ".length()));
        } else if (text.startsWith("!public ")) {
            connection.sendPublic((text.substring("!public ".length()) + '\n').getBytes(StandardCharsets.UTF_8));
        } else if (text.startsWith("!others ")) {
            broadcast.sayToOthers(connection, NO_PREFIX, line);
        } else if (text.startsWith("!much ")) {
            connection.send("x".repeat(Integer.parseInt(text.substring("!much ".length())) - 1));
        } else if (text.startsWith("!idle ")) {
            connection.expireWhenIdle(Duration.parse(text.substring("!idle ".length())));
        } else if (text.startsWith("!deadline ")) {
            connection.expireAfter(Duration.parse(text.substring("!deadline ".length())));
        } else if (text.startsWith("!pause ")) {
            pausing.add(connection);
            connection.pause();
            connection.expireAfter(Duration.parse(text.substring("!pause ".length())));
        } else if (text.equals("!user")) {
            connection.send("user: " + connection.user());
        } else if (text.equals("!close")) {
            connection.send("bye");
            connection.close();
        } else if (text.equals("!throw")) {
            broadcast.say("before");
            throw new IllegalStateException("thrown for the test");
        } else {
            broadcast.say((connection.address() + ": ").getBytes(StandardCharsets.UTF_8), line);
        }
        afterLine.run();
    }

    @Override
    public void lineTooLong(Connection connection) {
        connection.send("too long");
    }

    @Override
    public void expired(Connection connection) {
        if (pausing.remove(connection)) {
            connection.unpause();
            connection.send("goes on");
            return;
        }
        calls.add(connection.address() + " expired");
        whenExpired.run();
        connection.send("expired");
        connection.close();
    }

    @Override
    public void disconnected(Connection connection, CloseReason reason) {
        calls.add(connection.address() + " " + reason);
        broadcast.say(connection.address() + " " + reason);
        whenDisconnected.run();
    }

    @Override
    public void stopping(Connection connection) {
        whenStopping.accept(connection);
        connection.send("stopping");
    }

    @Override
    public String rejected(Rejection reason) {
        if (failsToWordRejections) {
            throw new IllegalStateException("thrown for the test");
        }
        return reason.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    @Override
    public String skipped(int lines) {
        if (failsToWordGaps) {
            throw new IllegalStateException("thrown for the test");
        }
        return "[" + lines + " skipped]";
    }
}
