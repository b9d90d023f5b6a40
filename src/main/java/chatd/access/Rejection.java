package chatd.access;

import java.util.Locale;

/** Why a client is rejected. */
public enum Rejection {
    /** The maximum number of clients is connected. */
    FULL,
    /** The client's address is banned. */
    BANNED,
    /** The client's address is denied, or is not among the allowed ones. */
    NOT_ALLOWED,
    /** The maximum number of clients from this address is connected. */
    TOO_MANY,
    /** Clients connect from this address faster than allowed. */
    TOO_FAST,
    /** A PROXY header was required, but none or an invalid one was received. */
    NO_PROXY_HEADER,
    /** The client speaks another protocol, such as HTTP. Unlike the others, it had been admitted. */
    NOT_CHAT;

    /** The reason for the log, in lower case: {@code too many}. */
    public String logText() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
