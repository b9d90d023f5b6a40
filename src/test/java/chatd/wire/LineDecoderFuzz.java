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
    private static final int SE = 240;
    private static final int SB = 250;
    private static final int WILL = 251;
    private static final int DO = 253;
    private static final int IAC = 255;
    private static final int TIMING_MARK = 6;
    private static final int TIMING_MARK_TOKEN = -1;

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
                case TIMING_MARK -> found.add("timing mark");
                case NOTHING -> require(position == piece.length, "all is read");
            }
        }
    }

    // The model decoder

    private static List<String> model(byte[] data, int limit) {
        List<String> found = new ArrayList<>();
        int from = 0;
        for (int i = 0; i < data.length; i++) {
            if (data[i] == '\n') {
                modelLine(withoutTelnet(data, from, i), limit, true, found);
                from = i + 1;
            }
        }
        modelLine(withoutTelnet(data, from, data.length), limit, false, found);
        return found;
    }

    /** The bytes between two LF without telnet commands, except for a token for each timing mark request. */
    private static List<Integer> withoutTelnet(byte[] data, int from, int to) {
        List<Integer> tokens = new ArrayList<>();
        int i = from;
        while (i < to) {
            int b = data[i] & 0xFF;
            int next = i + 1 < to ? data[i + 1] & 0xFF : SE;
            if (b != IAC) {
                tokens.add(b);
                i++;
            } else if (next == IAC) {
                tokens.add(IAC);
                i += 2;
            } else if (next < SE) {
                tokens.add(IAC);
                tokens.add(next);
                i += 2;
            } else if (next < SB) {
                i += 2;
            } else if (next >= WILL) {
                if (next == DO && i + 2 < to && data[i + 2] == TIMING_MARK) {
                    tokens.add(TIMING_MARK_TOKEN);
                }
                i += 3;
            } else {
                i = subnegotiationEnd(data, i + 2, to);
            }
        }
        return tokens;
    }

    private static int subnegotiationEnd(byte[] data, int from, int to) {
        for (int i = from; i + 1 < to; i++) {
            if ((data[i] & 0xFF) == IAC) {
                i++;
                if ((data[i] & 0xFF) == SE) {
                    return i + 1;
                }
            }
        }
        return to;
    }

    private static void modelLine(List<Integer> tokens, int limit, boolean ended, List<String> found) {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int size = 0;
        boolean afterCr = false;
        for (int token : tokens) {
            if (token == TIMING_MARK_TOKEN) {
                found.add("timing mark");
                continue;
            }
            int before = size;
            if (afterCr) {
                line.write('\r');
                size++;
            }
            boolean isNul = afterCr && token == 0;
            afterCr = token == '\r';
            if (!isNul && !afterCr) {
                line.write(token);
                size++;
            }
            if (before <= limit && size > limit) {
                found.add("too long");
            }
        }
        if (size <= limit && (ended || size > 0)) {
            found.add("line " + sanitized(line.toByteArray()));
        }
    }

    private static String sanitized(byte[] line) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < line.length; ) {
            int length = 1;
            for (int most = Math.min(line.length, i + 4); i + length <= most; length++) {
                if (wellFormed(Arrays.copyOfRange(line, i, i + length)) != null
                        || !begins(Arrays.copyOfRange(line, i, i + length))) {
                    break;
                }
            }
            String character = i + length > line.length
                    ? null : wellFormed(Arrays.copyOfRange(line, i, i + length));
            if (character != null) {
                text.append(TerminalLines.isHarmful(character.codePointAt(0)) ? "\uFFFD" : character);
                i += length;
            } else {
                text.append('\uFFFD');
                i += Math.max(1, length - 1);
            }
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
