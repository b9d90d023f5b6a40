package chatd.chat;

import chatd.net.FailureLog;
import chatd.os.LogCapture;
import chatd.sim.SimulatedNetwork.Client;
import chatd.sim.TerminalLines;
import chatd.store.Key;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.event.Level;

/**
 * Two members send any bytes to a chat of any dialect and language, and each of two rooms has one listener: nothing
 * fails, no terminal is sent anything harmful, and a listener receives only lines that the two may cause, and only
 * while they are in its room. No line that they say looks like a notice.
 *
 * <p>The first byte of an input chooses dialect and language, and with its highest bit, whether names can be
 * registered. Then every name has the same key, which no listener may read. The rest is what they send; after a byte
 * 0xF8 it is the other one who sends.
 */
public final class DialectsFuzz {

    private static final List<String> LANGUAGES = List.of("en", "ru", "zh");
    private static final Key KEY = Key.of("0123456789abcdeg".getBytes(StandardCharsets.US_ASCII));
    private static final int REGISTERS = 0x80;
    private static final byte OTHER = (byte) 0xF8;
    private static final int MOST_TURNS = 200;

    private static final String NAME = "(?:[\\p{L}\\p{Nd}][\\p{L}\\p{M}\\p{Nd}_.-]*|127\\.0\\.0\\.1:\\d+)";
    /** The phrases that tell a room that a member has left it, and those that a member has come from another room. */
    private static final List<String> OF_GOING = List.of("left", "left.saying", "moved", "moved.elsewhere", "removed",
            "removed.saying");
    private static final List<String> OF_COMING = List.of("joined", "joined.from-elsewhere");
    /** The phrases for everybody that begin with a name, and those that do not. */
    private static final List<String> OF_SOMEBODY = List.of("arrived", "renamed", "left", "left.saying", "left.idle",
            "left.not-reading", "left.kicked", "left.kicked.saying", "joined", "joined.from-elsewhere", "moved",
            "moved.elsewhere", "removed", "removed.saying", "returned", "topic.set", "invite.you");
    private static final List<String> OF_THE_SERVER = List.of("you", "alone", "here", "here.more", "earlier", "day", "now",
            "idle", "unnamed", "stopping", "kicked", "kicked.saying", "notice", "draining", "draining.for",
            "topic", "room.you", "owner.you", "closed", "closed.saying", "skipped.one", "skipped.few", "skipped.many",
            "skipped.other");
    private static final Map<String, List<Pattern>> NOTICES =
            LANGUAGES.stream().collect(Collectors.toMap(Function.identity(), DialectsFuzz::notices));

    /** A member that says nothing, and the names of the others in its room. */
    private record Listener(Client client, Set<String> present) {
    }

    private final ChatFixture conversation;
    private final boolean registers;
    private final Phrases phrases;
    private final List<Pattern> notices;
    /** One in another room, if the dialect has rooms, and one in the lobby. */
    private final List<Listener> listeners = new ArrayList<>();
    private final Client[] speakers = new Client[2];
    /** The speakers by their first names. */
    private final Map<String, Client> known = new HashMap<>();

