package chatd.chat;

import chatd.os.ConfigFile;
import chatd.wire.Line;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The secret of a room: the one line of a file, which is read at the start and when that is asked for. While it can't
 * be read the last one stands. Neither the secret nor an attempt at it ever stands in a message or the log.
 */
final class Password {

    private static final Logger LOG = LoggerFactory.getLogger(Password.class);

    private static final int REPLACEMENT = 0xFFFD;

    private final ConfigFile file;
    private final int maxLineBytes;
    private byte[] secret;

    /**
     * @param file the file: one line of UTF-8 that can be typed
     * @param maxLineBytes how long a line is that can be sent, in bytes
     * @throws IOException if it can't be read, or is no such file
     */
    Password(Path file, int maxLineBytes) throws IOException {
        this.file = new ConfigFile("--password-file", file);
        this.maxLineBytes = maxLineBytes;
        secret = read();
    }

    /** Whether somebody has typed it. How long that takes to tell depends only on the length of what they typed. */
    boolean matches(Line attempt) {
        byte[] typed = Arrays.copyOfRange(attempt.bytes(), attempt.offset(), attempt.offset() + attempt.length());
        // The attempt comes first: the time that this takes goes by its first argument.
        return MessageDigest.isEqual(typed, secret);
    }

    /** Reads it again; if that can't be done, the log says why. */
    void reread() {
        try {
            secret = read();
            LOG.info("Has read {} again", file);
        } catch (IOException e) {
            LOG.warn("The last password stands: {}", e.getMessage());
        }
    }

    private byte[] read() throws IOException {
        String text = decode(file.read());
        List<String> lines = text.lines().toList();
        if (lines.isEmpty() || lines.get(0).isBlank()) {
            throw file.unreadable("there is no password in its first line");
        }
        if (lines.size() > 1) {
            throw file.unreadable("it has more than one line");
        }
        String line = lines.get(0);
        if (line.codePoints().anyMatch(Password::cannotBeTyped)) {
            throw file.unreadable("it has characters that nobody sees");
        }
        byte[] password = line.getBytes(StandardCharsets.UTF_8);
        if (password.length > maxLineBytes) {
            throw file.unreadable("the password has more than the " + maxLineBytes + " bytes of --max-line");
        }
        warnIfEverybodyCanReadIt();
        return password;
    }

    private String decode(byte[] bytes) throws IOException {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw file.unreadable("it is not UTF-8");
        }
    }

    /** What reaches us as another character, or stands in a file by mistake as a byte order mark does. */
    private static boolean cannotBeTyped(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
            default -> c == REPLACEMENT;
        };
    }

    /** The owner's group may: that is how a service, which has a user of its own, gets to read it. */
    private void warnIfEverybodyCanReadIt() throws IOException {
        if (file.attributes().permissions().contains(PosixFilePermission.OTHERS_READ)) {
            LOG.warn("{} can be read by everybody on this machine: chmod o-r {}", file, file.path());
        }
    }
}
