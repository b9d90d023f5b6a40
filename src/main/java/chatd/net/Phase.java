package chatd.net;

import chatd.loop.Handler;

/**
 * A phase in the life of an accepted socket. One phase at a time handles the {@link Transport}:
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

    /** The server is stopping: ends the phase as soon as pending output is written. */
    void stop();

    /** Closes the socket at once; pending output is lost. */
    void disconnect();
}
