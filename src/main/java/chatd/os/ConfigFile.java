package chatd.os;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.Arrays;

/**
 * A file that an option names. The message of each exception is one line that names the option and the file.
 *
 * @param option the option as it is typed: {@code --motd}
 */
public record ConfigFile(String option, Path path) {

    private static final int MAX_BYTES = 64 * 1024;
    /** U+FEFF in UTF-8. */
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    /**
     * The attributes of the file.
     *
     * @throws IOException if they cannot be read
     */
    public PosixFileAttributes attributes() throws IOException {
        try {
            return Files.readAttributes(path, PosixFileAttributes.class);
        } catch (IOException e) {
            throw unreadable(reason(e));
        }
    }

    /**
     * Reads the whole file, without a byte order mark at its beginning, which some editors put there.
     *
     * @throws IOException if it is not a regular file, is larger than 64 KiB, or cannot be read
     */
    public byte[] read() throws IOException {
        return read(MAX_BYTES);
    }

    /**
     * As {@link #read()}, for a file that may be larger.
     *
     * @param maxBytes the largest size
     */
    public byte[] read(int maxBytes) throws IOException {
        PosixFileAttributes attributes = attributes();
        // Reading a pipe or a device could block the loop.
        if (!attributes.isRegularFile()) {
            throw unreadable("it is not a regular file");
        }
        if (attributes.size() > maxBytes) {
            throw unreadable("it is larger than " + maxBytes + " bytes");
        }
        try {
            return withoutByteOrderMark(Files.readAllBytes(path));
        } catch (IOException e) {
            throw unreadable(reason(e));
        }
    }

    private static byte[] withoutByteOrderMark(byte[] bytes) {
        int count = BYTE_ORDER_MARK.length;
        boolean hasMark = bytes.length >= count && Arrays.equals(bytes, 0, count, BYTE_ORDER_MARK, 0, count);
        return hasMark ? Arrays.copyOfRange(bytes, count, bytes.length) : bytes;
    }

    /** An exception that says why the file cannot be read. */
    public IOException unreadable(String reason) {
        return new IOException("cannot read " + this + ": " + reason);
    }

    /** The reason why a file cannot be used, in words for the user. */
    public static String reason(Exception e) {
        return switch (e.getClass().getSimpleName()) {
            case "NoSuchFileException" -> "there is no such file";
            case "AccessDeniedException" -> "permission denied";
            case "IOException" -> e.getMessage();
            default -> e instanceof FileSystemException system && system.getReason() != null
                    ? system.getReason()
                    : e.toString();
        };
    }

    /** The option and the file, as on the command line: {@code --motd FILE}. */
    @Override
    public String toString() {
        return option + ' ' + path;
    }
}
