package chatd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.access.AccessRules;
import chatd.access.Cidr;
import chatd.chat.Dialects;
import chatd.chat.HistorySettings;
import chatd.chat.LoginSettings;
import chatd.chat.RegistrationSettings;
import chatd.chat.RoomSettings;
import chatd.chat.Settings;
import chatd.link.SharedSettings;
import chatd.net.Limits;
import chatd.store.HistoryOptions;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each option reaches its setting, and its range holds. The tests of the parsers of the values are beside those. */
class OptionsTest {

    private static Options parse(String... arguments) throws BadOption {
        return Options.parse(Map.of(), arguments);
    }

    private static Cidr range(String text) {
        return Cidr.parse(text).orElseThrow();
    }

    @Test
    void withoutOptionsTheDefaultsHold() throws BadOption {
        Options options = parse();
        assertEquals(List.of(), options.listen());
        assertEquals(List.of(), options.proxyListen());
        assertEquals(PosixFilePermissions.fromString("rw-rw----"), options.socketMode());
        assertEquals(Optional.empty(), options.admin());
        long bufferMemory = MemoryBudget.bufferMemory(Runtime.getRuntime().maxMemory());
        assertEquals(Limits.DEFAULT.withBufferMemoryBytes(bufferMemory), options.limits());
        assertEquals(AccessRules.NONE, options.access());
        assertEquals(Settings.DEFAULT, options.settings());
        assertFalse(options.verbose());
        assertFalse(options.help());
        assertFalse(options.version());
    }

    @Test
    void everyOptionReachesItsSetting() throws BadOption {
        Options options = parse("--listen", "a:1", "--proxy-listen", "unix:p", "--socket-mode", "751", "--admin",
                "unix:adm", "--dialect", "messenger", "--lang", "ru", "--names", "address", "--name-timeout", "2s",
                "--idle", "3s",
                "--rate", "10/s", "--burst", "9", "--history", "10", "--history-size", "11000",
                "--history-age", "5h", "--motd", "motd",
                "--password-file", "secret", "--max-line", "44", "--max-clients", "5", "--allow", "10.0.0.0/8",
                "--deny=10.0.0.7", "--allow", "::1", "--max-per-address", "3", "--connect-rate", "10/m",
                "--proxy-protocol", "--proxy-from", "10.1.0.0/16", "--write-buffer", "6000", "--buffer-memory",
                "7000000", "--socket-buffer", "10000", "--write-timeout", "8s", "--verbose", "--help", "--version");
        assertEquals(List.of(new ListenAddress.Port("a", 1, null)), options.listen());
        assertEquals(List.of(new ListenAddress.Socket(Path.of("p"), null)), options.proxyListen());
        assertEquals(PosixFilePermissions.fromString("rwxr-x--x"), options.socketMode());
        assertEquals(Optional.of(Path.of("adm")), options.admin());
        assertEquals(Limits.DEFAULT.withMaxLineBytes(44).withMaxClients(5).withWriteBufferBytes(6000)
                .withBufferMemoryBytes(7_000_000).withWriteTimeout(Duration.ofSeconds(8))
                .withLineRate(Duration.ofMillis(100), 9).withSendBufferBytes(10_000), options.limits());
        assertEquals(AccessRules.NONE.withAllowed(List.of(range("10.0.0.0/8"), range("::1")))
                .withDenied(List.of(range("10.0.0.7"))).withMaxPerAddress(3).withConnectRate(Duration.ofSeconds(6), 10)
                .withProxies(List.of(range("10.1.0.0/16"))), options.access());
        assertEquals(Settings.DEFAULT.withDialect("messenger").withLanguage("ru")
                .withLogin(new LoginSettings(false, Duration.ofSeconds(2), Path.of("secret"), null))
                .withIdle(Duration.ofSeconds(3)).withMaxLineBytes(44)
                .withRooms(RoomSettings.DEFAULT.withMost(1))
                .withHistory(HistorySettings.DEFAULT.withLines(10).withBytes(11_000).withAge(Duration.ofHours(5)))
                .withMotd(Path.of("motd")),
                options.settings());
        assertTrue(options.verbose());
        assertTrue(options.help());
        assertTrue(options.version());
    }

