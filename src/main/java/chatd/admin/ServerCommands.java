package chatd.admin;

import chatd.chat.Administration;
import chatd.net.Connection;
import chatd.net.Server;
import chatd.text.Durations;
import java.time.Duration;
import java.util.List;

/** The commands about the whole server: stats, drain, shutdown. */
final class ServerCommands {

    private static final Duration USUAL_DRAIN = Duration.ofMinutes(10);

    private final Server server;
    private final Administration chat;

    ServerCommands(Server server, Administration chat) {
        this.server = server;
        this.chat = chat;
    }

    String stats(String nothing) {
        return PrometheusText.of(server.metrics(), chat);
    }

    String drain(String time) {
        Duration patience = Words.time(time, USUAL_DRAIN);
        List<Connection> clients = server.clients();
        chat.announceDrain(clients, patience);
        server.drain(patience);
        if (clients.isEmpty()) {
            return "no new clients are accepted, and none is connected";
        }
        return "no new clients are accepted; the " + clients.size() + " connected may stay "
                + (patience.isZero() ? "as long as they like" : "for " + Durations.brief(patience));
    }

    String shutdown(String nothing) {
        server.stop();
        return "stopping";
    }
}
