package chatd.chat;

import chatd.os.ConfigFile;
import chatd.wire.Line;
import chatd.wire.Visibility;
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
 * The password of the chat: the one line of a file, which is read at the start and on request. While it can't be read,
 * the last one stands. Neither the password nor a try at it is ever written to a message or the log.
 */
final class Password {

    private static final Logger LOG = LoggerFactory.getLogger(Password.class);

    private static final int REPLACEMENT = 0xFFFD;

    private final ConfigFile file;
    private final int maxLineBytes;
    private byte[] secret;

    /**
     * @param file one line of UTF-8 that can be typed
     * @param maxLineBytes the longest line that a client can send, in bytes
     * @throws IOException if the file can't be read, or is not such a file
     */
    Password(Path file, int maxLineBytes) throws IOException {
        this.file = new ConfigFile("--password-file", file);
        this.maxLineBytes = maxLineBytes;
        secret = read();
    }

    /** Whether the line is the password. The time this takes depends only on the length of the line. */
    boolean matches(Line attempt) {
        byte[] typed = Arrays.copyOfRange(attempt.bytes(), attempt.offset(), attempt.offset() + attempt.length());
        // The line comes first: the time of isEqual depends on its first argument.
        return MessageDigest.isEqual(typed, secret);
    }

    /** Reads the file again; if that fails, the log says why. */
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
        if (lines.isEmpty() || Visibility.isBlank(lines.get(0))) {
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

    /** A character that reaches the server as another one, or that a file has by mistake. */
    private static boolean cannotBeTyped(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
            default -> c == REPLACEMENT;
        };
    }

    /** The owner's group may read it: that is how a service with a user of its own does. */
    private void warnIfEverybodyCanReadIt() throws IOException {
        if (file.attributes().permissions().contains(PosixFilePermission.OTHERS_READ)) {
            LOG.warn("{} can be read by everybody on this machine: chmod o-r {}", file, file.path());
        }
    }
}
