package chatd.admin;

import chatd.access.MuteList;
import chatd.access.Origin;
import chatd.chat.Administration;
import chatd.chat.MuteTarget;
import chatd.net.Connection;
import chatd.text.Durations;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The commands about mutes: mute, mutes, unmute. */
final class MuteCommands {

    /**
     * The target of a command.
     *
     * @param client null for an address, or for a registered name whose owner is not here
     */
    private record Named(MuteTarget target, String description, Connection client) {
    }

    private final Administration chat;
    private final Clients clients;

    MuteCommands(Administration chat, Clients clients) {
        this.chat = chat;
        this.clients = clients;
    }

    void mute(String arguments, Answer answer) {
        String[] words = Words.of(arguments);
        Duration time = Words.time(words[1], Duration.ZERO);
        Named named = find(words[0]).orElseThrow(() -> nobody(words[0], "who"));
        String done = "muted " + named.description() + " for " + (time.isZero() ? "ever" : Durations.remaining(time));
        if (!chat.mutes().add(named.target(), time, failure -> end(answer, named, failure, done))) {
            throw new BadCommand("too many mutes: the limit is " + MuteList.MAX_MUTES);
        }
        if (named.client() != null) {
            chat.tellMuted(named.client(), time);
        }
    }

    void unmute(String who, Answer answer) {
        Named named = find(who)
                .or(() -> chat.mutes().find(who).map(target -> new Named(target, who, null)))
                .orElseThrow(() -> nobody(who, "mutes"));
        String done = "lifted the mute of " + named.description();
        if (!chat.mutes().remove(named.target(), failure -> end(answer, named, failure, done))) {
            throw new BadCommand(named.description() + " is not muted; try mutes");
        }
        if (named.client() != null) {
            chat.tellUnmuted(named.client());
        }
    }

    private static void end(Answer answer, Named named, String failure, String done) {
        String kept = "the registered name stays as it was, because that cannot be saved: " + failure;
        if (failure == null) {
            answer.give(done);
        } else if (named.target().origin() == null) {
            answer.fail(kept);
        } else {
            answer.give(done + ", but only its address: " + kept);
        }
    }

    String list(String nothing) {
        List<String> mutes = chat.mutes().list();
        return mutes.isEmpty() ? "no mutes" : String.join("\n", mutes);
    }

    /** A member by number or name; an IP address; a registered name; or another client by number or address. */
    private Optional<Named> find(String who) {
        Connection member = chat.connectionOf(who);
        if (member != null) {
            return Optional.of(of(member));
        }
        MuteTarget elsewhere = chat.muteTargetElsewhere(who);
        if (elsewhere != null) {
            return Optional.of(new Named(elsewhere, chat.elsewhere(who), null));
        }
        return Origin.parse(who).map(address -> new Named(MuteTarget.of(address), address.toString(), null))
                .or(() -> chat.mutes().named(who).map(target -> new Named(target, "the name " + who, null)))
                .or(() -> clients.findOptional(who).map(found -> of(found.client())));
    }

    private Named of(Connection client) {
        return new Named(chat.muteTarget(client), chat.describe(client), client);
    }

    private static BadCommand nobody(String who, String list) {
        return new BadCommand("no client has the number, name or address " + who + ", and it is not an IP address; try "
                + list);
    }
}
