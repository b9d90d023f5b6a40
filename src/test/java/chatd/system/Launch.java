package chatd.system;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How a daemon is started.
 *
 * @param program the launcher of the image
 * @param shell shell commands that start it, where {@code "$@"} is the command; they must end in exec
 * @param options options besides --listen and --admin
 * @param environment variables added to the environment
 * @param port port to listen on; 0 for any
 * @param pipesLog whether the log goes to a pipe that nobody reads, and not to a file
 */
public record Launch(Path program, String shell, List<String> options, Map<String, String> environment, int port,
        boolean pipesLog) {

    /** A daemon with these options. */
    public Launch(Path program, String... options) {
        this(program, "exec \"$@\"", List.of(options), Map.of(), 0, false);
    }

    /** The same with more options. */
    public Launch with(String... more) {
        List<String> all = new ArrayList<>(options);
        all.addAll(List.of(more));
        return new Launch(program, shell, all, environment, port, pipesLog);
    }

    /** The same, started by these shell commands. */
    public Launch by(String commands) {
        return new Launch(program, commands, options, environment, port, pipesLog);
    }

    /** The same with an environment variable. */
    public Launch where(String variable, String value) {
        Map<String, String> all = new TreeMap<>(environment);
        all.put(variable, value);
        return new Launch(program, shell, options, all, port, pipesLog);
    }

    /** The same on a given port. */
    public Launch at(int certainPort) {
        return new Launch(program, shell, options, environment, certainPort, pipesLog);
    }

    /** The same with a log that goes to a pipe. */
    public Launch withPipedLog() {
        return new Launch(program, shell, options, environment, port, true);
    }
}
