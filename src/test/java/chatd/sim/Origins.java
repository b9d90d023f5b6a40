package chatd.sim;

import static chatd.sim.Conditions.any;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Chooses where people connect from: few addresses if there are access rules, else any; and the headers that proxies
 * send for some of them, valid or not.
 */
final class Origins {

    /** The address of the socket for proxies. */
    static final InetSocketAddress PROXY_SOCKET = new InetSocketAddress(InetAddress.getLoopbackAddress(), 8001);

    private static final int ANY = 250;
    private static final int FEW = 8;
    private static final int FIRST_PORT = 2000;
    private static final int PORTS = 40_000;
    private static final String PROXY = "10.1.0.1";
    private static final List<String> PROXIES = List.of(PROXY, PROXY, "10.1.0.2", "fd00::1");
    private static final List<String> IPV6 = List.of("2001:db8:0:1::7", "2001:db8:0:1:ffff::7", "2001:db8:0:2::1",
            "2001:db9::1", "2001:db8::a:0:0:1");
    private static final byte[] SIGNATURE = {13, 10, 13, 10, 0, 13, 10, 'Q', 'U', 'I', 'T', 10};
    private static final int VERSION_2 = 0x20;
    private static final List<String> NO_HEADERS = List.of("hello, I am no proxy\n", "\n", "PROXY\n", "PROXY TCP4\r\n",
            "PROXY UDP4 10.0.0.1 10.0.0.2 1 2\r\n", "PROXY TCP4 10.0.0.1 10.0.0.2 1 65536\r\n",
            "PROXY TCP4 ::1 ::1 1 2\r\n", "PROXY TCP6 10.0.0.1 10.0.0.2 1 2\r\n", "PROXY UNKNOWN\n",
            "PROXY TCP4 010.0.0.1 10.0.0.2 1 2\r\n", "PROXY TCP6 ::ffff:010.0.0.1 ::1 1 2\r\n",
            "\r\n\r\n\0\r\nQUIT\r", "\r\n\r\n\0\r\nQUIT\n\u0031\u0011\0\0",
            "\r\n\r\n\0\r\nQUIT\n\u0021\u0011\0\u000B", "PROXY UNKNOWN " + "z".repeat(200));

    private final Random random;
    private final Rules rules;
    private int ports;

    Origins(Random random, Rules rules) {
        this.random = random;
        this.rules = rules;
    }

    Origin next() {
        boolean mayComeByProxy = !rules.proxies().isEmpty();
        String ip = mayComeByProxy && random.nextInt(2) == 0 ? any(random, PROXIES) : anywhere();
        boolean atProxySocket = random.nextInt(5) == 0;
        return atProxySocket || rules.isProxy(ip) ? byProxy(ip, atProxySocket) : Origin.of(ip);
    }

    private String anywhere() {
        return random.nextInt(4) == 0 ? any(random, IPV6)
                : "10.0.0." + (1 + random.nextInt(rules == Rules.NONE ? ANY : FEW));
    }

    private Origin byProxy(String proxy, boolean atProxySocket) {
        if (random.nextInt(6) == 0) {
            byte[] bytes = any(random, NO_HEADERS).getBytes(StandardCharsets.ISO_8859_1);
            return new Origin(proxy, proxy, 0, bytes, false, false, atProxySocket);
        }
        boolean isForItself = random.nextInt(8) == 0;
        String ip = isForItself ? proxy : anywhere();
        int port = isForItself ? 0 : FIRST_PORT + ports++ % PORTS;
        byte[] header = random.nextBoolean() ? version1(ip, port) : version2(ip, port);
        if (random.nextInt(8) == 0) {
            return new Origin(proxy, proxy, 0, Arrays.copyOf(header, random.nextInt(header.length)), false, true,
                    atProxySocket);
        }
        return new Origin(proxy, ip, port, header, true, random.nextInt(8) == 0, atProxySocket);
    }

    private byte[] version1(String ip, int port) {
        String line = port == 0 ? "UNKNOWN" + any(random, "", " ::1 ::2 3 4", " ")
                : ip.contains(":") ? "TCP6 " + ip + " 2001:DB8::9 " + port + " 8000"
                : "TCP4 " + ip + " 10.0.0.9 " + port + " 8000";
        return ("PROXY " + line + "\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    private byte[] version2(String ip, int port) {
        byte[] address = port == 0 ? new byte[0] : Rules.bytes(ip);
        byte[] fields = new byte[any(random, 0, 0, 3, 300)];
        random.nextBytes(fields);
        ByteBuffer header = ByteBuffer.allocate(SIGNATURE.length + 8 + 2 * address.length + fields.length);
        header.put(SIGNATURE).put((byte) (port == 0 ? VERSION_2 : VERSION_2 + 1))
                .put((byte) (port == 0 ? any(random, 0, 0x11) : ip.contains(":") ? 0x21 : 0x11))
                .putShort((short) (2 * address.length + (port == 0 ? 0 : 4) + fields.length));
        if (port != 0) {
            header.put(address).put(address).putShort((short) port).putShort((short) 8000);
        }
        return Arrays.copyOf(header.put(fields).array(), header.position());
    }
}
