package chatd.chat;

import chatd.net.Broadcast;
import chatd.wire.Line;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A room: its name and topic, its members, its log and its broadcast. Everything that happens in it is a {@link
 * Message}, appended to the log and delivered when the log gives it back; it never words one. Its {@link Entrance}
 * decides who may enter.
 *
 * <p>Members without a {@link Filter} share the block of the broadcast. The others are not in the broadcast; each line
 * that passes a member's filter is sent to that member only.
 */
final class Room implements RoomLog.Reader {

    /** The filters are cleaned when as many members have left as this part of those with filters: 8 is an eighth. */
    private static final int CLEANING_SHARE = 8;

    private final String name;
    private final boolean permanent;
    private final Broadcast broadcast;
    private final Dialect dialect;
    private final RoomLog log;
    /** Reused for every event, in all rooms. */
    private final Message message;
    private final Members members = new Members();
    /** The members with a filter. While there are none, it is {@link Set#of()}, which cannot be modified. */
    private Set<Session> filtering = Set.of();
    private int leftSinceCleaning;
    private String topic;
    /** Null if everybody may enter and nobody owns the room. */
    private Entrance entrance;

    /**
     * @param name without the {@code #} that is shown before it
     * @param permanent whether the room stays when it is empty
     * @param broadcast reaches all members without a filter
     * @param message reused for each event; several rooms may share it
     * @param logs makes the log that gives messages back to the room
     */
    Room(String name, boolean permanent, Broadcast broadcast, Dialect dialect, Message message,
            Function<RoomLog.Reader, RoomLog> logs) {
        this.name = name;
        this.permanent = permanent;
        this.broadcast = broadcast;
        this.dialect = dialect;
        this.message = message;
        log = logs.apply(this);
    }

    /** The name with the {@code #} before it. */
    String title() {
        return '#' + name;
    }

    /** The name without the {@code #}. */
    String name() {
        return name;
    }

    boolean isPermanent() {
        return permanent;
    }

    /** Null if no topic is set. */
    String topic() {
        return topic;
    }

    /** Sets the topic that the room has from the start. */
    void topic(String text) {
        topic = text;
    }

    /** Null if everybody may enter and nobody owns the room. */
    Entrance entrance() {
        return entrance;
    }

    void entrance(Entrance newEntrance) {
        entrance = newEntrance;
    }

    /** Sets another entrance, or none, for members that are in the room already, or for an owner that enters now. */
    void admit(Entrance newEntrance) {
        boolean wasLocked = isLocked();
        entrance = newEntrance;
        if (isLocked() != wasLocked) {
            Member owner = newEntrance == null ? null : newEntrance.owner();
            members.stream().findFirst().or(() -> Optional.ofNullable(owner))
                    .ifPresent(one -> log.locked(one, isLocked()));
        }
    }

    /** The owner locks the room, or opens it to everybody. The room must have an entrance. */
    void lock(Member owner, boolean locks) {
        entrance.locked(locks);
        log.locked(owner, locks);
    }

    boolean isLocked() {
        return entrance != null && entrance.isLocked();
    }

    /**
     * Adds a member. It receives nothing before {@link #listen}.
     *
     * @param order place in the order in which members have entered any room
     */
    void add(Member member, int order) {
        members.add(member);
        member.room(this, order);
    }

    /** Removes a member. It still receives the lines that were said before. */
    void remove(Member member) {
        members.remove(member);
        stopListening(member);
    }

    /**
     * From now on the member receives what is said, through its filter if it has set one. No effect for a member on
     * another node, or one whose connection has ended.
     */
    void listen(Member member) {
        if (!(member instanceof Session session) || !session.connection().isOpen()) {
            return;
        }
        if (session.filter().isOpen()) {
            stopFiltering(session);
            broadcast.join(session.connection());
            return;
        }
        broadcast.part(session.connection());
        if (filtering.isEmpty()) {
            filtering = new LinkedHashSet<>();
        }
        filtering.add(session);
    }

    /** From now on the member receives nothing that is said. */
    void stopListening(Member member) {
        if (member instanceof Session session) {
            stopFiltering(session);
            broadcast.part(session.connection());
        }
    }

