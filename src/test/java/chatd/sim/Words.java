package chatd.sim;

import java.text.Normalizer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** The model's words for numbers, and its rules for names. */
final class Words {

    private Words() {
    }

    /** A time in words. */
    static String duration(Duration time) {
        long seconds = time.toSeconds();
        return seconds % 60 == 0 ? counted(seconds / 60, "minute") : counted(seconds, "second");
    }

    /** The time that is left, in words: rounded up, in the largest unit of which it is 1 or at least 2. */
    static String remaining(Duration left) {
        long seconds = left.plusNanos(999_999_999).toSeconds();
        long minutes = (seconds + 59) / 60;
        long hours = (minutes + 59) / 60;
        if (seconds < 120 && seconds != 60) {
            return counted(seconds, "second");
        }
        if (minutes < 120 && minutes != 60) {
            return counted(minutes, "minute");
        }
        return hours < 48 && hours != 24 ? counted(hours, "hour") : counted((hours + 23) / 24, "day");
    }

    /** A number of things in words. */
    static String counted(long number, String thing) {
        return number + " " + thing + (number == 1 ? "" : "s");
    }

    /** Whether the text has no visible characters. */
    static boolean isInvisible(String text) {
        return text.matches("[\\p{IsWhite_Space}\\p{Cf}\u034F\u2065\u2800\u3164\uFE0F\uFFF0\\x{E0000}]*");
    }

    /** A name as it is shown. */
    static String normalize(String name) {
        return Normalizer.normalize(name.strip(), Normalizer.Form.NFKC);
    }

    /** A name as it is compared. */
    static String fold(String name) {
        return normalize(name).toLowerCase(Locale.ROOT);
    }

    /** Whether a name is an address, or looks like one. */
    static boolean isAddress(String name) {
        return name.matches("[0-9]+([.][0-9]+){3}(:[0-9]+)?|\\[.*:.*\\]:[0-9]+");
    }

    /** The problem with this name for a member or a room; null if it is valid. */
    static String problemWithForm(String name) {
        if (!name.matches("[\\p{L}\\p{Nd}_.-]{1,32}")) {
            return "A name is 1 to 32 letters, digits, '_', '-' or '.'. Choose another.";
        }
        if (!Character.isLetterOrDigit(name.codePointAt(0))) {
            return "A name must begin with a letter or a digit. Choose another.";
        }
        if (name.matches("\\p{Nd}+")) {
            return "A name cannot be all digits. Choose another.";
        }
        if (name.matches(".*\\p{IsCyrillic}.*") && name.matches(".*\\p{IsLatin}.*")) {
            return "A name cannot mix letters or digits of different alphabets: use only Latin or only Cyrillic, "
                    + "for example. Choose another.";
        }
        if (List.of("server", "usage", "write", "disconnected", "you", "topic").contains(fold(name))) {
            return "That name is reserved. Choose another.";
        }
        return null;
    }
}
