package chatd.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.chat.Dialects;
import chatd.net.FailureLog;
import chatd.os.LogCapture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.event.Level;

/** Two hundred seeds. For more, or for a trace of a failed one, use {@code make simulate}. */
class SimulationTest {

    private static final int SEEDS = 200;

    @TempDir
    private Path directory;

    @Test
    void everybodyReceivesEachLineOnceInTheSameOrderAndNothingIsLeftInTheEnd() {
        run(() -> {
            for (long seed = 1; seed <= SEEDS; seed++) {
                run(seed);
            }
        });
    }

    @Test
    void everyDialectHasAModel() {
        assertEquals(Set.copyOf(Dialects.names()), Model.BY_DIALECT.keySet());
    }

    @Test
    void aSeedDecidesEverything() {
        run(() -> assertEquals(run(7), run(7)));
    }

    private static void run(Runnable runs) {
        List<String> errors = LogCapture.by(FailureLog.class, Level.ERROR, runs);
        errors.forEach(line -> assertTrue(line.contains("thrown for the test"), line));
    }

    private Outcome run(long seed) {
        try {
            return Simulation.run(seed, directory, Trace.OFF);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(Simulate.howToRunAgain(seed) + "\n" + e, e);
        }
    }
}
