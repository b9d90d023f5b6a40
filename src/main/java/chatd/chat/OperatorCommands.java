package chatd.chat;

import chatd.access.BanList;
import chatd.access.Cidr;
import chatd.access.MuteList;
import chatd.text.Durations;
import chatd.text.TextTable;
import chatd.wire.Visibility;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The commands of operators: kick, mute, unmute, ban, op. They do not work on operators. The member is told which
 * operator used a command, and the log records it. There is an object of this class only with a file of registered
 * names.
 */
final class OperatorCommands {

    private static final Logger LOG = LoggerFactory.getLogger(OperatorCommands.class);

    private static final int MOST_LISTED = 100;
    private static final int COLUMNS = 2;

    private final ChatService chat;
    private final Phrases phrases;
    private final NameAdministration names;

    OperatorCommands(ChatService chat, Phrases phrases) {
        this.chat = chat;
        this.phrases = phrases;
        names = new NameAdministration(chat, chat.registrations().names());
    }

    void kick(Session author, String argument) {
        String[] words = Command.firstWord(argument);
        Member member = subject(author, words[0]);
        boolean hasReason = words.length > 1 && !Visibility.isBlank(words[1]);
        if (member == null || hasReason && chat.isMuted(author)) {
            return;
        }
        String reason = hasReason ? words[1].strip() : null;
        String name = member.name();
        log(author, "kick", argument, "disconnected " + Administration.describe(member));
        if (member instanceof Session session) {
            chat.departures().kick(session, chat.words().kickedBy(author.name(), reason), reason);
        } else {
            chat.linkedAdministration().kick((RemoteMember) member, author.name(), reason);
        }
        author.tell(phrases.text("kick.done", name));
    }

    void mute(Session author, String argument) {
        String[] words = Command.firstWord(argument);
        Member member = subject(author, words[0]);
        Duration time = member == null ? null : time(author, words);
        if (time == null) {
            return;
        }
        String name = member.name();
        boolean isMuted = chat.mutes().add(chat.mutes().target(member), time, failure -> {
            if (failure != null) {
                author.tell(phrases.text("mute.unsaved", name));
            }
        });
        if (!isMuted) {
            author.tell(phrases.text("mute.full", MuteList.MAX_MUTES));
            return;
        }
        log(author, "mute", argument, "muted " + Administration.describe(member) + forTime(time));
        member.tell(timed(time, "mute.you", "mute.you.for", author.name()));
        author.tell(timed(time, "mute.done", "mute.done.for", name));
    }

    /** Also works for a registered name whose owner is not here. */
    void unmute(Session author, String who) {
        Optional<MuteTarget> absent = chat.find(who) == null ? chat.mutes().named(who) : Optional.empty();
        if (absent.isEmpty()) {
            Member member = subject(author, who);
            if (member != null && unmute(author, who, chat.mutes().target(member), Administration.describe(member))) {
                member.tell(phrases.text("unmute.you", author.name()));
            }
        } else if (names.isOperator(who)) {
            author.tell(phrases.text("op.too", who));
        } else {
            unmute(author, who, absent.get(), "the name " + who);
        }
    }

    private boolean unmute(Session author, String who, MuteTarget target, String description) {
        boolean wasMuted = chat.mutes().remove(target, failure -> {
            if (failure != null) {
                author.tell(phrases.text("unmute.unsaved", who));
            }
        });
        if (wasMuted) {
            log(author, "unmute", who, "lifted the mute of " + description);
        }
        author.tell(phrases.text(wasMuted ? "unmute.done" : "unmute.not", who));
        return wasMuted;
    }

    void ban(Session author, String argument) {
        String[] words = Command.firstWord(argument);
        Member member = subject(author, words[0]);
        Duration time = member == null || !mayBan(author, member) ? null : time(author, words);
        if (time == null) {
            return;
        }
        String name = member.name();
        Cidr range = Cidr.of(ip(member));
        if (!chat.ban(range, time)) {
            author.tell(phrases.text("ban.full", BanList.MAX_BANS));
            return;
        }
        if (chat.linkedAdministration() != null) {
            chat.linkedAdministration().ban(range, time);
        }
        List<Session> banned = chat.sessionsFrom(range);
        log(author, "ban", argument, "banned " + range + forTime(time) + ", disconnected " + banned.size());
        String why = timed(time, "ban.you", "ban.you.for", author.name());
        banned.forEach(session -> chat.departures().kick(session, why, null));
        author.tell(timed(time, "ban.done", "ban.done.for", name));
    }

    /** Whether this member can be banned without banning an operator. If not, tells the author. */
    private boolean mayBan(Session author, Member member) {
        InetAddress ip = ip(member);
        if (ip == null) {
            author.tell(phrases.text("ban.local", member.name()));
            return false;
        }
        if (ip.equals(author.connection().ip())) {
            author.tell(phrases.text("ban.own", member.name()));
            return false;
        }
        for (Session other : chat.sessionsFrom(Cidr.of(ip))) {
            if (chat.isOperator(other)) {
                author.tell(phrases.text("ban.shared", member.name(), other.name()));
                return false;
            }
        }
        return true;
    }

    /** Null for a member at a Unix domain socket. */
    private static InetAddress ip(Member member) {
        return member instanceof Session session ? session.connection().ip() : ((RemoteMember) member).ip();
    }

    void list(Session author, String argument) {
        List<NameAdministration.Operator> operators = names.operators();
        author.tell(phrases.counted("op.header", operators.size()));
        TextTable columns = new TextTable(COLUMNS);
        for (NameAdministration.Operator one : operators.subList(0, Math.min(operators.size(), MOST_LISTED))) {
            columns.row(one.name(), one.isHere() ? phrases.text("op.here") : phrases.text("op.used", one.lastUsed()));
        }
        columns.lines().forEach(author::tell);
        if (operators.size() > MOST_LISTED) {
            author.tell(phrases.text("who.more", operators.size() - MOST_LISTED));
        }
    }

    /** The member that a command is used on. If there is none, tells the author and returns null. */
    private Member subject(Session author, String who) {
        Member found = chat.find(who);
        if (found == null) {
            author.tell(phrases.text("nobody", who));
            return null;
        }
        if (found == author) {
            author.tell(phrases.text("owner.self"));
            return null;
        }
        if (chat.isOperator(found)) {
            author.tell(phrases.text("op.too", found.name()));
            return null;
        }
        return found;
    }

    /** The time after the first word; zero is for ever. If it is invalid, tells the author and returns null. */
    private Duration time(Session author, String... words) {
        if (words.length == 1 || Visibility.isBlank(words[1])) {
            return Duration.ZERO;
        }
        Optional<Duration> time = Durations.parse(words[1].strip());
        if (time.isEmpty()) {
            author.tell(phrases.text("time.wrong", words[1].strip()));
        }
        return time.orElse(null);
    }

    private String timed(Duration time, String forEver, String forTime, String name) {
        return time.isZero() ? phrases.text(forEver, name) : phrases.text(forTime, name, phrases.remaining(time));
    }

    private static String forTime(Duration time) {
        return " for " + (time.isZero() ? "ever" : Durations.remaining(time));
    }

    private static void log(Session author, String command, String argument, String result) {
        LOG.info("Operator {}: /{} {}: {}", author.name(), command, argument, result);
    }
}
