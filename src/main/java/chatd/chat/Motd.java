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
 * The message of the day, from a file. The file is read at the start, and again when a client connects and it has
 * changed. While it can't be read, the last message stands.
 */
final class Motd {

    private static final Logger LOG = LoggerFactory.getLogger(Motd.class);

    /** Differs when the file has changed. */
    private record FileStamp(FileTime modified, long size, Object fileKey) {
    }

    private final ConfigFile file;
    private FileStamp stamp;
    private List<String> lines = List.of();
    private boolean failing;

    /**
     * @param file at most 64 KiB of UTF-8; null is no message
     * @throws IOException if it can't be read
     */
    Motd(Path file) throws IOException {
        this.file = file == null ? null : new ConfigFile("--motd", file);
        if (file != null) {
            stamp = stamp();
            lines = read();
        }
    }

    /** The lines of the message; reads the file again if it has changed. */
    List<String> lines() {
        if (file != null) {
            readIfChanged();
        }
        return lines;
    }

    /** Reads the message again, if there is one, even if it seems unchanged. */
    void reread() {
        if (file == null) {
            return;
        }
        stamp = null;
        failing = false;
        readIfChanged();
        if (!failing) {
            LOG.info("Has read {} again", file);
        }
    }

    private void readIfChanged() {
        try {
            FileStamp now = stamp();
            if (failing || !now.equals(stamp)) {
                lines = read();
                stamp = now;
            }
            failing = false;
        } catch (IOException e) {
            if (!failing) {
                LOG.warn("The last message of the day stands: {}", e.getMessage());
            }
            failing = true;
        }
    }

    private FileStamp stamp() throws IOException {
        PosixFileAttributes now = file.attributes();
        return new FileStamp(now.lastModifiedTime(), now.size(), now.fileKey());
    }

    private List<String> read() throws IOException {
        return new String(file.read(), StandardCharsets.UTF_8).lines().toList();
    }
}
