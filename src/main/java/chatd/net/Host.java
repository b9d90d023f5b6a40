package chatd.net;

import chatd.loop.EventLoop;

/**
 * The objects that all connections of a server share.
 *
 * @param loop time and timers
 * @param budget limits the time that one turn spends on lines
 * @param outbounds lends an {@link Outbound} to each connection with pending output
 * @param reads the buffer that sockets are read into
 * @param admission counts connections
 * @param failures logs exceptions that end a connection
 */
record Host(EventLoop loop, TurnBudget budget, OutboundPool outbounds, ReadBuffer reads, Admission admission,
        FailureLog failures) {
}
