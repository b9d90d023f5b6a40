package chatd.reactor;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How every benchmark runs: for a short time, in a JVM with the options that the Makefile gives the daemon, in which
 * other things are fast and slow than in a JVM as it comes. {@code -jvmArgs} on JMH's command line replaces them.
 */
@Fork(value = 1, jvmArgs = {"-XX:+UseSerialGC", "-Xms8m", "-Xmx48m", "-Xss256k", "-XX:TieredStopAtLevel=1"})
@Warmup(iterations = 2, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
abstract class DaemonBenchmark {
}
