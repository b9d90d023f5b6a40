package chatd;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.DefaultParser;
import org.apache.commons.cli.MissingArgumentException;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.ParseException;
import org.apache.commons.cli.UnrecognizedOptionException;

/**
 * Every setting of the daemon, checked once.
 *
 * @param listen where to listen; at least one place
 * @param asksNames whether people are asked for a name; otherwise they go by their address
 * @param nameTimeout how long somebody may take to choose a name
 * @param idle how long somebody in the room may send nothing; zero is for ever
 * @param maxLineBytes the longest line that is read, in bytes without its ending
 * @param maxClients how many may be connected at a time
 * @param writeBufferBytes how much may wait for one client, in bytes
 * @param allBuffersBytes how much may wait for all clients together, in bytes
 * @param writeTimeout how long a client may take nothing of what waits for it; zero is for ever
 * @param verbose whether arrivals and departures are logged
 * @param help whether to print the help, and do nothing else
 * @param version whether to print the version, and do nothing else
 */
record Options(List<Place> listen, boolean asksNames, Duration nameTimeout, Duration idle, int maxLineBytes,
        int maxClients, int writeBufferBytes, long allBuffersBytes, Duration writeTimeout, boolean verbose,
        boolean help, boolean version) {

    /** A host, by name or address, and a port, 0 to 65535. */
    record Place(String host, int port) {
    }

    /** Says in one line what is wrong with the options, and what would be right. */
    static final class BadOption extends Exception {
        private static final long serialVersionUID = 1;

        BadOption(String message) {
            super(message);
        }
    }

    static final String HELP = """
            chatd: a chat room that people join with netcat

            Usage: java -jar chatd.jar [OPTION]...

              --listen HOST:PORT      where to listen; may be given several times; port 0 picks
                                      a free one, which the log tells (default localhost:8000)
              --names ask|address     ask people for a name, or let them go by their address
                                      (default ask)
              --name-timeout TIME     how long they may take to choose one (default 60s)
              --idle TIME             disconnect who sends nothing for so long (default 5m)
              --max-line SIZE         the longest line, in bytes, 16 to 64k (default 1024)
              --max-clients N         how many may be connected, 1 to 1000000 (default 10000)
              --write-buffer SIZE     how much may wait for one who reads too slowly, before
                                      lines are skipped, 1k to 16m (default 64k)
              --all-buffers SIZE      how much may wait for all of them together, 64k to 2g
                                      (default 8m)
              --write-timeout TIME    disconnect who takes nothing for so long while something
                                      waits (default 60s)
              --verbose               log arrivals and departures, too
              --version               print the version
              --help                  print this

            TIME is a number with a unit, as in 500ms, 2s, 5m, 1h; 0 is for ever.
            SIZE is a number of bytes, or of KiB or MiB, as in 1024, 64k, 1m.
            """;

    private static final Pattern TIME = Pattern.compile("(\\d{1,9})(ms|s|m|h)");
    private static final Duration LONGEST = Duration.ofHours(10_000);
    private static final Pattern SIZE = Pattern.compile("(\\d{1,10})([kmg]?)");
    private static final Pattern PLACE =
            Pattern.compile("(?:\\[([0-9A-Fa-f:.]+(?:%\\w+)?)]|([^:\\[\\]\\s]+)):(\\d{1,5})");
    private static final Map<String, Integer> SHIFTS = Map.of("", 0, "k", 10, "m", 20, "g", 30);
    private static final int HIGHEST_PORT = 65535;

    /**
     * Reads a command line.
     *
     * @throws BadOption if an option is unknown, or a value is none that it takes
     */
    static Options parse(String... arguments) throws BadOption {
        CommandLine line = split(arguments);
        return new Options(
                places(line),
                oneOf(line, "names", "ask", "address").equals("ask"),
                time(line, "name-timeout", "60s"),
                time(line, "idle", "5m"),
                (int) size(line, "max-line", "1024", "16", "64k"),
                number(line, "max-clients", 10_000, 1, 1_000_000),
                (int) size(line, "write-buffer", "64k", "1k", "16m"),
                size(line, "all-buffers", "8m", "64k", "2g"),
                time(line, "write-timeout", "60s"),
                line.hasOption("verbose"),
                line.hasOption("help"),
                line.hasOption("version"));
    }

    private static CommandLine split(String... arguments) throws BadOption {
        var known = new org.apache.commons.cli.Options();
        for (String name : List.of("listen", "names", "name-timeout", "idle", "max-line", "max-clients",
                "write-buffer", "all-buffers", "write-timeout")) {
            known.addOption(Option.builder().longOpt(name).hasArg().get());
        }
        for (String name : List.of("verbose", "version")) {
            known.addOption(Option.builder().longOpt(name).get());
        }
        known.addOption(Option.builder("h").longOpt("help").get());
        try {
            CommandLine line = DefaultParser.builder().setAllowPartialMatching(false).get().parse(known, arguments);
            if (!line.getArgList().isEmpty()) {
                throw new BadOption("what is '" + line.getArgList().get(0) + "'? Options begin with --. Try --help");
            }
            return line;
        } catch (MissingArgumentException e) {
            throw new BadOption("--" + e.getOption().getLongOpt() + " needs a value. Try --help");
        } catch (UnrecognizedOptionException e) {
            throw new BadOption("there is no option " + e.getOption() + ". Try --help");
        } catch (ParseException e) {
            throw new BadOption(e.getMessage() + ". Try --help");
        }
    }

    private static List<Place> places(CommandLine line) throws BadOption {
        String[] values = line.hasOption("listen") ? line.getOptionValues("listen") : new String[] {"localhost:8000"};
        List<Place> places = new ArrayList<>();
        for (String value : values) {
            Matcher matcher = PLACE.matcher(value);
            if (!matcher.matches() || Integer.parseInt(matcher.group(3)) > HIGHEST_PORT) {
                throw bad("listen", value,
                        "a host and a port from 0 to 65535, as in localhost:8000, 0.0.0.0:8000 or [::1]:8000");
            }
            String host = matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
            places.add(new Place(host, Integer.parseInt(matcher.group(3))));
        }
        return List.copyOf(places);
    }

    private static String oneOf(CommandLine line, String option, String... choices) throws BadOption {
        String value = value(line, option, choices[0]);
        if (!List.of(choices).contains(value)) {
            throw bad(option, value, String.join(" or ", choices));
        }
        return value;
    }

    private static int number(CommandLine line, String option, int otherwise, int least, int most) throws BadOption {
        String value = value(line, option, Integer.toString(otherwise));
        if (value.matches("\\d{1,9}")) {
            int number = Integer.parseInt(value);
            if (number >= least && number <= most) {
                return number;
            }
        }
        throw bad(option, value, "a number from " + least + " to " + most);
    }

    private static Duration time(CommandLine line, String option, String otherwise) throws BadOption {
        String value = value(line, option, otherwise);
        if (value.equals("0")) {
            return Duration.ZERO;
        }
        Matcher matcher = TIME.matcher(value.toLowerCase(Locale.ROOT));
        if (matcher.matches()) {
            long number = Long.parseLong(matcher.group(1));
            Duration time = switch (matcher.group(2)) {
                case "ms" -> Duration.ofMillis(number);
                case "s" -> Duration.ofSeconds(number);
                case "m" -> Duration.ofMinutes(number);
                default -> Duration.ofHours(number);
            };
            if (time.compareTo(LONGEST) <= 0) {
                return time;
            }
        }
        throw bad(option, value, "a time up to " + LONGEST.toHours() + "h, as in 500ms, 2s, 5m or 1h; 0 is for ever");
    }

    private static long size(CommandLine line, String option, String otherwise, String least, String most)
            throws BadOption {
        String value = value(line, option, otherwise);
        long bytes = bytes(value);
        if (bytes < bytes(least) || bytes > bytes(most)) {
            throw bad(option, value, "a size from " + least + " to " + most + ", as in 1024, 64k or 1m");
        }
        return bytes;
    }

    /** The number of bytes, or -1 if the text is none. */
    private static long bytes(String text) {
        Matcher matcher = SIZE.matcher(text.toLowerCase(Locale.ROOT));
        return matcher.matches() ? Long.parseLong(matcher.group(1)) << SHIFTS.get(matcher.group(2)) : -1;
    }

    /** The value that was given last, as everywhere on the command line. */
    private static String value(CommandLine line, String option, String otherwise) {
        String[] values = line.getOptionValues(option);
        return values == null ? otherwise : values[values.length - 1];
    }

    private static BadOption bad(String option, String value, String right) {
        return new BadOption("--" + option + " takes " + right + "; not '" + value + "'");
    }
}
