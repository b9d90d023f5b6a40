package chatd.sim;

import static org.junit.jupiter.api.Assertions.assertFalse;

import chatd.store.Key;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;

/** The keys that the daemon makes. The model, which is called first, knows each of them before the daemon does. */
final class SimulatedKeys implements Callable<Key> {

    private static final int KEY_BYTES = 16;
    /** One of so many keys cannot be made. */
    private static final int FAILURES = 30;

    private final Random random;
    /** Keys that the model has received and the daemon has not. Empty if a key cannot be made. */
    private final Deque<Optional<Key>> next = new ArrayDeque<>();

    SimulatedKeys(Random random) {
        this.random = random;
    }

    /** The key that the daemon will make next; null if it will fail. */
    Key expect() {
        Optional<Key> key = random.nextInt(FAILURES) == 0 ? Optional.empty() : Optional.of(any());
        next.add(key);
        return key.orElse(null);
    }

    /** A key that belongs to no name. */
    Key any() {
        byte[] bits = new byte[KEY_BYTES];
        random.nextBytes(bits);
        return Key.of(bits);
    }

    @Override
    public Key call() throws IOException {
        assertFalse(next.isEmpty(), "the daemon makes a key that nobody has asked for");
        return next.remove().orElseThrow(() -> new IOException("no random numbers"));
    }
}
