package chatd.chat;

import chatd.access.Origin;

/**
 * Who is muted.
 *
 * @param origin where they come from; null if that is not known
 * @param name their registered name, folded; null if they have none
 */
public record MuteTarget(Origin origin, String name) {

    /** Whoever comes from there. */
    public static MuteTarget of(Origin origin) {
        return new MuteTarget(origin, null);
    }
}
