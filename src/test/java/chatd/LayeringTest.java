package chatd;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.stream.Collectors.toMap;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.admin.Console;
import chatd.reactor.Reactor;
import chatd.room.Room;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The two floors of the house, and the office beside them, by what the constant pools of the compiled classes name. */
class LayeringTest {

    @Test
    void neitherFloorNamesTheAdministrator() throws Exception {
        assertEquals(List.of(), naming(classesBeside(Reactor.class), "chatd/admin", "chatd.admin"));
        assertEquals(List.of(), naming(classesBeside(Room.class), "chatd/admin", "chatd.admin"));
    }

    @Test
    void theAdministratorNamesNoSocket() throws Exception {
        Map<String, String> admin = classesBeside(Console.class);
        Set<String> known = Set.of("Console", "Stats");
        assertTrue(admin.keySet().containsAll(known), () -> "looked at " + admin.keySet() + " only");
        assertEquals(List.of(), naming(admin, "java/net/", "java/nio/channels/"));
    }

    @Test
    void theReactorNamesNothingOfTheRoom() throws Exception {
        Map<String, String> reactor = classesBeside(Reactor.class);
        Set<String> known = Set.of("Reactor", "Acceptor", "Connection", "Input", "Output", "LineDecoder", "Line",
                "Sanitizer", "WriteBuffer", "Broadcast", "TimerWheel", "Service", "Limits", "Addresses", "Admission",
                "Bans", "SocketFile", "Anomaly", "Statistics", "Durations");
        assertTrue(reactor.keySet().containsAll(known), () -> "looked at " + reactor.keySet() + " only");
        assertEquals(List.of(), naming(reactor, "chatd/room", "chatd.room"));
    }

    @Test
    void theRoomNamesNoSocket() throws Exception {
        Map<String, String> room = classesBeside(Room.class);
        Set<String> known = Set.of("Room", "Member", "Dialect", "Chat", "Names", "Phrases", "Departure", "Settings");
        assertTrue(room.keySet().containsAll(known), () -> "looked at " + room.keySet() + " only");
        assertEquals(List.of(), naming(room, "java/net/", "java/nio/channels/"));
    }

    @Test
    void aClassThatNamesTheOtherFloorIsFound() throws Exception {
        assertTrue(naming(classesBeside(Main.class), "chatd/room").contains("Main"));
        assertTrue(naming(classesBeside(Room.class), "chatd/reactor").contains("Room"));
        assertTrue(naming(classesBeside(Console.class), "chatd/admin").contains("Console"));
        assertTrue(naming(classesBeside(Main.class), "chatd/admin").contains("Doors"));
        assertTrue(naming(classesBeside(Reactor.class), "java/nio/channels/").contains("Reactor"));
    }

    private static List<String> naming(Map<String, String> classes, String... texts) {
        return classes.keySet().stream()
                .filter(name -> Arrays.stream(texts).anyMatch(classes.get(name)::contains))
                .sorted().toList();
    }

    /** The compiled classes in the package of one of them, by their names: a character for each byte. */
    private static Map<String, String> classesBeside(Class<?> one) throws IOException, URISyntaxException {
        String suffix = ".class";
        Path directory = Path.of(one.getResource(one.getSimpleName() + suffix).toURI()).getParent();
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(suffix))
                    .collect(toMap(file -> file.getFileName().toString().replace(suffix, ""), LayeringTest::content));
        }
    }

    private static String content(Path file) {
        try {
            return Files.readString(file, ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
