package chatd.system;

import java.io.IOException;

/** Sends signals to processes. */
final class Signals {

    private Signals() {
    }

    /** Sends a process a signal, by its name. */
    static void send(String name, Process process) throws IOException {
        // The shell's built-in kill: a minimal system has no kill program.
        Process kill = new ProcessBuilder("sh", "-c", "kill -" + name + " " + process.pid()).start();
        if (kill.onExit().join().exitValue() != 0) {
            throw new IOException("SIG" + name + " can't be sent to process " + process.pid());
        }
    }
}
