package chatd.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.net.FailureLog;
import chatd.os.LogCapture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.event.Level;

/** Some hundred runs; for more, and for the story of one that has failed, there is {@code make simulate}. */
class SimulationTest {

    private static final int SEEDS = 200;

    @TempDir
    private Path directory;

    @Test
    void whateverPeopleDoEverybodyHearsTheSameOnceInOneOrderAndNothingIsLeftOfThem() {
        run(() -> {
            for (long seed = 1; seed <= SEEDS; seed++) {
                run(seed);
            }
        });
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
            return Simulation.run(seed, directory, Story.UNTOLD);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(Simulate.howToRunAgain(seed) + "\n" + e, e);
        }
    }
}
