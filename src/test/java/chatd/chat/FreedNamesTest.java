package chatd.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chatd.link.RecordReader;
import chatd.link.RecordWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FreedNamesTest {

    private static final long NOW = Duration.ofDays(20_000).toMillis();

    private final FreedNames freed = new FreedNames();

    private List<String> written() {
        RecordWriter stock = new RecordWriter();
        freed.write(stock);
        List<String> names = new ArrayList<>();
        new FreedNames().read(new RecordReader(stock.toBytes()), names::add);
        return names;
    }

    @Test
    void namesAreForgottenAfterSomeDays() {
        freed.add("alice", NOW);
        freed.add("bob", NOW + Duration.ofDays(FreedNames.DAYS).toMillis());
        assertEquals(List.of("alice", "bob"), written());
        freed.add("carol", NOW + Duration.ofDays(FreedNames.DAYS + 1).toMillis());
        assertEquals(List.of("bob", "carol"), written());
    }

    @Test
    void theOldestIsForgottenIfThereAreTooMany() {
        for (int i = 0; i <= FreedNames.MAX_NAMES; i++) {
            freed.add("name" + i, NOW);
        }
        assertEquals(FreedNames.MAX_NAMES, written().size());
        assertEquals("name1", written().get(0));
    }

    @Test
    void aNameThatIsRegisteredAgainIsNotFree() {
        freed.add("alice", NOW);
        freed.remove("alice");
        assertEquals(List.of(), written());
    }
}
