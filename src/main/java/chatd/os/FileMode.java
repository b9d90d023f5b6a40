package chatd.os;

import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads the mode of a file as chmod(1) does, in octal digits: {@code 0660}. */
public final class FileMode {

    private static final Pattern MODE = Pattern.compile("0?[0-7]{3}");

    private FileMode() {
    }

    /** The permissions; empty if the text is not a mode. */
    public static Optional<Set<PosixFilePermission>> parse(String text) {
        if (!MODE.matcher(text).matches()) {
            return Optional.empty();
        }
        int mode = Integer.parseInt(text, 8);
        PosixFilePermission[] highestFirst = PosixFilePermission.values();
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        for (int i = 0; i < highestFirst.length; i++) {
            if ((mode << i & 0400) != 0) {
                permissions.add(highestFirst[i]);
            }
        }
        return Optional.of(permissions);
    }
}
