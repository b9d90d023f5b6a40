package chatd.net;

import chatd.wire.Line;
import java.util.ArrayList;
import java.util.List;

/** A privileged service for tests: answers every line, and records its other calls. */
final class AnsweringService implements Service {

    final List<String> calls = new ArrayList<>();

    @Override
    public void connected(Connection connection) {
        calls.add(connection.address() + " connected");
    }

    @Override
    public void line(Connection connection, Line line) {
        connection.send("answer to " + line);
    }

    @Override
    public void lineTooLong(Connection connection) {
        throw new AssertionError();
    }

    @Override
    public void expired(Connection connection) {
        throw new AssertionError();
    }

    @Override
    public void disconnected(Connection connection, CloseReason reason) {
        calls.add(connection.address() + " " + reason);
    }

    @Override
    public void stopping(Connection connection) {
        calls.add(connection.address() + " stopping");
    }
}
