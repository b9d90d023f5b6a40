package chatd.system.faults;

import chatd.system.Launch;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Faults of the log's destination. */
final class LogFaults {

    static final Map<String, Fault> FAULTS = new LinkedHashMap<>();

    static {
        FAULTS.put("log-full", fixture -> {
            run(fixture, fixture.launch().by("exec \"$@\" 2>/dev/full"), false);
            return "the log's disk is full; " + visits(fixture) + " visits logged";
        });
        FAULTS.put("log-closed", fixture -> {
            run(fixture, fixture.launch().withPipedLog(), true);
            return "the log's pipe is closed; " + visits(fixture) + " visits logged";
        });
        FAULTS.put("log-unread", fixture -> {
            run(fixture, fixture.launch().withPipedLog(), false);
            return "the log's pipe is not read; " + visits(fixture) + " visits logged";
        });
    }

    private static final int AT_A_TIME = 200;

    private LogFaults() {
    }

    private static int visits(FaultFixture fixture) {
        return fixture.scaled(4000, 800);
    }

    /** Logs more than a pipe and the daemon's queue hold. */
    private static void run(FaultFixture fixture, Launch launch, boolean closes) throws IOException {
        fixture.open(launch.with("--verbose"));
        if (closes) {
            fixture.daemon.closeLog();
        }
        for (int i = 0; i < visits(fixture) / AT_A_TIME; i++) {
            fixture.clients.join("visitor" + i + '-', AT_A_TIME);
            fixture.clients.closeAll();
        }
        fixture.settle();
    }
}
