package chatd.system.faults;

import chatd.system.Launch;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Faults of what is under the log. */
final class Logs {

    static final Map<String, Fault> FAULTS = new LinkedHashMap<>();

    static {
        FAULTS.put("log-full", stage -> {
            play(stage, stage.launch().by("exec \"$@\" 2>/dev/full"), false);
            return "no space under the log; " + visits(stage) + " visits logged";
        });
        FAULTS.put("log-closed", stage -> {
            play(stage, stage.launch().withPipedLog(), true);
            return "the pipe under the log closed; " + visits(stage) + " visits logged";
        });
        FAULTS.put("log-unread", stage -> {
            play(stage, stage.launch().withPipedLog(), false);
            return "a pipe under the log that nobody reads; " + visits(stage) + " visits logged";
        });
    }

    private static final int AT_A_TIME = 200;

    private Logs() {
    }

    private static int visits(Stage stage) {
        return stage.scaled(4000, 800);
    }

    /** More is logged than a pipe holds, and than waits in the daemon. */
    private static void play(Stage stage, Launch launch, boolean closes) throws IOException {
        stage.open(launch.with("--verbose"));
        if (closes) {
            stage.daemon.closeLog();
        }
        for (int i = 0; i < visits(stage) / AT_A_TIME; i++) {
            stage.crowd.join("visitor" + i + '-', AT_A_TIME);
            stage.crowd.leave();
        }
        stage.settle();
    }
}
