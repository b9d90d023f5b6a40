package chatd.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.List;
import org.junit.jupiter.api.Test;

class MembersTest {

    private final Members members = new Members();

    private Session add(int number) {
        Session session = new Session(number, null);
        members.add(session);
        return session;
    }

    @Test
    void membersAreInTheOrderOfTheirNumbersHoweverTheyAreAdded() {
        Session third = add(30);
        Session first = add(10);
        Session second = add(20);
        assertEquals(List.of(first, second, third), members.stream().toList());
        assertEquals(3, members.size());
    }

    @Test
    void aMemberIsFoundByItsNumberAndByNoOther() {
        Session second = add(20);
        Session first = add(10);
        assertSame(first, members.numbered(10));
        assertSame(second, members.numbered(20));
        for (int number : new int[] {0, 9, 11, 19, 21, Integer.MAX_VALUE}) {
            assertNull(members.numbered(number));
        }
    }

    @Test
    void aMemberThatWasRemovedIsNotFoundAndOthersAre() {
        Session first = add(1);
        Session second = add(2);
        members.remove(first);
        assertNull(members.numbered(1));
        assertEquals(List.of(second), members.stream().toList());
    }
}
