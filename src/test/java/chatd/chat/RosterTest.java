package chatd.chat;

import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;

class RosterTest {

    private final Roster roster = new Roster();

    private Session named(int number, String name) {
        Session session = new Session(number, null);
        rename(session, name);
        return session;
    }

    private void rename(Session session, String name) {
        roster.rename(session, name);
        session.rename(name);
    }

    @Test
    void aSessionIsFoundByItsLastNameOnlyInAnyCase() {
        Session alice = named(1, "Alice");
        assertSame(alice, roster.called("aLICE"));
        rename(alice, "ALICE");
        assertSame(alice, roster.called("alice"));
        rename(alice, "ada");
        assertNull(roster.called("alice"));
        assertSame(alice, roster.called("Ada"));
    }

    @Test
    void aSessionThatWasRemovedIsNotFoundAndOthersAre() {
        Session alice = named(1, "alice");
        Session bob = named(2, "bob");
        roster.remove(alice);
        assertNull(roster.called("alice"));
        assertSame(bob, roster.called("bob"));
    }

    @Test
    void ofTwoUnderOneAddressTheLastKeepsItWhateverTheOtherDoes() {
        Session first = named(1, "127.0.0.1:50000");
        Session second = named(2, "127.0.0.1:50000");
        rename(first, "alice");
        assertSame(second, roster.called("127.0.0.1:50000"));
        rename(first, "127.0.0.1:50001");
        Session third = named(3, "127.0.0.1:50001");
        roster.remove(first);
        assertSame(third, roster.called("127.0.0.1:50001"));
    }
}
