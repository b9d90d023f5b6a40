package chatd.net;

import chatd.loop.EventLoop;

/**
 * What all connections of a server share.
 *
 * @param loop time and timers
 * @param budget how much of a turn may go into handing on lines
 * @param outbounds lends outputs
 * @param reads the buffer that sockets are read into
 * @param admission counts connections
 * @param failures logs exceptions that ended a connection
 */
record Host(EventLoop loop, TurnBudget budget, OutboundPool outbounds, ReadBuffer reads, Admission admission,
        FailureLog failures) {
}
