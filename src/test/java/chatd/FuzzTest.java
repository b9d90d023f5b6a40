package chatd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import chatd.access.ProxyHeaderFuzz;
import chatd.admin.AdminServiceFuzz;
import chatd.chat.DialectsFuzz;
import chatd.store.NamesFileFuzz;
import chatd.store.HistoryReaderFuzz;
import chatd.wire.LineDecoderFuzz;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Runs each fuzz target, the classes {@code *Fuzz}, with the inputs below {@code src/test/resources/fuzz}, both seeds
 * and those that {@code make fuzz} found, and with inputs generated from them, the same each time.
 */
class FuzzTest {

    /**
     * @param name name of the class without Fuzz, and of the directory of inputs
     * @param times number of generated inputs
     * @param words inserted into generated inputs
     */
    private record Target(String name, Consumer<byte[]> run, int times, List<String> words) {
    }

    private static final Path INPUTS = Path.of("src/test/resources/fuzz");
    private static final int LONGEST = 400;

    private static final List<String> CHARACTERS = List.of("\n", "\r\n", "\r", "\0", "\b", "\u007F", "\u0015",
            "\u0003\n",
            " ", "\t", ":", "a", "Я", "中", "ß", "\uD83D\uDE00", "\u200B", "\u202E", "\u2028", "\u001B[2J", "\u0301",
            "\u0316\u0301\u0316\u0301\u0316\u0301", "\uFF21", "\u2800", "\u2065", "\uFEFF", "\u3164", "127.0.0.1");
    private static final List<String> WORDS = List.of("alice", "bob", "Server", "/who ", "/name ", "/nick ", "/msg ",
            "/reply ", "/me ", "/ignore ", "/unignore ", "/away ", "/back", "/quiet", "/unquiet", "/time ", "/quit ",
            "/help", "//", "on", "0", "1", "2 ", "has arrived", "rename|", "who", "exit", "login", "has left",
            "9999999999", "/join ", "/j #", "games", "/leave\n", "/rooms\n", "/who *\n", "/topic ", "/lock\n", "/unlock\n",
            "/invite ", "/remove ", "/bell on\n", "has moved to #games");
    private static final List<String> ADMIN_COMMANDS = List.of("help\n", "who\n", "stats\n", "say ", "kick ", "ban ",
            "bans\n", "unban ", "drain ", "shutdown\n", "0", "alice", "10.0.0.2", "10.0.0.0", "/8", "/33", "1h", "30s",
            "99999999999h", "2001:db8::", "::", "::ffff:10.0.0.2", "/96", "%lo", "127.0.0.1:50000");

    private static final List<String> HEADERS = List.of("\0\1PROXY ", "PROXY TCP4 ", "PROXY TCP6 ", "PROXY UNKNOWN",
            "10.0.0.2 ", "10.0.0.2", ".0", ".255", ".256", "2001:db8::1 ", "::", ":", ":0", "ffff", "00001",
            "::ffff:10.0.0.2", "4711 ", "0", "65535", "65536", " ", "  ", "\r\n\r\n\0\r\nQUIT\n", " \0\0\0",
            "%eth0 ", "%", "!\u0011\0\f", "!!\0$", "!1", "\u0003\0\4");

    private static final List<String> NAMES = List.of("\3", "alice\t-", "\t2026-11-28\t2026-11-28", "\tuser=bob",
            "\top", "\t-", "\tfor-ever", "\t2026-12-01T00:00:00Z", "\n# end: names 1\n", "# chatd names 1\n", "#",
            "\t374708fff7719dd5979ec875d56cd2286f6d3cf7ec317a3b25632aab28ec37bb");
    private static final List<String> RECORDS = List.of("2026-11-28T19:39:24.123Z", "2026-11-28T19:39:24.123+01:00",
            "1969-01-01T00:00:00.000Z", "\t#a\t", "\t#b\t", "\t-\tmissing\t-\t", "said\talice\thello\n", "me\tbob\twaves\n",
            "topic\tbob\tnews\n", "gone\t\t\n", "locked\tbob\t\n", "-locked", "unlocked\tbob\t\n", "\u00FF",
            "2026-11-28T19:39:24.123Z\t#a\tsaid\talice\tone\n", "2026-11-28T19:39:24.124Z\t#b\tsaid\tbob\ttwo\n",
            "2026-11-28T19:39:24.125Z\t#b\tlocked\tbob\t\n", "2026-11-28T19:39:24.126Z\t#b\tgone\t-\t\n",
            "2026-11-28T19:39:24.127Z\t-\tmissing\t-\t3 lines are missing here\n");

