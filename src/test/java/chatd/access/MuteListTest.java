package chatd.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MuteListTest {

    private static final Origin ALICE = origin("192.0.2.7");
    private static final Origin BOB = Origin.local("local:3");

    private long now = Long.MAX_VALUE - 5;
    private final MuteList mutes = new MuteList(() -> now);

    private static Origin origin(String address) {
        return Origin.parse(address).orElseThrow();
    }

    private void sleep(Duration time) {
        now += time.toNanos();
    }

    @Test
    void aMuteForEverHasNothingRemaining() {
        assertTrue(mutes.isEmpty());
        assertTrue(mutes.add(ALICE, Duration.ZERO));
        sleep(Duration.ofDays(1000));
        assertEquals(Duration.ZERO, mutes.remaining(ALICE));
        assertNull(mutes.remaining(BOB));
        assertFalse(mutes.isEmpty());
    }

    @Test
    void aMuteEndsAfterItsTime() {
        mutes.add(ALICE, Duration.ofMinutes(5));
        sleep(Duration.ofMinutes(5).minusNanos(1));
        assertEquals(Duration.ofNanos(1), mutes.remaining(ALICE));
        sleep(Duration.ofNanos(1));
        assertNull(mutes.remaining(ALICE));
        assertTrue(mutes.isEmpty());
    }

    @Test
    void aMuteReplacesAnEarlierOne() {
        mutes.add(ALICE, Duration.ofMinutes(5));
        mutes.add(ALICE, Duration.ofSeconds(5));
        assertEquals(Duration.ofSeconds(5), mutes.remaining(ALICE));
        assertEquals(List.of("192.0.2.7 for another 5s"), mutes.list());
    }

    @Test
    void aLiftedMuteIsGone() {
        mutes.add(ALICE, Duration.ZERO);
        assertTrue(mutes.remove(ALICE));
        assertNull(mutes.remaining(ALICE));
        assertFalse(mutes.remove(ALICE));
    }

    @Test
    void thereIsNoMuteToLiftAfterItsEnd() {
        mutes.add(ALICE, Duration.ofSeconds(1));
        sleep(Duration.ofSeconds(1));
        assertFalse(mutes.remove(ALICE));
    }

    @Test
    void theListShowsTheRemainingTimesInTheOrderOfAdding() {
        mutes.add(origin("2001:db8::7"), Duration.ofHours(1));
        mutes.add(BOB, Duration.ZERO);
        mutes.add(ALICE, Duration.ofSeconds(1));
        sleep(Duration.ofSeconds(61));
        assertEquals(List.of("2001:db8::/64 for another 59m", "local:3 for ever"), mutes.list());
    }

    @Test
    void aMutedOriginIsFoundByItsText() {
        mutes.add(BOB, Duration.ZERO);
        assertEquals(Optional.of(BOB), mutes.find("local:3"));
        assertEquals(Optional.empty(), mutes.find("local:4"));
    }

    @Test
    void thereAreAtMostAThousandMutes() {
        for (int i = 0; i < MuteList.MAX_MUTES; i++) {
            assertTrue(mutes.add(Origin.local("local:" + i), i == 7 ? Duration.ofSeconds(1) : Duration.ZERO));
        }
        assertFalse(mutes.hasRoomFor(ALICE));
        assertFalse(mutes.add(ALICE, Duration.ZERO));
        assertNull(mutes.remaining(ALICE));
        assertTrue(mutes.add(BOB, Duration.ofMinutes(1)));
        assertEquals(Duration.ofMinutes(1), mutes.remaining(BOB));
        sleep(Duration.ofSeconds(1));
        assertTrue(mutes.add(ALICE, Duration.ZERO));
    }
}