    /**
     * Removes a member from those with a filter. The table of a hash set never shrinks, and many rooms may have been
     * full once. So the set is copied whenever its size has fallen to a power of two.
     */
    private void stopFiltering(Session session) {
        if (filtering.isEmpty() || !filtering.remove(session)) {
            return;
        }
        if (filtering.isEmpty()) {
            filtering = Set.of();
        } else if (Integer.bitCount(filtering.size()) == 1) {
            filtering = new LinkedHashSet<>(filtering);
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
     * A member of any room has left the server: cleans the filters of this room, but not each time, because it has to
     * look through all of them.
     */
    void cleanFilters() {
        if (filtering.isEmpty()) {
            return;
        }
        leftSinceCleaning++;
        if (leftSinceCleaning * CLEANING_SHARE >= filtering.size()) {
            leftSinceCleaning = 0;
            List.copyOf(filtering).forEach(this::cleanFilter);
        }
    }

    // Events.

    /** A member says a line, which is valid only until this method returns. */
    void say(Member author, Line line) {
        append(message.line(author, line));
    }

    /** A member tells what it does. */
    void act(Member author, String action) {
        append(message.action(author, action));
    }

    /** A member has come to the server. */
    void arrived(Member newcomer) {
        append(message.arrived(newcomer));
    }

    /** A member has logged in by another connection. */
    void returned(Member member) {
        append(message.returned(member));
    }

    /** A member has come from another room. */
    void joined(Member member, Room from) {
        append(message.joined(member, from.openTitle()));
    }

    /** A member has gone to another room. */
    void moved(Member member, Room to) {
        append(message.moved(member, to.openTitle()));
    }

    /** The title as members of other rooms may see it: null if the room is locked. */
    private String openTitle() {
        return isLocked() ? null : title();
    }

    /** The owner has sent a member back to the lobby; the reason is null if there is none. */
    void removed(Member member, Member by, String reason) {
        append(message.removed(member, by, reason));
    }

    void renamed(Member member, String before) {
        append(message.renamed(member, before));
    }

    /** A member sets the topic. */
    void setTopic(Member author, String text) {
        topic = text;
        append(message.topic(author, text));
    }

    /** A member has left the server; the last word is null if there is none. */
    void left(Member member, Departure how, String lastWord) {
        append(message.left(member, how, lastWord));
    }

    private void append(Message full) {
        log.append(full);
        full.clear();
    }

    /** Shows the members a message that the log has given back. */
    @Override
    public void deliver(Message delivered) {
        if (delivered.kind() == Message.Kind.LINE) {
            deliverLine(delivered);
            return;
        }
        String words = dialect.words(delivered);
        if (words != null) {
            deliverWords(delivered, words);
        }
    }

    /** The hot path: the line's bytes go into the block, and nothing is allocated if nobody filters. */
    private void deliverLine(Message delivered) {
        Member author = delivered.author();
        Line line = delivered.line();
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
                listener.hear(listener.filter().rings(delivered, listener) ? Bell.after(encoded) : encoded);
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
            Filter filter = listener.filter();
            if (!filter.lets(delivered)) {
                continue;
            }
            if (delivered.isOfAny(filter.ignored())) {
                // The notice is about a member that the listener ignores, or about one that such a member has removed.
                listener.hear(dialect.words(delivered.inOtherWords(filter.ignored())));
            } else {
                listener.hear(filter.rings(delivered, listener) ? Bell.after(words) : words);
            }
        }
    }

    /** Sends a notice of the server to all members, whatever their filters. */
    void announce(String words) {
        broadcast.say(words);
        for (Session listener : filtering) {
            listener.hear(words);
        }
    }

    // Questions.

    /** The last lines that were said, the oldest first; empty if no history is kept. */
    List<HistoryLine> recent() {
        return log.recent();
    }

    /** Adds a line that was said before this server could receive it. */
    void restore(HistoryLine line) {
        log.restore(line);
    }

    /** The members that are connected to this server. */
    Stream<Session> sessions() {
        return members.stream().filter(Session.class::isInstance).map(Session.class::cast);
    }

    /** Discards the history, because the room is gone. */
    void forgetHistory() {
        log.close();
    }

    /** The member with this number; null if there is none. */
    Member numbered(int number) {
        return members.numbered(number);
    }

    /** The members in the order of their numbers. */
    Stream<Member> members() {
        return members.stream();
    }

    int size() {
        return members.size();
    }
}
