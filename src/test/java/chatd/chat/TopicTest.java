package chatd.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chatd.sim.SimulatedNetwork.Client;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The longest topic of a room. */
class TopicTest {

    @Test
    void aTopicOfMoreThanTwoHundredCharactersIsRefused() {
        ChatFixture fixture = new ChatFixture();
        Client alice = fixture.join("alice");
        String most = "😀".repeat(200);
        assertEquals(List.of("alice has set the topic: " + most), fixture.type(alice, "/topic " + most));
        assertEquals(List.of("A topic may be at most 200 characters."), fixture.type(alice, "/topic " + most + "x"));
        assertEquals(List.of("Topic: " + most), fixture.type(alice, "/topic"));
    }
}
