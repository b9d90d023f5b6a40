package chatd.wire;

import chatd.net.DaemonBenchmark;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Splitting bytes into lines: {@link LineDecoder}, against a {@link BufferedReader}, which makes a string of each line
 * that must be encoded again. Both read 8 KB at a time, so that lines are cut at the end of a read, and both append
 * each line to the output, as the broadcast does.
 *
 * <p>An operation is a byte, so ops/µs are MB/s. The reader does less: it lets every character through, does not know
 * telnet, and has no line limit.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@OperationsPerInvocation(LineDecoderBenchmark.INPUT_BYTES)
public class LineDecoderBenchmark extends DaemonBenchmark {

    /** The letters of the text, and the bytes of a line without its ending. */
    public enum Text {
        ASCII_70("etaoinshrdlu", 70),
        CYRILLIC_70("оеаинтсрвлкм", 70),
        ASCII_1024("etaoinshrdlu", 1024);

        private final String letters;
        private final int lineBytes;

        Text(String letters, int lineBytes) {
            this.letters = letters;
            this.lineBytes = lineBytes;
        }

        private String line(Random random) {
            StringBuilder line = new StringBuilder();
            int left = lineBytes;
            while (left > 0) {
                char c = left == 1 || random.nextInt(6) == 0 ? ' ' : letters.charAt(random.nextInt(letters.length()));
                line.append(c);
                left -= c < 0x80 ? 1 : 2;
            }
            return line.append('\n').toString();
        }
    }

    /** A whole number of lines for each text. */
    static final int INPUT_BYTES = 71 * 1025 * 8;

    private static final int READ_BYTES = 8 * 1024;
    private static final int MAX_LINE_BYTES = 1024;

    @Param
    public Text text;

    private final LineDecoder.Workspace workspace = new LineDecoder.Workspace(MAX_LINE_BYTES, bytes -> { });
    private final LineDecoder decoder = new LineDecoder(workspace);
    private final byte[] read = new byte[READ_BYTES];
    private final byte[] output = new byte[INPUT_BYTES];
    private int outputBytes;
    private byte[] input;

    @Setup
    public void write() throws IOException {
        Random random = new Random(1);
        StringBuilder lines = new StringBuilder();
        for (int bytes = 0; bytes < INPUT_BYTES; bytes += text.lineBytes + 1) {
            lines.append(text.line(random));
        }
        input = lines.toString().getBytes(StandardCharsets.UTF_8);
        check(decoder());
        check(reader());
    }

    private void check(byte[] result) {
        if (outputBytes != INPUT_BYTES || !Arrays.equals(result, input)) {
            throw new AssertionError("The output differs from the input");
        }
        Arrays.fill(result, (byte) 0);
    }

    @Benchmark
    public byte[] decoder() {
        outputBytes = 0;
        for (int from = 0; from < INPUT_BYTES; from += READ_BYTES) {
            int count = Math.min(READ_BYTES, INPUT_BYTES - from);
            System.arraycopy(input, from, read, 0, count);
            take(count);
        }
        return output;
    }

    private void take(int count) {
        for (int position = 0; position < count; position = decoder.position()) {
            if (decoder.decode(read, position, count) == LineDecoder.Found.LINE) {
                Line line = workspace.line;
                append(line.bytes(), line.offset(), line.length());
            }
        }
    }

    @Benchmark
    public byte[] reader() throws IOException {
        outputBytes = 0;
        // Its default buffer is 8 KB.
        BufferedReader reader = new BufferedReader(
                new InputStreamReader(new ByteArrayInputStream(input), StandardCharsets.UTF_8));
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
            append(bytes, 0, bytes.length);
        }
        return output;
    }

    private void append(byte[] bytes, int offset, int length) {
        System.arraycopy(bytes, offset, output, outputBytes, length);
        outputBytes += length;
        output[outputBytes++] = '\n';
    }
}
