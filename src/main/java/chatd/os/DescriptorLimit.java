package chatd.os;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The limit on open files and sockets of this process. */
public final class DescriptorLimit {

    private static final String LIMITS = "/proc/self/limits";
    private static final Pattern OPEN_FILES = Pattern.compile("Max open files\\s+(\\d+)");

    private DescriptorLimit() {
    }

    /** The limit in force; empty if there is none, or if the system does not say. */
    public static OptionalLong read() {
        // Not java.nio.file.Files, which would load 30 more classes.
        try (InputStream limits = new FileInputStream(LIMITS)) {
            Matcher matcher = OPEN_FILES.matcher(new String(limits.readAllBytes(), StandardCharsets.US_ASCII));
            return matcher.find() ? OptionalLong.of(Long.parseLong(matcher.group(1))) : OptionalLong.empty();
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }
}
