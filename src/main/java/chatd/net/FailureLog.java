package chatd.net;

import chatd.loop.EventLoop;
import chatd.loop.FatalErrors;
import chatd.loop.ThrottledLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs exceptions that end a connection: in one line, and at debug level with the stack trace. */
public final class FailureLog {

    private static final Logger LOG = LoggerFactory.getLogger(FailureLog.class);

    private final ThrottledLog log;

    FailureLog(EventLoop loop) {
        log = new ThrottledLog(loop, LOG::error);
    }

    /**
     * Reports the exception that ends the connection of the client at this address. An error after which the Java
     * runtime cannot continue is thrown again.
     */
    void report(String address, Throwable e) {
        FatalErrors.rethrow(e);
        StackTraceElement[] trace = e.getStackTrace();
        String where = trace.length == 0 ? "" : " at " + trace[0];
        if (log.report(address + " is closed after an internal error: " + e + where)) {
            LOG.debug("{}", address, e);
        }
    }
}
