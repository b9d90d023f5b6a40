package chatd;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.Options.BadOption;
import chatd.access.AccessRules;
import chatd.access.Cidr;
import chatd.chat.Settings;
import chatd.net.Limits;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTest {

    private static final String PLACE = "--listen takes a host and a port from 0 to 65535, as in localhost:8000, "
            + "0.0.0.0:8000 or [::1]:8000, or unix:PATH; not ";

    private static Cidr range(String text) {
        return Cidr.parse(text).orElseThrow();
    }

    private static Options parse(String... arguments) throws BadOption {
        return Options.parse(Map.of(), arguments);
    }

    @Test
    void withoutOptionsTheDefaultsHold() throws BadOption {
        assertEquals(new Options(List.of(), PosixFilePermissions.fromString("rw-rw----"), null,
                Limits.DEFAULT.withBufferMemoryBytes(parse().limits().bufferMemoryBytes())
                        .withLineRate(Duration.ofMillis(50), 100), 0,
                AccessRules.NONE,
                Settings.DEFAULT.withHistory(0, 64 * 1024),
                false, false, false), parse());
    }

    // --listen

    @ParameterizedTest
    @CsvSource({"localhost:8000, localhost, 8000", "0.0.0.0:0, 0.0.0.0, 0", "chat.example:65535, chat.example, 65535",
            "[::1]:8000, ::1, 8000", "[::]:1, ::, 1", "[fe80::1%eth0]:8000, fe80::1%eth0, 8000",
            "[2001:DB8::a]:80, 2001:DB8::a, 80", "[::ffff:10.0.0.1]:80, ::ffff:10.0.0.1, 80"})
    void aPlaceIsAHostAndAPort(String value, String host, int port) throws BadOption {
        assertEquals(List.of(new ListenAddress.Port(host, port)), parse("--listen", value).listen());
        assertEquals(List.of(new ListenAddress.Port(host, port)), parse("--listen=" + value).listen());
    }

    @Test
    void thereMayBeSeveralPlaces() throws BadOption {
        assertEquals(List.of(new ListenAddress.Port("::1", 1), new ListenAddress.Port("b", 2), new ListenAddress.Port("a", 3)),
                parse("--listen", "[::1]:1", "--verbose", "--listen=b:2", "--listen", "a:3").listen());
    }

    @ParameterizedTest
    @ValueSource(strings = {"8000", ":8000", "localhost", "localhost:", "localhost:65536", "localhost:99999",
            "localhost:123456", "localhost:-1", "localhost:http", "localhost:80x", "::1:8000", "[::1]", "::1", "[]:80",
            "[::1:80", "[localhost]:80", "a b:80", "a:80:80", "http://localhost:80", "localhost:٨٠"})
    void aPlaceThatIsNoneIsRefused(String value) {
        assertRefused(PLACE + "'" + value + "'", "--listen", value);
    }

    @Test
    void oneBadPlaceAmongGoodOnesIsRefused() {
        assertRefused(PLACE + "'b'", "--listen", "a:1", "--listen", "b", "--listen", "c:3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"unix:/run/chat", "unix:chat", "unix:a b:c"})
    void aPlaceMayBeAUnixDomainSocket(String value) throws BadOption {
        assertEquals(List.of(new ListenAddress.Socket(Path.of(value.substring(5)))), parse("--listen", value).listen());
    }

    @Test
    void aSocketNeedsAPath() {
        assertRefused(PLACE + "'unix:'", "--listen", "unix:");
        assertRefused("--admin takes unix:PATH, as in unix:/run/chatd/admin.sock; not 'unix:'", "--admin", "unix:");
        assertRefused("--admin takes unix:PATH, as in unix:/run/chatd/admin.sock; not 'localhost:80'",
                "--admin", "localhost:80");
    }

    @ParameterizedTest
    @CsvSource({"000, ---------", "0600, rw-------", "0177, --xrwxrwx", "421, r---w---x", "777, rwxrwxrwx"})
    void aModeIsThreeOctalDigits(String mode, String permissions) throws BadOption {
        assertEquals(PosixFilePermissions.fromString(permissions), parse("--socket-mode", mode).socketMode());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "66", "1660", "0668", "rw-rw----", "66０", "00660"})
    void aModeThatIsNoneIsRefused(String mode) {
        assertRefused("--socket-mode takes three octal digits, as in 0660; not '" + mode + "'", "--socket-mode", mode);
    }

    // --names

    @Test
    void namesAreAskedForOrNot() throws BadOption {
        assertTrue(parse("--names", "ask").settings().namesAsked());
        assertFalse(parse("--names", "address").settings().namesAsked());
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "ASK", "ask ", "ask or address"})
    void anotherWayWithNamesIsRefused(String value) {
        assertRefused("--names takes ask or address; not '" + value + "'", "--names", value);
    }

    // Times

    @ParameterizedTest
    @CsvSource({"500ms, PT0.5S", "2s, PT2S", "5m, PT5M", "1h, PT1H", "0, PT0S", "0s, PT0S", "90s, PT1M30S",
            "2M, PT2M", "10MS, PT0.01S", "007s, PT7S", "10000h, PT10000H", "36000000s, PT10000H"})
    void aTimeHasAUnit(String value, Duration time) throws BadOption {
        assertEquals(time, parse("--name-timeout", value).settings().nameTimeout());
        assertEquals(time, parse("--idle", value).settings().idle());
        assertEquals(time, parse("--write-timeout", value).limits().writeTimeout());
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "00", "m", "5 m", "5min", "-5m", "1.5h", "1h30m", "5d", "5us", "PT5M", "1234567890s",
            "10001h", "٥m"})
    void aTimeThatIsNoneIsRefused(String value) {
        for (String option : List.of("--name-timeout", "--idle", "--write-timeout")) {
            assertRefused(option + " takes a time up to 10000h, as in 500ms, 2s, 5m or 1h; 0 is for ever; not '"
                    + value + "'", option, value);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"999999999ms", "999999999s", "999999999m", "999999999h"})
    void aTimeIsRefusedOrCanBeCountedInNanosecondsAsTheClockDoes(String value) {
        for (String option : List.of("--name-timeout", "--idle", "--write-timeout")) {
            try {
                Options options = parse(option, value);
                for (Duration time : List.of(options.settings().nameTimeout(), options.settings().idle(),
                        options.limits().writeTimeout())) {
                    assertDoesNotThrow(time::toNanos, option + " " + value);
                }
            } catch (BadOption e) {
                assertTrue(e.getMessage().startsWith(option + " takes a time"), e.getMessage());
            }
        }
    }

    // Sizes

    @ParameterizedTest
    @CsvSource({"16, 16", "1000, 1000", "1k, 1024", "2K, 2048", "64k, 65536", "65536, 65536"})
    void aLineHasASize(String value, int bytes) throws BadOption {
        assertEquals(bytes, parse("--max-line", value).limits().maxLineBytes());
    }

    @ParameterizedTest
    @CsvSource({"1k, 1024", "1024, 1024", "1m, 1048576", "16m, 16777216", "16384k, 16777216"})
    void aWriteBufferHasASize(String value, int bytes) throws BadOption {
        assertEquals(bytes, parse("--write-buffer", value).limits().writeBufferBytes());
    }

    @ParameterizedTest
    @CsvSource({"1m, 1048576", "8M, 8388608", "1g, 1073741824", "2g, 2147483648", "2147483648, 2147483648"})
    void allThatWaitsHasASize(String value, long bytes) throws BadOption {
        assertEquals(bytes, parse("--buffer-memory", value).limits().bufferMemoryBytes());
    }

    @ParameterizedTest
    @CsvSource({
        "--max-line, 16 to 64k, 15", "--max-line, 16 to 64k, 65537", "--max-line, 16 to 64k, 65k",
        "--max-line, 16 to 64k, 0", "--max-line, 16 to 64k, 4194305k", "--max-line, 16 to 64k, 4g",
        "--max-line, 16 to 64k, 1kb", "--max-line, 16 to 64k, 1.5k", "--max-line, 16 to 64k, k",
        "--max-line, 16 to 64k, -1", "--max-line, 16 to 64k, ''", "--max-line, 16 to 64k, 1 k",
        "--write-buffer, 1k to 16m, 1023", "--write-buffer, 1k to 16m, 16777217", "--write-buffer, 1k to 16m, 17m",
        "--buffer-memory, 1m to 2g, 1048575", "--buffer-memory, 1m to 2g, 2147483649", "--buffer-memory, 1m to 2g, 3g",
        "--buffer-memory, 1m to 2g, 9999999999g", "--buffer-memory, 1m to 2g, 8589934593g",
        "--buffer-memory, 1m to 2g, 12345678901", "--buffer-memory, 1m to 2g, 17179869185g"})
    void aSizeThatIsNoneOrTooSmallOrTooLargeIsRefused(String option, String range, String value) {
        assertRefused(option + " takes a size from " + range + ", as in 1024, 64k or 1m; not '" + value + "'",
                option, value);
    }

    @Test
    void asMuchMayWaitAsTheHeapHasRoomFor() throws BadOption {
        long usual = parse().limits().bufferMemoryBytes();
        assertTrue(usual >= 1 << 20 && usual <= Runtime.getRuntime().maxMemory() / 12, "it is " + usual);
    }

    @Test
    void theHeapThatClientsCanTakeFollowsFromTheOptions() throws BadOption {
        long usual = parse("--buffer-memory", "8m").heapBytes();
        assertTrue(usual < 96 << 20, "it is " + usual);
        assertEquals(usual + 5000 * (4 * 1024 + 3 * 1024),
                parse("--buffer-memory", "8m", "--max-clients", "15000").heapBytes());
        assertEquals(usual + 10_000 * 3 * 1024, parse("--buffer-memory", "8m", "--max-line", "2k").heapBytes());
        assertEquals(usual + (10 << 20), parse("--buffer-memory", "16m").heapBytes());
        assertEquals(usual + 2 * 64 * 1024, parse("--buffer-memory", "8m", "--history-size", "128k").heapBytes());
    }

    @Test
    void theKernelsBufferHasASizeOrIsLeftToTheKernel() throws BadOption {
        assertEquals(4096, parse("--socket-buffer", "4k").socketBufferBytes());
        assertEquals(0, parse("--socket-buffer", "0").socketBufferBytes());
        for (String value : List.of("4095", "17m", "x", "-1", "")) {
            assertRefused("--socket-buffer takes a size from 4k to 16m, as in 64k; 0 is as much as the kernel likes; "
                    + "not '" + value + "'", "--socket-buffer", value);
        }
    }

    // --max-clients

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 10_000, 1_000_000})
    void thereMayBeSoManyClients(int number) throws BadOption {
        assertEquals(number, parse("--max-clients", Integer.toString(number)).limits().maxClients());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "1000001", "99999999999", "10k", "many", "1.0", "+5", " 5", "٥", ""})
    void anotherNumberOfClientsIsRefused(String value) {
        assertRefused("--max-clients takes a number from 1 to 1000000; not '" + value + "'", "--max-clients", value);
    }

    // Switches

    @Test
    void switchesAreOffUntilGiven() throws BadOption {
        assertTrue(parse("--verbose").verbose());
        assertTrue(parse("--version").version());
        assertTrue(parse("--help").help());
        assertTrue(parse("-h").help());
        assertFalse(parse("--verbose").help());
        assertFalse(parse("--help").version());
        assertFalse(parse("--version").verbose());
    }

    // The command line

    @Test
    void everyOptionSetsItsOwnSetting() throws BadOption {
        assertEquals(new Options(List.of(new ListenAddress.Port("a", 1)), PosixFilePermissions.fromString("rwxr-x--x"),
                Path.of("adm"),
                Limits.DEFAULT.withMaxLineBytes(44).withMaxClients(5).withWriteBufferBytes(6000)
                        .withBufferMemoryBytes(7_000_000).withWriteTimeout(Duration.ofSeconds(8))
                        .withLineRate(Duration.ofMillis(100), 9), 10_000,
                AccessRules.NONE.withAllowed(List.of(range("10.0.0.0/8"), range("::1")))
                        .withDenied(List.of(range("10.0.0.7"))).withMaxPerAddress(3)
                        .withConnectRate(Duration.ofSeconds(6), 10).withProxies(List.of(range("10.1.0.0/16"))),
                Settings.DEFAULT.withDialect("messenger").withLanguage("ru").withNamesAsked(false)
                        .withNameTimeout(Duration.ofSeconds(2)).withIdle(Duration.ofSeconds(3))
                        .withMaxLineBytes(44).withHistory(10, 11_000).withMotd(Path.of("motd"))
                        .withPasswordFile(Path.of("secret")),
                true, true, true),
                parse("--listen", "a:1", "--socket-mode", "751", "--admin", "unix:adm",
                        "--dialect", "messenger", "--lang", "ru", "--names", "address",
                        "--name-timeout", "2s", "--idle", "3s", "--rate", "10/s", "--burst", "9", "--history", "10",
                        "--history-size", "11000", "--motd", "motd", "--password-file", "secret", "--max-line", "44",
                        "--max-clients", "5", "--allow", "10.0.0.0/8", "--deny=10.0.0.7", "--allow", "::1",
                        "--max-per-address", "3",
                        "--connect-rate", "10/m", "--proxy-protocol", "--proxy-from", "10.1.0.0/16",
                        "--write-buffer", "6000", "--buffer-memory", "7000000", "--socket-buffer", "10000",
                        "--write-timeout", "8s", "--verbose",
                        "--help", "--version"));
    }

    @Test
    void theDialectHasIdleTimeAndLanguageOfItsOwn() throws BadOption {
        Settings settings = parse("--dialect", "room").settings();
        assertEquals(Duration.ofMinutes(1), settings.idle());
        assertEquals("zh", settings.language());
        Settings chosen = parse("--dialect", "room", "--idle", "9s", "--lang", "en").settings();
        assertEquals(Duration.ofSeconds(9), chosen.idle());
        assertEquals("en", chosen.language());
        assertEquals("zh", Options.parse(Map.of("LANG", "ru_RU.UTF-8"), "--dialect", "room").settings().language());
    }

    @Test
    void theEnvironmentChoosesTheLanguageUnlessAnOptionDoes() throws BadOption {
        Map<String, String> russian = Map.of("LANG", "ru_RU.UTF-8");
        assertEquals("ru", Options.parse(russian).settings().language());
        assertEquals("en", Options.parse(russian, "--lang", "en").settings().language());
    }

    @ParameterizedTest
    @CsvSource({"20/s, PT0.05S", "1/s, PT1S", "60/m, PT1S", "30/m, PT2S", "1000/s, PT0.001S", "0, PT0S"})
    void aRateIsANumberOfLinesInATime(String value, Duration interval) throws BadOption {
        assertEquals(interval, parse("--rate", value).limits().lineInterval());
    }

    @ParameterizedTest
    @ValueSource(strings = {"20", "0/s", "/s", "20/h", "-1/s", "1.5/s", "20 / s", "1234567/s"})
    void aRateThatIsNoneIsRefused(String value) {
        assertRefused("--rate takes a number of lines a second or a minute, as in 20/s or 100/m; 0 is no limit; not '"
                + value + "'", "--rate", value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "localhost", "10.0.0.0/33", "10.0.0", "10.0.0.1-10.0.0.9", "::1/129", "*",
            "10.0.0.0/8,::1"})
    void aRangeThatIsNoneIsRefused(String value) {
        for (String option : List.of("--allow", "--deny", "--proxy-from")) {
            assertRefused(option + " takes an IP address or a range, as in 192.0.2.7, 192.0.2.0/24 or 2001:db8::/32; "
                    + "not '" + value + "'", "--proxy-protocol", option, value);
        }
    }

    @ParameterizedTest
    @CsvSource({"20/s, PT0.05S, 20", "1/m, PT1M, 1", "0, PT0S, 1"})
    void theRateOfArrivalsIsABurstToo(String value, Duration interval, int burst) throws BadOption {
        AccessRules rules = parse("--connect-rate", value).access();
        assertEquals(interval, rules.connectInterval());
        assertEquals(burst, rules.connectBurst());
        assertRefused("--connect-rate takes a number of arrivals a second or a minute, as in 20/s or 100/m; 0 is no "
                + "limit; not 'x'", "--connect-rate", "x");
    }

    @Test
    void proxiesAreBelievedFromSomewhereOrNotAtAll() {
        assertRefused("--proxy-protocol needs --proxy-from CIDR: whom to believe for whom they connect",
                "--proxy-protocol");
        assertRefused("--proxy-from is of no use without --proxy-protocol", "--proxy-from", "10.0.0.1");
    }

    @Test
    void theLastValueWins() throws BadOption {
        Options options = parse("--idle", "1s", "--names=ask", "--max-clients", "2", "--max-line=1k",
                "--max-clients", "3", "--max-line", "2k", "--names", "address", "--idle=9s");
        assertEquals(Duration.ofSeconds(9), options.settings().idle());
        assertEquals(3, options.limits().maxClients());
        assertEquals(2048, options.limits().maxLineBytes());
        assertFalse(options.settings().namesAsked());
    }

    @ParameterizedTest
    @ValueSource(strings = {"--nonsense", "--Idle", "--idl", "--max", "--listens", "-x", "--idle-timeout=5m"})
    void anUnknownOptionIsNamed(String option) {
        assertRefused("there is no option " + option + ". Try --help", option);
        assertRefused("there is no option " + option + ". Try --help", "--idle", "5m", option, "5m");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--listen", "--dialect", "--lang", "--names", "--name-timeout", "--idle", "--rate",
            "--burst", "--history", "--history-size", "--motd", "--password-file",
            "--max-line", "--max-clients",
            "--allow", "--deny", "--max-per-address", "--connect-rate", "--proxy-from",
            "--write-buffer", "--buffer-memory", "--socket-buffer", "--write-timeout"})
    void anOptionWithoutItsValueIsNamed(String option) {
        assertRefused(option + " needs a value. Try --help", option);
        assertRefused(option + " needs a value. Try --help", option, "--verbose");
    }

    @Test
    void whatIsNoOptionIsNamed() {
        assertRefused("what is '8000'? Options begin with --. Try --help", "8000");
        assertRefused("what is 'yes'? Options begin with --. Try --help", "--verbose", "yes", "no");
        assertRefused("what is 'idle'? Options begin with --. Try --help", "--idle", "5m", "idle", "5m");
    }

    // The help

    @Test
    void theHelpNamesEveryOptionAndNoOther() {
        Set<String> named = new TreeSet<>(find("(?m)^  (--[a-z-]+)", result -> result.group(1)));
        assertEquals(new TreeSet<>(Set.of("--listen", "--socket-mode", "--admin", "--dialect", "--lang", "--names",
                "--name-timeout", "--idle", "--rate", "--burst", "--history", "--history-size", "--motd",
                "--password-file", "--max-line", "--max-clients", "--allow", "--deny", "--max-per-address",
                "--connect-rate", "--proxy-protocol", "--proxy-from", "--write-buffer", "--buffer-memory", "--socket-buffer",
                "--write-timeout", "--verbose", "--version",
                "--help")), named);
        for (String option : named) {
            String problem = problem(option);
            assertTrue(problem == null || problem.startsWith(option + " needs "), problem);
        }
    }

    @Test
    void theDefaultsThatTheHelpTellsAreTheDefaults() throws BadOption {
        List<String> arguments = find("(?s)(--[a-z-]+) (?:(?!\n  --).)*?\\(default (\\S+)\\)",
                result -> result.group(1) + "=" + result.group(2));
        assertEquals(14, arguments.size(), arguments::toString);
        assertEquals(parse(), parse(arguments.toArray(String[]::new)));
    }

    @Test
    void theRangesThatTheHelpTellsAreTaken() {
        List<String> arguments = new ArrayList<>();
        for (int bound = 2; bound <= 3; bound++) {
            int group = bound;
            arguments.addAll(find("(?s)(--[a-z-]+) (?:(?!\n  --).)*?(\\d+[kmg]?) to (\\d+[kmg]?)",
                    result -> result.group(1) + "=" + result.group(group)));
        }
        assertEquals(20, arguments.size(), arguments::toString);
        arguments.forEach(argument -> assertDoesNotThrow(() -> parse(argument)));
    }

    private static List<String> find(String pattern, Function<MatchResult, String> text) {
        return Pattern.compile(pattern).matcher(Options.HELP).results().map(text).toList();
    }

    private static void assertRefused(String message, String... arguments) {
        assertEquals(message, problem(arguments));
    }

    /** What is wrong with a command line; null if nothing is. */
    private static String problem(String... arguments) {
        try {
            parse(arguments);
            return null;
        } catch (BadOption e) {
            assertEquals(1, e.getMessage().lines().count(), e.getMessage());
            return e.getMessage();
        }
    }
}
