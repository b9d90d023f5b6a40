package chatd.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.sim.SimulatedNetwork.Client;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands of the dialect "chat", as three people see them. */
class CommandsTest {

    private static final String YOU_HAVE_LEFT = "You have left. Press Enter or Ctrl-C to end nc.";

    private final ChatFixture daemon = new ChatFixture().idle(Duration.ZERO);
    private final Client alice = daemon.join("alice");
    private final Client bob = daemon.join("bob");
    private final Client carol = daemon.join("carol");

    @BeforeEach
    void allHaveReadWhatWasSaidOnTheWayIn() {
        daemon.readAll(alice, bob, carol);
    }

    /** Somebody types a line, and this is what comes of it for them. */
    private void types(Client author, String line, String... answer) {
        assertEquals(List.of(answer), daemon.type(author, line));
    }

    private static void hears(Client client, String... lines) {
        assertEquals(List.of(lines), client.lines());
    }

    private static void hearNothing(Client... clients) {
        for (Client client : clients) {
            hears(client);
        }
    }

    // Invisible characters

    @ParameterizedTest
    @ValueSource(strings = {"\u2800", "\u3164", "\u034F", "\u180B", "\uFE0F", "\u2065", "\uFFF0", "\uDB40\uDC00",
            "\u1680",
            "\u200B \u00AD"})
    void anInvisibleTextCountsAsNone(String invisible) {
        types(alice, invisible);
        types(alice, "/me " + invisible, "Usage: /me ACTION");
        types(alice, "/msg bob " + invisible, "Usage: /msg WHO TEXT");
        types(alice, "/reply " + invisible, "Usage: /reply TEXT");
        types(alice, "/away " + invisible, "You are marked as away. Type /back when you return.");
        types(bob, "/msg alice hi", "you (to alice): hi", "alice is away");
        types(alice, "/quit " + invisible, "bob (to you): hi", "You have left. Press Enter or Ctrl-C to end nc.");
        hears(carol, "alice has left");
        types(carol, "//" + invisible, "carol: /" + invisible);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\uD83D\uDC68\u200D\uD83D\uDC69\u200D\uD83D\uDC67", "❤\uFE0F", "می\u200Cخواهم",
            "ශ්\u200Dරී",
            "क्\u200Dष", "\uD83C\uDFF4\uDB40\uDC67\uDB40\uDC62\uDB40\uDC7F", "한글", "᠊ᠠ\u180B"})
    void aTextWithInvisibleCharactersInItIsSaidAsItIs(String text) {
        types(alice, text, "alice: " + text);
        types(alice, "/me " + text, "* alice " + text);
        types(alice, "/msg bob " + text, "you (to bob): " + text);
    }

    // Help, unknown commands, lines that are not commands

    @Test
    void helpHasOneLineForEachCommand() {
        types(alice, "/help", """
                /help [COMMAND]       list the commands, or explain one (also /?)
                /who [WORD|*]         list this room's members, names and addresses that begin with WORD, or everybody (*) (also /names, /list, /users)
                /name NEW             change your name (also /nick, /rename)
                /msg WHO TEXT         send a private message; WHO is a name or a number from /who (also /tell, /w)
                /reply TEXT           reply to the last private message (also /r)
                /me ACTION            describe what you are doing
                /ignore [WHO]         hide someone's lines, or list the people you ignore
                /unignore WHO         show someone's lines again
                /away [TEXT]          mark yourself as away
                /back                 mark yourself as back
                /quiet                hide arrivals, departures and name changes
                /unquiet              show them again
                /time [on|off]        turn timestamps on or off, in this room
                /bell on|off          ring the terminal's bell for private messages and lines with your name
                /history [N]          show the last lines of this room, or the last N
                /search WORDS         find lines of this room that contain all WORDS
                /join ROOM            join a room; it is created if it does not exist (also /j)
                /leave                go back to the lobby (also /part)
                /rooms                list the rooms (also /channels)
                /topic [TEXT]         show or set the topic of this room
                /lock                 let only invited people into your room
                /unlock               let everybody into your room
                /invite WHO           invite someone to your room
                /remove WHO [REASON]  send someone from your room back to the lobby
                /motd                 show the message of the day again
                /quit [TEXT]          leave (also /exit)
                Any other line is sent to everybody in this room; //x sends /x.
                """.split("\n"));
        hearNothing(bob, carol);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/motd", "/back", "/quiet", "/unquiet"})
    void anArgumentToACommandWithoutOneIsReported(String command) {
        types(alice, command + " junk", "Usage: " + command);
    }

    @Test
    void aLongReasonForBeingAwayIsCutInTheList() {
        types(alice, "/away " + "why ".repeat(100), "You are marked as away. Type /back when you return.");
        List<String> list = daemon.type(bob, "/who alice");
        assertTrue(list.get(1).endsWith("(away: " + "why ".repeat(10) + "...)"), list.get(1));
    }

    @Test
    void aReasonOfFortyCharactersIsListedWhole() {
        String reason = "я".repeat(40);
        types(alice, "/away " + reason, "You are marked as away. Type /back when you return.");
        List<String> list = daemon.type(bob, "/who alice");
        assertTrue(list.get(1).endsWith("(away: " + reason + ")"), list.get(1));
    }

    @Test
    void aQuietMemberIsStillToldOfItsOwnNewName() {
        types(alice, "/quiet", "Arrivals, departures and name changes are hidden. /unquiet shows them.");
        types(alice, "/name ada", "You are ada");
        hears(bob, "alice is now ada");
    }

    @Test
    void theIdeographicSpaceSeparatesWords() {
        types(alice, "/me\u3000挥手", "* alice 挥手");
        types(alice, "/msg\u3000bob\u3000你好", "you (to bob): 你好");
    }

    @Test
    void everyNameThatHelpTellsIsACommand() {
        String help = String.join("\n", daemon.type(alice, "/help"));
        List<String> names = Pattern.compile("/(?!x)[\\w?]+").matcher(help).results()
                .map(MatchResult::group).distinct().toList();
        assertEquals(39, names.size(), names::toString);
        for (String name : names) {
            Client client = daemon.join("p" + names.indexOf(name));
            List<String> answer = daemon.type(client, name);
            assertFalse(answer.toString().contains("Unknown command"), name);
        }
    }

    @ParameterizedTest
    @CsvSource({"/foo, /foo", "/FOO bar, /FOO", "/, /", "/ help, /", "/nonsense x, /nonsense", "/mewaves, /mewaves",
            "/q, /q"})
    void anUnknownCommandIsNamedToItsSenderOnly(String line, String command) {
        types(alice, line, "Unknown command " + command + ". Try /help.");
        hearNothing(bob, carol);
    }

    @ParameterizedTest
    @CsvSource({"/mee waves, /mee, /me", "/helps, /helps, /help", "/he, /he, /help", "/HLEP, /HLEP, /help",
            "/msg: hi, /msg:, /msg", "/quti, /quti, /quit", "/help mee, /mee, /me"})
    void anUnknownCommandSuggestsTheNearest(String line, String typed, String meant) {
        types(alice, line, "Unknown command " + typed + ". Did you mean " + meant + "?");
        hearNothing(bob, carol);
    }

    @Test
    void aLongUnknownCommandSuggestsNothing() {
        String word = "/" + "me".repeat(400);
        types(alice, word, "Unknown command " + word + ". Try /help.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/help msg", "/help /msg", "/HELP Tell", "/? w"})
    void helpExplainsOneCommand(String line) {
        types(alice, line,
                "/msg WHO TEXT  send a private message; WHO is a name or a number from /who (also /tell, /w)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/tell bob hi", "/w bob hi"})
    void aliasesOfMsgSendAPrivateLine(String line) {
        types(alice, line, "you (to bob): hi");
        hears(bob, "alice (to you): hi");
        types(bob, "/r yes?", "you (to alice): yes?");
        hearNothing(carol);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/names", "/list", "/users"})
    void aliasesOfWhoListThePeople(String line) {
        assertEquals(daemon.type(alice, "/who"), daemon.type(alice, line));
    }

    @Test
    void withoutAMessageOfTheDayMotdSaysSo() {
        types(alice, "/motd", "There is no message of the day.");
    }

    @ParameterizedTest
    @CsvSource({"//x, /x", "//help, /help", "///x, //x", "//, /", "' //help', ' //help'", "a/b, a/b",
            "' - /help', ' - /help'", "ж/help, ж/help"})
    void linesThatOnlyLookLikeCommandsAreSaid(String line, String said) {
        types(alice, line, "alice: " + said);
        hears(bob, "alice: " + said);
    }

    @ParameterizedTest
    @ValueSource(strings = {" /msg bob secret", "\t/msg bob secret", "\u3000/msg bob secret", "\u00A0 \u2003/me x",
            " /", " /no-such-command", "\u2800/msg bob secret", "\u3164\uFE0F/me x", "\uFEFF/quit"})
    void aCommandBehindABlankIsNotSaidAndItsAuthorIsTold(String line) {
        types(alice, line, "Not sent: a blank stands before the slash. A command begins with /; to say this line to "
                + "all, begin it with //.");
        hearNothing(bob, carol);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/ME waves", "/Me waves", "/mE   waves  ", "/me\twaves"})
    void theCaseOfACommandAndTheBlanksAroundItsArgumentDoNotMatter(String line) {
        types(alice, line, "* alice waves");
        hears(bob, "* alice waves");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '=', value = {
        "/name     = Usage: /name NEW",
        "/nick     = Usage: /name NEW",
        "/RENAME   = Usage: /name NEW",
        "/msg      = Usage: /msg WHO TEXT",
        "/msg bob  = Usage: /msg WHO TEXT",
        "'/msg 1 ' = Usage: /msg WHO TEXT",
        "/reply    = Usage: /reply TEXT",
        "/me       = Usage: /me ACTION",
        "'/me   '  = Usage: /me ACTION",
        "/unignore = Usage: /unignore WHO",
        "/time 5   = Usage: /time [on|off]",
        "/time onn = Usage: /time [on|off]",
    })
    void aCommandThatLacksItsArgumentIsAnsweredWithHowItIsWritten(String line, String answer) {
        types(alice, line, answer);
        hearNothing(bob, carol);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/help", "/who", "/name", "/foo", "//x"})
    void aCommandCountsAsActivity(String line) {
        ChatFixture strict = new ChatFixture().idle(Duration.ofMinutes(5));
        Client busy = strict.join("busy");
        for (int i = 0; i < 3; i++) {
            strict.sleep(Duration.ofMinutes(4));
            strict.type(busy, line);
        }
        assertFalse(busy.isOutputEnded());
        strict.sleep(Duration.ofMinutes(5));
        strict.sleep(Duration.ofMillis(200));
        assertTrue(busy.isOutputEnded());
    }

    @Test
    void membersThatHaveLeftAreDroppedFromAllFilters() {
        List<Client> many = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            many.add(daemon.join("p" + i));
            daemon.type(many.get(i), "/ignore bob", "/ignore carol");
        }
        daemon.type(bob, "/quit");
        many.forEach(Client::lines);
        for (Client client : many) {
            assertEquals(List.of("You are ignoring: carol"), daemon.type(client, "/ignore"));
        }
        daemon.type(carol, "/quit");
        many.forEach(Client::lines);
        for (Client client : many) {
            assertEquals(List.of("You are not ignoring anyone."), daemon.type(client, "/ignore"));
        }
    }

    // who

    private static String row(String format, Client client) {
        return format.formatted(client.address());
    }

    @Test
    void whoTellsNumberNameAddressSinceWhenAndIdleForHowLong() {
        daemon.sleep(Duration.ofSeconds(725));
        daemon.type(carol, "hi");
        daemon.sleep(Duration.ofSeconds(35));
        daemon.readAll(alice, bob, carol);
        types(bob, "/who",
                "3 people:",
                row("1  alice  %s  here 12m  idle 12m", alice),
                row("2  bob    %s  here 12m  idle 0s   (you)", bob),
                row("3  carol  %s  here 12m  idle 35s", carol));
        hearNothing(alice, carol);
    }

    @ParameterizedTest
    @CsvSource({"PT0.9S, 0s", "PT59.9S, 59s", "PT60S, 1m", "PT59M59S, 59m", "PT1H, 1h", "PT23H59M, 23h", "PT24H, 1d",
            "PT71H, 2d"})
    void timesAreShownInTheirLargestUnitRoundedDown(Duration time, String brief) {
        daemon.daemon().network.sleep(time);
        types(alice, "/who b", "1 person:", row("2  bob  %s  here " + brief + "  idle " + brief, bob));
    }

    @Test
    void whoShowsWhoIsAway() {
        daemon.type(alice, "/away");
        daemon.type(carol, "/away having lunch");
        types(bob, "/who",
                "3 people:",
                row("1  alice  %s  here 0s  idle 0s  (away)", alice),
                row("2  bob    %s  here 0s  idle 0s  (you)", bob),
                row("3  carol  %s  here 0s  idle 0s  (away: having lunch)", carol));
    }

    @Test
    void whoMarksTheReader() {
        daemon.type(bob, "/away lunch");
        daemon.type(bob, "/who");
        types(bob, "/who b", "1 person:", row("2  bob  %s  here 0s  idle 0s  (you) (away: lunch)", bob));
    }

    @Test
    void whoAlignsItsColumns() {
        Client ming = daemon.join("小明");
        daemon.daemon().network.sleep(Duration.ofSeconds(12));
        assertEquals(List.of(
                row("1  alice  %s  here 12s  idle 12s", alice),
                row("2  bob    %s  here 12s  idle 12s", bob),
                row("3  carol  %s  here 12s  idle 12s", carol),
                row("4  小明   %s  here 12s  idle 0s   (you)", ming)), daemon.type(ming, "/who").subList(1, 5));
    }

    @ParameterizedTest
    @CsvSource({"bo, 2", "BOB, 2", "ｂｏ, 2", "127.0.0.1:50002, 3", "127.0.0.1:50000, 1"})
    void whoWithAWordTellsWhoseNameOrAddressBeginsWithIt(String word, int number) {
        List<String> answer = daemon.type(alice, "/who " + word);
        assertEquals(2, answer.size());
        assertEquals("1 person:", answer.get(0));
        assertTrue(answer.get(1).startsWith(number + "  "), answer.get(1));
    }

    @Test
    void whoWithAWordCountsOnlyThose() {
        daemon.join("Albert");
        daemon.readAll(bob);
        List<String> answer = daemon.type(bob, "/who al");
        assertEquals(List.of("2 people:", "1", "4"),
                answer.stream().map(line -> line.replaceFirst("  .*", "")).toList());
        assertEquals("4 people:", daemon.type(bob, "/who 127.").get(0));
    }

    @Test
    void whoWithAWordFindsPeopleByTheNameThatTheyHaveNow() {
        daemon.type(bob, "/name \u00C9mile");
        daemon.readAll(alice, bob);
        assertTrue(daemon.type(alice, "/who e\u0301").get(1).startsWith("2  \u00C9mile  "));
        types(alice, "/who bo", "No name or address in this room begins with bo. /who * lists everybody.");
        String address = "/who " + bob.address();
        assertEquals(daemon.type(alice, address), daemon.type(alice, address));
    }

    @Test
    void whoWithManyCombiningMarksFindsNobody() {
        String heap = "a\u0301".repeat(200);
        types(alice, "/who " + heap,
                "No name or address in this room begins with " + heap + ". /who * lists everybody.");
    }

    @Test
    void whoWithAWordThatNobodysNameBeginsWithSaysSo() {
        types(alice, "/who lice", "No name or address in this room begins with lice. /who * lists everybody.");
        types(alice, "/who a b", "No name or address in this room begins with a b. /who * lists everybody.");
        hearNothing(bob);
    }

    @Test
    void whoDoesNotCountThoseWithoutAName() {
        daemon.connect();
        assertEquals("3 people:", daemon.type(alice, "/who").get(0));
    }

    @Test
    void whoListsAHundredAndCountsTheRest() {
        for (int i = 3; i < 100; i++) {
            daemon.join("p" + i);
        }
        alice.lines();
        List<String> hundred = daemon.type(alice, "/who");
        assertEquals("100 people:", hundred.get(0));
        assertEquals(101, hundred.size());
        assertTrue(hundred.get(100).startsWith("100  p99 "), hundred.get(100));
        daemon.join("another");
        daemon.join("onemore");
        alice.lines();
        List<String> more = daemon.type(alice, "/who");
        assertEquals("102 people:", more.get(0));
        assertEquals(102, more.size());
        assertEquals("... and 2 more", more.get(101));
    }

    @Test
    void aNumberIsNeverUsedAgain() {
        bob.endInput();
        daemon.turn();
        Client dave = daemon.join("dave");
        types(dave, "/who d", "1 person:", row("4  dave  %s  here 0s  idle 0s  (you)", dave));
        types(dave, "/msg 2 hi", "There is no 2 here. /who * lists everybody.");
    }

    // name

    @ParameterizedTest
    @ValueSource(strings = {"/name ada", "/nick ada", "/rename ada", "/Nick   ａｄａ "})
    void aNewNameIsAnnouncedAndUsedFromThenOn(String line) {
        types(alice, line, "alice is now ada");
        hears(bob, "alice is now ada");
        types(alice, "hi", "ada: hi");
        hears(bob, "ada: hi");
        types(bob, "/msg ada hi", "you (to ada): hi");
    }

    @Test
    void theOldNameIsFreeForOthers() {
        daemon.type(alice, "/name ada");
        daemon.readAll(bob);
        types(bob, "/msg alice hi", "There is no alice here. /who * lists everybody.");
        types(bob, "/name ALICE", "bob is now ALICE");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "/name alice        | You are already alice.",
        "/name ａｌｉｃｅ   | You are already alice.",
        "/name bob          | That name is taken. Choose another.",
        "/nick BOB          | That name is taken. Choose another.",
        "/name ａ：ｂ       | A name is 1 to 32 letters, digits, '_', '-' or '.'. Choose another.",
        "/name ada lovelace | A name is 1 to 32 letters, digits, '_', '-' or '.'. Choose another.",
        "/name -ada         | A name must begin with a letter or a digit. Choose another.",
        "/name 12           | A name cannot be all digits. Choose another.",
        "/name disconnected | That name is reserved. Choose another.",
        "/name You          | That name is reserved. Choose another.",
        "/name 192.0.2.66   | That is an address, and not yours. Choose another.",
        "/name １９２.0.2.66 | That is an address, and not yours. Choose another.",
        "/name 127.0.0.1:50001 | That is an address, and not yours. Choose another.",
        "/name [2001:db8::1]:7 | That is an address, and not yours. Choose another.",
        "/name local:1      | That is an address, and not yours. Choose another.",
        "/name Usage        | That name is reserved. Choose another.",
    })
    void aNameThatWillNotDoIsExplainedAndTheOldOneStays(String line, String answer) {
        types(alice, line, answer);
        hearNothing(bob, carol);
        types(alice, "hi", "alice: hi");
    }

    @Test
    void onesOwnAddressMayBeTheName() {
        types(alice, "/name " + alice.address(), "alice is now " + alice.address());
        types(alice, "/name 127.0.0.1", alice.address() + " is now 127.0.0.1");
        types(bob, "/name 127.0.0.1", "alice is now " + alice.address(), alice.address() + " is now 127.0.0.1",
                "That name is taken. Choose another.");
    }

    @Test
    void theCaseOfOnesOwnNameMayChange() {
        types(alice, "/name Alice", "alice is now Alice");
        hears(bob, "alice is now Alice");
        types(bob, "/msg alice hi", "you (to Alice): hi");
    }

    @Test
    void theReservedNamesAreThoseOfTheLanguage() {
        ChatFixture russian = new ChatFixture().dialect("chat", "ru");
        Client anna = russian.join("anna");
        assertEquals(List.of("Это имя зарезервировано. Выберите другое."),
                russian.type(anna, "/name Отключено"));
        assertEquals(List.of("anna теперь Disconnected"), russian.type(anna, "/name Disconnected"));
    }

    // A script whose name is refused

    private static final String REFUSED =
            "Disconnected: more lines came with a name that was refused; none of them was sent.";

    @ParameterizedTest
    @ValueSource(strings = {"bob\nthe build is broken\n", "bob\r\nthe\r\n", "bob\nzoe", "bob\n\nzoe\n", "BOB\n/quit\n",
            "bob\nzoe\nhi\n", "bob\rzoe\r", "bob\r\0zoe\r\0"})
    void aScriptWhoseNameIsTakenIsDisconnectedAndNothingOfItIsSaid(String sent) {
        Client script = daemon.connect();
        script.lines();
        script.send(sent).endInput();
        daemon.turn();
        daemon.awaitRefusal();
        assertEquals(List.of("That name is taken. Choose another.", REFUSED), script.lines());
        daemon.turn();
        assertTrue(script.isClosed());
        hearNothing(alice, bob, carol);
        assertEquals(1, daemon.chat().departures().count(Departure.UNNAMED));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-x", "12345", "you", "192.0.2.66", "a b"})
    void soIsOneWhoseNameIsRefusedForAnyOtherReason(String name) {
        Client script = daemon.connect();
        script.lines();
        List<String> answer = daemon.type(script, name, "hello");
        assertEquals(2, answer.size());
        assertEquals(REFUSED, answer.get(1));
        assertTrue(script.isOutputEnded());
        hearNothing(alice);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r\0", "\r"})
    void soIsOneWhoseNameIsALineOverTheLimit(String end) {
        Client script = daemon.connect();
        Client person = daemon.connect();
        daemon.readAll(script, person);
        script.send("x".repeat(1025) + end + "hello" + end);
        person.send("x".repeat(1025) + end);
        daemon.turn();
        daemon.awaitRefusal();
        assertEquals(List.of("Not sent: a line may be at most 1024 bytes.", REFUSED), script.lines());
        assertEquals(List.of("Not sent: a line may be at most 1024 bytes."), person.lines());
        hearNothing(alice);
    }

    @Test
    void aScriptWhoseNextLineArrivesShortlyAfterItsRefusedNameIsDisconnected() {
        Client script = daemon.connect();
        script.lines();
        script.send("bob\n");
        daemon.turn();
        daemon.sleep(Duration.ofMillis(100));
        assertEquals(List.of(), script.lines());
        script.send("hello\n");
        daemon.sleep(Duration.ofMillis(100));
        assertEquals(List.of("That name is taken. Choose another.", REFUSED), script.lines());
        assertTrue(script.isOutputEnded());
        hearNothing(alice, bob, carol);
    }

    @Test
    void aClientThatEndsItsInputAfterARefusedNameIsToldWhy() {
        Client script = daemon.connect();
        script.lines();
        script.send("bob\n").endInput();
        daemon.turn();
        daemon.awaitRefusal();
        daemon.turn();
        assertEquals(List.of("That name is taken. Choose another."), script.lines());
        assertTrue(script.isClosed());
    }

    @Test
    void aClientThatResetsBeforeItsRefusalIsSentLeaves() {
        Client script = daemon.connect();
        script.send("bob\n");
        daemon.turn();
        script.reset();
        daemon.awaitRefusal();
        assertTrue(script.isClosed());
        assertEquals(0, daemon.chat().pendingLogins());
        assertEquals(1, daemon.chat().departures().count(Departure.RESET));
    }

    @Test
    void aRefusedNameDoesNotRestartTheTimeout() {
        Client dave = daemon.connect();
        dave.lines();
        for (int i = 0; i < 5; i++) {
            daemon.sleep(Duration.ofSeconds(11));
            types(dave, "bob", "That name is taken. Choose another.");
        }
        daemon.sleep(Duration.ofMillis(4_000));
        assertEquals(List.of("Disconnected: no name chosen within 1 minute."), dave.lines());
    }

    @Test
    void somebodyWhoTypesLineByLineIsAskedAgain() {
        Client dave = daemon.connect();
        dave.lines();
        types(dave, "bob", "That name is taken. Choose another.");
        types(dave, "BOB", "That name is taken. Choose another.");
        dave.send("carol\r\n\n");
        daemon.turn();
        assertFalse(dave.isOutputEnded());
    }

    // msg, reply, me

    @ParameterizedTest
    @CsvSource({"bob", "BOB", "ｂｏｂ", "2", "02"})
    void aPrivateLineGoesToOneByNameOrNumber(String who) {
        types(alice, "/msg " + who + "   hello  there ", "you (to bob): hello  there");
        hears(bob, "alice (to you): hello  there");
        hearNothing(carol);
    }

    @Test
    void aPrivateLineReachesAMemberNamedByItsAddress() {
        Client shy = daemon.join("");
        alice.lines();
        types(alice, "/msg " + shy.address() + " hi", "you (to " + shy.address() + "): hi");
        hears(shy, "alice (to you): hi");
    }

    @ParameterizedTest
    @ValueSource(strings = {"zoe", "bo", "bobby", "0", "4", "7", "-1", "1.", "999999999", "99999999999999999999"})
    void aPrivateLineToAnUnknownNameIsAnError(String who) {
        daemon.connect();
        types(alice, "/msg " + who + " hi", "There is no " + who + " here. /who * lists everybody.");
        hearNothing(bob, carol);
    }

    @Test
    void aPrivateLineToAMemberThatHasLeftIsAnError() {
        daemon.type(bob, "/quit");
        alice.lines();
        types(alice, "/msg bob hi", "There is no bob here. /who * lists everybody.");
        types(alice, "/msg 2 hi", "There is no 2 here. /who * lists everybody.");
    }

    @Test
    void aPrivateLineToOneselfIsRefused() {
        types(alice, "/msg alice note", "You cannot send a private message to yourself.");
        types(alice, "/msg 1 note", "You cannot send a private message to yourself.");
        types(alice, "/reply note", "No one here has sent you a private message. To send one, type: /msg WHO TEXT");
        hearNothing(bob);
    }

    @Test
    void aReplyGoesToTheAuthorOfTheLastPrivateLine() {
        daemon.type(alice, "/msg carol one");
        daemon.type(bob, "/msg carol two");
        daemon.readAll(alice, bob, carol);
        types(carol, "/reply yes?", "you (to bob): yes?");
        hears(bob, "carol (to you): yes?");
        types(bob, "/reply no", "you (to carol): no");
        hears(carol, "bob (to you): no");
        hearNothing(alice);
    }

    @Test
    void aReplyFollowsANewName() {
        daemon.type(alice, "/msg bob hi");
        daemon.type(alice, "/name ada");
        daemon.type(carol, "/name alice");
        daemon.readAll(alice, bob, carol);
        types(bob, "/reply hello", "you (to ada): hello");
        hears(alice, "bob (to you): hello");
        hearNothing(carol);
    }

    @Test
    void aReplyWithoutAPrivateLineBeforeIsAnError() {
        types(alice, "/reply hi",
                "No one here has sent you a private message. To send one, type: /msg WHO TEXT");
        daemon.type(alice, "/msg bob hi");
        types(alice, "/reply hi",
                "No one here has sent you a private message. To send one, type: /msg WHO TEXT");
        hearNothing(carol);
    }

    @Test
    void aReplyToAMemberThatHasLeftReachesNobodyEvenIfTheNameIsTakenAgain() {
        daemon.type(alice, "/msg bob hi");
        daemon.type(alice, "/quit");
        Client other = daemon.join("alice");
        daemon.readAll(bob);
        types(bob, "/reply hello",
                "No one here has sent you a private message. To send one, type: /msg WHO TEXT");
        hearNothing(other);
    }

    @Test
    void anActionIsSeenByAll() {
        types(alice, "/me waves  to   all", "* alice waves  to   all");
        hears(bob, "* alice waves  to   all");
        hears(carol, "* alice waves  to   all");
    }

    @Test
    void nobodysLineLooksLikeAnAction() {
        types(alice, "* bob waves", "alice: * bob waves");
    }

    // ignore, unignore

    @Test
    void noMoreThanFiftyCanBeIgnored() {
        for (int i = 0; i < 50; i++) {
            daemon.join("noise" + i);
            daemon.type(alice, "/ignore noise" + i);
        }
        alice.lines();
        types(alice, "/ignore bob", "You are ignoring 50 people, which is the limit.");
        daemon.type(bob, "hello");
        hears(alice, "bob: hello");
        daemon.type(alice, "/unignore noise7");
        types(alice, "/ignore bob", "You are now ignoring bob. /unignore bob undoes this.");
    }

    @Test
    void linesOfAnIgnoredMemberDoNotArriveAndItNoticesNothing() {
        types(bob, "/ignore alice", "You are now ignoring alice. /unignore alice undoes this.");
        hearNothing(alice, carol);
        types(alice, "hi", "alice: hi");
        types(alice, "/me waves", "* alice waves");
        types(alice, "/msg bob psst", "you (to bob): psst");
        hears(carol, "alice: hi", "* alice waves");
        hearNothing(bob);
    }

    @Test
    void aMemberThatIgnoresAnotherReceivesItsOwnLinesAndThoseOfTheRest() {
        daemon.type(bob, "/ignore alice");
        types(carol, "hi", "carol: hi");
        types(carol, "/me waves", "* carol waves");
        daemon.type(carol, "/msg bob psst");
        types(bob, "yes", "carol: hi", "* carol waves", "carol (to you): psst", "bob: yes");
        types(bob, "/me nods", "* bob nods");
    }

    @Test
    void anIgnoredMemberIsStillIgnoredUnderANewName() {
        daemon.type(bob, "/ignore 1");
        daemon.type(alice, "/name ada", "hi", "/me waves", "/msg bob psst");
        hearNothing(bob);
        types(bob, "/ignore", "You are ignoring: ada");
    }

    @Test
    void aMemberThatTakesTheOldNameOfAnIgnoredOneIsNotIgnored() {
        daemon.type(bob, "/ignore alice");
        daemon.type(alice, "/name ada");
        daemon.type(carol, "/name alice", "hi");
        hears(bob, "carol is now alice", "alice: hi");
    }

    @Test
    void theNoticeOfAnIgnoredMembersDepartureOmitsItsLastNameAndLastWord() {
        daemon.type(bob, "/ignore alice");
        daemon.type(alice, "/name you.are.ugly");
        daemon.type(alice, "/quit last words");
        hears(bob, "alice has left");
        hears(carol, "alice is now you.are.ugly", "you.are.ugly has left: last words");
    }

    @Test
    void theLastWordOfAMemberIsWithheldOnlyFromThoseWhoIgnoreIt() {
        daemon.type(bob, "/ignore carol");
        daemon.type(carol, "/time on");
        carol.lines();
        daemon.type(alice, "/quit bye");
        hears(bob, "alice has left: bye");
        hears(carol, "14:03 alice has left: bye");
    }

    @Test
    void theReasonOfAKickIsTheAdministratorsAndIsToldToAll() {
        daemon.type(bob, "/ignore alice");
        daemon.administration().kick(daemon.connection(alice), "be nice");
        daemon.turn();
        hears(bob, "alice has left (kicked: be nice)");
    }

    @Test
    void theReasonForTheAbsenceOfAnIgnoredMemberIsNotShown() {
        daemon.type(alice, "/away you are ugly");
        daemon.type(bob, "/ignore alice");
        assertTrue(daemon.type(bob, "/who alice").get(1).endsWith("(away)"));
        types(bob, "/msg alice hi", "you (to alice): hi", "alice is away");
        types(carol, "/msg alice hi", "you (to alice): hi", "alice is away: you are ugly");
        daemon.type(bob, "/unignore alice");
        assertTrue(daemon.type(bob, "/who alice").get(1).endsWith("(away: you are ugly)"));
    }

    @Test
    void aRenamingOfAnIgnoredMemberIsHiddenAlsoFromThoseWhoAreQuiet() {
        daemon.type(bob, "/quiet", "/ignore alice");
        daemon.type(bob, "/unquiet");
        bob.lines();
        daemon.type(alice, "/name ada");
        hearNothing(bob);
        hears(carol, "alice is now ada");
    }

    @Test
    void aReplyDoesNotGoToAnIgnoredMember() {
        daemon.type(carol, "/msg bob hi");
        daemon.type(bob, "/ignore alice");
        daemon.type(alice, "/msg bob psst");
        bob.lines();
        types(bob, "/reply hello", "you (to carol): hello");
    }

    @Test
    void anIgnoredMemberIsToldOfTheAbsenceAsAnybody() {
        daemon.type(bob, "/ignore alice");
        daemon.type(bob, "/away lunch");
        types(alice, "/msg bob psst", "you (to bob): psst", "bob is away: lunch");
    }

    @Test
    void anIgnoredMemberStillReceivesPrivateLines() {
        daemon.type(bob, "/ignore alice");
        types(bob, "/msg alice stop it", "you (to alice): stop it");
        hears(alice, "bob (to you): stop it");
    }

    @Test
    void ignoreAloneListsTheIgnored() {
        types(alice, "/ignore", "You are not ignoring anyone.");
        daemon.type(alice, "/ignore carol");
        daemon.type(alice, "/ignore bob");
        types(alice, "/ignore", "You are ignoring: carol, bob");
        daemon.type(alice, "/unignore carol");
        types(alice, "/ignore", "You are ignoring: bob");
        hearNothing(bob, carol);
    }

    @Test
    void ignoringTwiceIsIgnoringOnce() {
        daemon.type(alice, "/ignore bob");
        types(alice, "/ignore BOB", "You are now ignoring bob. /unignore bob undoes this.");
        types(alice, "/ignore", "You are ignoring: bob");
        daemon.type(alice, "/unignore bob");
        types(alice, "/ignore", "You are not ignoring anyone.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "/ignore zoe       | There is no zoe here. /who * lists everybody.",
        "/ignore 17        | There is no 17 here. /who * lists everybody.",
        "/ignore bob carol | There is no bob carol here. /who * lists everybody.",
        "/ignore alice     | You cannot ignore yourself.",
        "/ignore 1         | You cannot ignore yourself.",
        "/unignore zoe     | There is no zoe here. /who * lists everybody.",
        "/unignore bob     | You are not ignoring bob. /ignore lists the people you ignore.",
        "/unignore 3       | You are not ignoring carol. /ignore lists the people you ignore.",
        "/unignore alice   | You are not ignoring alice. /ignore lists the people you ignore.",
    })
    void whatCannotBeIgnoredOrHeardAgainIsExplained(String line, String answer) {
        types(alice, line, answer);
        hearNothing(bob, carol);
        types(alice, "/ignore", "You are not ignoring anyone.");
    }

    @Test
    void unignoreShowsLinesFromThenOn() {
        daemon.type(bob, "/ignore alice");
        daemon.type(alice, "one");
        bob.lines();
        types(bob, "/unignore 1", "You are no longer ignoring alice.");
        daemon.type(alice, "two", "/me waves", "/msg bob psst");
        hears(bob, "alice: two", "* alice waves", "alice (to you): psst");
    }

    @Test
    void anIgnoredMemberThatLeavesAndReturnsIsNotIgnored() {
        daemon.type(bob, "/ignore alice");
        daemon.type(alice, "/quit");
        types(bob, "/ignore", "alice has left", "You are not ignoring anyone.");
        Client again = daemon.join("alice");
        daemon.type(again, "hi");
        hears(bob, "alice has arrived", "alice: hi");
    }

    @Test
    void ofTwoIgnoredMembersOnlyTheOneThatLeavesIsDropped() {
        daemon.type(bob, "/ignore alice");
        daemon.type(bob, "/ignore carol");
        daemon.type(alice, "/quit");
        daemon.type(carol, "hi");
        types(bob, "/ignore", "alice has left", "You are ignoring: carol");
    }

    // away, back

    @Test
    void theAuthorOfAPrivateLineIsToldThatItsRecipientIsAway() {
        types(bob, "/away", "You are marked as away. Type /back when you return.");
        hearNothing(alice, carol);
        types(alice, "/msg bob hi", "you (to bob): hi", "bob is away");
        hears(bob, "alice (to you): hi");
        daemon.type(bob, "/msg alice well");
        alice.lines();
        types(alice, "/reply what?", "you (to bob): what?", "bob is away");
    }

    @Test
    void theAbsenceMayHaveATextAndThatMayChange() {
        types(bob, "/away having  lunch", "You are marked as away. Type /back when you return.");
        types(alice, "/msg bob hi", "you (to bob): hi", "bob is away: having  lunch");
        types(bob, "/away asleep", "alice (to you): hi", "You are marked as away. Type /back when you return.");
        types(alice, "/msg bob hi", "you (to bob): hi", "bob is away: asleep");
        daemon.type(bob, "/away");
        types(alice, "/msg bob hi", "you (to bob): hi", "bob is away");
    }

    @Test
    void aMemberThatIsBackIsNotAway() {
        types(bob, "/back", "You were not away.");
        daemon.type(bob, "/away lunch");
        types(bob, "/back", "You are back.");
        hearNothing(alice);
        types(alice, "/msg bob hi", "you (to bob): hi");
        types(alice, "/who b", "1 person:", row("2  bob  %s  here 0s  idle 0s", bob));
        bob.lines();
        types(bob, "/back", "You were not away.");
    }

    // quiet, unquiet

    @Test
    void quietHidesArrivalsDeparturesAndRenamings() {
        types(alice, "/quiet", "Arrivals, departures and name changes are hidden. /unquiet shows them.");
        hearNothing(bob);
        Client dave = daemon.join("dave");
        daemon.type(dave, "/name david");
        daemon.type(dave, "/quit bye");
        carol.endInput();
        daemon.turn();
        daemon.type(bob, "hi", "/me waves", "/msg alice psst");
        hears(alice, "bob: hi", "* bob waves", "bob (to you): psst");
    }

    @Test
    void unquietShowsThemAgain() {
        daemon.type(alice, "/quiet");
        types(alice, "/unquiet", "Arrivals, departures and name changes are shown.");
        daemon.type(bob, "/name ben");
        hears(alice, "bob is now ben");
        types(alice, "/unquiet", "Arrivals, departures and name changes are shown.");
    }

    @Test
    void quietHidesDeparturesOfIdleMembers() {
        ChatFixture strict = new ChatFixture().idle(Duration.ofMinutes(5));
        Client quiet = strict.join("quiet");
        Client idle = strict.join("idle");
        strict.sleep(Duration.ofMinutes(3));
        strict.type(quiet, "/quiet");
        strict.sleep(Duration.ofMinutes(3));
        assertTrue(idle.isOutputEnded());
        hearNothing(quiet);
    }

    // time

    @Test
    void theTimeStandsBeforeEveryLine() {
        types(alice, "/time on", "14:03 Timestamps are on. /time off turns them off.");
        types(alice, "hi", "14:03 alice: hi");
        types(alice, "/me waves", "14:03 * alice waves");
        types(alice, "/foo", "14:03 Unknown command /foo. Try /help.");
        types(alice, "/msg bob hi", "14:03 you (to bob): hi");
        hears(bob, "alice: hi", "* alice waves", "alice (to you): hi");
        daemon.type(bob, "hello", "/reply yes", "/name ben", "/quit");
        hears(alice, "14:03 bob: hello", "14:03 bob (to you): yes", "14:03 bob is now ben", "14:03 ben has left");
        assertTrue(daemon.type(alice, "/who").stream().allMatch(line -> line.startsWith("14:03 ")));
    }

    @Test
    void theTimeIsTurnedOffAgain() {
        daemon.type(alice, "/time on");
        types(alice, "/time off", "Timestamps are off.");
        types(alice, "hi", "alice: hi");
        types(alice, "/time off", "Timestamps are off.");
        daemon.type(alice, "/TIME ON");
        types(alice, "/time ON", "14:03 Timestamps are on. /time off turns them off.");
        types(alice, "/time Off", "Timestamps are off.");
    }

    @Test
    void timeAloneTurnsItOnOrOff() {
        types(alice, "/time", "14:03 Timestamps are on. /time off turns them off.");
        types(alice, "/time", "Timestamps are off.");
        types(alice, "/time", "14:03 Timestamps are on. /time off turns them off.");
    }

    @Test
    void anUnknownArgumentToTimeChangesNothing() {
        daemon.type(alice, "/time on");
        types(alice, "/time maybe", "14:03 Usage: /time [on|off]");
        types(alice, "hi", "14:03 alice: hi");
    }

    // quit

    @ParameterizedTest
    @CsvSource({"/quit", "/exit", "/QUIT", "'/quit   '"})
    void quitLeaves(String line) {
        types(alice, line, YOU_HAVE_LEFT);
        assertTrue(alice.isOutputEnded());
        hears(bob, "alice has left");
        hears(carol, "alice has left");
    }

    @ParameterizedTest
    @CsvSource({"/quit good  bye", "/exit   good  bye "})
    void quitMayHaveALastWord(String line) {
        types(alice, line, YOU_HAVE_LEFT);
        assertTrue(alice.isOutputEnded());
        hears(bob, "alice has left: good  bye");
    }

    /** The first Enter is then answered by a reset, which ends nc. */
    @Test
    void aMemberThatQuitsAndKeepsItsInputOpenIsClosedHalfASecondLater() {
        types(alice, "/quit", YOU_HAVE_LEFT);
        daemon.sleep(Duration.ofMillis(400));
        assertFalse(alice.isClosed());
        daemon.sleep(Duration.ofMillis(200));
        assertTrue(alice.isClosed());
    }

    @Test
    void linesBehindQuitAreNotSaid() {
        assertEquals(List.of("alice: one", YOU_HAVE_LEFT), daemon.type(alice, "one", "/quit", "two"));
        hears(bob, "alice: one", "alice has left");
        alice.endInput();
        daemon.turn();
        hearNothing(bob);
    }

    // All together

    @Test
    void commandsAndLinesOfOneTurnComeInOrder() {
        assertEquals(List.of("alice: one", "14:03 Timestamps are on. /time off turns them off.",
                        "14:03 alice: two", "14:03 you (to bob): psst", "14:03 * alice waves",
                        "Timestamps are off.", "alice is now ada", "ada: three"),
                daemon.type(alice, "one", "/time on", "two", "/msg bob psst", "/me waves", "/time off", "/name ada",
                        "three"));
        hears(bob, "alice: one", "alice: two", "alice (to you): psst", "* alice waves", "alice is now ada",
                "ada: three");
        hears(carol, "alice: one", "alice: two", "* alice waves", "alice is now ada", "ada: three");
    }
}
