package chatd;

import java.util.List;

/**
 * One option: a row of the {@link OptionTable}. Built by name.
 *
 * @param group the heading under which the documents list the option
 * @param name the option as it is typed, without the two hyphens
 * @param type the type of its value
 * @param value the default as it would be typed; null if there is none, or if it depends on something else
 * @param usual the default in words; empty if there is none
 * @param repeatable whether all values count if the option is given several times; otherwise the last one does
 * @param help its effect, in one line
 * @param more further sentences for the man page; empty if there are none
 */
record OptionRow<T>(String group, String name, OptionType<T> type, String value, String usual, boolean repeatable,
        String help, String more) {

    OptionRow(String group, String name, OptionType<T> type, String help) {
        this(group, name, type, null, "", false, help, "");
    }

    /** The row with a default value, as it would be typed. */
    OptionRow<T> byDefault(String typed) {
        return new OptionRow<>(group, name, type, typed, typed, repeatable, help, more);
    }

    /** The row with a default that depends on something else, described in words. */
    OptionRow<T> byDefaultInWords(String words) {
        return new OptionRow<>(group, name, type, value, words, repeatable, help, more);
    }

    /** The row of an option that may be given several times. */
    OptionRow<T> severalTimes() {
        return new OptionRow<>(group, name, type, value, usual, true, help, more);
    }

    /** The row with further sentences for the man page. */
    OptionRow<T> more(String sentences) {
        return new OptionRow<>(group, name, type, value, usual, repeatable, help, sentences);
    }

    boolean hasValue() {
        return !(type instanceof OptionType.Switch);
    }

    /** The option as it is typed, and its value: {@code --idle TIME}. */
    String usage() {
        return hasValue() ? this + " " + type.placeholder() : toString();
    }

    /** The help with range and default: {@code lines a client may send, 1 to 10000 (default: 100)}. */
    String fullHelp() {
        return help + (type.range().isEmpty() ? "" : ", " + type.range())
                + (repeatable ? "; may be given several times" : "")
                + (usual.isEmpty() ? "" : " (default: " + usual + ")");
    }

    /** The error for a value that is not valid. */
    BadOption invalid(String text) {
        String problem = type.problem(text);
        return new BadOption("invalid value '" + text + "' for " + this + ": "
                + (problem.isEmpty() ? "it must be " + type.expected() : problem));
    }

    /** The option as it is typed: {@code --idle}. */
    @Override
    public String toString() {
        return "--" + name;
    }

    /** The groups of a table, in the order of its rows. */
    static List<String> groups(List<OptionRow<?>> rows) {
        return rows.stream().map(OptionRow::group).distinct().toList();
    }
}
