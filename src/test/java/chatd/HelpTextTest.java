package chatd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.chat.Dialects;
import org.junit.jupiter.api.Test;

class HelpTextTest {

    @Test
    void optionsStandInTwoColumnsBelowTheirGroups() {
        String help = HelpText.text();
        assertTrue(help.startsWith("""
                chatd: a chat room that people join with netcat

                Usage: chatd [OPTION]...

                Listening:
                  --listen ADDRESS          listen at ADDRESS; may be given several times (default:
                                            localhost:8000, or standard input if that is a listening socket)
                """), help);
        assertTrue(help.contains("""
                                            let the kernel choose (default: 0)
                  --write-timeout TIME      disconnect a client that has read nothing for TIME while lines
                                            wait for it (default: 60s)
                  --keepalive TIME          probe the connection of a client that has been silent for TIME
                                            (default: 60s)

                Several nodes:
                  --link URL[,URL]          share the rooms with other nodes through these NATS servers,
                                            which need JetStream
                """), help);
        assertTrue(help.contains("""
                  --help                    print the options

                Values:
                  ADDRESS                   HOST:PORT, such as"""), help);
        assertTrue(help.endsWith("""
                  CIDR                      an IP address or a range, such as 192.0.2.7, 192.0.2.0/24 or
                                            2001:db8::/32
                """), help);
    }

    @Test
    void everyOptionHasItsHelp() {
        String words = HelpText.text().replaceAll("\\s+", " ");
        for (OptionRow<?> row : OptionTable.ROWS) {
            assertTrue(words.contains(" " + row.usage() + " " + row.fullHelp() + " "), row.usage());
        }
    }

    @Test
    void allDialectsAreNamed() {
        String help = HelpText.text();
        int option = help.indexOf("--dialect");
        String entry = help.substring(option, help.indexOf("\n  --", option));
        Dialects.names().forEach(name -> assertTrue(entry.matches("(?s).*\\b" + name + "\\b.*"), name));
    }

    @Test
    void everyLineFitsATerminal() {
        assertEquals(92, HelpText.text().lines().mapToInt(String::length).max().orElseThrow());
        assertTrue(HelpText.text().lines().noneMatch(line -> line.endsWith(" ")));
    }

    @Test
    void aPlaceholderIsExplainedOnceUnlessTheHelpOfItsOptionsSaysEnough() {
        assertEquals("[ADDRESS, TIME, SIZE, RATE, CIDR]", HelpText.legends().keySet().toString());
    }
}
