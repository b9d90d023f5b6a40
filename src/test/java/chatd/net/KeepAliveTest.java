package chatd.net;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import jdk.net.ExtendedSocketOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeepAliveTest {

    @ParameterizedTest
    @CsvSource({"PT1M, 60, 10", "PT7S, 7, 7", "PT0.5S, 1, 1", "PT1.001S, 2, 2", "PT10000H, 32767, 10"})
    void theKernelProbesAfterTheIdleTimeInWholeSeconds(Duration idle, int seconds, int interval) throws IOException {
        try (SocketChannel channel = SocketChannel.open()) {
            new KeepAlive(idle).set(channel);
            assertEquals(List.of(true, seconds, interval, 6), List.of(
                    channel.getOption(StandardSocketOptions.SO_KEEPALIVE),
                    channel.getOption(ExtendedSocketOptions.TCP_KEEPIDLE),
                    channel.getOption(ExtendedSocketOptions.TCP_KEEPINTERVAL),
                    channel.getOption(ExtendedSocketOptions.TCP_KEEPCOUNT)));
        }
    }

    @Test
    void zeroTurnsTheProbesOff() throws IOException {
        try (SocketChannel channel = SocketChannel.open()) {
            new KeepAlive(Duration.ZERO).set(channel);
            assertEquals(false, channel.getOption(StandardSocketOptions.SO_KEEPALIVE));
        }
    }
}
