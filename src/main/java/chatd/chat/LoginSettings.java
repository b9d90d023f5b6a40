package chatd.chat;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How people log in. Built by name: {@code LoginSettings.DEFAULT.withNamesAsked(false)}.
 *
 * @param namesAsked whether people are asked for a name; otherwise their address is their name
 * @param timeout time to choose a name or to give the password; zero is for ever
 * @param passwordFile file with the password that newcomers must give; null is none
 * @param registration how names are registered; null if they cannot be
 */
public record LoginSettings(boolean namesAsked, Duration timeout, Path passwordFile,
        RegistrationSettings registration) {

    public static final LoginSettings DEFAULT = new LoginSettings(true, Duration.ofSeconds(60), null, null);

    public LoginSettings withNamesAsked(boolean asked) {
        return new LoginSettings(asked, timeout, passwordFile, registration);
    }

    public LoginSettings withTimeout(Duration time) {
        return new LoginSettings(namesAsked, time, passwordFile, registration);
    }

    public LoginSettings withPasswordFile(Path file) {
        return new LoginSettings(namesAsked, timeout, file, registration);
    }

    public LoginSettings withRegistration(RegistrationSettings registrationSettings) {
        return new LoginSettings(namesAsked, timeout, passwordFile, registrationSettings);
    }
}
