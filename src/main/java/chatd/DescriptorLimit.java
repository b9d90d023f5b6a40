package chatd;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How many files and sockets this process may have open. */
final class DescriptorLimit {

    private static final Path LIMITS = Path.of("/proc/self/limits");
    private static final Pattern OPEN_FILES = Pattern.compile("Max open files\\s+(\\d+)");

    private DescriptorLimit() {
    }

    /** The limit in force; empty where the system doesn't tell it, or there is none. */
    static OptionalLong read() {
        try {
            Matcher matcher = OPEN_FILES.matcher(Files.readString(LIMITS));
            return matcher.find() ? OptionalLong.of(Long.parseLong(matcher.group(1))) : OptionalLong.empty();
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }
}
