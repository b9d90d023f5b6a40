package chatd;

import java.nio.file.InvalidPathException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.DefaultParser;
import org.apache.commons.cli.MissingArgumentException;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.ParseException;
import org.apache.commons.cli.UnrecognizedOptionException;

/**
 * A command line, split into options of the {@link OptionTable}. Each value is checked when a getter is called for it.
 */
final class OptionValues {

    private static final String TRY_HELP = ". Try --help";

    private final CommandLine line;

    /** @throws BadOption if an option is unknown, or lacks its value, or an argument is not an option */
    OptionValues(String... arguments) throws BadOption {
        try {
            line = DefaultParser.builder().setAllowPartialMatching(false).get().parse(known(), arguments);
        } catch (MissingArgumentException e) {
            throw new BadOption("--" + e.getOption().getLongOpt() + " needs a value" + TRY_HELP);
        } catch (UnrecognizedOptionException e) {
            throw new BadOption("unknown option " + e.getOption() + TRY_HELP);
        } catch (ParseException e) {
            throw new BadOption(e.getMessage() + TRY_HELP);
        }
        if (!line.getArgList().isEmpty()) {
            throw new BadOption("unexpected argument '" + line.getArgList().get(0) + "': options begin with --"
                    + TRY_HELP);
        }
    }

    private static org.apache.commons.cli.Options known() {
        var known = new org.apache.commons.cli.Options();
        for (OptionRow<?> row : OptionTable.ROWS) {
            String letter = row == OptionTable.HELP ? "h" : null;
            known.addOption(Option.builder(letter).longOpt(row.name()).hasArg(row.hasValue()).get());
        }
        return known;
    }

    /** Whether the option was given. */
    boolean has(OptionRow<?> row) {
        return line.hasOption(row.name());
    }

    /** The value that was given last; without one, the default of the option, or null if it has none. */
    <T> T get(OptionRow<T> row) throws BadOption {
        return get(row, null);
    }

    /** The value that was given last; without one, the default of the option, or {@code fallback} if it has none. */
    <T> T get(OptionRow<T> row, T fallback) throws BadOption {
        String[] texts = line.getOptionValues(row.name());
        if (texts != null) {
            return read(row, texts[texts.length - 1]);
        }
        return row.value() == null ? fallback : read(row, row.value());
    }

    /** All values that were given. */
    <T> List<T> all(OptionRow<T> row) throws BadOption {
        List<T> values = new ArrayList<>();
        if (has(row)) {
            for (String text : line.getOptionValues(row.name())) {
                values.add(read(row, text));
            }
        }
        return List.copyOf(values);
    }

    private static <T> T read(OptionRow<T> row, String text) throws BadOption {
        try {
            Optional<T> value = row.type().parse(text);
            if (value.isPresent()) {
                return value.get();
            }
            throw row.invalid(text);
        } catch (InvalidPathException e) {
            throw new BadOption("the locale cannot encode '" + e.getInput() + "' as a file name; set LC_ALL=C.UTF-8, "
                    + "or another locale that can");
        }
    }
}
