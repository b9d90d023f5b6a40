package chatd.sim;

import chatd.sim.SimulatedNetwork.Client;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A person on one of several linked nodes: what they have sent and received, as a user sees it. */
final class LinkedPerson {

    /** The answer to the author of a private line. */
    enum Outcome { UNKNOWN, DELIVERED, PERHAPS, REFUSED }

    /**
     * A public line that was received when it was said.
     *
     * @param token the word that no other line has
     * @param stay counts the rooms of the reader
     * @param separations counts how often the reader was told that other nodes cannot be reached
     * @param isApart whether they cannot be reached now
     */
    record Received(String token, String text, String room, int stay, int separations, boolean isApart) {
    }

    private static final Pattern TOKEN = Pattern.compile("\\bt[0-9]+\\b");
    private static final Pattern PRIVATE_TOKEN = Pattern.compile("\\bp[0-9]+\\b");
    private static final Pattern NAMED = Pattern.compile("You are (\\S*[^.\\s])");
    private static final Pattern MOVED = Pattern.compile("You are in (#\\S+)\\.");
    private static final Pattern RENAMED = Pattern.compile("(\\S+) is now (\\S+)");
    private static final Pattern NAME_LOST =
            Pattern.compile("Your name \\S+ is taken by somebody on another node. You are (\\S+) now\\.");
    private static final String ALONE = "The other nodes cannot be reached: only people on this node can read you.";
    private static final String BACK = "The other nodes can be reached again.";
    private static final String TURNED_AWAY = "The other nodes cannot be reached. You can enter when they are back.";
    private static final String REFUSED = "The other nodes cannot be reached: your lines are not sent.";

    final LinkedDaemon node;
    final Client client;
    private final int number;
    private final Trace trace;
    /** Null before they are in the chat. */
    private String name;
    private String room;
    private int stays;
    private int separations;
    private boolean isApart;
    private int refusals;
    private String block;
    private String claimed;
    private boolean isKicked;
    /** Whether they were told that nobody can enter; whoever is on the way then is disconnected. */
    private boolean isTurnedAway;
    private boolean isGone;
    private boolean hasLeft;
    /** Whether they sent more than a name when they were asked for one. */
    private boolean hasPasted;
    /** The private line of which the author has not been told yet what became of it; null if there is none. */
    private String sending;
    private String sendingTo;

    /** Public lines in the order in which they came. */
    final List<Received> received = new ArrayList<>();
    /** The tokens of lines under a heading of missed lines. */
    final List<String> missed = new ArrayList<>();
    /** The tokens of private lines received. */
    final List<String> privately = new ArrayList<>();
    /** The tokens of lines sent of which the author receives an echo. */
    final List<String> sent = new ArrayList<>();
    final Map<String, Outcome> sentPrivately = new LinkedHashMap<>();

    LinkedPerson(int number, LinkedDaemon node, Trace trace) {
        this.number = number;
        this.node = node;
        this.trace = trace;
        client = node.connect();
    }

    String name() {
        return name;
    }

    String room() {
        return room;
    }

    boolean isHere() {
        return name != null && !isGone && !hasLeft;
    }

    /** Whether a name is asked for. */
    boolean isAsked() {
        return name == null && !isGone && !hasLeft && claimed == null;
    }

    boolean isGone() {
        return isGone || hasLeft;
    }

    boolean isSendingPrivately() {
        return sending != null;
    }

    void claim(String wanted, String... more) {
        claimed = wanted;
        hasPasted |= more.length > 0;
        send(wanted + (more.length == 0 ? "" : '\n' + String.join("\n", more)));
    }

    void send(String lines) {
        trace.log("    %s > %s", this, lines.replace("\n", " | "));
        client.send(lines + '\n');
    }

    /** Says or does something, and expects to read it. */
    void say(String command, String token) {
        sent.add(token);
        send(command + token);
    }

    void sendPrivately(String to, String token) {
        sending = token;
        sendingTo = to;
        sentPrivately.put(token, Outcome.UNKNOWN);
        send("/msg " + to + ' ' + token);
    }

    /** The person asks to leave. */
    void quit(String words) {
        send("/quit " + words);
        hasLeft = true;
    }

    /** The connection is lost. */
    void lose(boolean isReset) {
        if (isReset && !isGone) {
            client.reset();
        }
        isGone = true;
    }

