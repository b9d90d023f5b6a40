package chatd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.chat.HistorySettings;
import chatd.chat.LoginSettings;
import chatd.chat.RegistrationSettings;
import chatd.chat.RoomSettings;
import chatd.chat.Settings;
import chatd.net.Limits;
import chatd.store.HistoryFile;
import chatd.store.HistoryOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemoryBudgetTest {

    private static final int MIB = 1 << 20;

    private static final Limits LIMITS = Limits.DEFAULT.withBufferMemoryBytes(8 * MIB);
    private static final MemoryBudget BUDGET = new MemoryBudget(LIMITS, Settings.DEFAULT, false);

    @Test
    void aLinkNeedsMemoryForBlocksThatWait() {
        assertEquals(26 * MIB, new MemoryBudget(LIMITS, Settings.DEFAULT, true).heapBytes() - BUDGET.heapBytes());
    }

    @Test
    void theDefaultsFitTheUsualHeapEvenWithAHistoryAndRegisteredNames() {
        Settings settings = Settings.DEFAULT
                .withHistory(HistorySettings.DEFAULT.withLines(1000).withBytes(64 * 1024)
                        .withFile(new HistoryOptions(Path.of("history"), false, 0)))
                .withLogin(LoginSettings.DEFAULT.withRegistration(
                        new RegistrationSettings(Path.of("names"), 10_000, Duration.ZERO, false)));
        // The runtime says that a heap of 128 MiB has 127.
        assertEquals(Optional.empty(), new MemoryBudget(LIMITS, settings, false).heapWarning(127 * MIB));
    }

    @Test
    void theHeapGrowsWithClientsLinesBuffersAndHistory() {
        assertEquals(BUDGET.heapBytes() + 5000 * (4 * 1024 + 3 * 1024), heapBytes(LIMITS.withMaxClients(15_000)));
        assertEquals(BUDGET.heapBytes() + 10_000 * 3 * 1024, heapBytes(LIMITS.withMaxLineBytes(2048)));
        assertEquals(BUDGET.heapBytes() + 10 * MIB, heapBytes(LIMITS.withBufferMemoryBytes(16 * MIB)));
        assertEquals(BUDGET.heapBytes() + 2 * 64 * 1024,
                heapBytes(Settings.DEFAULT.withHistory(HistorySettings.DEFAULT.withLines(0).withBytes(128 * 1024))));
    }

    @Test
    void theHeapGrowsWithRooms() {
        RoomSettings more = RoomSettings.DEFAULT.withMost(3000);
        assertEquals(BUDGET.heapBytes() + 2000 * 3584, heapBytes(Settings.DEFAULT.withRooms(more)));
    }

    @Test
    void theHeapGrowsWithRegisteredNames() {
        LoginSettings login = LoginSettings.DEFAULT.withRegistration(
                new RegistrationSettings(Path.of("names"), 1000, Duration.ZERO, false));
        MemoryBudget budget = new MemoryBudget(LIMITS, Settings.DEFAULT.withLogin(login), false);
        assertEquals(BUDGET.heapBytes() + 1000 * 1024, budget.heapBytes());
        assertTrue(budget.heapWarning(MIB).orElseThrow().endsWith("--buffer-memory, or --max-registered-names"));
    }

    @Test
    void theHeapGrowsWithAHistoryFile() {
        HistorySettings history = HistorySettings.DEFAULT.withFile(new HistoryOptions(Path.of("log"), false, 0));
        assertEquals(BUDGET.heapBytes() + HistoryFile.MAX_HEAP_BYTES,
                heapBytes(Settings.DEFAULT.withHistory(history)));
    }

    @Test
    void eachLineOfTheHistoryCostsMoreThanItsText() {
        Settings oneRoom = Settings.DEFAULT.withRooms(RoomSettings.DEFAULT.withMost(1));
        assertEquals(heapBytes(oneRoom) + 100 * 128,
                heapBytes(oneRoom.withHistory(HistorySettings.DEFAULT.withLines(100).withBytes(64 * 1024))));
        // With many rooms, --history-size limits the lines.
        assertEquals(BUDGET.heapBytes() + 64 * 1024 / 4 * 128,
                heapBytes(Settings.DEFAULT.withHistory(HistorySettings.DEFAULT.withLines(100).withBytes(64 * 1024))));
    }

    private static long heapBytes(Settings settings) {
        return new MemoryBudget(LIMITS, settings, false).heapBytes();
    }

    private static long heapBytes(Limits limits) {
        return new MemoryBudget(limits, Settings.DEFAULT, false).heapBytes();
    }

    @ParameterizedTest
    @CsvSource({"0, 1048576", "16777215, 1048576", "18175312, 1135957", "134217728, 8388608", "34359738368, 2147483648",
            "9223372036854775807, 2147483648"})
    void theBuffersHaveASixteenthOfTheHeapWithinTheRangeOfTheOption(long heap, long bytes) {
        assertEquals(bytes, MemoryBudget.bufferMemory(heap));
    }

    @Test
    void aHeapThatMayNotGrowFarEnoughIsWarnedAbout() {
        Limits limits = LIMITS.withMaxClients(20_000);
        long needed = heapBytes(limits) / MIB;
        MemoryBudget budget = new MemoryBudget(limits, Settings.DEFAULT, false);
        assertEquals(Optional.of("With these options clients can use up to " + needed + " MiB of heap, and the limit "
                + "is " + (needed - 1) + " MiB: raise it (JAVA_OPTS=-Xmx" + needed * 9 / 8 + "m), or lower "
                + "--max-clients, --max-rooms, --max-line or --buffer-memory"), budget.heapWarning((needed - 1) * MIB));
        assertEquals(Optional.empty(), budget.heapWarning(needed * MIB));
    }

    @Test
    void tooFewDescriptorsAreWarnedAbout() {
        assertEquals(Optional.of("--max-clients 10000 needs 10320 file descriptors, and the limit is 10319: raise it "
                + "(ulimit -n 10320), or lower --max-clients"), BUDGET.descriptorWarning(OptionalLong.of(10_319)));
        assertEquals(Optional.empty(), BUDGET.descriptorWarning(OptionalLong.of(10_320)));
        assertEquals(Optional.empty(), BUDGET.descriptorWarning(OptionalLong.empty()));
    }
}
