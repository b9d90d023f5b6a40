package chatd.chat;

import chatd.net.FailureLog;
import chatd.os.LogCapture;
import chatd.sim.SimulatedNetwork.Client;
import chatd.sim.TerminalLines;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.event.Level;

/**
 * Two members send any bytes to a chat of any dialect and language, and a third one listens: nothing fails, no terminal
 * is sent anything harmful, and the third one reads only lines that the two may cause. No line that they say looks like
 * a notice.
 *
 * <p>The first byte of an input chooses dialect and language. The rest is what they send; after a byte 0xF8 it is the
 * other one who sends.
 */
public final class DialectsFuzz {

    private static final List<String> LANGUAGES = List.of("en", "ru", "zh");
    private static final byte OTHER = (byte) 0xF8;
    private static final int MOST_TURNS = 200;

    private static final String NAME = "(?:[\\p{L}\\p{Nd}][\\p{L}\\p{M}\\p{Nd}_.-]*|127\\.0\\.0\\.1:\\d+)";
    /** The phrases for everybody that begin with a name, and those that do not. */
    private static final List<String> OF_SOMEBODY = List.of("arrived", "renamed", "left", "left.saying", "left.idle",
            "left.not-reading", "left.kicked", "left.kicked.saying");
    private static final List<String> OF_THE_SERVER = List.of("you", "alone", "here", "here.more", "earlier", "now",
            "idle", "unnamed", "stopping", "kicked", "kicked.saying", "notice", "draining", "draining.for",
            "skipped.one", "skipped.few", "skipped.many", "skipped.other");
    private static final Map<String, List<Pattern>> NOTICES =
            LANGUAGES.stream().collect(Collectors.toMap(Function.identity(), DialectsFuzz::notices));

    private final ChatFixture conversation;
    private final Phrases phrases;
    private final List<Pattern> notices;
    private final Client listener;
    private final Client[] speakers = new Client[2];
    /** Under which names the listener knows the speakers, and by which addresses. */
    private final Map<String, Client> known = new HashMap<>();

    private DialectsFuzz(String dialect, String language, boolean asksNames) {
        conversation = new ChatFixture().dialect(dialect, language);
        if (!asksNames) {
            conversation.byAddress();
        }
        phrases = new Phrases(language);
        notices = NOTICES.get(language);
        listener = conversation.join("0x");
        speakers[0] = conversation.join("alice");
        speakers[1] = conversation.join("bob");
        conversation.readAll(listener, speakers[0], speakers[1]);
        for (Client speaker : speakers) {
            known.put(conversation.chat().name(conversation.connection(speaker)), speaker);
        }
    }

    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length == 0) {
            return;
        }
        int choice = input[0] & 0xFF;
        String language = LANGUAGES.get(choice / 4 % LANGUAGES.size());
        byte[] sent = Arrays.copyOfRange(input, 1, input.length);
        List<String> errors = LogCapture.by(FailureLog.class, Level.ERROR, () -> {
            switch (choice % 4) {
                case 0 -> new DialectsFuzz("chat", language, true).play(sent, DialectsFuzz::checkChat);
                case 1 -> new DialectsFuzz("chat", language, false).play(sent, DialectsFuzz::checkChat);
                case 2 -> new DialectsFuzz("room", language, false).play(sent, DialectsFuzz::checkBareWords);
                default -> new DialectsFuzz("messenger", language, false).play(sent, DialectsFuzz::checkMessenger);
            }
        });
        require(errors.isEmpty(), () -> errors);
    }

    private interface Check {
        void line(DialectsFuzz play, String line);
    }

    private void play(byte[] sent, Check check) {
        int speaker = 0;
        int from = 0;
        for (int i = 0; i <= sent.length; i++) {
            if (i == sent.length || sent[i] == OTHER) {
                speakers[speaker].send(Arrays.copyOfRange(sent, from, i));
                settle();
                TerminalLines.by(listener).forEach(line -> check.line(this, line));
                TerminalLines.by(speakers[0]);
                TerminalLines.by(speakers[1]);
                speaker = 1 - speaker;
                from = i + 1;
            }
        }
        require(!listener.isClosed(), () -> "the listener is gone");
    }

    private void settle() {
        conversation.turn();
        for (int i = 0; conversation.daemon().network.isAnythingReady() && i < MOST_TURNS; i++) {
            conversation.turn();
        }
    }

    // Lines that the listener may read

    private void checkChat(String line) {
        if (saidBySomebody(line)) {
            require(notices.stream().noneMatch(notice -> notice.matcher(line).matches()),
                    () -> "it looks like a notice: " + line);
            return;
        }
        for (String name : known.keySet()) {
            if (line.equals(phrases.text("left", name)) || line.startsWith(phrases.text("left.saying", name, ""))) {
                known.remove(name);
                return;
            }
            String renamed = phrases.text("renamed", name, "");
            if (line.startsWith(renamed)) {
                String newName = line.substring(renamed.length());
                require(newName.matches(NAME) && !known.containsKey(newName), () -> "nobody is called " + newName);
                known.put(newName, known.remove(name));
                return;
            }
        }
        throw new AssertionError("nobody can have said: " + line);
    }

    private boolean saidBySomebody(String line) {
        return known.keySet().stream().anyMatch(name -> line.startsWith(name + ": ")
                || line.startsWith("* " + name + ' ')
                || line.startsWith(phrases.text("private.from", name, "")));
    }

    private static List<Pattern> notices(String language) {
        Phrases phrases = new Phrases(language);
        return Stream.concat(
                OF_SOMEBODY.stream().map(key -> notice(phrases, key, NAME)),
                OF_THE_SERVER.stream().filter(phrases::has).map(key -> notice(phrases, key, ".*"))).toList();
    }

    private static Pattern notice(Phrases phrases, String key, String first) {
        String second = key.equals("renamed") ? NAME : ".*";
        return Pattern.compile(Pattern.quote(phrases.text(key, "\u0001", "\u0002"))
                .replace("\u0001", "\\E" + first + "\\Q")
                .replace("\u0002", "\\E" + second + "\\Q"));
    }

    private void checkBareWords(String line) {
        Client speaker = Arrays.stream(speakers).filter(one -> line.matches(
                Pattern.quote('[' + one.address() + ':') + NAME + "]: .*")).findFirst()
                .orElseThrow(() -> new AssertionError("nobody can have said: " + line));
        String text = line.substring(line.indexOf("]: ") + "]: ".length());
        String seen = Normalizer.normalize(text, Normalizer.Form.NFKC).replaceAll("[\\p{Cf}\\p{Z}]+", " ").strip();
        boolean leaves = seen.equals(phrases.text("room.left"));
        require(!seen.equals(phrases.text("room.login")) && !seen.equals(phrases.text("room.idle")),
                () -> "it is not so: " + line);
        if (leaves) {
            boolean isGone = conversation.chat().rooms().lobby().members()
                    .noneMatch(one -> one.address().equals(speaker.address()));
            require(isGone && known.values().remove(speaker), () -> "it is not so: " + line);
        }
    }

    private void checkMessenger(String line) {
        require(known.keySet().stream().anyMatch(name -> line.startsWith(name + "->> ")),
                () -> "nobody can have said: " + line);
    }

    private static void require(boolean holds, Supplier<Object> what) {
        if (!holds) {
            throw new AssertionError(what.get());
        }
    }
}
