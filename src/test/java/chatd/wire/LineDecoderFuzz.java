package chatd.wire;

import chatd.sim.TerminalLines;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntSupplier;

/**
 * Any bytes, split anywhere, give the same lines as a model decoder that has all of them at once.
 *
 * <p>The first byte of an input chooses the line limit, the second how the rest is split.
 */
public final class LineDecoderFuzz {

    private static final int LIMITS = 40;
    private static final int CTRL_U = 0x15;
    private static final int DEL = 0x7F;
    private static final int SE = 240;
    private static final int BRK = 243;
    private static final int IP = 244;
    private static final int AYT = 246;
    private static final int EC = 247;
    private static final int EL = 248;
    private static final int SB = 250;
    private static final int WILL = 251;
    private static final int DO = 253;
    private static final int IAC = 255;
    private static final int TIMING_MARK = 6;
    /** In a token: the byte 255 that was sent as text. */
    private static final int ESCAPED_IAC = 255;
    /** Added to a telnet command, or to the option of DO, in a token. */
    private static final int COMMAND = 1000;

    private LineDecoderFuzz() {
    }

    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length < 2) {
            return;
        }
        int limit = 1 + (input[0] & 0xFF) % LIMITS;
        byte[] data = Arrays.copyOfRange(input, 2, input.length);
        List<String> expected = model(data, limit);
        check(expected, data, limit, data.length);
        check(expected, data, limit, 1);
        Random random = new Random(input[1]);
        check(expected, data, limit, () -> 1 + random.nextInt(9));
    }

    private static void check(List<String> expected, byte[] data, int limit, int pieces) {
        check(expected, data, limit, () -> pieces);
    }

    private static void check(List<String> expected, byte[] data, int limit, IntSupplier pieces) {
        long[] held = new long[1];
        LineDecoder.Workspace workspace = new LineDecoder.Workspace(limit, bytes -> held[0] += bytes);
        LineDecoder decoder = new LineDecoder(workspace);
        List<String> found = new ArrayList<>();
        for (int from = 0; from < data.length; ) {
            int to = Math.min(data.length, from + pieces.getAsInt());
            decode(workspace, decoder, Arrays.copyOfRange(data, from, to), found);
            require(held[0] >= 0 && held[0] <= limit, "memory of half a line: " + held[0]);
            require(!decoder.isBetweenLines() || held[0] == 0, "memory between lines: " + held[0]);
            from = to;
        }
        if (decoder.finish()) {
            found.add("line " + workspace.line);
        }
        decoder.reset();
        require(held[0] == 0 && decoder.isBetweenLines(), "memory is left");
        require(expected.equals(found), "expected " + expected + ", but found " + found);
    }

    private static void decode(LineDecoder.Workspace workspace, LineDecoder decoder, byte[] piece, List<String> found) {
        int position = 0;
        while (position < piece.length) {
            LineDecoder.Found what = decoder.decode(piece, position, piece.length);
            require(decoder.position() > position && decoder.position() <= piece.length, "the position moves on");
            position = decoder.position();
            switch (what) {
                case LINE -> found.add("line " + workspace.line);
                case TOO_LONG -> found.add("too long");
                case LEAVE_KEY -> found.add("leave key");
                case TIMING_MARK -> found.add("timing mark");
                case ARE_YOU_THERE -> found.add("are you there");
                case INTERRUPT -> found.add("interrupt");
                case NOTHING -> require(position == piece.length, "all is read");
            }
        }
    }

    // The model decoder

    private static List<String> model(byte[] data, int limit) {
        ModelLine line = new ModelLine(limit);
        tokens(data).forEach(line::take);
        line.end(false);
        return line.found;
    }

    /** The bytes without telnet commands, except for a token for each command that means something to the line. */
    private static List<Integer> tokens(byte[] data) {
        List<Integer> tokens = new ArrayList<>();
        int i = 0;
        while (i < data.length) {
            int b = data[i] & 0xFF;
            int next = i + 1 < data.length ? data[i + 1] & 0xFF : SE;
            int after = i + 2 < data.length ? data[i + 2] & 0xFF : -1;
            if (b != IAC) {
                tokens.add(b);
                i++;
            } else if (next == '\n') {
                i++;
            } else if (next == IAC) {
                tokens.add(ESCAPED_IAC);
                i += 2;
            } else if (next < SE) {
                tokens.add(ESCAPED_IAC);
                tokens.add(next);
                i += 2;
            } else if (next == SB) {
                i = subnegotiationEnd(data, i + 2);
            } else if (next >= WILL) {
                if (next == DO && after == TIMING_MARK) {
                    tokens.add(COMMAND + TIMING_MARK);
                }
                i += after == '\n' ? 2 : 3;
            } else {
                tokens.add(COMMAND + next);
                i += 2;
            }
        }
        return tokens;
    }

    private static int subnegotiationEnd(byte[] data, int from) {
        int most = Math.min(data.length, from + LineDecoder.MOST_SUBNEGOTIATION_BYTES);
        for (int i = from; i + 1 < most; i++) {
            if ((data[i] & 0xFF) == IAC) {
                i++;
                if ((data[i] & 0xFF) == SE) {
                    return i + 1;
                }
            }
        }
        return most;
    }

    /** The line that is being typed. */
    private static final class ModelLine {

        private final List<String> found = new ArrayList<>();
        private final int limit;
        private ByteArrayOutputStream line = new ByteArrayOutputStream();
        private boolean isOver;
        private boolean afterCr;

        ModelLine(int limit) {
            this.limit = limit;
        }

        void take(int token) {
            if (token >= COMMAND) {
                takeCommand(token - COMMAND);
                return;
            }
            boolean isRestOfEnter = afterCr && (token == '\n' || token == 0);
            afterCr = token == '\r';
            if (isRestOfEnter) {
                return;
            }
            switch (token) {
                case '\n', '\r' -> end(true);
                case '\b', DEL -> erase();
                case CTRL_U -> clear();
                default -> add(token);
            }
        }

        private void takeCommand(int command) {
            switch (command) {
                case TIMING_MARK -> found.add("timing mark");
                case AYT -> found.add("are you there");
                case IP, BRK -> found.add("interrupt");
                case EC -> erase();
                case EL -> clear();
                default -> { }
            }
        }

        private void add(int token) {
            if (isOver) {
                return;
            }
            line.write(token);
            if (line.size() > limit) {
                found.add("too long");
                isOver = true;
            }
        }

        private void erase() {
            if (line.size() == 0 || isOver) {
                return;
            }
            List<byte[]> characters = characters(line.toByteArray());
            line.reset();
            characters.subList(0, characters.size() - 1).forEach(line::writeBytes);
        }

        private void clear() {
            line = new ByteArrayOutputStream();
            isOver = false;
        }

        void end(boolean byEnter) {
            byte[] bytes = line.toByteArray();
            boolean isLeaveKey = line.toString(StandardCharsets.ISO_8859_1).matches("[\u0003\u0004]+");
            if (isLeaveKey && !isOver && byEnter) {
                found.add("leave key");
            } else if (!isOver && !isLeaveKey && (byEnter || bytes.length > 0)) {
                found.add("line " + sanitized(bytes));
            }
            clear();
        }
    }

    private static List<byte[]> characters(byte[] line) {
        List<byte[]> characters = new ArrayList<>();
        for (int i = 0; i < line.length;) {
            int length = characterLength(line, i);
            characters.add(Arrays.copyOfRange(line, i, i + length));
            i += length;
        }
        return characters;
    }

    /** The length of a well-formed character, or of the longest beginning of one, or 1. */
    private static int characterLength(byte[] line, int from) {
        int most = Math.min(line.length - from, 4);
        for (int length = 1; length <= most; length++) {
            byte[] sequence = Arrays.copyOfRange(line, from, from + length);
            if (wellFormed(sequence) != null) {
                return length;
            }
            if (!begins(sequence)) {
                return Math.max(1, length - 1);
            }
        }
        return most;
    }

    private static String sanitized(byte[] line) {
        StringBuilder text = new StringBuilder();
        for (byte[] sequence : characters(line)) {
            String character = wellFormed(sequence);
            boolean isHarmless = character != null && !TerminalLines.isHarmful(character.codePointAt(0));
            text.append(isHarmless ? character : "\uFFFD");
        }
        return text.toString().replaceAll("(\\p{M}{10})\\p{M}+", "$1\uFFFD");
    }

    private static String wellFormed(byte[] sequence) {
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(sequence)).toString();
            return text.codePointCount(0, text.length()) == 1 ? text : null;
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    /** Whether these bytes are the beginning of a longer well-formed sequence. */
    private static boolean begins(byte[] sequence) {
        for (int size = sequence.length + 1; size <= 4; size++) {
            for (int next : new int[] {0x80, 0x90, 0xA0}) {
                byte[] whole = Arrays.copyOf(sequence, size);
                Arrays.fill(whole, sequence.length, size, (byte) 0x80);
                whole[sequence.length] = (byte) next;
                if (wellFormed(whole) != null) {
                    return true;
                }
            }
        }
        return false;
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }
}
