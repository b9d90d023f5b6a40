package chatd.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chatd.sim.SimulatedNetwork.Client;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The notices of a removal, for members that ignore the owner or the removed member. */
class RemovalTest {

    private final ChatFixture chat = new ChatFixture();
    private final Client owner = chat.join("alice");
    private final Client member = chat.join("bob");
    private final Client reader = chat.join("carol");

    @BeforeEach
    void allAreInOneRoom() {
        chat.type(owner, "/join games");
        chat.type(member, "/join games");
        chat.type(reader, "/join games");
    }

    @Test
    void aMemberThatIgnoresTheOwnerReadsNeitherTheReasonNorTheNewName() {
        chat.type(reader, "/ignore alice");
        chat.type(owner, "/name carol-is-dull", "/remove bob carol is dull");
        assertEquals(List.of("bob was removed by alice"), chat.type(reader, ""));
    }

    @Test
    void theRemovedMemberThatIgnoresTheOwnerReadsNeitherTheReasonNorTheNewName() {
        chat.type(member, "/ignore alice");
        chat.type(owner, "/name bob-is-dull", "/remove bob bob is dull");
        assertEquals("alice has removed you from #games.", chat.type(member, "").get(0));
    }

    @Test
    void aMemberThatIgnoresTheRemovedOneReadsTheReason() {
        chat.type(reader, "/ignore bob");
        chat.type(member, "/name robert");
        chat.type(owner, "/remove robert too loud");
        assertEquals(List.of("bob was removed by alice: too loud"), chat.type(reader, ""));
    }

    @Test
    void anInvisibleReasonCountsAsNone() {
        chat.readAll(member, reader);
        chat.type(owner, "/remove bob\u00A0\u2800");
        assertEquals("alice has removed you from #games.", chat.type(member, "").get(0));
        assertEquals(List.of("bob was removed by alice"), chat.type(reader, ""));
    }
}
