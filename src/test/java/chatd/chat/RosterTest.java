package chatd.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class RosterTest {

    private final Roster roster = new Roster();

    private Session arrive(int number, String name) {
        Session member = new Session(number, null);
        roster.add(member);
        rename(member, name);
        return member;
    }

    private void rename(Session member, String name) {
        roster.rename(member, name);
        member.rename(name, name + ": ");
    }

    @Test
    void peopleStandInTheOrderOfTheirNumbersWhoeverChoseANameFirst() {
        Session third = arrive(30, "carol");
        Session first = arrive(10, "alice");
        Session second = arrive(20, "bob");
        assertEquals(List.of(first, second, third), roster.stream().toList());
        assertEquals(3, roster.size());
    }

    @Test
    void eachIsFoundByTheirNumberAndNobodyByAnother() {
        Session bob = arrive(20, "bob");
        Session alice = arrive(10, "alice");
        assertSame(alice, roster.numbered(10));
        assertSame(bob, roster.numbered(20));
        for (int number : new int[] {0, 9, 11, 19, 21, Integer.MAX_VALUE}) {
            assertNull(roster.numbered(number));
        }
    }

    @Test
    void whoHasLeftIsNotFoundAndLeavesOnlyOnce() {
        Session alice = arrive(1, "alice");
        Session bob = arrive(2, "bob");
        assertTrue(roster.remove(alice));
        assertFalse(roster.remove(alice));
        assertNull(roster.numbered(1));
        assertNull(roster.called("alice"));
        assertEquals(List.of(bob), roster.stream().toList());
    }

    @Test
    void whoHasANewNameIsFoundByThatAloneInAnyCase() {
        Session alice = arrive(1, "Alice");
        assertSame(alice, roster.called("aLICE"));
        rename(alice, "ALICE");
        assertSame(alice, roster.called("alice"));
        rename(alice, "ada");
        assertNull(roster.called("alice"));
        assertSame(alice, roster.called("Ada"));
    }

    @Test
    void ofTwoUnderOneAddressTheLastKeepsItWhateverTheOtherDoes() {
        Session first = arrive(1, "127.0.0.1:50000");
        Session second = arrive(2, "127.0.0.1:50000");
        rename(first, "alice");
        assertSame(second, roster.called("127.0.0.1:50000"));
        rename(first, "127.0.0.1:50001");
        Session third = arrive(3, "127.0.0.1:50001");
        roster.remove(first);
        assertSame(third, roster.called("127.0.0.1:50001"));
    }
}
