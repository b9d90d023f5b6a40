package chatd.chat;

import chatd.store.NamesSettings;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;

/**
 * How names are registered.
 *
 * @param file file with the registered names
 * @param most names that may be registered
 * @param age a name that its owner has not used for this time is forgotten; zero is never
 * @param registeredOnly whether only owners of registered names are let in
 */
public record RegistrationSettings(Path file, int most, Duration age, boolean registeredOnly) {

    /** The settings of the file. Names are compared as those of members are. */
    public NamesSettings forFile(Clock clock) {
        return new NamesSettings(most, age, Names::fold, clock);
    }
}