    @Test
    void switchesAreOnOnlyIfTheyAreGiven() throws BadOption {
        assertTrue(parse("-h").help());
        assertFalse(parse("--verbose").help());
        assertFalse(parse("--help").version());
        assertFalse(parse("--version").verbose());
    }

    // Values that do not stand in the table

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
    void theHelpSaysWhichIdleTimeAndLanguageADialectHas() {
        assertEquals("5m; 1m with --dialect room", OptionTable.IDLE.usual());
        assertEquals("that of the environment, else en; zh with --dialect room", OptionTable.LANG.usual());
    }

    @Test
    void theEnvironmentChoosesTheLanguageUnlessAnOptionDoes() throws BadOption {
        Map<String, String> russian = Map.of("LANG", "ru_RU.UTF-8");
        assertEquals("ru", Options.parse(russian).settings().language());
        assertEquals("en", Options.parse(russian, "--lang", "en").settings().language());
    }

    // Rooms

    private static RoomSettings rooms(String... arguments) throws BadOption {
        return parse(arguments).settings().rooms();
    }

    private static RoomSettings.Permanent room(String name, String topic) {
        return new RoomSettings.Permanent(name, topic);
    }

    @Test
    void theOptionsSetTheLobbyThePermanentRoomsAndTheLimit() throws BadOption {
        assertEquals(RoomSettings.DEFAULT.withLobby("hall").withMost(7)
                .withPermanent(List.of(room("games", "chess: at 8"), room("Builds", null), room("hall", "Hello"))),
                rooms("--lobby", "#hall", "--room", "#games: chess: at 8 ", "--max-rooms", "7", "--room", "Builds",
                        "--room=hall:Hello"));
    }

    @Test
    void theRoomOfADoorIsPermanent() throws BadOption {
        assertEquals(List.of(room("games", "chess"), room("builds", null), room("Games", null)),
                rooms("--listen", "a:1/builds", "--listen", "a:2", "--listen", "unix:b#Games", "--room", "games:chess")
                        .permanent());
    }

