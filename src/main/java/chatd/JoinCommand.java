package chatd;

import java.net.InetSocketAddress;
import java.nio.file.Path;

/** The command that joins a listening socket from this machine: {@code nc localhost 8000}. */
final class JoinCommand {

    private JoinCommand() {
    }

    /**
     * The command for a TCP socket.
     *
     * @param host the host that the socket was opened for
     * @param bound the address and port that it listens at
     */
    static String of(String host, InetSocketAddress bound) {
        return "nc " + (bound.getAddress().isAnyLocalAddress() ? "localhost" : host) + ' ' + bound.getPort();
    }

    /** The command for a Unix domain socket; it works in every directory. */
    static String of(Path path) {
        String text = path.toAbsolutePath().toString();
        boolean plain = text.chars().allMatch(c -> Character.isLetterOrDigit(c) || "/._+@%:,-".indexOf(c) >= 0);
        return "nc -U " + (plain ? text : '\'' + text.replace("'", "'\\''") + '\'');
    }
}
