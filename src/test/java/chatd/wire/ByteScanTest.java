package chatd.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ByteScanTest {

    private static final byte LF = '\n';
    private static final byte CR = '\r';
    private static final byte IAC = (byte) 0xFF;

    @Test
    void aPrintableRunEndsAtAnyOtherByteAnywhere() {
        for (int b = 0; b < 0x100; b++) {
            boolean isPrintable = b >= ' ' && b < 0x7F;
            for (int at = 1; at < 20; at++) {
                byte[] line = filled((byte) '~');
                line[at] = (byte) b;
                assertEquals(isPrintable ? 20 : at, ByteScan.printableRun(line, 1, 20), b + " at " + at);
            }
        }
    }

    @Test
    void aTextRunEndsAtAControlCharacterAnywhere() {
        for (int b = 0; b < 0x100; b++) {
            boolean isOne = b < ' ' || b == 0x7F || b == 0xFF;
            for (int at = 1; at < 20; at++) {
                byte[] line = filled((byte) ' ');
                line[at] = (byte) b;
                assertEquals(isOne ? at : 20, ByteScan.textRun(line, 1, 20), b + " at " + at);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 7, 8, 9})
    void bytesOutsideTheRangeAreIgnored(int length) {
        byte[] line = new byte[length + 2];
        Arrays.fill(line, 1, length + 1, (byte) 'x');
        line[length + 1] = LF;
        assertEquals(length + 1, ByteScan.printableRun(line, 1, length + 1));
        assertEquals(length + 1, ByteScan.textRun(line, 1, length + 1));
    }

    @Test
    void onRandomBytesBothFindTheSameAsALoop() {
        Random random = new Random(7);
        byte[] interesting = {0, 9, LF, CR, 0x1F, ' ', 'a', 0x7E, 0x7F, (byte) 0x80, (byte) 0x9F, (byte) 0xFE, IAC};
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = new byte[random.nextInt(40)];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = random.nextInt(4) > 0 ? (byte) 'x' : interesting[random.nextInt(interesting.length)];
            }
            int from = random.nextInt(bytes.length + 1);
            assertEquals(printableRun(bytes, from), ByteScan.printableRun(bytes, from, bytes.length));
            assertEquals(textRun(bytes, from), ByteScan.textRun(bytes, from, bytes.length));
        }
    }

    private static int printableRun(byte[] bytes, int from) {
        int i = from;
        while (i < bytes.length && bytes[i] >= ' ' && bytes[i] < 0x7F) {
            i++;
        }
        return i;
    }

    private static int textRun(byte[] bytes, int from) {
        int i = from;
        while (i < bytes.length && (bytes[i] >= ' ' && bytes[i] != 0x7F || bytes[i] < -1)) {
            i++;
        }
        return i;
    }

    private static byte[] filled(byte with) {
        byte[] bytes = new byte[24];
        Arrays.fill(bytes, with);
        return bytes;
    }
}
