package chatd.sim;

import chatd.chat.Dialects;
import chatd.chat.HistorySettings;
import chatd.chat.LoginSettings;
import chatd.chat.RegistrationSettings;
import chatd.chat.RoomSettings;
import chatd.chat.Settings;
import chatd.net.Limits;
import chatd.net.SimulatedDaemon;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Conditions of a run: the daemon's options, and how the network and the people behave.
 *
 * @param rules the access rules
 * @param password the room's password; null is none
 * @param isStopped whether the process is stopped now and then while it sleeps
 * @param steps how often people act and the loop turns after that
 * @param people number of people connected at a time, roughly
 * @param isSlow whether most people read slowly
 * @param isDisturbed whether sockets split reads and accept partial writes
 * @param hasAdministrator whether an administrator acts
 * @param hasHistoryFile whether what is said is written to a history file
 * @param killedAfter after how many steps the daemon is killed, and another one starts; 0 if it is not
 * @param endsUnderLoad whether the daemon is stopped in mid-run; otherwise all people leave first
 */
record Conditions(Limits limits, Settings settings, Rules rules, String password, boolean isStopped, int steps,
        int people, boolean isSlow, boolean isDisturbed, boolean hasAdministrator, boolean hasHistoryFile,
        int killedAfter, boolean endsUnderLoad) {

    private static final int MOST_STEPS = 500;
    /** So long that no name is forgotten in a run. */
    private static final Duration NAMES_AGE = Duration.ofDays(90);
    /** How often a dialect is chosen; 1 if it is not listed. */
    private static final Map<String, Integer> WEIGHTS = Map.of("chat", 4, "room", 2);
    private static final List<String> DIALECTS = Dialects.names().stream()
            .flatMap(name -> Collections.nCopies(WEIGHTS.getOrDefault(name, 1), name).stream()).toList();

    private static final List<List<RoomSettings.Permanent>> PERMANENT = List.of(List.of(), List.of(),
            List.of(new RoomSettings.Permanent("News", "what is new"), new RoomSettings.Permanent("a", null)));

    /** @param passwordFile path of the password file, if there is a password */
    static Conditions by(Random random, Path passwordFile) {
        Limits limits = SimulatedDaemon.LIMITS.withMaxLineBytes(any(random, 80, 200, 1024))
                .withMaxClients(any(random, 3, 10, 20, 40))
                .withWriteBufferBytes(any(random, 1024, 4096, 16 * 1024, 64 * 1024))
                .withBufferMemoryBytes(any(random, 4 * 1024, 16 * 1024, 64 * 1024, 1024 * 1024, 8 * 1024 * 1024))
                .withWriteTimeout(any(random, Duration.ZERO, Duration.ofSeconds(5), Duration.ofSeconds(60)))
                .withLineRate(any(random, Duration.ZERO, Duration.ofMillis(50), Duration.ofSeconds(1)),
                        any(random, 1, 5, 100));
        String password = any(random, null, null, null, "open sesame", "пароль");
        String dialect = any(random, DIALECTS);
        boolean namesAsked = random.nextInt(4) > 0;
        Settings settings = Settings.DEFAULT
                .withDialect(dialect)
                .withLogin(LoginSettings.DEFAULT.withNamesAsked(namesAsked)
                        .withRegistration(dialect.equals("chat") ? registration(random, namesAsked) : null)
                        .withTimeout(any(random, Duration.ZERO, Duration.ofSeconds(10), Duration.ofMinutes(1)))
                        .withPasswordFile(password == null ? null : passwordFile))
                .withIdle(any(random, Duration.ZERO, Duration.ofSeconds(30), Duration.ofMinutes(5)))
                .withMaxLineBytes(limits.maxLineBytes())
                .withHistory(HistorySettings.DEFAULT.withLines(any(random, 0, 0, 5, 50))
                        .withBytes(any(random, 1024, 64 * 1024))
                        .withAge(any(random, Duration.ZERO, Duration.ofMinutes(1))))
                .withRooms(RoomSettings.DEFAULT.withLobby(any(random, "lobby", "lobby", "Hall"))
                        .withPermanent(any(random, PERMANENT)).withMost(any(random, 3, 5, 1000, 1000)));
        boolean hasHistoryFile = dialect.equals("chat") && random.nextInt(3) == 0;
        boolean isKilled = (hasHistoryFile || settings.login().registration() != null) && random.nextInt(2) == 0;
        return new Conditions(limits, settings, Rules.by(random), password, random.nextInt(3) == 0,
                MOST_STEPS / 2 + random.nextInt(MOST_STEPS / 2), 2 + random.nextInt(14),
                random.nextInt(3) == 0, random.nextInt(3) > 0, random.nextInt(3) > 0,
                hasHistoryFile, isKilled ? 1 + random.nextInt(MOST_STEPS / 2) : 0, random.nextInt(3) == 0);
    }

    /** Null if names cannot be registered. */
    private static RegistrationSettings registration(Random random, boolean namesAsked) {
        if (random.nextInt(4) < (namesAsked ? 1 : 3)) {
            return null;
        }
        return new RegistrationSettings(Path.of("names"), any(random, 3, 1000), any(random, Duration.ZERO, NAMES_AGE),
                namesAsked && random.nextInt(8) == 0);
    }

    /** Whether names can be registered. */
    boolean hasNames() {
        return settings.login().registration() != null;
    }

    @SafeVarargs
    static <T> T any(Random random, T... choices) {
        return choices[random.nextInt(choices.length)];
    }

    static <T> T any(Random random, List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
