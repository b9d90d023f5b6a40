package chatd.chat;

import chatd.store.NamesSettings;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;

/**
 * Settings of registered names.
 *
 * @param file file with the registered names
 * @param most names that may be registered
 * @param age a name that its owner has not used for this time is removed; zero is never
 * @param registeredOnly whether only owners of registered names are accepted
 */
public record RegistrationSettings(Path file, int most, Duration age, boolean registeredOnly) {

    /** The settings of the file. Its names are compared like the names of members. */
    public NamesSettings forFile(Clock clock) {
        return new NamesSettings(most, age, Names::fold, clock);
    }
}
