package chatd.admin;

import chatd.chat.Administration;
import chatd.net.Connection;
import chatd.net.Server;
import chatd.net.Service;
import chatd.wire.Line;

/**
 * The service for administrators, on a separate socket. Each line is a command, and each {@link Answer} ends with an
 * empty line. It trusts every client that can connect there. Only commands that change something are logged.
 */
public final class AdminService implements Service {

    private final Commands commands;

    /** @param chat the service that the server was made with */
    public AdminService(Server server, Administration chat) {
        commands = new Commands(server, chat);
    }

    @Override
    public void line(Connection connection, Line line) {
        String text = line.toString().strip();
        if (text.isEmpty()) {
            return;
        }
        Answer answer = new Answer(connection, text);
        commands.run(text, answer);
        answer.await();
        if (text.equals(Commands.QUIT)) {
            connection.close();
        }
    }

    @Override
    public void leaveKey(Connection connection) {
        connection.close();
    }

    @Override
    public void lineTooLong(Connection connection) {
        connection.send("error: line too long\n");
    }
}
