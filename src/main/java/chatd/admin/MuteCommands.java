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

/** The commands about muted people: mute, mutes, unmute. */
final class MuteCommands {

    /**
     * Who is muted, or no longer.
     *
     * @param client null if an address is named, or somebody who is not here
     */
    private record Named(MuteTarget target, String description, Connection client) {
    }

    private final Administration chat;
    private final Clients clients;

    MuteCommands(Administration chat, Clients clients) {
        this.chat = chat;
        this.clients = clients;
    }

    String mute(String arguments) {
        String[] words = Words.of(arguments);
        Duration time = Words.time(words[1], Duration.ZERO);
        Named named = find(words[0]).orElseThrow(() -> nobody(words[0], "who"));
        if (!chat.mutes().add(named.target(), time)) {
            throw new BadCommand("too many mutes: there may be " + MuteList.MAX_MUTES);
        }
        if (named.client() != null) {
            chat.tellMuted(named.client(), time);
        }
        return "muted " + named.description() + " for " + (time.isZero() ? "ever" : Durations.remaining(time));
    }

    String unmute(String who) {
        Named named = find(who)
                .or(() -> chat.mutes().find(who).map(target -> new Named(target, who, null)))
                .orElseThrow(() -> nobody(who, "mutes"));
        if (!chat.mutes().remove(named.target())) {
            throw new BadCommand(named.description() + " is not muted; try mutes");
        }
        if (named.client() != null) {
            chat.tellUnmuted(named.client());
        }
        return "lifted the mute of " + named.description();
    }

    String list(String nothing) {
        List<String> mutes = chat.mutes().list();
        return mutes.isEmpty() ? "no mutes" : String.join("\n", mutes);
    }

    /** A member by number or name; an IP address; or another client by number or address with its port. */
    private Optional<Named> find(String who) {
        Connection member = chat.connectionOf(who);
        if (member != null) {
            return Optional.of(of(member));
        }
        Optional<Origin> address = Origin.parse(who);
        return address.isPresent()
                ? Optional.of(new Named(new MuteTarget(address.get()), address.get().toString(), null))
                : clients.findOptional(who).map(found -> of(found.client()));
    }

    private Named of(Connection client) {
        return new Named(chat.muteTarget(client), clients.describe(client), client);
    }

    private static BadCommand nobody(String who, String list) {
        return new BadCommand("no client has the number, name or address " + who + ", and it is not an IP address; try "
                + list);
    }
}
