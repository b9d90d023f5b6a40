package chatd.net;

import chatd.loop.Handler;

/**
 * A phase in the life of a socket that was accepted. The phases follow each other, and each serves the transport alone:
 *
 * <pre>
 *   Handshake ──► Connection ─────────► Closing ──────────────────────────► closed
 *       │  header     │  the service closes,  │  all is written, and the client     ▲
 *       │  complete   │  or the input ends    │  has ended its input, or 2 s passed │
 *       └─────────────┴───────────────────────┴─────────────────────────────────────┘
 *         reset, exception, deadline
 * </pre>
 */
interface Phase extends Handler {

    /** The server stops: the phase ends soon. */
    void stop();

    /** Closes the socket at once; what waits is lost. */
    void disconnect();
}
