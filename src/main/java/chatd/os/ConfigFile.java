package chatd.os;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;

/**
 * A file that an option names. What is wrong with it is told in one line, which names both.
 *
 * @param option as it is written: {@code --motd}
 */
public record ConfigFile(String option, Path path) {

    private static final int MOST_BYTES = 64 * 1024;

    public PosixFileAttributes attributes() throws IOException {
        try {
            return Files.readAttributes(path, PosixFileAttributes.class);
        } catch (IOException e) {
            throw unreadable(reason(e));
        }
    }

    /** All of it, if that is no more than 64 KiB. */
    public byte[] read() throws IOException {
        PosixFileAttributes attributes = attributes();
        // A pipe or a device could hold up the loop.
        if (!attributes.isRegularFile()) {
            throw unreadable("it is no regular file");
        }
        if (attributes.size() > MOST_BYTES) {
            throw unreadable("it has more than " + MOST_BYTES + " bytes");
        }
        try {
            return Files.readAllBytes(path);
        } catch (IOException e) {
            throw unreadable(reason(e));
        }
    }

    /** That it can't be read, and why. */
    public IOException unreadable(String reason) {
        return new IOException("cannot read " + this + ": " + reason);
    }

    private static String reason(IOException e) {
        return switch (e.getClass().getSimpleName()) {
            case "NoSuchFileException" -> "there is no such file";
            case "AccessDeniedException" -> "permission denied";
            default -> e instanceof FileSystemException system && system.getReason() != null
                    ? system.getReason()
                    : e.toString();
        };
    }

    /** As it was given: {@code --motd FILE}. */
    @Override
    public String toString() {
        return option + ' ' + path;
    }
}
