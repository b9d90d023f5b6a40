package chatd.sim;

import chatd.chat.Dialects;
import chatd.chat.Settings;
import chatd.net.Limits;
import chatd.net.SimulatedDaemon;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/**
 * Under which conditions a run takes place: the daemon's options, and how the world treats it.
 *
 * @param rules from where people are let in
 * @param password what people must know; null is nothing
 * @param isStopped whether the process is stopped now and then while it sleeps
 * @param steps how often people do something and the loop turns then
 * @param crowd about how many people there are at a time
 * @param isSlow whether people mostly read slowly
 * @param isDisturbed whether sockets split reads and take any number of bytes
 * @param hasAdministrator whether there is one who does something
 * @param endsUnderLoad whether the daemon is stopped in mid-run; otherwise all leave first
 */
record Conditions(Limits limits, Settings settings, Rules rules, String password, boolean isStopped, int steps, 
        int crowd, boolean isSlow, boolean isDisturbed, boolean hasAdministrator, boolean endsUnderLoad) {

    private static final int MOST_STEPS = 500;

    /** @param passwordFile where the password is to be, if there is one */
    static Conditions by(Random random, Path passwordFile) {
        Limits limits = SimulatedDaemon.LIMITS.withMaxLineBytes(any(random, 80, 200, 1024))
                .withMaxClients(any(random, 3, 10, 20, 40))
                .withWriteBufferBytes(any(random, 1024, 4096, 16 * 1024, 64 * 1024))
                .withBufferMemoryBytes(any(random, 4 * 1024, 16 * 1024, 64 * 1024, 1024 * 1024, 8 * 1024 * 1024))
                .withWriteTimeout(any(random, Duration.ZERO, Duration.ofSeconds(5), Duration.ofSeconds(60)))
                .withLineRate(any(random, Duration.ZERO, Duration.ofMillis(50), Duration.ofSeconds(1)),
                        any(random, 1, 5, 100));
        String password = any(random, null, null, null, "open sesame", "пароль");
        Settings settings = Settings.DEFAULT
                .withDialect(random.nextBoolean() ? Dialects.names().get(0) : any(random, Dialects.names()))
                .withNamesAsked(random.nextInt(4) > 0)
                .withNameTimeout(any(random, Duration.ZERO, Duration.ofSeconds(10), Duration.ofMinutes(1)))
                .withIdle(any(random, Duration.ZERO, Duration.ofSeconds(30), Duration.ofMinutes(5)))
                .withMaxLineBytes(limits.maxLineBytes())
                .withHistory(any(random, 0, 0, 5, 50), any(random, 1024, 64 * 1024))
                .withPasswordFile(password == null ? null : passwordFile);
        return new Conditions(limits, settings, Rules.by(random), password, random.nextInt(3) == 0,
                MOST_STEPS / 2 + random.nextInt(MOST_STEPS / 2), 2 + random.nextInt(14),
                random.nextInt(3) == 0, random.nextInt(3) > 0, random.nextInt(3) > 0, random.nextInt(3) == 0);
    }

    @SafeVarargs
    static <T> T any(Random random, T... choices) {
        return choices[random.nextInt(choices.length)];
    }

    static <T> T any(Random random, List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
