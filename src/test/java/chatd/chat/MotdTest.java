package chatd.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import chatd.sim.SimulatedNetwork.Client;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MotdTest {

    private static final int MOST_BYTES = 64 * 1024;
    private static final Instant LONG_AGO = Instant.parse("2001-02-03T04:05:06Z");

    @TempDir
    private Path directory;

    private int writes;

    private Path file() {
        return directory.resolve("motd.txt");
    }

    /** Writes the file anew; each time a second later than before. */
    private Path write(String text) throws IOException {
        Files.writeString(file(), text);
        return Files.setLastModifiedTime(file(), FileTime.from(LONG_AGO.plusSeconds(writes++)));
    }

    private static String problem(Path file) {
        return assertThrows(IOException.class, () -> new Motd(file)).getMessage();
    }

    @Test
    void withoutAFileThereIsNoMessage() throws IOException {
        assertEquals(List.of(), new Motd(null).lines());
    }

    @Test
    void theMessageIsTheLinesOfTheFile() throws IOException {
        assertEquals(List.of("Welcome!", "", "Будьте как дома. 请进。"),
                new Motd(write("Welcome!\r\n\nБудьте как дома. 请进。")).lines());
        assertEquals(List.of("one"), new Motd(write("one\n")).lines());
        assertEquals(List.of(), new Motd(write("")).lines());
    }

    @Test
    void aChangeIsSeen() throws IOException {
        Motd motd = new Motd(write("one\n"));
        assertEquals(List.of("one"), motd.lines());
        write("two\n");
        assertEquals(List.of("two"), motd.lines());
        write("three\n");
        assertEquals(List.of("three"), motd.lines());
        assertEquals(List.of("three"), motd.lines());
    }

    @Test
    void aByteOrderMarkBeforeItIsLeftOut() throws IOException {
        assertEquals(List.of("one", "\uFEFFtwo"), new Motd(write("\uFEFFone\n\uFEFFtwo\n")).lines());
        assertEquals(List.of(), new Motd(write("\uFEFF")).lines());
    }

    @Test
    void aChangeOfTheSizeAloneIsSeen() throws IOException {
        Motd motd = new Motd(write("one\n"));
        writes--;
        write("longer\n");
        assertEquals(List.of("longer"), motd.lines());
    }

    @Test
    void anotherFileInItsPlaceIsSeen() throws IOException {
        Motd motd = new Motd(write("one\n"));
        Path other = directory.resolve("other.txt");
        Files.writeString(other, "two\n");
        Files.setLastModifiedTime(other, Files.getLastModifiedTime(file()));
        Files.move(other, file(), StandardCopyOption.REPLACE_EXISTING);
        assertEquals(List.of("two"), motd.lines());
    }

    @Test
    void whileTheFileIsGoneTheLastMessageStands() throws IOException {
        Motd motd = new Motd(write("one\n"));
        Files.delete(file());
        assertEquals(List.of("one"), motd.lines());
        assertEquals(List.of("one"), motd.lines());
        write("two\n");
        assertEquals(List.of("two"), motd.lines());
        Files.delete(file());
        assertEquals(List.of("two"), motd.lines());
    }

    @Test
    void whileTheFileIsADirectoryTheLastMessageStands() throws IOException {
        Motd motd = new Motd(write("one\n"));
        Files.delete(file());
        Files.createDirectory(file());
        assertEquals(List.of("one"), motd.lines());
        Files.delete(file());
        write("two\n");
        assertEquals(List.of("two"), motd.lines());
    }

    @Test
    void whileTheFileIsTooLargeTheLastMessageStands() throws IOException {
        Motd motd = new Motd(write("one\n"));
        write("x".repeat(MOST_BYTES + 1));
        assertEquals(List.of("one"), motd.lines());
        write("two\n");
        assertEquals(List.of("two"), motd.lines());
    }

    @Test
    void aFileThatIsJustSmallEnoughIsRead() throws IOException {
        assertEquals(List.of("x".repeat(MOST_BYTES)), new Motd(write("x".repeat(MOST_BYTES))).lines());
    }

    @Test
    void atTheStartTheFileMustBeReadable() throws IOException {
        assertEquals("cannot read --motd " + file() + ": there is no such file", problem(file()));
        assertEquals("cannot read --motd " + directory + ": it is not a regular file", problem(directory));
        assertEquals("cannot read --motd " + file() + ": it is larger than 65536 bytes",
                problem(write("x".repeat(MOST_BYTES + 1))));
    }

    @Test
    void aServiceWhoseMessageCannotBeReadDoesNotStart() {
        ChatFixture daemon = new ChatFixture().motd(file());
        assertThrows(UncheckedIOException.class, daemon::connect);
    }

    @Test
    void theMessageOfTheDayComesBeforeTheQuestionForAName() throws IOException {
        ChatFixture daemon = new ChatFixture().motd(write("Welcome!\n\nBe nice.\n"));
        Client alice = daemon.connect();
        assertEquals(List.of("Welcome!", "", "Be nice.",
                "What is your name? Press Enter to be " + alice.address() + "."), alice.lines());
        assertEquals(List.of("You are alice", "No one else is here."), daemon.type(alice, "alice"));
        write("Closed at noon.\n");
        assertEquals("Closed at noon.", daemon.connect().lines().get(0));
        Files.delete(file());
        assertEquals("Closed at noon.", daemon.connect().lines().get(0));
        assertEquals(List.of(), alice.lines());
    }

    @Test
    void everyDialectShowsIt() throws IOException {
        write("Welcome!\n");
        Client client = new ChatFixture().dialect("room", "zh").motd(file()).connect();
        assertEquals(List.of("Welcome!", "[" + client.address() + ":" + client.address() + "]: login"), client.lines());
        assertEquals(List.of("Welcome!", "You are 0"),
                new ChatFixture().dialect("messenger", "en").motd(file()).connect().lines());
    }
}
