package chatd.room;

import chatd.reactor.Broadcast;
import chatd.reactor.Connection;
import chatd.reactor.Line;
import chatd.reactor.Service;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who is here: arrive, say, leave. It keeps the people and their names; how their lines are read and what is said of
 * them is the {@link Dialect}'s.
 */
public final class Room implements Service {

    private static final Logger LOG = LoggerFactory.getLogger(Room.class);

    private final Settings settings;
    private final Broadcast broadcast;
    private final Phrases phrases;
    private final Dialect dialect;
    private final Names names;
    private final Set<Member> members = new LinkedHashSet<>();
    private final Map<String, Member> byName = new HashMap<>();

    /** @param broadcast what reaches everybody in the room */
    public Room(Settings settings, Broadcast broadcast) {
        this.settings = settings;
        this.broadcast = broadcast;
        phrases = new Phrases("en");
        dialect = new Chat(phrases, settings.asksNames());
        names = new Names(phrases.reservedNames());
    }

    @Override
    public void connected(Connection connection) {
        Member member = new Member(connection);
        connection.attach(member);
        dialect.connected(this, member);
    }

    @Override
    public void line(Connection connection, Line line) {
        dialect.line(this, member(connection), line);
    }

    @Override
    public void lineTooLong(Connection connection) {
        connection.send(phrases.text("too-long", settings.maxLineBytes()));
    }

    @Override
    public void expired(Connection connection) {
        Member member = member(connection);
        member.tell(member.isHere()
                ? phrases.text("idle", phrases.duration(settings.idle()))
                : phrases.text("unnamed", phrases.duration(settings.nameTimeout())));
        connection.close();
        leave(member, Departure.IDLE);
    }

    @Override
    public void disconnected(Connection connection, Cause cause) {
        leave(member(connection), cause == Cause.NOT_READING ? Departure.NOT_READING : Departure.LEFT);
    }

    @Override
    public void stopping(Connection connection) {
        connection.send(phrases.text("stopping"));
    }

    @Override
    public String full() {
        return phrases.text("full");
    }

    @Override
    public String skipped(int lines) {
        return phrases.counted("skipped", lines);
    }

    /** Gives somebody the time that there is for choosing a name. */
    void awaitName(Member member) {
        member.connection().expireAfter(settings.nameTimeout());
    }

    /** The key of the phrase that says why nobody can have this name now; null if it can be had. */
    String problemWithName(String name) {
        String problem = names.problem(name);
        if (problem != null) {
            return problem;
        }
        return byName.containsKey(Names.fold(name)) ? "name.taken" : null;
    }

    /** Lets somebody in under a name, and tells the others. */
    void enter(Member member, String name) {
        member.rename(name, dialect.prefix(member, name).getBytes(StandardCharsets.UTF_8));
        members.add(member);
        byName.put(Names.fold(name), member);
        member.connection().expireWhenIdle(settings.idle());
        dialect.entered(this, member);
        broadcast.say(dialect.arrived(member));
        broadcast.join(member.connection());
        LOG.debug("{} has arrived as {}", member.address(), name);
    }

    /** Says a line of somebody's to everybody. */
    void say(Member member, Line line) {
        broadcast.say(member.prefix(), line);
    }

    /** Everybody in the room, in order of arrival. */
    Stream<Member> members() {
        return members.stream();
    }

    int size() {
        return members.size();
    }

    private void leave(Member member, Departure how) {
        if (!members.remove(member)) {
            return;
        }
        byName.remove(Names.fold(member.name()), member);
        broadcast.say(dialect.left(member, how));
        LOG.debug("{} has left as {} ({})", member.address(), member.name(), how);
    }

    private static Member member(Connection connection) {
        return (Member) connection.attachment();
    }
}
