package chatd.net;

import chatd.loop.TimerWheel;
import chatd.net.Broadcast;
import chatd.net.Connection;
import chatd.net.Inbound;
import chatd.net.Limits;
import chatd.net.Outbound;
import chatd.net.Server;
import chatd.net.Service;
import chatd.sim.SimulatedNetwork;
import chatd.sim.SimulatedSocket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** A reactor on a {@link SimulatedNetwork}, run turn by turn. */
public final class SimulatedDaemon {

    public static final Limits LIMITS = Limits.DEFAULT.withLineRate(Duration.ZERO, 1);

    public final SimulatedNetwork network = new SimulatedNetwork();
    public final Server server;
    private boolean ended;

    /** A service that words its own notices, as the room does. */
    public <S extends Service & Notices> SimulatedDaemon(Limits limits, Broadcast broadcast, S service) {
        this(limits, broadcast, service, service);
    }

    public SimulatedDaemon(Limits limits, Broadcast broadcast, Service service, Notices notices) {
        try {
            server = new Server(network, network::nanos, limits, broadcast, service, notices);
            server.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 8000));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Somebody connects and is let in. */
    public SimulatedNetwork.Client connect() {
        SimulatedNetwork.Client client = network.connect();
        turn();
        return client;
    }

    /** Listens at a Unix domain socket, too, for this service. */
    public SimulatedDaemon listen(Path path, Service service) {
        try {
            server.listen(path, Set.of(), service);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** Somebody connects there. */
    public SimulatedNetwork.Client connect(Path path) {
        SimulatedNetwork.Client client = network.connect(path);
        turn();
        return client;
    }

    /** One turn of the loop. */
    public void turn() {
        try {
            ended = !server.turn();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Time passes, in small steps, and the loop turns whenever it would wake up. */
    public void sleep(Duration duration) {
        long end = network.nanos() + duration.toNanos();
        while (end - network.nanos() > 0) {
            network.sleep(Duration.ofNanos(Math.min(end - network.nanos(), Duration.ofMillis(100).toNanos())));
            turn();
        }
    }

    public void stop() {
        server.stop();
    }

    /** The memory of all that waits for anybody, in bytes. */
    public long heldBytes() {
        return server.heldBytes();
    }

    /** The part of it that waits to be written. */
    public long heldOutputBytes() {
        return server.pool.heldBytes();
    }

    /** Whether the budget for what waits to be written is used up, or was in this turn. */
    public boolean isBudgetUsedUp() {
        return server.pool.isUsedUp();
    }

    /** How many bytes wait for each of those for whom any do. */
    public Map<SimulatedNetwork.Client, Integer> waitingBytes() {
        Map<SimulatedNetwork.Client, Integer> waiting = new HashMap<>();
        for (SelectionKey key : network.selector().keys()) {
            if (key.attachment() instanceof Connection connection && connection.isLate()) {
                waiting.put(((SimulatedSocket) connection.channel).client, connection.waitingBytes());
            }
        }
        return waiting;
    }

    /** How many connections there are of clients, or of who may become one. */
    public int clientConnections() {
        try {
            return (int) part(server.admission, "clientConnections");
        } catch (ReflectiveOperationException e) {
            throw new AssertionError("the admission counts otherwise now", e);
        }
    }

    /** Whether any deadline is set. */
    public boolean hasDeadlines() {
        return server.timers.nanosToNext(network.nanos()) != TimerWheel.NEVER;
    }

    /** Whether any of this connection's own deadlines is set: the service's, the write timeout, that of its pace. */
    public static boolean hasDeadlines(Connection connection) {
        try {
            Inbound input = (Inbound) part(connection, "input");
            Outbound output = (Outbound) part(connection, "output");
            TimerWheel.Timer writing = output == null ? null : (TimerWheel.Timer) part(output, "deadline");
            return connection.isSet() || input.isPaced() || writing != null && writing.isSet();
        } catch (ReflectiveOperationException e) {
            throw new AssertionError("a connection has other parts now", e);
        }
    }

    /** What this connection has to keep in order what it is sent; null if it has nothing, for nothing waits. */
    public static Object output(Connection connection) {
        try {
            return part(connection, "output");
        } catch (ReflectiveOperationException e) {
            throw new AssertionError("a connection has other parts now", e);
        }
    }

    private static Object part(Object whole, String name) throws ReflectiveOperationException {
        Field field = whole.getClass().getDeclaredField(name);
        field.setAccessible(true);
        return field.get(whole);
    }

    public boolean hasEnded() {
        return ended;
    }
}
