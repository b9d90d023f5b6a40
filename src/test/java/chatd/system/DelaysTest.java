package chatd.system;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class DelaysTest {

    private final Delays delays = new Delays();

    @Test
    void noDelayIsZero() {
        assertEquals(0, delays.longest());
        assertEquals(0, delays.quantile(0.5));
    }

    @Test
    void quantilesAreCloseToTheDelays() {
        for (int i = 1; i <= 1000; i++) {
            delays.add(i * 1_000_003L);
        }
        assertEquals(1_000_003_000, delays.longest());
        assertEquals(500e6, delays.quantile(0.5), 32e6);
        assertEquals(990e6, delays.quantile(0.99), 64e6);
        assertEquals(1e6, delays.quantile(0), 64e3);
    }

    @Test
    void smallDelaysAreExact() {
        for (int nanos = 1; nanos < 32; nanos++) {
            Delays one = new Delays();
            one.add(nanos);
            assertEquals(nanos, one.quantile(1));
        }
    }
}