    @ParameterizedTest
    @ValueSource(strings = {"games", "#games", " games ", "Игры", "a.b-c_d", "1st", "server", "games:", "games: "})
    void aRoomNameFollowsTheRulesOfMemberNames(String name) throws BadOption {
        assertEquals(List.of(room(name.strip().replaceAll("[#: ]", ""), null)), rooms("--room", name).permanent());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "#", "##games", "12", "-x", "a/b", "a b:topic", ":topic", "games:a\tb", "games:a\u001b[m",
            "games:a\u2028b", "games:a\u2029b", "games:a\ud800"})
    void aRoomWithABadNameOrTopicIsRefused(String room) {
        assertRefused(OptionTable.ROOM.invalid(room).getMessage(), "--room", room);
    }

    @Test
    void aTopicHasUpToTwoHundredCharacters() {
        assertNull(problem("--room", "games:" + "\ud83d\ude00".repeat(200)));
        assertNotNull(problem("--room", "games:" + "x".repeat(201)));
    }

    @ParameterizedTest
    @CsvSource({"a:1/a b", "a:1/", "unix:a#12"})
    void theErrorForADoorReportsTheBadRoomName(String address) {
        assertRefused("invalid value '" + address + "' for --listen: the name of its room must be 1 to 32 letters "
                + "of one script, digits, _, - or ., beginning with a letter or digit and not digits alone",
                "--listen", address);
    }

    @Test
    void theLobbyAndThePermanentRoomsMustNotExceedTheLimit() throws BadOption {
        String[] three = {"--room", "games", "--room", "GAMES:chess", "--room", "lobby", "--proxy-listen",
            "a:1/builds"};
        assertEquals(3, rooms(three).leastRooms());
        assertNull(problem(append(three, "--max-rooms", "3")));
        assertRefused("the lobby and the rooms of --room, --listen and --proxy-listen are 3, and --max-rooms allows 2",
                append(three, "--max-rooms", "2"));
        assertNull(problem("--max-rooms", "1"));
    }

    private static String[] append(String[] some, String... more) {
        return Stream.of(some, more).flatMap(Stream::of).toArray(String[]::new);
    }

    @ParameterizedTest
    @CsvSource({"room, --room, games", "messenger, --room, games", "room, --lobby, lobby", "messenger, --max-rooms, 5"})
    void theOtherDialectsHaveNoRooms(String dialect, String option, String value) {
        assertRefused(option + " needs --dialect chat", "--dialect", dialect, option, value);
        for (String listen : List.of("--listen", "--proxy-listen")) {
            assertRefused("a room in --listen or --proxy-listen needs --dialect chat", "--dialect", dialect, listen,
                    "a:1/builds");
        }
    }

    @Test
    void theFileOfNamesHasItsSettings() throws BadOption {
        assertEquals(new RegistrationSettings(Path.of("names"), 10_000, Duration.ofDays(90), false),
                parse("--names-file", "names").settings().login().registration());
        assertEquals(new RegistrationSettings(Path.of("names"), 7, Duration.ZERO, true),
                parse("--names-file", "names", "--max-registered-names", "7", "--names-age", "0", "--registered-only")
                        .settings().login().registration());
    }

    @ParameterizedTest
    @CsvSource({"--max-registered-names, 7", "--names-age, 1d", "--registered-only,"})
    void theOptionsOfRegisteredNamesNeedTheirFile(String option, String value) {
        assertRefused(option + " needs --names-file FILE, the file of registered names",
                value == null ? new String[] {option} : new String[] {option, value});
    }

    @Test
    void registeredNamesAreForTheDialectThatAsksForNames() {
        assertRefused("--names-file needs --dialect chat", "--names-file", "names", "--dialect", "room");
        assertRefused("--registered-only needs --names ask: an address is not a registered name",
                "--names-file", "names", "--registered-only", "--names", "address");
    }

    @Test
    void proxyOptionsNeedEachOther() {
        assertRefused("--proxy-protocol needs --proxy-from CIDR, the addresses of the proxies to trust",
                "--proxy-protocol");
        assertRefused("--proxy-from needs --proxy-protocol", "--proxy-from", "10.0.0.1");
    }

    @Test
    void theOptionsOfTheHistoryFileReachTheirSettings() throws BadOption {
        HistoryOptions file = new HistoryOptions(Path.of("log"), false, 0);
        assertEquals(HistorySettings.DEFAULT.withFile(file), parse("--history-file", "log").settings().history());
        assertEquals(HistorySettings.DEFAULT.withFile(new HistoryOptions(Path.of("log"), true, 2 << 20))
                        .withNotices(true),
                parse("--history-file", "log", "--history-sync", "--history-max", "2m", "--history-notices")
                        .settings().history());
        assertEquals(file, parse("--history-file", "log", "--dialect", "room").settings().history().file());
    }

    @Test
    void theHistoryFileMayHave64KibToAThousandGib() {
        for (String size : List.of("0", "64k", "1000g")) {
            assertNull(problem("--history-file=log", "--history-max", size));
        }
        for (String size : List.of("1", "65535", "1001g")) {
            assertRefused("invalid value '" + size + "' for --history-max: it must be a size from 64k to 1000g, such as "
                    + "100m, or 0 for no limit", "--history-file=log", "--history-max", size);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--history-sync", "--history-notices", "--history-max=1m"})
    void optionsOfTheHistoryFileNeedTheFile(String option) {
        assertRefused(option.split("=")[0] + " needs --history-file FILE, the file that the history is written to",
                option);
    }

    @Test
    void aHistoryFileNeedsADialectWithPublicLines() {
        assertRefused("--history-file needs --dialect chat or room: the others have no lines that everybody reads",
                "--history-file", "log", "--dialect", "messenger");
    }

    // Ranges

    /** Each option with a range: the least and the greatest value, and those just outside. */
    @ParameterizedTest
    @CsvSource({
        "--history, 0, 1000, -1, 1001",
        "--history-size, 1k, 1m, 1023, 1048577",
        "--max-clients, 1, 1000000, 0, 1000001",
        "--max-rooms, 1, 10000, 0, 10001",
        "--max-line, 16, 64k, 15, 65537",
        "--burst, 1, 10000, 0, 10001",
        "--max-per-address, 0, 1000000, -1, 1000001",
        "--write-buffer, 1k, 16m, 1023, 16777217",
        "--buffer-memory, 1m, 2g, 1048575, 2147483649",
        "--socket-buffer, 4k, 16m, 4095, 16777217",
        "--socket-buffer, 0, 4096, 1, 17m",
        "--history-age, 0, 10000h, -1s, 10001h",
        "--idle, 0, 10000h, -1s, 10001h"})
    void theBoundsOfARangeAreValidAndValuesOutsideAreNot(String option, String least, String most, String below,
            String above) {
        assertNull(problem(option, least));
        assertNull(problem(option, most));
        assertNotNull(problem(option, below));
        assertNotNull(problem(option, above));
    }

    @ParameterizedTest
    @ValueSource(strings = {"99999999999", "10k", "many", "1.0", "+5", " 5", "٥", ""})
    void aNumberHasDigitsOnly(String value) {
        assertRefused("invalid value '" + value + "' for --max-clients: it must be a number from 1 to 1000000",
                "--max-clients", value);
    }

    // Messages

    @ParameterizedTest
    @CsvSource({"--deny, 010.0.0.1", "--allow, 10.0.0.0/08", "--deny, ::ffff:010.0.0.1", "--listen, 127.0.0.01:80"})
    void theMessageAboutALeadingZeroSaysSo(String option, String value) {
        assertRefused("invalid value '" + value + "' for " + option
                + ": a number in it begins with 0, which some programs read as octal; write it without", option, value);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--listen | 8000 | HOST:PORT, such as localhost:8000, 0.0.0.0:8000 or [::1]:8000, or unix:PATH; "
            + "the port is 0 to 65535",
        "--admin | localhost:80 | unix:PATH, such as unix:/run/chatd/admin.sock",
        "--socket-mode | 8 | three octal digits, such as 0660",
        "--lobby | a b | 1 to 32 letters of one script, digits, _, - or ., beginning with a letter or digit and not "
            + "digits alone",
        "--room | a b | NAME or NAME:TOPIC, such as games or games:chess at 8; the name is 1 to 32 letters of "
            + "one script, digits, _, - or ., beginning with a letter or digit and not digits alone, and the "
            + "topic up to 200 characters",
        "--names | none | ask or address",
        "--lang | de | en, ru or zh",
        "--idle | 5 | a time up to 10000h, such as 500ms, 2s, 5m, 1h or 2d, or 0 for no limit",
        "--rate | 20 | a number of lines per second or minute, such as 20/s or 100/m, or 0 for no limit",
        "--connect-rate | x | a number of connections per second or minute, such as 20/s or 100/m, or 0 for no limit",
        "--max-line | 10 | a size from 16 to 64k, such as 1024",
        "--socket-buffer | 1 | a size from 4k to 16m, such as 64k, or 0 to let the kernel choose",
        "--max-per-address | x | a number from 1 to 1000000, or 0 for no limit",
        "--allow | localhost | an IP address or a range, such as 192.0.2.7, 192.0.2.0/24 or 2001:db8::/32"})
    void theMessageAboutAnInvalidValueSaysWhatWouldBeValid(String option, String value, String expected) {
        assertRefused("invalid value '" + value + "' for " + option + ": it must be " + expected, option, value);
    }

    @Test
    void nodesHaveTheSameLobbyRoomsDoorsAndLongestLine() throws BadOption {
        assertEquals(new SharedSettings("hall", List.of("builds", "games"), 512),
                shared("--lobby=Hall", "--room=Games", "--listen=a:1/builds", "--room", "hall", "--max-line=512"));
        assertEquals(shared("--room=a", "--room=b"), shared("--room=B:chess", "--room=A", "--listen=a:1/b"));
        assertNull(shared("--dialect=messenger").rooms());
    }

    private static SharedSettings shared(String... arguments) throws BadOption {
        List<String> all = new ArrayList<>(List.of("--link=nats://a", "--node=east"));
        all.addAll(List.of(arguments));
        Options options = parse(all.toArray(new String[0]));
        return options.link().orElseThrow().settings("1", options.settings()).shared();
    }

    static Stream<OptionRow<?>> optionsWithAValue() {
        return OptionTable.ROWS.stream().filter(OptionRow::hasValue);
    }

    @ParameterizedTest
    @MethodSource("optionsWithAValue")
    void theValueOfEachOptionIsChecked(OptionRow<?> row) {
        // Files and the servers of a link are checked when they are used.
        if (!(row.type() instanceof OptionType.File || row.type() instanceof OptionType.Text)) {
            // Most options need nothing else, and the proxies' need each other.
            assertRefused(row.invalid("?").getMessage(), row.toString(), "?", "--proxy-protocol",
                    "--proxy-from=" + (row == OptionTable.PROXY_FROM ? "?" : "::1"));
        }
    }

    @ParameterizedTest
    @MethodSource("optionsWithAValue")
    void theExamplesOfAMessageAreValid(OptionRow<?> row) {
        String examples = row.type().expected().replaceAll("; .*|, or 0 .*", "").replaceAll(".* such as ", "such as ");
        if (examples.startsWith("such as ")) {
            for (String example : examples.substring("such as ".length()).split(", or |, | or ")) {
                assertTrue(example.equals("unix:PATH") || row.type().parse(example).isPresent(), row + " " + example);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("optionsWithAValue")
    void anOptionWithoutItsValueIsRefused(OptionRow<?> row) {
        assertRefused(row + " needs a value. Try --help", row.toString());
        assertRefused(row + " needs a value. Try --help", row.toString(), "--verbose");
    }

    @Test
    void oneInvalidAddressAmongValidOnesIsRefused() {
        assertTrue(problem("--listen", "a:1", "--listen", "b", "--listen", "c:3").startsWith("invalid value 'b'"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--nonsense", "--Idle", "--idl", "--max", "--listens", "-x", "--idle-timeout=5m"})
    void anUnknownOptionIsRefused(String option) {
        assertRefused("unknown option " + option + ". Try --help", option);
        assertRefused("unknown option " + option + ". Try --help", "--idle", "5m", option, "5m");
    }

    @Test
    void anArgumentThatIsNotAnOptionIsRefused() {
        assertRefused("unexpected argument '8000': options begin with --. Try --help", "8000");
        assertRefused("unexpected argument 'yes': options begin with --. Try --help", "--verbose", "yes", "no");
        assertRefused("unexpected argument 'idle': options begin with --. Try --help", "--idle", "5m", "idle", "5m");
    }

    // Several values

    @Test
    void theDaemonListensAtEachAddressThatIsGiven() throws BadOption {
        assertEquals(List.of(new ListenAddress.Port("::1", 1, null), new ListenAddress.Socket(Path.of("b"), null),
                        new ListenAddress.Port("a", 3, null)),
                parse("--listen", "[::1]:1", "--verbose", "--listen=unix:b", "--listen", "a:3").listen());
    }

    @Test
    void ofOtherOptionsTheLastValueWins() throws BadOption {
        Options options = parse("--idle", "1s", "--names=ask", "--max-clients", "2", "--max-line=1k",
                "--max-clients", "3", "--max-line", "2k", "--names", "address", "--idle=9s");
        assertEquals(Duration.ofSeconds(9), options.settings().idle());
        assertEquals(3, options.limits().maxClients());
        assertEquals(2048, options.limits().maxLineBytes());
        assertFalse(options.settings().login().namesAsked());
    }

    // The table

    @Test
    void noTwoRowsHaveTheSameName() {
        assertEquals(OptionTable.ROWS.size(), OptionTable.ROWS.stream().map(OptionRow::name).distinct().count());
    }

    @Test
    void eachDialectCanBeChosen() {
        Dialects.names().forEach(dialect -> assertNull(problem("--dialect", dialect)));
    }

    private static void assertRefused(String message, String... arguments) {
        assertEquals(message, problem(arguments));
    }

    /** The error of a command line; null if it has none. */
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
