package chatd.link;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.link.RecordReader.BadRecord;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Records, as they are written and read. */
class RecordTest {

    private final RecordWriter writer = new RecordWriter();

    private RecordReader reader() {
        return new RecordReader(writer.toBytes());
    }

    @Test
    void numbersOfAnyLengthAreReadAsTheyWereWritten() {
        for (int shift = 0; shift < Long.SIZE; shift++) {
            for (long value : new long[] {1L << shift, (1L << shift) - 1, -(1L << shift)}) {
                writer.clear();
                writer.number(value);
                RecordReader reader = reader();
                assertEquals(value, reader.number());
                assertFalse(reader.hasMore());
            }
        }
    }

    @Test
    void textsBytesAndFlagsAreReadAsTheyWereWritten() {
        byte[] bytes = {1, -1, 0};
        writer.text("Käthe €").text(null).text("").bytes(bytes, 1, 2).flag(true).flag(false).number(300);
        RecordReader reader = reader();
        assertEquals("Käthe €", reader.text());
        assertNull(reader.text());
        assertEquals("", reader.text());
        assertArrayEquals(new byte[] {-1, 0}, reader.bytes());
        assertTrue(reader.flag());
        assertFalse(reader.flag());
        assertTrue(reader.hasMore());
        assertEquals(300, reader.number(300));
    }

    @Test
    void aLongRecordIsReadAsItWasWritten() {
        byte[] bytes = new byte[1000];
        bytes[999] = 7;
        writer.bytes(bytes, 0, 1000).bytes(bytes, 0, 1000);
        RecordReader reader = reader();
        assertArrayEquals(bytes, reader.bytes());
        assertArrayEquals(bytes, reader.bytes());
        assertFalse(reader.hasMore());
    }

    @Test
    void aRecordInsideAnotherEndsWhereItEnds() {
        RecordWriter inner = new RecordWriter().number(5);
        writer.number(inner.length() + 1L);
        inner.appendTo(writer);
        writer.number(6);
        RecordReader outer = reader();
        RecordReader read = outer.record();
        assertEquals(5, read.number());
        assertThrows(BadRecord.class, read::number);
        assertEquals(6, outer.number());
    }

    @Test
    void aRecordThatEndsEarlyIsBad() {
        assertThrows(BadRecord.class, () -> new RecordReader(new byte[0]).flag());
        assertThrows(BadRecord.class, () -> new RecordReader(new byte[] {-1}).number());
        assertThrows(BadRecord.class, () -> new RecordReader(new byte[] {3, 'a'}).text());
        assertThrows(BadRecord.class, () -> new RecordReader(new byte[] {3, 'a'}).bytes());
    }

    @Test
    void bytesThatAreNullAreBad() {
        writer.text(null);
        assertThrows(BadRecord.class, () -> reader().bytes());
        assertThrows(BadRecord.class, () -> reader().record());
    }

    @Test
    void aNumberOutsideOfItsBoundsIsBad() {
        writer.number(4);
        assertThrows(BadRecord.class, () -> reader().number(3));
        writer.clear();
        writer.number(-1);
        assertThrows(BadRecord.class, () -> reader().number(3));
    }

    @Test
    void aNumberOfMoreThanTenBytesIsBad() {
        byte[] endless = new byte[11];
        Arrays.fill(endless, (byte) -1);
        assertThrows(BadRecord.class, () -> new RecordReader(endless).number());
    }
}
