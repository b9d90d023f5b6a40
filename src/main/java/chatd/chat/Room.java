package chatd.chat;

import chatd.net.Broadcast;
import chatd.wire.Line;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A room: its members, its log and its broadcast. Everything that happens in it is a {@link Message}, appended to the
 * log and delivered when the log gives it back; it never words one.
 *
 * <p>Members without a {@link Filter} share the block of the broadcast. The others are not in the broadcast; each line
 * that passes a member's filter is sent to that member only.
 */
final class Room {

    /** The filters are cleaned when as many members have left as this part of those with filters: 8 is an eighth. */
    private static final int CLEANING_SHARE = 8;

    private final Broadcast broadcast;
    private final Dialect dialect;
    private final RoomLog log;
    /** The one that is used again for everything. */
    private final Message message = new Message();
    private final Members members = new Members();
    private final Set<Session> filtering = new LinkedHashSet<>();
    private int leftSinceCleaning;

    /**
     * @param broadcast reaches all members without a filter
     * @param logs makes the log that gives messages back to the room
     */
    Room(Broadcast broadcast, Dialect dialect, Function<Consumer<Message>, RoomLog> logs) {
        this.broadcast = broadcast;
        this.dialect = dialect;
        log = logs.apply(this::deliver);
    }

    /** Adds a member. It receives nothing before {@link #listen}. */
    void add(Session session) {
        members.add(session);
    }

    /** Removes a member; its connection leaves the broadcast when it closes. */
    void remove(Session session) {
        members.remove(session);
        filtering.remove(session);
    }

    /** From now on the member receives what is said, through its filter if it has set one. */
    void listen(Session session) {
        if (session.filter().isOpen()) {
            filtering.remove(session);
            broadcast.join(session.connection());
        } else {
            broadcast.part(session.connection());
            filtering.add(session);
        }
    }

    /** From now on the member receives what passes this filter. */
    void filter(Session session, Filter filter) {
        session.filter(filter);
        listen(session);
    }

    /** Drops members that have left from the list of those that this member ignores. */
    void cleanFilter(Session session) {
        if (session.filter().ignoresAnyGone()) {
            filter(session, session.filter().withoutGone());
        }
    }

    /**
     * A member has left: cleans the filters of all others, now and then, since each of them has to be looked through.
     */
    void cleanFilters() {
        leftSinceCleaning++;
        if (leftSinceCleaning * CLEANING_SHARE >= filtering.size()) {
            leftSinceCleaning = 0;
            List.copyOf(filtering).forEach(this::cleanFilter);
        }
    }

    // Events.

    /** A member says a line, which is valid only until this method returns. */
    void say(Session author, Line line) {
        append(message.line(author, line));
    }

    /** A member tells what it does. */
    void act(Session author, String action) {
        append(message.action(author, action));
    }

    void arrived(Session newcomer) {
        append(message.arrived(newcomer));
    }

    void renamed(Session member, String before) {
        append(message.renamed(member, before));
    }

    /** @param lastWord null if there is none */
    void left(Session member, Departure how, String lastWord) {
        append(message.left(member, how, lastWord));
    }

    private void append(Message full) {
        log.append(full);
        full.clear();
    }

    /** Shows the members a message that the log has given back. */
    private void deliver(Message delivered) {
        if (delivered.kind() == Message.Kind.LINE) {
            deliverLine(delivered.author(), delivered.line());
            return;
        }
        String words = dialect.words(delivered);
        if (words != null) {
            deliverWords(delivered, words);
        }
    }

    /** The hot path: the line's bytes go into the block, and nothing is allocated if nobody filters. */
    private void deliverLine(Member author, Line line) {
        boolean echoes = dialect.echoes();
        byte[] prefix = prefix(author);
        if (!echoes && author instanceof Session local) {
            broadcast.sayToOthers(local.connection(), prefix, line);
        } else {
            broadcast.say(prefix, line);
        }
        if (filtering.isEmpty()) {
            return;
        }
        byte[] encoded = line.withPrefix(prefix);
        for (Session listener : filtering) {
            if (listener.filter().lets(author) && (listener != author || echoes)) {
                listener.hear(encoded);
            }
        }
    }

    /** Encoded at the first line after a change of name, since most members of a large room only listen. */
    private byte[] prefix(Member author) {
        return author.prefix() == null ? encodePrefix(author) : author.prefix();
    }

    private byte[] encodePrefix(Member author) {
        author.prefix(dialect.prefix(author, author.name()).getBytes(StandardCharsets.UTF_8));
        return author.prefix();
    }

    private void deliverWords(Message delivered, String words) {
        broadcast.say(words);
        for (Session listener : filtering) {
            if (!listener.filter().lets(delivered)) {
                continue;
            }
            if (listener.filter().lets(delivered.author())) {
                listener.hear(words);
                continue;
            }
            // The departure of a member that the listener ignores.
            String knownName = listener.filter().ignored().get(delivered.author());
            listener.hear(dialect.words(delivered.inOtherWords(knownName)));
        }
    }

    // Questions.

    /** The last lines that were said, the oldest first; empty if no history is kept. */
    Collection<String> recent() {
        return log.recent();
    }

    /** The member with this number; null if there is none. */
    Session numbered(int number) {
        return members.numbered(number);
    }

    /** The members in the order of their numbers. */
    Stream<Session> members() {
        return members.stream();
    }

    int size() {
        return members.size();
    }
}
