package chatd.admin;

import chatd.text.Durations;
import java.time.Duration;

/** Reads the arguments of commands. */
final class Words {

    private Words() {
    }

    /** The first word and the rest, which may be empty. */
    static String[] of(String text) {
        String[] words = text.split("\\s+", 2);
        return words.length == 2 ? words : new String[] {words[0], ""};
    }

    static Duration time(String text, Duration otherwise) {
        return text.isEmpty() ? otherwise : Durations.parse(text).orElseThrow(() -> new BadCommand(
                text + " is not a time, as in 30s, 10m, 24h or 2d; 0 is for ever"));
    }

    static String orDash(String text) {
        return text == null ? "-" : text;
    }
}
