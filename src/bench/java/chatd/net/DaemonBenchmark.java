package chatd.net;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How every benchmark runs: for a short time. It is to be passed the options that the daemon's JVM has
 * ({@code -jvmArgs}), for with them other things are fast and slow than in a JVM as it comes.
 */
@Fork(1)
@Warmup(iterations = 2, time = 250, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 3, time = 300, timeUnit = TimeUnit.MILLISECONDS)
public abstract class DaemonBenchmark {
}
