package chatd.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.loop.EventLoop;
import chatd.sim.SimulatedNetwork.Client;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The local user of a connection. */
class LocalUserTest {

    @TempDir
    private Path directory;

    /** The local user of a client that connects to this address by a real socket. */
    private static String user(StandardProtocolFamily family, SocketAddress address) throws IOException {
        try (EventLoop loop = new EventLoop(SelectorProvider.provider(), System::nanoTime);
                ServerSocketChannel listening = ServerSocketChannel.open(family).bind(address);
                SocketChannel client = SocketChannel.open(listening.getLocalAddress());
                Transport transport = new Transport(loop, listening.accept())) {
            assertTrue(client.isConnected());
            return transport.user();
        }
    }

    @Test
    void aClientOfAUnixDomainSocketIsTheUserOfItsProcess() throws IOException {
        SocketAddress address = UnixDomainSocketAddress.of(directory.resolve("s"));
        assertEquals(Transport.loginName(System.getProperty("user.name")), user(StandardProtocolFamily.UNIX, address));
    }

    @Test
    void aClientOfTcpHasNoLocalUser() throws IOException {
        assertNull(user(StandardProtocolFamily.INET, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
    }

    @Test
    void aClosedChannelHasNoLocalUser() throws IOException {
        HostFixture fixture = new HostFixture(SimulatedDaemon.LIMITS);
        fixture.network.connect();
        Transport transport = fixture.accept();
        transport.close();
        assertNull(transport.user());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "1000", "4294967294", "nobody", "nfsnobody"})
    void aNumberAndTheOverflowUserAreNotLoginNames(String name) {
        assertNull(Transport.loginName(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"alice", "root", "u1000", "1000a", "nobody2", "Алиса"})
    void anyOtherNameIsALoginName(String name) {
        assertEquals(name, Transport.loginName(name));
    }

    @Test
    void aServiceLearnsTheUserOfALocalClientOnly() {
        EchoService echo = new EchoService();
        SimulatedDaemon daemon = new SimulatedDaemon(SimulatedDaemon.LIMITS, echo.broadcasts, echo);
        Path path = directory.resolve("s");
        daemon.listen(path, echo);
        Client local = daemon.connect(path);
        Client unknown = daemon.connect(path);
        Client remote = daemon.connect();
        local.beUser("alice");
        remote.beUser("alice");
        for (Client client : List.of(local, unknown, remote)) {
            client.send("!user\n");
        }
        daemon.turn();
        assertEquals(List.of("user: alice"), local.lines());
        assertEquals(List.of("user: null"), unknown.lines());
        assertEquals(List.of("user: null"), remote.lines());
    }
}
