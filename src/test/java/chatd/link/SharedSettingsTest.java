package chatd.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class SharedSettingsTest {

    private static SharedSettings copy(SharedSettings settings) {
        RecordWriter record = new RecordWriter();
        settings.write(record);
        return SharedSettings.read(new RecordReader(record.toBytes()));
    }

    @Test
    void theyAreReadAsTheyWereWritten() {
        SharedSettings settings = new SharedSettings("lobby", List.of("dev", "games"), 1024);
        assertEquals(settings, copy(settings));
        assertEquals(SharedSettings.ANY, copy(SharedSettings.ANY));
        assertNull(settings.difference("west", SharedSettings.ANY));
        assertNull(SharedSettings.ANY.difference("west", settings));
    }

    @Test
    void aNameWithControlCharactersIsNotRead() {
        assertThrows(RecordReader.BadRecord.class, () -> copy(new SharedSettings("a\nb", List.of(), 0)));
        assertThrows(RecordReader.BadRecord.class, () -> copy(new SharedSettings("a", List.of("\r"), 0)));
        assertThrows(RecordReader.BadRecord.class, () -> copy(new SharedSettings(null, List.of(), 0)));
    }
}
