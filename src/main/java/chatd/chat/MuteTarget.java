package chatd.chat;

import chatd.access.Origin;

/**
 * The target of a mute.
 *
 * @param origin the origin of the connection; null if it is unknown
 * @param name the registered name, folded; null if there is none
 */
public record MuteTarget(Origin origin, String name) {

    /** All clients of this origin. */
    public static MuteTarget of(Origin origin) {
        return new MuteTarget(origin, null);
    }
}
