package chatd.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** URLs and names of the link. */
class NatsSettingsTest {

    private static NatsSettings settings(String url, String linkName, String node) {
        return new NatsSettings(List.of(url), null, null, linkName, node);
    }

    private static String problem(String url, String linkName, String node) {
        return assertThrows(IllegalArgumentException.class, () -> settings(url, linkName, node)).getMessage();
    }

    @ParameterizedTest
    @ValueSource(strings = {"nats://n1", "nats://n1:4222", "tls://n1.example.org:4222", "nats://[::1]:4222"})
    void aUrlIsAHostAndPerhapsAPort(String url) {
        assertEquals(List.of(url), settings(url, "chatd", "east").urls());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "n1:4222|n1:4222 must begin with nats:// or tls://",
        "http://n1|http://n1 must begin with nats:// or tls://",
        "nats:n1|nats:n1 is not a host and port, such as nats://n1:4222",
        "nats://|nats:// is not a URL, such as nats://n1:4222",
        "nats://n1/x|nats://n1/x is not a host and port, such as nats://n1:4222",
        "nats://n1?x|nats://n1?x is not a host and port, such as nats://n1:4222",
        "nats://n1:x|nats://n1:x is not a host and port, such as nats://n1:4222",
        "nats://me:secret@n1|a URL must not have a user or password; put them into a file for --link-credentials",
    })
    void otherUrlsAreRefused(String url, String why) {
        assertEquals("--link: " + why, problem(url, "chatd", "east"));
    }

    @Test
    void thereMustBeAUrl() {
        assertEquals("--link: there is no URL, such as nats://n1:4222",
                assertThrows(IllegalArgumentException.class,
                        () -> new NatsSettings(List.of(), null, null, "chatd", "east"))
                        .getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a.b", "*", ">", "é", "123456789012345678901234567890123"})
    void namesThatCannotBePartsOfSubjectsAreRefused(String name) {
        String why = name + " is not a name of 1 to 32 letters (a-z, A-Z), digits, '-' and '_'";
        assertEquals("--node: " + why, problem("nats://n1", "chatd", name));
        assertEquals("--link-name: " + why, problem("nats://n1", name, "east"));
    }

    @Test
    void subjectsHaveTheLinkName() {
        NatsSettings settings = settings("nats://n1", "Club-2", "az_AZ-09");
        assertEquals("chatd_Club-2", settings.stream());
        assertEquals("chatd.Club-2.log", settings.log());
        assertEquals("chatd.Club-2.all", settings.all());
        assertEquals("chatd.Club-2.node.az_AZ-09", settings.to("az_AZ-09"));
    }
}
