package chatd;

import chatd.access.AccessRules;
import chatd.access.Cidr;
import chatd.chat.Dialects;
import chatd.chat.Language;
import chatd.chat.Settings;
import chatd.net.Limits;
import chatd.text.Durations;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
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
 * @param listen where to listen; empty if the options don't say
 * @param socketMode who may connect to the Unix domain sockets among those
 * @param admin the administrator's Unix domain socket; null is none
 * @param limits the bounds of the reactor
 * @param socketBufferBytes how much the kernel is to keep for one client that reads slowly; 0 is as much as it likes
 * @param access from which addresses clients are let in, and how many
 * @param settings how the room is to be
 * @param verbose whether arrivals and departures are logged
 * @param help whether to print the help, and do nothing else
 * @param version whether to print the version, and do nothing else
 */
record Options(List<ListenAddress> listen, Set<PosixFilePermission> socketMode, Path admin, Limits limits,
        int socketBufferBytes, AccessRules access, Settings settings, boolean verbose, boolean help, boolean version) {

    /** Says in one line what is wrong with the options, and what would be right. */
    static final class BadOption extends Exception {
        private static final long serialVersionUID = 1;

        BadOption(String message) {
            super(message);
        }
    }

    static final String HELP = """
            chatd: a chat room that people join with netcat

            Usage: chatd [OPTION]...

              --listen HOST:PORT      where to listen; may be given several times; port 0 picks
                                      a free one, which the log tells (default localhost:8000,
                                      or standard input if that is a listening socket)
              --listen unix:PATH      the same, for people on this machine: nc -U PATH
              --socket-mode MODE      who may connect to those sockets, 000 to 777, as chmod has
                                      it (default 0660)
              --admin unix:PATH       a socket for the administrator, with mode 0600; send it
                                      help
              --dialect NAME          how lines are read and events worded: chat (the default),
                                      messenger, room
              --lang en|ru|zh         the language of what people see (default: that of the
                                      environment, or en; for --dialect room it is zh)
              --names ask|address     ask people for a name, or let them go by their address
                                      (default ask)
              --name-timeout TIME     how long they may take to choose one (default 60s)
              --idle TIME             disconnect who sends nothing for so long (default 5m, for
                                      --dialect room 1m)
              --rate N/s              who sends more lines than that is read no faster; also N/m;
                                      0 is no limit (default 20/s)
              --burst N               how many lines they may send at once before that, 1 to 10000
                                      (default 100)
              --history N             show newcomers the last N lines, 0 to 1000 (default 0)
              --history-size SIZE     how many bytes those may have together, 1k to 1m
                                      (default 64k)
              --motd FILE             show everybody this text first, of at most 64k
              --password-file FILE    ask everybody for the password first, which is the one line
                                      of this file
              --max-line SIZE         the longest line, in bytes, 16 to 64k (default 1024)
              --max-clients N         how many may be connected, 1 to 1000000 (default 10000)
              --allow CIDR            let in clients from there only; may be given several times
              --deny CIDR             let in nobody from there, whatever is allowed; may be
                                      given several times
              --max-per-address N     how many may be connected from one address, 0 to 1000000;
                                      0 is no limit (default 0)
              --connect-rate N/s      from one address let in no more than that; also N/m; 0 is
                                      no limit (default 0)
              --proxy-protocol        a proxy such as HAProxy or stunnel says first who the client
                                      is, by the PROXY protocol, version 1 or 2
              --proxy-from CIDR       where such proxies are; who connects from elsewhere is a
                                      client; may be given several times
              --write-buffer SIZE     how much may wait for one who reads too slowly, before
                                      lines are skipped, 1k to 16m (default 64k)
              --buffer-memory SIZE    how much may wait for all of them together, 1m to 2g: then
                                      those for whom the most waits are disconnected (default:
                                      a twelfth of the heap)
              --socket-buffer SIZE    how much the kernel is to keep for one who reads too slowly,
                                      before that, 4k to 16m; 0 is as much as it likes (default 0)
              --write-timeout TIME    disconnect who takes nothing for so long while something
                                      waits (default 60s)
              --verbose               log arrivals and departures, too
              --version               print the version
              --help                  print this

            TIME is a number with a unit, as in 500ms, 2s, 5m, 1h, up to 10000h; 0 is for ever.
            SIZE is a number of bytes, or of KiB or MiB, as in 1024, 64k, 1m.
            CIDR is an IP address or a range of them, as in 192.0.2.7, 192.0.2.0/24, 2001:db8::/32.
            """;

    private static final int HEAP_SHARE = 12;
    private static final long PROGRAM_BYTES = 12 << 20;
    private static final long CLIENT_BYTES = 4 << 10;
    private static final Pattern RATE = Pattern.compile("(\\d{1,6})/([sm])");
    private static final Pattern SIZE = Pattern.compile("(\\d{1,10})([kmg]?)");
    private static final Pattern MODE = Pattern.compile("0?[0-7]{3}");
    private static final Map<String, Integer> SHIFTS = Map.of("", 0, "k", 10, "m", 20, "g", 30);

    /**
     * The largest heap that clients can make the daemon need, whatever they do, in bytes. For each of them it has a
     * connection and a person, who ignores as many as one can, is away with words of two bytes a letter, has half a line
     * typed and something waiting both ways.
     */
    long heapBytes() {
        long eachClient = CLIENT_BYTES + 3L * limits.maxLineBytes();
        return PROGRAM_BYTES + limits.maxClients() * eachClient + limits.bufferMemoryBytes() * 5 / 4
                + 2L * settings.historyBytes();
    }

    /**
     * Reads a command line.
     *
     * @param environment the environment's variables, which choose the language if nothing else does
     * @throws BadOption if an option is unknown, or a value is none that it takes
     */
    static Options parse(Map<String, String> environment, String... arguments) throws BadOption {
        CommandLine line = split(arguments);
        Limits limits = limits(line);
        try {
            Settings settings = settings(line, environment, limits.maxLineBytes());
            return new Options(places(line), mode(line), admin(line), limits, socketBuffer(line), access(line),
                    settings, line.hasOption("verbose"), line.hasOption("help"), line.hasOption("version"));
        } catch (InvalidPathException e) {
            throw new BadOption("the locale has no way to write '" + e.getInput() + "'; set LC_ALL=C.UTF-8, or another "
                    + "that has");
        }
    }

    private static Limits limits(CommandLine line) throws BadOption {
        return Limits.DEFAULT.withMaxLineBytes((int) size(line, "max-line", "1024", "16", "64k"))
                .withMaxClients(number(line, "max-clients", 10_000, 1, 1_000_000))
                .withWriteBufferBytes((int) size(line, "write-buffer", "64k", "1k", "16m"))
                .withBufferMemoryBytes(size(line, "buffer-memory", Long.toString(usualBufferMemory()), "1m", "2g"))
                .withWriteTimeout(time(line, "write-timeout", "60s"))
                .withLineRate(rate(line, "rate", "20/s", "lines").interval(), number(line, "burst", 100, 1, 10_000));
    }

    /** A share of the heap, for all else must have room there as well. */
    private static long usualBufferMemory() {
        return Math.max(1 << 20, Math.min(1L << 31, Runtime.getRuntime().maxMemory() / HEAP_SHARE));
    }

    private static int socketBuffer(CommandLine line) throws BadOption {
        String value = value(line, "socket-buffer", "0");
        long bytes = bytes(value);
        if (bytes != 0 && (bytes < 4 << 10 || bytes > 16 << 20)) {
            throw bad("socket-buffer", value, "a size from 4k to 16m, as in 64k; 0 is as much as the kernel likes");
        }
        return (int) bytes;
    }

    private static AccessRules access(CommandLine line) throws BadOption {
        Rate connectRate = rate(line, "connect-rate", "0", "arrivals");
        return AccessRules.NONE.withAllowed(ranges(line, "allow")).withDenied(ranges(line, "deny"))
                .withMaxPerAddress(number(line, "max-per-address", 0, 0, 1_000_000))
                .withConnectRate(connectRate.interval(), connectRate.count()).withProxies(proxies(line));
    }

    private static List<Cidr> proxies(CommandLine line) throws BadOption {
        if (line.hasOption("proxy-protocol") && !line.hasOption("proxy-from")) {
            throw new BadOption("--proxy-protocol needs --proxy-from CIDR: whom to believe for whom they connect");
        }
        if (line.hasOption("proxy-from") && !line.hasOption("proxy-protocol")) {
            throw new BadOption("--proxy-from is of no use without --proxy-protocol");
        }
        return ranges(line, "proxy-from");
    }

    private static List<Cidr> ranges(CommandLine line, String option) throws BadOption {
        List<Cidr> ranges = new ArrayList<>();
        if (line.hasOption(option)) {
            for (String value : line.getOptionValues(option)) {
                ranges.add(Cidr.parse(value).orElseThrow(() -> bad(option, value,
                        "an IP address or a range, as in 192.0.2.7, 192.0.2.0/24 or 2001:db8::/32")));
            }
        }
        return List.copyOf(ranges);
    }

    private static Settings settings(CommandLine line, Map<String, String> environment, int maxLineBytes)
            throws BadOption {
        String dialect = oneOf(line, "dialect", "chat", Dialects.names());
        String usualLanguage = Dialects.language(dialect).orElseGet(() -> Language.of(environment));
        return Settings.DEFAULT.withDialect(dialect)
                .withLanguage(oneOf(line, "lang", usualLanguage, Language.CODES))
                .withNamesAsked(oneOf(line, "names", "ask", List.of("ask", "address")).equals("ask"))
                .withNameTimeout(time(line, "name-timeout", "60s"))
                .withIdle(time(line, "idle", Dialects.idle(dialect).toSeconds() + "s"))
                .withMaxLineBytes(maxLineBytes)
                .withHistory(number(line, "history", 0, 0, 1000), (int) size(line, "history-size", "64k", "1k", "1m"))
                .withMotd(file(line, "motd")).withPasswordFile(file(line, "password-file"));
    }

    private static CommandLine split(String... arguments) throws BadOption {
        var known = new org.apache.commons.cli.Options();
        for (String name : List.of("listen", "socket-mode", "admin", "dialect", "lang", "names", "name-timeout", "idle",
                "rate", "burst", "history", "history-size", "motd", "password-file", "max-line", "max-clients",
                "allow", "deny", "max-per-address", "connect-rate", "proxy-from", "write-buffer", "buffer-memory",
                "socket-buffer", "write-timeout")) {
            known.addOption(Option.builder().longOpt(name).hasArg().get());
        }
        for (String name : List.of("proxy-protocol", "verbose", "version")) {
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

    private static List<ListenAddress> places(CommandLine line) throws BadOption {
        List<ListenAddress> places = new ArrayList<>();
        if (line.hasOption("listen")) {
            for (String value : line.getOptionValues("listen")) {
                places.add(ListenAddress.parse(value).orElseThrow(() -> bad("listen", value,
                        "a host and a port from 0 to 65535, as in localhost:8000, 0.0.0.0:8000 or [::1]:8000, "
                                + "or unix:PATH")));
            }
        }
        return List.copyOf(places);
    }

    private static Path admin(CommandLine line) throws BadOption {
        if (!line.hasOption("admin")) {
            return null;
        }
        String value = value(line, "admin", "");
        if (ListenAddress.parse(value).orElse(null) instanceof ListenAddress.Socket socket) {
            return socket.path();
        }
        throw bad("admin", value, "unix:PATH, as in unix:/run/chatd/admin.sock");
    }

    /** Null if that option isn't given. */
    private static Path file(CommandLine line, String option) {
        return line.hasOption(option) ? Path.of(value(line, option, "")) : null;
    }

    private static Set<PosixFilePermission> mode(CommandLine line) throws BadOption {
        String value = value(line, "socket-mode", "0660");
        if (!MODE.matcher(value).matches()) {
            throw bad("socket-mode", value, "three octal digits, as in 0660");
        }
        int mode = Integer.parseInt(value, 8);
        PosixFilePermission[] highestFirst = PosixFilePermission.values();
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        for (int i = 0; i < highestFirst.length; i++) {
            if ((mode << i & 0400) != 0) {
                permissions.add(highestFirst[i]);
            }
        }
        return permissions;
    }

    private static String oneOf(CommandLine line, String option, String otherwise, List<String> choices)
            throws BadOption {
        String value = value(line, option, otherwise);
        if (!choices.contains(value)) {
            throw bad(option, value, String.join(" or ", choices));
        }
        return value;
    }

    /** So many in a unit of time: the time from one to the next, and how many; a time of zero is no limit. */
    private record Rate(Duration interval, int count) {
    }

    private static Rate rate(CommandLine line, String option, String otherwise, String what) throws BadOption {
        String value = value(line, option, otherwise);
        if (value.equals("0")) {
            return new Rate(Duration.ZERO, 1);
        }
        Matcher matcher = RATE.matcher(value);
        if (!matcher.matches() || Integer.parseInt(matcher.group(1)) == 0) {
            throw bad(option, value, "a number of " + what
                    + " a second or a minute, as in 20/s or 100/m; 0 is no limit");
        }
        Duration unit = matcher.group(2).equals("s") ? Duration.ofSeconds(1) : Duration.ofMinutes(1);
        int count = Integer.parseInt(matcher.group(1));
        return new Rate(unit.dividedBy(count), count);
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
        return Durations.parse(value).orElseThrow(() -> bad(option, value, "a time up to "
                + Durations.LONGEST.toHours() + "h, as in 500ms, 2s, 5m or 1h; 0 is for ever"));
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