    /** One line for each target; a new target is added here. */
    private static final List<Target> TARGETS = List.of(
            new Target("LineDecoder", LineDecoderFuzz::fuzzerTestOneInput, 1000, List.of()),
            new Target("ProxyHeader", ProxyHeaderFuzz::fuzzerTestOneInput, 1000, HEADERS),
            new Target("NamesFile", NamesFileFuzz::fuzzerTestOneInput, 1000, NAMES),
            new Target("HistoryReader", HistoryReaderFuzz::fuzzerTestOneInput, 1000, RECORDS),
            new Target("Dialects", DialectsFuzz::fuzzerTestOneInput, 200, WORDS),
            new Target("AdminService", AdminServiceFuzz::fuzzerTestOneInput, 100, ADMIN_COMMANDS));

    @TestFactory
    Stream<DynamicTest> keptInputsFindNothing() {
        return TARGETS.stream().flatMap(target -> inputs(target).stream()
                .map(file -> dynamicTest(INPUTS.relativize(file).toString(), () -> target.run().accept(read(file)))));
    }

    @TestFactory
    Stream<DynamicTest> generatedInputsFindNothing() {
        return TARGETS.stream().map(target -> dynamicTest(target.name(), () -> runGenerated(target)));
    }

    @Test
    void everyDirectoryOfInputsHasATarget() throws IOException {
        try (Stream<Path> directories = Files.list(INPUTS)) {
            assertEquals(TARGETS.stream().map(Target::name).collect(Collectors.toSet()),
                    directories.map(directory -> directory.getFileName().toString()).collect(Collectors.toSet()));
        }
    }

    private static void runGenerated(Target target) {
        List<byte[]> kept = inputs(target).stream().map(FuzzTest::read).toList();
        Random random = new Random(target.name().hashCode());
        for (int i = 0; i < target.times(); i++) {
            byte[] input = generated(random, kept, target.words());
            try {
                target.run().accept(input);
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("input " + i + ", " + Arrays.toString(input), e);
            }
        }
    }

    /** A kept input or random bytes, with words, characters and bytes inserted, removed and replaced. */
    private static byte[] generated(Random random, List<byte[]> kept, List<String> words) {
        byte[] input = random.nextBoolean() && !kept.isEmpty() ? kept.get(random.nextInt(kept.size())) : any(random, 2);
        for (int i = random.nextInt(30); i > 0 && input.length < LONGEST; i--) {
            int at = random.nextInt(input.length + 1);
            int to = random.nextInt(8) > 0 ? at : Math.min(input.length, at + random.nextInt(9));
            List<String> vocabulary = random.nextBoolean() || words.isEmpty() ? CHARACTERS : words;
            byte[] piece = random.nextInt(4) == 0
                    ? any(random, 1 + random.nextInt(3))
                    : vocabulary.get(random.nextInt(vocabulary.size())).getBytes(UTF_8);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.write(input, 0, at);
            out.writeBytes(piece);
            out.write(input, to, input.length - to);
            input = out.toByteArray();
        }
        return input;
    }

    /** Random bytes, half of them telnet commands. */
    private static byte[] any(Random random, int count) {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            bytes[i] = (byte) (random.nextBoolean() ? 240 + random.nextInt(16) : random.nextInt(256));
        }
        return bytes;
    }

    private static List<Path> inputs(Target target) {
        try (Stream<Path> files = Files.list(INPUTS.resolve(target.name()))) {
            return new ArrayList<>(files.sorted().toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
