package chatd.room;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The message of the day, from a file that is read at the start and again when it has changed. While it can't be read
 * the last one stands. Whether it has changed is looked at whenever somebody comes.
 */
final class Motd {

    private static final Logger LOG = LoggerFactory.getLogger(Motd.class);

    private static final int MOST_BYTES = 64 * 1024;

    /** By which a change is noticed. */
    private record Stamp(FileTime modified, long size, Object fileKey) {
    }

    private final Path file;
    private Stamp stamp;
    private List<String> lines = List.of();
    private boolean troubled;

    /**
     * @param file the file, of at most 64 KiB of UTF-8; null is no message
     * @throws IOException if it can't be read
     */
    Motd(Path file) throws IOException {
        this.file = file;
        if (file != null) {
            stamp = stamp();
            lines = read();
        }
    }

    /** The lines of the message, as they are now. */
    List<String> lines() {
        if (file != null) {
            look();
        }
        return lines;
    }

    /** Reads the message again, whether it seems to have changed or not. */
    void reread() {
        if (file == null) {
            LOG.info("There is no --motd to read again");
            return;
        }
        stamp = null;
        troubled = false;
        look();
        if (!troubled) {
            LOG.info("Has read --motd {} again", file);
        }
    }

    private void look() {
        try {
            Stamp now = stamp();
            if (troubled || !now.equals(stamp)) {
                lines = read();
                stamp = now;
            }
            troubled = false;
        } catch (IOException e) {
            if (!troubled) {
                LOG.warn("The last message of the day stands: {}", e.getMessage());
            }
            troubled = true;
        }
    }

    private Stamp stamp() throws IOException {
        try {
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
            return new Stamp(now.lastModifiedTime(), now.size(), now.fileKey());
        } catch (IOException e) {
            throw new IOException("cannot read --motd " + file + ": " + reason(e), e);
        }
    }

    private List<String> read() throws IOException {
        // A pipe or a device could hold up the loop.
        if (!Files.isRegularFile(file)) {
            throw new IOException("cannot read --motd " + file + ": it is no regular file");
        }
        if (Files.size(file) > MOST_BYTES) {
            throw new IOException("cannot read --motd " + file + ": it has more than " + MOST_BYTES + " bytes");
        }
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new IOException("cannot read --motd " + file + ": " + reason(e), e);
        }
    }

    private static String reason(IOException e) {
        return switch (e.getClass().getSimpleName()) {
            case "NoSuchFileException" -> "there is no such file";
            case "AccessDeniedException" -> "permission denied";
            default -> e.toString();
        };
    }
}