    private DialectsFuzz(String dialect, String language, boolean asksNames, boolean registers) {
        conversation = new ChatFixture().dialect(dialect, language);
        if (registers) {
            conversation.names(new MemoryNames(KEY));
        }
        if (!asksNames) {
            conversation.byAddress();
        }
        this.registers = registers;
        phrases = new Phrases(language);
        notices = NOTICES.get(language);
        Client inLobby = conversation.join("0x");
        Client elsewhere = conversation.join("1y");
        if (dialect.equals("chat")) {
            conversation.type(elsewhere, "/join games");
            listeners.add(new Listener(elsewhere, new HashSet<>()));
        }
        speakers[0] = conversation.join("alice");
        speakers[1] = conversation.join("bob");
        conversation.readAll(inLobby, elsewhere, speakers[0], speakers[1]);
        for (Client speaker : speakers) {
            known.put(conversation.administration().name(conversation.connection(speaker)), speaker);
        }
        listeners.add(new Listener(inLobby, new HashSet<>(known.keySet())));
    }

    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length == 0) {
            return;
        }
        int choice = input[0] & 0xFF;
        String language = LANGUAGES.get(choice / 4 % LANGUAGES.size());
        boolean registers = choice >= REGISTERS;
        byte[] sent = Arrays.copyOfRange(input, 1, input.length);
        List<String> errors = LogCapture.by(FailureLog.class, Level.ERROR, () -> {
            switch (choice % 4) {
                case 0 -> new DialectsFuzz("chat", language, true, registers).play(sent, DialectsFuzz::checkChat);
                case 1 -> new DialectsFuzz("chat", language, false, registers).play(sent, DialectsFuzz::checkChat);
                case 2 -> new DialectsFuzz("room", language, false, false).play(sent, DialectsFuzz::checkBareWords);
                default -> new DialectsFuzz("messenger", language, false, false).play(sent, DialectsFuzz::checkMessenger);
            }
        });
        require(errors.isEmpty(), () -> errors);
    }

    private interface Check {
        void line(DialectsFuzz play, Listener listener, String line);
    }

    private void play(byte[] sent, Check check) {
        int speaker = 0;
        int from = 0;
        for (int i = 0; i <= sent.length; i++) {
            if (i == sent.length || sent[i] == OTHER) {
                speakers[speaker].send(Arrays.copyOfRange(sent, from, i));
                settle();
                for (Listener listener : listeners) {
                    TerminalLines.by(listener.client).forEach(line -> check.line(this, listener, line));
                }
                TerminalLines.ofMemberWithBell(speakers[0]);
                TerminalLines.ofMemberWithBell(speakers[1]);
                speaker = 1 - speaker;
                from = i + 1;
            }
        }
        require(listeners.stream().noneMatch(listener -> listener.client.isClosed()), () -> "a listener is gone");
    }

    private void settle() {
        conversation.turn();
        for (int i = 0; conversation.daemon().network.isAnythingReady() && i < MOST_TURNS; i++) {
            conversation.turn();
        }
    }

    // Lines that a listener may read

    private void checkChat(Listener listener, String line) {
        require(!line.endsWith(' ' + KEY.text()) || !registers, () -> "a key is said: " + line);
        if (listener.present.stream().anyMatch(name -> line.startsWith(name + ": ")
                || line.startsWith("* " + name + ' '))) {
            require(notices.stream().noneMatch(notice -> notice.matcher(line).matches()),
                    () -> "it looks like a notice: " + line);
            return;
        }
        for (String name : listener.present) {
            if (OF_GOING.stream().anyMatch(key -> isNotice(key, Pattern.quote(name), line))) {
                listener.present.remove(name);
                return;
            }
            String renamed = phrases.text("renamed", name, "");
            if (line.startsWith(renamed)) {
                listener.present.remove(name);
                add(listener, line.substring(renamed.length()));
                return;
            }
        }
        if (registers && listener.present.stream().anyMatch(name -> isNotice("returned", Pattern.quote(name), line))) {
            return;
        }
        if (isNotice("private.from", NAME, line) || isNotice("invite.you", NAME, line)
                || listener.present.stream().anyMatch(name -> isNotice("topic.set", Pattern.quote(name), line))) {
            return;
        }
        String newcomer = OF_COMING.stream().map(key -> notice(phrases, key, "(" + NAME + ")").matcher(line))
                .filter(Matcher::matches).map(matcher -> matcher.group(1)).findFirst()
                .orElseThrow(() -> new AssertionError("nobody can have said: " + line));
        add(listener, newcomer);
    }

    private static void add(Listener listener, String name) {
        require(name.matches(NAME) && listener.present.add(name), () -> "nobody is called " + name);
    }

    private boolean isNotice(String key, String first, String line) {
        return notice(phrases, key, first).matcher(line).matches();
    }

    private static List<Pattern> notices(String language) {
        Phrases phrases = new Phrases(language);
        return Stream.concat(
                OF_SOMEBODY.stream().map(key -> notice(phrases, key, NAME)),
                OF_THE_SERVER.stream().filter(phrases::has).map(key -> notice(phrases, key, ".*"))).toList();
    }

    private static Pattern notice(Phrases phrases, String key, String first) {
        String second = key.equals("renamed") || key.startsWith("removed") ? NAME : ".*";
        return Pattern.compile(Pattern.quote(phrases.text(key, "\u0001", "\u0002", "\u0003"))
                .replace("\u0001", "\\E" + first + "\\Q")
                .replace("\u0002", "\\E" + second + "\\Q")
                .replace("\u0003", "\\E.*\\Q"));
    }

    private void checkBareWords(Listener listener, String line) {
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

    private void checkMessenger(Listener listener, String line) {
        require(known.keySet().stream().anyMatch(name -> line.startsWith(name + "->> ")),
                () -> "nobody can have said: " + line);
    }

    private static void require(boolean holds, Supplier<Object> what) {
        if (!holds) {
            throw new AssertionError(what.get());
        }
    }
}
