package chatd.chat;

import chatd.os.ConfigFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The message of the day, from a file that is read at the start and again when it has changed. While it can't be read
 * the last one stands. Whether it has changed is looked at whenever somebody comes.
 */
final class Motd {

    private static final Logger LOG = LoggerFactory.getLogger(Motd.class);


    /** By which a change is noticed. */
    private record TimePrefix(FileTime modified, long size, Object fileKey) {
    }

    private final ConfigFile file;
    private TimePrefix stamp;
    private List<String> lines = List.of();
    private boolean troubled;

    /**
     * @param file the file, of at most 64 KiB of UTF-8; null is no message
     * @throws IOException if it can't be read
     */
    Motd(Path file) throws IOException {
        this.file = file == null ? null : new ConfigFile("--motd", file);
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

    /** Reads the message again, if there is one, whether it seems to have changed or not. */
    void reread() {
        if (file == null) {
            return;
        }
        stamp = null;
        troubled = false;
        look();
        if (!troubled) {
            LOG.info("Has read {} again", file);
        }
    }

    private void look() {
        try {
            TimePrefix now = stamp();
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

    private TimePrefix stamp() throws IOException {
        PosixFileAttributes now = file.attributes();
        return new TimePrefix(now.lastModifiedTime(), now.size(), now.fileKey());
    }

    private List<String> read() throws IOException {
        return new String(file.read(), StandardCharsets.UTF_8).lines().toList();
    }
}