    /** The connection breaks now and then, and whoever is asked for a name and sends more is disconnected. */
    void checkConnection() {
        if (client.isOutputEnded() && !isGone()) {
            LinkModel.require(isKicked || name == null && (hasPasted || isTurnedAway), this + " was disconnected");
            isGone = true;
        }
    }

    /** Reads what has come. */
    void read() {
        for (String line : client.lines()) {
            trace.log("    %s < %s", this, line);
            read(line);
        }
    }

    private void read(String line) {
        if (line.equals("--- earlier ---") || line.equals("--- missed ---")) {
            block = line;
        } else if (line.equals("--- now ---")) {
            block = null;
        } else if (block != null) {
            if (block.equals("--- missed ---")) {
                token(TOKEN, line, missed::add);
            }
        } else if (!readOwn(line)) {
            readPublic(line);
        }
    }

    /** Lines about this person. */
    private boolean readOwn(String line) {
        if (line.equals(TURNED_AWAY)) {
            isTurnedAway = true;
            claimed = null;
            return true;
        }
        Matcher named = NAMED.matcher(line);
        Matcher moved = MOVED.matcher(line);
        Matcher renamed = RENAMED.matcher(line);
        Matcher lost = NAME_LOST.matcher(line);
        if (lost.matches()) {
            name = lost.group(1);
        } else if (moved.matches()) {
            room = moved.group(1);
            stays++;
        } else if (named.matches()) {
            name = named.group(1);
            room = "#lobby";
        } else if (renamed.matches() && renamed.group(1).equals(name)) {
            name = renamed.group(2);
        } else if (line.equals(ALONE)) {
            separations++;
            isApart = true;
        } else if (line.equals(BACK)) {
            isApart = false;
        } else if (line.startsWith("That name is taken") && name == null) {
            claimed = null;
        } else if (line.equals(REFUSED)) {
            refusals++;
            // Members are also told when it begins, before the line is read: the line may still be sent.
            if (sending != null) {
                sentPrivately.put(sending, Outcome.PERHAPS);
            }
        } else if (line.startsWith("Not sent: you are not in ")) {
            refusals++;
        } else if (line.startsWith("There is no ")) {
            // Other commands name people in capitals.
            if (line.startsWith("There is no " + sendingTo + " here")) {
                told(Outcome.REFUSED);
            }
        } else if (line.contains(" may not have received your line")) {
            told(Outcome.PERHAPS);
        } else if (line.equals("You cannot send a private message to yourself.")) {
            told(Outcome.REFUSED);
        } else {
            return readPrivate(line);
        }
        return true;
    }

    private boolean readPrivate(String line) {
        if (line.startsWith("you (to ")) {
            told(Outcome.DELIVERED);
            token(PRIVATE_TOKEN, line, token -> sentPrivately.put(token, Outcome.DELIVERED));
        } else if (line.contains(" (to you): ")) {
            token(PRIVATE_TOKEN, line, privately::add);
        } else {
            isKicked |= line.startsWith("You were disconnected by an administrator");
            return isKicked || line.startsWith("Topic: ") || line.contains(" has removed you from ")
                    || line.startsWith("An administrator has closed ");
        }
        return true;
    }

    private void told(Outcome outcome) {
        if (sending != null) {
            sentPrivately.put(sending, outcome);
            sending = null;
        }
    }

    private void readPublic(String line) {
        token(TOKEN, line, token -> received.add(new Received(token, line, room, stays, separations, isApart)));
    }

    private static void token(Pattern pattern, String line, Consumer<String> reader) {
        Matcher matcher = pattern.matcher(line);
        if (matcher.find()) {
            reader.accept(matcher.group());
        }
    }

    boolean hasReceived(String token) {
        return received.stream().anyMatch(line -> line.token().equals(token));
    }

    /** The author has read all lines that it has sent, in that order, unless it was told that they were refused. */
    void checkEchoes() {
        List<String> echoed = new ArrayList<>();
        for (Received line : received) {
            if (sent.contains(line.token())) {
                echoed.add(line.token());
            }
        }
        List<String> inOrder = new ArrayList<>(sent);
        inOrder.retainAll(echoed);
        LinkModel.require(inOrder.equals(echoed), this + " has sent " + sent + " and read " + echoed);
        LinkModel.require(isGone() || sent.size() - echoed.size() <= refusals,
                this + " has sent " + sent + " and read only " + echoed + ", without a word");
    }

    @Override
    public String toString() {
        return "person " + number + " at " + node.name + (name == null ? "" : " (" + name + ")");
    }
}
