package chatd.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LineDecoderTest {

    private static final int ROOMY = 100;
    private static final int MAX = 8;
    private static final String TOO_LONG = "<too long>";
    private static final String ASKS_FOR_TIMING_MARK = "<timing mark?>";
    private static final String ARE_YOU_THERE = "<are you there?>";
    private static final String INTERRUPT = "<interrupt>";
    private static final String LEAVE_KEY = "<leave key>";
    private static final String REPLACED = "\uFFFD";

    private static final int NUL = 0;
    private static final int CTRL_C = 3;
    private static final int CTRL_D = 4;
    private static final int BS = 8;
    private static final int CTRL_U = 0x15;
    private static final int DEL = 0x7F;
    private static final int SE = 240;
    private static final int NOP = 241;
    private static final int BRK = 243;
    private static final int IP = 244;
    private static final int ABORT_OUTPUT = 245;
    private static final int AYT = 246;
    private static final int EC = 247;
    private static final int EL = 248;
    private static final int GO_AHEAD = 249;
    private static final int SB = 250;
    private static final int WILL = 251;
    private static final int WONT = 252;
    private static final int DO = 253;
    private static final int DONT = 254;
    private static final int IAC = 255;
    private static final int ECHO = 1;
    private static final int TIMING_MARK = 6;
    private static final int NAWS = 31;

    // Reads of any size

    static Stream<Arguments> twoLineInputs() {
        return Stream.of(
                arguments("LF", bytes("one\ntwo\n"), List.of("one", "two")),
                arguments("CR LF", bytes("one\r\ntwo\r\n"), List.of("one", "two")),
                arguments("empty", bytes("\n\r\n"), List.of("", "")),
                arguments("Cyrillic", bytes("Привет\nвсем\r\n"), List.of("Привет", "всем")),
                arguments("emoji", bytes("a\uD83D\uDE00\r\n\uD83D\uDC4D\uD83C\uDFFDb\n"),
                        List.of("a\uD83D\uDE00", "\uD83D\uDC4D\uD83C\uDFFDb")),
                arguments("bare CR", bytes("a\rb\r"), List.of("a", "b")),
                arguments("CR NUL", bytes("bob\r", NUL, "hi\r", NUL), List.of("bob", "hi")),
                arguments("CR and CR LF", bytes("a\r\r\n"), List.of("a", "")),
                arguments("edited", bytes("ab", BS, "цж", DEL, DEL, "c\n", "no", CTRL_U, "\uD83D\uDE00",
            IAC, EC, "d", IAC, EC,
                        "e", DEL, "f\r\n"), List.of("ac", "f")),
                arguments("window of 266 columns", bytes("a", IAC, SB, NAWS, 1, 10, 0, 24, IAC, SE, "b\n\n"),
                        List.of("ab", "")),
                arguments("window of 2,573 columns", bytes(IAC, SB, NAWS, 10, 13, 13, 10, IAC, SE, "a\r\nb\r\n"),
                        List.of("a", "b")),
                arguments("broken UTF-8", bytes(0xE2, 0x82, "x\r\n", 0xC3, "\n"),
                        List.of(REPLACED + "x", REPLACED)),
                arguments("CR first", bytes("\ra\n"), List.of("", "a")),
                arguments("telnet commands",
                        bytes("a", IAC, WILL, ECHO, "b\r", IAC, NOP, "\nc", IAC, DONT, '\r', "d\n"),
                        List.of("ab", "cd")),
                arguments("telnet subnegotiation",
                        bytes("я", IAC, SB, NAWS, 0, IAC, IAC, 0, IAC, SE, "a\n", IAC, SB, "b\n", IAC, SE, "\n"),
                        List.of("яa", "")),
                arguments("IAC without a command", bytes(IAC, IAC, "a", IAC, "b\r\n", IAC, 0xC3, 0xA9, "\n"),
                        List.of(REPLACED + "a" + REPLACED + "b", REPLACED + "é")));
    }

    /** Also in one read or two: the other parts are then empty. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("twoLineInputs")
    void anyThreeReadsGiveTheSameLines(String name, byte[] input, List<String> lines) {
        for (int i = 0; i <= input.length; i++) {
            for (int j = i; j <= input.length; j++) {
                assertEquals(lines,
                        linesOf(ROOMY, part(input, 0, i), part(input, i, j), part(input, j, input.length)),
                        "split at " + i + " and " + j);
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("twoLineInputs")
    void aByteAtATimeGivesTheSameLines(String name, byte[] input, List<String> lines) {
        byte[][] reads = new byte[input.length][];
        Arrays.setAll(reads, i -> part(input, i, i + 1));
        assertEquals(lines, linesOf(ROOMY, reads));
    }

    @Test
    void decodersThatShareAWorkspaceKeepTheirHalvesApart() {
        LineDecoder.Workspace workspace = new LineDecoder.Workspace(MAX, bytes -> { });
        LineDecoder alice = new LineDecoder(workspace);
        LineDecoder bob = new LineDecoder(workspace);
        List<String> lines = new ArrayList<>();
        read(workspace, alice, bytes("al"), lines);
        read(workspace, bob, bytes("bobby\u0007b"), lines);
        read(workspace, alice, bytes("ice\n"), lines);
        read(workspace, bob, bytes("\n"), lines);
        assertEquals(List.of("alice", "bobby" + REPLACED + "b"), lines);
    }

    @Test
    void decodingStopsAfterTheFirstLine() {
        LineDecoder.Workspace workspace = new LineDecoder.Workspace(MAX, bytes -> { });
        LineDecoder decoder = new LineDecoder(workspace);
        byte[] input = bytes("one\r\né\nrest");
        assertEquals(LineDecoder.Found.LINE, decoder.decode(input, 0, input.length));
        assertEquals(5, decoder.position());
        assertEquals(LineDecoder.Found.LINE, decoder.decode(input, 5, input.length));
        assertEquals(8, decoder.position());
        assertEquals(LineDecoder.Found.NOTHING, decoder.decode(input, 8, input.length));
        assertEquals(input.length, decoder.position());
    }

    // The limit

    static Stream<Arguments> linesOfExactlyTheLimit() {
        return Stream.of(
                arguments("LF", bytes("12345678\n"), "12345678"),
                arguments("CR LF", bytes("12345678\r\n"), "12345678"),
                arguments("Cyrillic", bytes("абвг\r\n"), "абвг"),
                arguments("broken bytes", bytes(0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, "\n"),
                        REPLACED.repeat(MAX)),
                arguments("with telnet", bytes(IAC, WILL, ECHO, "1234", IAC, SB, NAWS, "0123456789", IAC, SE, "5678",
                        IAC, NOP, "\r\n"), "12345678"),
                arguments("with IAC IAC", bytes(IAC, IAC, "2345678\r\n"), REPLACED + "2345678"),
                arguments("with CR NUL", bytes("12345678\r", NUL), "12345678"),
                arguments("after erasing", bytes("1234567x", BS, "8\n"), "12345678"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("linesOfExactlyTheLimit")
    void aLineOfExactlyTheLimitPasses(String name, byte[] input, String line) {
        for (int i = 0; i <= input.length; i++) {
            assertEquals(List.of(line), linesOf(MAX, part(input, 0, i), part(input, i, input.length)), "split at " + i);
        }
    }

    static Stream<Arguments> linesOverTheLimit() {
        return Stream.of(
                arguments("one over", bytes("123456789\n")),
                arguments("one over, CR LF", bytes("123456789\r\n")),
                arguments("far over", bytes("x".repeat(10 * MAX) + "\r\n")),
                arguments("Cyrillic", bytes("абвгд\n")),
                arguments("ended by CR NUL", bytes("123456789\r", NUL)),
                arguments("erased after that", bytes("123456789", BS, DEL, IAC, EC, "\n")),
                arguments("IAC IAC", bytes("12345678", IAC, IAC, "\n")),
                arguments("IAC at the limit", bytes("12345678", IAC, "x\n")),
                arguments("IAC before the limit", bytes("1234567", IAC, "x\n")),
                arguments("telnet in what is dropped", bytes("123456789", IAC, SB, NAWS, "90", IAC, SE, "0\n")),
                arguments("subnegotiation with a LF", bytes("123456789", IAC, SB, "9\n0", IAC, SE, "\n")),
                arguments("ended after IAC", bytes("123456789", IAC, "\n")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("linesOverTheLimit")
    void aLineOverTheLimitIsDroppedAndReportedOnce(String name, byte[] longLine) {
        byte[] input = bytes("before\n", longLine, "after\n", longLine, "12345678\r\n");
        List<String> lines = List.of("before", TOO_LONG, "after", TOO_LONG, "12345678");
        assertEquals(lines, linesOf(MAX, input));
        for (int i = 0; i <= input.length; i++) {
            assertEquals(lines, linesOf(MAX, part(input, 0, i), part(input, i, input.length)), "split at " + i);
        }
    }

    @Test
    void aLineOverTheLimitIsReportedBeforeItEnds() {
        assertEquals(List.of(TOO_LONG), linesOf(MAX, bytes("123456789"), bytes("0123456789"), bytes("0123456789")));
    }

    @Test
    void theLimitMayBeOne() {
        assertEquals(List.of("a", TOO_LONG, "", "b"), linesOf(1, bytes("a\r\nab\n\nb\n")));
    }

    // Telnet

    @Test
    void aTelnetCommandIsDropped() {
        for (int command : new int[] {SE, NOP, 242, ABORT_OUTPUT, GO_AHEAD}) {
            assertEquals(List.of("ab"), linesOf(ROOMY, bytes("a", IAC, command, "b\n")), "command " + command);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {WILL, WONT, DO, DONT})
    void aTelnetNegotiationIsDroppedWithItsOption(int verb) {
        for (int option = 0; option <= 255; option++) {
            if (option != '\n') {
                List<String> lines = verb == DO && option == TIMING_MARK
                        ? List.of(ASKS_FOR_TIMING_MARK, "ab") : List.of("ab");
                assertEquals(lines, linesOf(ROOMY, bytes("a", IAC, verb, option, "b\n")), "option " + option);
            }
        }
    }

    @Test
    void aRequestForATimingMarkIsReportedAnywhereInALineAndHoweverItIsSplit() {
        byte[] input = bytes("one", IAC, DO, TIMING_MARK, "two\r\n", IAC, DO, TIMING_MARK, IAC, DO, TIMING_MARK);
        List<String> lines =
                List.of(ASKS_FOR_TIMING_MARK, "onetwo", ASKS_FOR_TIMING_MARK, ASKS_FOR_TIMING_MARK);
        for (int i = 0; i <= input.length; i++) {
            assertEquals(lines, linesOf(ROOMY, part(input, 0, i), part(input, i, input.length)), "split at " + i);
        }
    }

    @Test
    void aRequestForATimingMarkIsReportedInALineOverTheLimitToo() {
        assertEquals(List.of(TOO_LONG, ASKS_FOR_TIMING_MARK, "b"),
                linesOf(MAX, bytes("123456789", IAC, DO, TIMING_MARK, "0\nb\n")));
    }

    @Test
    void aSubnegotiationEndsOnlyAtIacSe() {
        byte[] windowSize = bytes(IAC, SB, NAWS, IAC, IAC, SE, SB, IAC, NOP, "x\rx", NUL, IAC, SE);
        assertEquals(List.of("ab"), linesOf(ROOMY, bytes("a", windowSize, "b\n")));
    }

    @Test
    void aCommandBetweenCrAndLfLeavesTheLineEndingWhole() {
        assertEquals(List.of("a", "b"), linesOf(ROOMY, bytes("a\r", IAC, GO_AHEAD, "\nb\r", IAC, WILL, ECHO, "\n")));
    }

    @Test
    void crNulIsEnter() {
        assertEquals(List.of("a", "b"), linesOf(ROOMY, bytes("a\r", NUL, "b\n")));
        assertEquals(List.of("a", REPLACED), linesOf(ROOMY, bytes("a\r", NUL, NUL, "\n")));
    }

    @Test
    void aCrIsEnterBeforeAnythingElseComes() {
        assertEquals(List.of("a"), linesOf(ROOMY, bytes("a\r")));
        assertEquals(List.of("a"), linesOf(ROOMY, bytes("a"), bytes("\r"), bytes("\n")));
        assertEquals(List.of("a", ""), linesOf(ROOMY, bytes("a"), bytes("\r"), bytes("\n"), bytes("\n")));
    }

    @Test
    void areYouThereIsReportedAndSoAreInterruptAndBreak() {
        byte[] input = bytes("a", IAC, AYT, "b\n", IAC, AYT, IAC, IP, IAC, BRK);
        List<String> found = List.of(ARE_YOU_THERE, "ab", ARE_YOU_THERE, INTERRUPT, INTERRUPT);
        for (int i = 0; i <= input.length; i++) {
            assertEquals(found, linesOf(ROOMY, part(input, 0, i), part(input, i, input.length)), "split at " + i);
        }
    }

    @Test
    void aSubnegotiationWhoseEndIsLostIsOver512BytesLater() {
        String lost = "\n".repeat(LineDecoder.MOST_SUBNEGOTIATION_BYTES);
        assertEquals(List.of("ab"), linesOf(ROOMY, bytes("a", IAC, SB, lost, "b\n")));
        assertEquals(List.of("a"), linesOf(ROOMY, bytes("a", IAC, SB, lost), bytes("\n")));
        String nearly = "x".repeat(LineDecoder.MOST_SUBNEGOTIATION_BYTES - 2);
        assertEquals(List.of("ab"), linesOf(ROOMY, bytes("a", IAC, SB, nearly, IAC, SE, "b\n")));
        // Here the SE is the first byte after it.
        assertEquals(List.of("a" + REPLACED + "b"), linesOf(ROOMY, bytes("a", IAC, SB, nearly, "x", IAC, SE, "b\n")));
    }

    // Keys

    static Stream<Arguments> editedLines() {
        return Stream.of(
                arguments("BS", bytes("ab", BS), "a"),
                arguments("DEL", bytes("ab", DEL), "a"),
                arguments("EC", bytes("ab", IAC, EC), "a"),
                arguments("two bytes", bytes("aя", BS), "a"),
                arguments("three bytes", bytes("a中", BS), "a"),
                arguments("four bytes", bytes("a\uD83D\uDE00", BS), "a"),
                arguments("one of two", bytes("яц", BS), "я"),
                arguments("half a character", bytes("a", 0xE4, 0xB8, BS), "a"),
                arguments("continuations alone", bytes("a", 0x80, 0x81, 0x82, BS), "a" + REPLACED + REPLACED),
                arguments("one too many", bytes("я", 0x80, BS), "я"),
                arguments("more than there is", bytes("я", BS, BS, BS, DEL, IAC, EC, "b"), "b"),
                arguments("Ctrl-U", bytes("abc", CTRL_U), ""),
                arguments("EL", bytes("abc", IAC, EL, "d"), "d"),
                arguments("Ctrl-U in a line over the limit", bytes("123456789", CTRL_U, "d"), "d"),
                arguments("EL in a line over the limit", bytes("123456789", IAC, EL, "d"), "d"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("editedLines")
    void theLineSoFarCanBeEdited(String name, byte[] typed, String line) {
        byte[] input = bytes(typed, "\nnext\n");
        List<String> lines = name.contains("limit") ? List.of(TOO_LONG, line, "next") : List.of(line, "next");
        for (int i = 0; i <= input.length; i++) {
            assertEquals(lines, linesOf(MAX, part(input, 0, i), part(input, i, input.length)), "split at " + i);
        }
    }

    @Test
    void aLineOfCtrlCOrCtrlDAloneIsReported() {
        assertEquals(List.of(LEAVE_KEY, LEAVE_KEY, LEAVE_KEY),
                linesOf(ROOMY, bytes(CTRL_C, "\n", CTRL_D, "\r"), bytes(CTRL_C), bytes(CTRL_D, CTRL_C, "\r\n")));
        assertEquals(List.of("a" + REPLACED, REPLACED + "a", ""),
                linesOf(ROOMY, bytes("a", CTRL_C, "\n", CTRL_D, "a\n", CTRL_C, BS, "\n")));
        assertEquals(null, lastLine(bytes(CTRL_D)));
    }

    @Test
    void bytesOfAnUnfinishedLineAreTextAndTelnetCommandsAreNot() {
        LineDecoder decoder = new LineDecoder(new LineDecoder.Workspace(MAX, bytes -> { }));
        for (byte[] typed : List.of(bytes("a"), bytes(BS), bytes("1234567890"), bytes("x"), bytes(IAC, NOP, "x"))) {
            decoder.decode(typed, 0, typed.length);
            assertTrue(decoder.hasReadText(), Arrays.toString(typed));
        }
        decoder.reset();
        for (byte[] command : List.of(bytes(IAC, NOP), bytes(IAC, DO, TIMING_MARK), bytes(IAC, AYT), bytes(IAC, EC),
                bytes(IAC, SB, "abc"), bytes("def", IAC, SE), bytes(IAC, WILL, ECHO))) {
            decoder.decode(command, 0, command.length);
            assertFalse(decoder.hasReadText(), Arrays.toString(command));
        }
    }

    @Test
    void nulWithoutCrIsReplaced() {
        assertEquals(List.of("a" + REPLACED + "b"), linesOf(ROOMY, bytes("a", NUL, "b\n")));
    }

    @Test
    void iacIacIsReplacedOnce() {
        assertEquals(List.of("a" + REPLACED + "b"), linesOf(ROOMY, bytes("a", IAC, IAC, "b\n")));
    }

    @Test
    void iacBeforeANonCommandIsDataAndSoIsTheNextByte() {
        for (int b = 0; b < SE; b++) {
            if (!isKey(b)) {
                String data = new String(new byte[] {(byte) b}, StandardCharsets.UTF_8);
                String shown = b >= ' ' && b < 0x7F || b == '\t' ? data : REPLACED;
                assertEquals(List.of(REPLACED + shown + "x"), linesOf(ROOMY, bytes(IAC, b, "x\n")), "byte " + b);
            }
        }
    }

    @Test
    void iacBeforeACrLfIsDataAndTheLineEnds() {
        assertEquals(List.of("a" + REPLACED, "b"), linesOf(ROOMY, bytes("a", IAC, "\r\nb\n")));
    }

    static Stream<Arguments> unfinishedTelnetSequences() {
        return Stream.of(
                arguments("IAC", bytes(IAC)),
                arguments("IAC WILL", bytes(IAC, WILL)),
                arguments("IAC DO", bytes(IAC, DO)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unfinishedTelnetSequences")
    void aLineFeedEndsTheLineInsideATelnetCommand(String name, byte[] sequence) {
        byte[] input = bytes("a", sequence, "\n", ECHO, "b\r\n");
        assertEquals(List.of("a", REPLACED + "b"), linesOf(ROOMY, input));
    }

    // Other bytes

    @Test
    void aBareCrEndsTheLine() {
        assertEquals(List.of("a", "b", "", "c", "d", ""), linesOf(ROOMY, bytes("a\rb\n\rc\nd\r\r\n")));
    }

    @Test
    void aTabPassesAndOtherControlsAreReplaced() {
        for (int b = 0; b <= 0x7F; b++) {
            if (!isKey(b)) {
                boolean passes = b >= ' ' && b < 0x7F || b == '\t';
                String shown = passes ? Character.toString(b) : REPLACED;
                assertEquals(List.of("a" + shown + "b"), linesOf(ROOMY, bytes("a", b, "b\n")), "byte " + b);
            }
        }
    }

    // The end of input

    @ParameterizedTest
    @ValueSource(strings = {"foo", "one\r\nfoo", "one\rfoo"})
    void anUnfinishedLastLineIsALine(String input) {
        assertEquals("foo", lastLine(bytes(input)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unfinishedTelnetSequences")
    void anUnfinishedTelnetSequenceIsNotPartOfAnUnfinishedLine(String name, byte[] sequence) {
        assertEquals("foo", lastLine(bytes("foo", sequence)));
    }

    @Test
    void anUnfinishedLastLineIsSanitized() {
        assertEquals("a" + REPLACED + "b" + REPLACED, lastLine(bytes("a\u001Bb", 0xF0, 0x9F, 0x98)));
    }

    @Test
    void anUnfinishedLastLineMayBeSplit() {
        assertEquals("Прив", lastLine(bytes("Пр"), bytes("ив")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "one\n", "one\n\r", "123456789"})
    void thereIsNoLastLineIfNoneIsUnfinishedOrItIsOverTheLimit(String input) {
        assertEquals(null, lastLine(bytes(input)));
    }

    @Test
    void theLastLineIsReportedOnce() {
        LineDecoder decoder = new LineDecoder(new LineDecoder.Workspace(MAX, bytes -> { }));
        decoder.decode(bytes("foo"), 0, 3);
        assertTrue(decoder.finish());
        assertFalse(decoder.finish());
    }

    // Memory

    @Test
    void theMemoryOfHalfALineIsCountedUntilItIsCompleteOverTheLimitOrForgotten() {
        long[] held = {0};
        LineDecoder.Workspace workspace = new LineDecoder.Workspace(MAX, bytes -> held[0] += bytes);
        LineDecoder decoder = new LineDecoder(workspace);
        assertHeld(3, held, workspace, decoder, "abc");
        assertHeld(6, held, workspace, decoder, "de");
        assertHeld(6, held, workspace, decoder, "x\b");
        assertHeld(0, held, workspace, decoder, "f\n");
        assertHeld(1, held, workspace, decoder, "whole\r\na");
        assertHeld(0, held, workspace, decoder, "23456789");
        assertHeld(2, held, workspace, decoder, "dropped\nab");
        decoder.reset();
        assertEquals(0, held[0]);
        assertHeld(4, held, workspace, decoder, "last");
        decoder.finish();
        assertEquals(0, held[0]);
    }

    @Test
    void aForgottenHalfLineIsNotPartOfTheNextLine() {
        for (byte[] unfinished : List.of(bytes("abc"), bytes("a\r"), bytes(IAC, SB), bytes("123456789"))) {
            LineDecoder.Workspace workspace = new LineDecoder.Workspace(MAX, bytes -> { });
            LineDecoder decoder = new LineDecoder(workspace);
            read(workspace, decoder, unfinished, new ArrayList<>());
            decoder.reset();
            assertFalse(decoder.finish());
            List<String> lines = new ArrayList<>();
            read(workspace, decoder, bytes("x\n"), lines);
            assertEquals(List.of("x"), lines);
        }
    }

    @Test
    void theBytesCopiedForALineGrowAsItsLengthHoweverSmallTheReads() {
        int most = 64 * 1024;
        long[] copied = {0};
        // The array of a half line is replaced by a larger one, to which its bytes are copied.
        LineDecoder decoder = new LineDecoder(new LineDecoder.Workspace(most, more -> copied[0] += Math.max(0, more)));
        byte[] one = {'x'};
        int arrays = 0;
        for (int i = 0; i < most; i++) {
            long before = copied[0];
            decoder.decode(one, 0, 1);
            arrays += copied[0] > before ? 1 : 0;
        }
        assertEquals(most, copied[0]);
        assertTrue(arrays <= 18, arrays + " arrays");
    }

    // Helpers

    /** Whether a byte ends the line or edits it. */
    private static boolean isKey(int b) {
        return b == '\n' || b == '\r' || b == BS || b == DEL || b == CTRL_U;
    }

    /** The unfinished line at the end of input, with the limit {@link #MAX}; null for none. */
    private static String lastLine(byte[]... reads) {
        LineDecoder.Workspace workspace = new LineDecoder.Workspace(MAX, bytes -> { });
        LineDecoder decoder = new LineDecoder(workspace);
        for (byte[] read : reads) {
            read(workspace, decoder, read, new ArrayList<>());
        }
        return decoder.finish() ? workspace.line.toString() : null;
    }

    private static List<String> linesOf(int maxLineBytes, byte[]... reads) {
        LineDecoder.Workspace workspace = new LineDecoder.Workspace(maxLineBytes, bytes -> { });
        LineDecoder decoder = new LineDecoder(workspace);
        List<String> lines = new ArrayList<>();
        for (byte[] read : reads) {
            read(workspace, decoder, read, lines);
        }
        return lines;
    }

    /** Decodes one read, in a buffer with other bytes around it, which is overwritten afterwards. */
    private static void read(LineDecoder.Workspace workspace, LineDecoder decoder, byte[] read, List<String> lines) {
        byte[] buffer = bytes("no\n", read, "\nno\n");
        int position = 3;
        int end = position + read.length;
        while (position < end) {
            LineDecoder.Found found = decoder.decode(buffer, position, end);
            assertTrue(decoder.position() > position && decoder.position() <= end, "the position moves on");
            position = decoder.position();
            switch (found) {
                case LINE -> lines.add(workspace.line.toString());
                case TOO_LONG -> lines.add(TOO_LONG);
                case TIMING_MARK -> lines.add(ASKS_FOR_TIMING_MARK);
                case ARE_YOU_THERE -> lines.add(ARE_YOU_THERE);
                case INTERRUPT -> lines.add(INTERRUPT);
                case LEAVE_KEY -> lines.add(LEAVE_KEY);
                case NOTHING -> assertEquals(end, position);
            }
        }
        Arrays.fill(buffer, (byte) '!');
    }

    private static void assertHeld(int expected, long[] held, LineDecoder.Workspace workspace, LineDecoder decoder,
            String read) {
        read(workspace, decoder, bytes(read), new ArrayList<>());
        assertEquals(expected, held[0], "after " + read);
    }

    private static byte[] part(byte[] bytes, int from, int to) {
        return Arrays.copyOfRange(bytes, from, to);
    }

    /** Concatenates strings as UTF-8, numbers and characters as one byte each, and arrays. */
    private static byte[] bytes(Object... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Object part : parts) {
            if (part instanceof byte[] array) {
                out.writeBytes(array);
            } else if (part instanceof Integer number) {
                out.write(number);
            } else {
                out.writeBytes(part.toString().getBytes(StandardCharsets.UTF_8));
            }
        }
        return out.toByteArray();
    }
}
