package chatd.access;

import java.util.Locale;

/** Why somebody is not let in. */
public enum Rejection {
    /** There are as many clients as may be. */
    FULL,
    /** Their address is banned. */
    BANNED,
    /** Nobody from their address is let in. */
    NOT_ALLOWED,
    /** There are as many from their address as may be. */
    TOO_MANY,
    /** They come faster from their address than they may. */
    TOO_FAST,
    /** They are a proxy, or came by one, that did not say who they are. */
    NO_PROXY_HEADER;

    /** As it is written in the log. */
    public String words() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
