package chatd.access;

import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Random;
import java.util.function.IntSupplier;

/**
 * Any bytes, split anywhere, give the same result as {@link ProxyHeaderModel}, which has all of them at once.
 *
 * <p>The first byte of an input chooses how the header is made from the rest: as it is, or with the signature and
 * length of version 2 added, which random changes would not keep. The second byte chooses how it is split.
 */
public final class ProxyHeaderFuzz {

    private static final byte[] SIGNATURE = {13, 10, 13, 10, 0, 13, 10, 'Q', 'U', 'I', 'T', 10};
    private static final int MADE = 0x80;
    private static final int FIXED = 16;

    private ProxyHeaderFuzz() {
    }

    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length < 2) {
            return;
        }
        byte[] rest = Arrays.copyOfRange(input, 2, input.length);
        byte[] data = (input[0] & MADE) == 0 ? rest : binary(input[0], rest);
        ProxyHeaderModel expected = ProxyHeaderModel.of(data);
        check(expected, data, () -> data.length);
        check(expected, data, () -> 1);
        Random random = new Random(input[1]);
        check(expected, data, () -> 1 + random.nextInt(9));
    }

    /** A header of version 2 whose length is right, or wrong by up to three bytes. */
    private static byte[] binary(byte how, byte[] rest) {
        int command = rest.length > 0 ? rest[0] : 0x21;
        int family = rest.length > 1 ? rest[1] : 0x11;
        byte[] body = rest.length > 2 ? Arrays.copyOfRange(rest, 2, rest.length) : new byte[0];
        int length = Math.max(0, body.length + (how & 3) - (how >> 2 & 3));
        byte[] data = Arrays.copyOf(SIGNATURE, FIXED + body.length);
        data[12] = (byte) ((how & 0x10) == 0 ? 0x20 + (command & 1) : command);
        data[13] = (byte) ((how & 0x20) == 0 ? (family & 1) == 0 ? 0x11 : 0x21 : family);
        data[14] = (byte) (length >> 8);
        data[15] = (byte) length;
        System.arraycopy(body, 0, data, FIXED, body.length);
        return data;
    }

    private static void check(ProxyHeaderModel expected, byte[] data, IntSupplier pieces) {
        ProxyHeader header = new ProxyHeader();
        ProxyHeader.Result found = ProxyHeader.Result.UNFINISHED;
        int taken = 0;
        int from = 0;
        while (found == ProxyHeader.Result.UNFINISHED && from < data.length) {
            // As in the server's read buffer, there are other bytes around the piece.
            int to = Math.min(data.length, from + pieces.getAsInt());
            byte[] buffer = new byte[to - from + 2];
            System.arraycopy(data, from, buffer, 1, to - from);
            found = header.parse(buffer, 1, buffer.length - 1);
            require(header.position() >= 1 && header.position() < buffer.length, "it stopped at " + header.position());
            taken += header.position() - 1;
            require(found != ProxyHeader.Result.UNFINISHED || taken == to, "not all was read");
            from = to;
        }
        require(found == expected.found(), expected + ", but found " + found);
        if (found != ProxyHeader.Result.UNFINISHED) {
            require(taken == expected.length(), expected + ", but read " + taken);
        }
        InetSocketAddress source = found == ProxyHeader.Result.COMPLETE ? header.source() : null;
        require(source == null ? expected.source() == null : source.equals(expected.source()),
                expected + ", but from " + source);
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }
}
