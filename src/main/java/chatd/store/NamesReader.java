package chatd.store;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the text of the registered names, line by line, at the start. Loads every complete line, even if other lines
 * are damaged. Before the daemon uses a damaged text, it keeps a copy of it, and logs the numbers of the lines, never
 * their contents. It also keeps a copy before all names are forgotten at once.
 */
final class NamesReader {

    private static final Logger LOG = LoggerFactory.getLogger(NamesReader.class);

    /** Limit of the problems that the log describes. It only counts the others. */
    private static final int MOST_DESCRIBED = 10;

    private final NamesSettings settings;
    private final int today;
    private final Map<String, RegisteredName> names = new HashMap<>();
    /** Folded names that appear only in damaged lines. */
    private final Set<String> reserved = new HashSet<>();
    private final StringBuilder problems = new StringBuilder();
    private int problemCount;
    private int lineNumber;
    private int wholeLines;
    /** Whole lines with a name that nobody has used for longer than the age. */
    private int oldLines;
    private boolean hasHeader;
    private boolean hasOtherHeader;
    private boolean hasPartOfHeader;
    private boolean hasEnd;

    NamesReader(NamesSettings settings) {
        this.settings = settings;
        today = settings.today();
    }

    /**
     * Reads the names, by their folded form.
     *
     * @throws IOException if the text cannot be read, is not a names file, or is damaged and cannot be copied
     */
    Map<String, RegisteredName> read(NamesStorage storage) throws IOException {
        try (InputStream in = storage.open()) {
            if (in != null) {
                readLines(new BufferedInputStream(in));
            }
        }
        if (lineNumber == 0) {
            return names;
        }
        if (!hasHeader && wholeLines == 0 && !hasPartOfHeader) {
            throw new IOException(storage + ": " + (hasOtherHeader
                    ? "another version of chatd has written it"
                    : "it is not a file of registered names, and stays as it is"));
        }
        if (!hasEnd) {
            problem("the end is missing");
        }
        if (isDamaged()) {
            report(storage);
        }
        if (oldLines > 0) {
            reportForgotten(storage);
        }
        return names;
    }

    /** Whether anything was wrong with the text. */
    boolean isDamaged() {
        return problemCount > 0;
    }

    private void readLines(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0; b = in.read()) {
            if (b == '\n') {
                readLine(line.toByteArray());
                line.reset();
            } else if (line.size() <= NameLine.MOST_BYTES) {
                line.write(b);
            }
        }
        if (line.size() > 0) {
            hasPartOfHeader = lineNumber == 0 && NameLine.HEADER.startsWith(latin1(line.toByteArray()));
            readLine(line.toByteArray());
        }
    }

    private static String latin1(byte[] line) {
        return new String(line, StandardCharsets.ISO_8859_1);
    }

    private void readLine(byte[] line) {
        lineNumber++;
        boolean isLate = hasEnd;
        if (line.length > 0 && line[0] == '#') {
            readComment(line);
        } else {
            readName(line);
        }
        if (isLate) {
            problem("it goes on after its end, in line " + lineNumber);
        } else if (lineNumber == 1 && !hasHeader) {
            problem("line 1 is not the header");
        }
    }

    private void readComment(byte[] line) {
        if (NameLine.isEnd(line, wholeLines)) {
            hasEnd = true;
        } else if (lineNumber == 1) {
            String text = latin1(line);
            hasHeader = text.concat("\n").equals(NameLine.HEADER);
            hasOtherHeader = !hasHeader && text.startsWith(NameLine.ANY_HEADER);
        }
    }

    private void readName(byte[] line) {
        RegisteredName name = NameLine.decode(line);
        if (name == null) {
            reserve(NameLine.damagedName(line));
            return;
        }
        wholeLines++;
        String folded = settings.fold().apply(name.name());
        if (settings.isOld(name, today)) {
            oldLines++;
            return;
        }
        if (names.containsKey(folded) && !reserved.remove(folded)) {
            problem("line " + lineNumber + " has the name of an earlier line again");
        } else if (!names.containsKey(folded) && names.size() >= settings.most()) {
            problem("line " + lineNumber + " is beyond the " + settings.most() + " of --max-registered-names");
        } else {
            names.put(folded, name);
        }
    }

    /** Reserves the name of a damaged line, so that no other person gets it. */
    private void reserve(String name) {
        String folded = name == null ? null : settings.fold().apply(name);
        boolean isReserved = name != null && names.size() < settings.most() && !names.containsKey(folded);
        if (isReserved) {
            names.put(folded, RegisteredName.of(name, today));
            reserved.add(folded);
        }
        problem("line " + lineNumber + (isReserved
                ? " is damaged: its name stays registered, without a key"
                : " is damaged, and is left out"));
    }

    private void problem(String text) {
        problemCount++;
        if (problemCount <= MOST_DESCRIBED) {
            problems.append(problems.isEmpty() ? "" : "; ").append(text);
        }
    }

    private void report(NamesStorage storage) throws IOException {
        String copy = storage.setAside("damaged");
        if (problemCount > MOST_DESCRIBED) {
            problems.append("; and ").append(problemCount - MOST_DESCRIBED).append(" more");
        }
        LOG.warn("{} is damaged, and is kept as {}: {}", storage, copy, problems);
    }

    /** If the clock is far ahead, all names look old, and the next write would remove them from the file. */
    private void reportForgotten(NamesStorage storage) throws IOException {
        if (oldLines < wholeLines) {
            LOG.info("{}: {} of {} names are forgotten: they were last used longer than --names-age ago", storage,
                    oldLines, wholeLines);
            return;
        }
        LOG.warn("{} is outdated, and is kept as {}: all names in it ({}) are forgotten, because they were last used "
                + "longer than --names-age ago. The clock may be wrong: the date is {} (UTC)", storage,
                storage.setAside("outdated"), oldLines, LocalDate.ofEpochDay(today));
    }
}
