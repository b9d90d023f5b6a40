package chatd.admin;

import chatd.net.FailureLog;
import chatd.os.LogCapture;
import chatd.sim.SimulatedNetwork.Client;
import chatd.sim.TerminalLines;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.event.Level;

/**
 * An administrator sends any bytes: nothing fails, every answer is whole and ends with an empty line, and neither the
 * administrator's terminal nor a member's is sent anything harmful.
 */
public final class AdminServiceFuzz {

    private static final int MOST_TURNS = 200;
    private static final String ARE_YOU_THERE = "[chatd: yes]";

    private AdminServiceFuzz() {
    }

    public static void fuzzerTestOneInput(byte[] input) {
        List<String> errors = LogCapture.by(FailureLog.class, Level.ERROR, () -> inNewDirectory(directory -> {
            AdminFixture fixture = new AdminFixture(directory);
            Client alice = fixture.join("alice");
            Client bob = fixture.connectFrom("10.0.0.2");
            fixture.admin.send(input);
            settle(fixture);
            checkAnswers(TerminalLines.by(fixture.admin));
            TerminalLines.by(alice);
            TerminalLines.by(bob);
            require(fixture.daemon.hasEnded() || !fixture.admin.isClosed(), () -> "the administrator is gone");
        }));
        require(errors.isEmpty(), () -> errors);
    }

    /** Each answer is one line or more, and then an empty one. The answer to telnet's AYT may stand anywhere. */
    private static void checkAnswers(List<String> lines) {
        boolean answering = false;
        for (String line : lines) {
            if (line.equals(ARE_YOU_THERE)) {
                continue;
            }
            require(answering || !line.isEmpty(), () -> "an empty answer among " + lines);
            answering = !line.isEmpty();
        }
        require(!answering, () -> "an answer without an end: " + lines);
    }

    private static void settle(AdminFixture fixture) {
        fixture.daemon.turn();
        for (int i = 0; !fixture.daemon.hasEnded() && fixture.daemon.network.isAnythingReady() && i < MOST_TURNS; i++) {
            fixture.daemon.turn();
        }
    }

    private interface Play {
        void in(Path directory);
    }

    private static void inNewDirectory(Play play) {
        try {
            Path directory = Files.createTempDirectory("chatd");
            try {
                play.in(directory);
            } finally {
                Files.deleteIfExists(directory.resolve("clients"));
                Files.deleteIfExists(directory.resolve("admin"));
                Files.delete(directory);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void require(boolean holds, Supplier<Object> what) {
        if (!holds) {
            throw new AssertionError(what.get());
        }
    }
}
