package chatd;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The layers of the program, by the names in the constant pools of the compiled classes. */
class LayersTest {

    /** Each package and the packages that it uses. Highest layer first; every arrow points down. */
    private static final String MATRIX = """
            chatd        -> chatd.access chatd.admin chatd.chat chatd.link chatd.loop chatd.net chatd.os chatd.store chatd.text
            chatd.admin  -> chatd.access chatd.chat chatd.link chatd.net chatd.text chatd.wire
            chatd.chat   -> chatd.access chatd.link chatd.net chatd.os chatd.store chatd.text chatd.wire
            chatd.store  -> chatd.os chatd.wire
            chatd.net    -> chatd.access chatd.loop chatd.os chatd.wire
            chatd.access -> chatd.text
            chatd.link   -> chatd.loop chatd.os
            chatd.wire   ->
            chatd.loop   ->
            chatd.os     ->
            chatd.text   ->
            """;

    private static final Pattern NAME = Pattern.compile("\\b(chatd(?:/[a-z]+)*)/[A-Z]\\w*");

    @Test
    void packagesUseEachOtherAsTheMatrixSays() throws Exception {
        Map<String, Set<String>> uses = new TreeMap<>();
        for (Path file : classes()) {
            String from = packageOf(file);
            Set<String> to = uses.computeIfAbsent(from, name -> new TreeSet<>());
            Matcher matcher = NAME.matcher(Files.readString(file, ISO_8859_1));
            while (matcher.find()) {
                to.add(matcher.group(1).replace('/', '.'));
            }
            to.remove(from);
        }
        assertEquals(matrix(), uses);
    }

    @Test
    void everyArrowOfTheMatrixPointsDown() {
        List<String> layers = MATRIX.lines().map(line -> line.split(" ")[0]).toList();
        matrix().forEach((from, to) -> to.forEach(lower ->
                assertTrue(layers.indexOf(from) < layers.indexOf(lower), from + " -> " + lower)));
    }

    @Test
    void onlyTheLowerLayersAndTheEntryPointNameChannels() throws Exception {
        Set<String> packages = new TreeSet<>();
        for (Path file : classes()) {
            if (Files.readString(file, ISO_8859_1).contains("java/nio/channels/S")) {
                packages.add(packageOf(file));
            }
        }
        assertEquals(Set.of("chatd", "chatd.loop", "chatd.net", "chatd.os"), packages);
    }

    /** A knot is a set of classes each of which reaches each other: nobody can read one of them without the others. */
    @Test
    void noKnotInsideAPackageHasMoreThanFiveClasses() throws Exception {
        Map<String, Set<String>> reaches = new TreeMap<>();
        for (Path file : classes()) {
            String from = root().relativize(file).toString().replaceAll("(\\$.*)?\\.class", "");
            Matcher matcher = NAME.matcher(Files.readString(file, ISO_8859_1));
            Set<String> to = reaches.computeIfAbsent(from, name -> new TreeSet<>());
            while (matcher.find()) {
                to.add(matcher.group());
            }
        }
        boolean grew = true;
        while (grew) {
            grew = false;
            for (Set<String> reached : reaches.values()) {
                for (String one : List.copyOf(reached)) {
                    grew |= reached.addAll(reaches.getOrDefault(one, Set.of()));
                }
            }
        }
        for (String one : reaches.keySet()) {
            List<String> knot = reaches.get(one).stream()
                    .filter(other -> reaches.getOrDefault(other, Set.of()).contains(one)).toList();
            assertTrue(knot.size() <= 5, () -> "a knot: " + knot);
        }
    }

    private static Map<String, Set<String>> matrix() {
        Map<String, Set<String>> matrix = new TreeMap<>();
        MATRIX.lines().forEach(line -> {
            List<String> words = new ArrayList<>(List.of(line.split("[ >-]+")));
            matrix.put(words.remove(0), new TreeSet<>(words));
        });
        return matrix;
    }

    private static Path root() throws URISyntaxException {
        return Path.of(Main.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    private static List<Path> classes() throws IOException, URISyntaxException {
        try (Stream<Path> files = Files.walk(root())) {
            return files.filter(file -> file.toString().endsWith(".class"))
                    .filter(file -> !file.endsWith("module-info.class")).toList();
        }
    }

    private static String packageOf(Path file) {
        try {
            return root().relativize(file.getParent()).toString().replace('/', '.');
        } catch (URISyntaxException e) {
            throw new UncheckedIOException(new IOException(e));
        }
    }
}
