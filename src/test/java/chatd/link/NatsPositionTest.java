package chatd.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The reply subjects of delivered messages. */
class NatsPositionTest {

    @Test
    void theSubjectHasTheSequenceTheDeliveryAndTheTime() {
        assertEquals(new NatsPosition(12, 3, 1_700_000_000_123L),
                NatsPosition.parse("$JS.ACK.chatd_test.abc.1.12.3.1700000000123999999.4"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"$JS.ACK.hub.acchash.chatd_test.abc.1.12.3.1700000000123999999.4",
            "$JS.ACK._.acchash.chatd_test.abc.1.12.3.1700000000123999999.4.token"})
    void aSubjectWithADomainHasThemToo(String reply) {
        assertEquals(new NatsPosition(12, 3, 1_700_000_000_123L), NatsPosition.parse(reply));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "_INBOX.a", "$JS.FC.chatd_test.abc.1.12.3.1700000000123999999.4", "$JS.ACK.a.b.1.12.3",
            "$JS.ACK.a.b.1.12.3.4.5.6", "$JS.ACK.a.b.1.x.3.4.5", "$JS.ACK.a.b.1.0.3.4.5", "$JS.ACK.a.b.1.1.0.4.5",
            "$JS.ACK.a.b.1.1.1.-4.5", "$JS.ACK.a.b.1..1.4.5"})
    void otherSubjectsAreNotPositions(String reply) {
        assertNull(NatsPosition.parse(reply));
    }
}
