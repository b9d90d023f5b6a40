package chatd;

import java.util.List;

/**
 * One option: a row of the {@link OptionTable}. Built by name.
 *
 * @param group heading under which the documents list it
 * @param name as it is typed, without the two hyphens
 * @param type type of its value
 * @param value its value if it is not given; null if that is not one value, or none
 * @param usual the default in words; empty if there is none
 * @param repeatable whether each of several values counts; otherwise the last one wins
 * @param help what it does, in one line
 * @param more further sentences for the man page; empty if there are none
 */
record OptionRow<T>(String group, String name, OptionType<T> type, String value, String usual, boolean repeatable,
        String help, String more) {

    OptionRow(String group, String name, OptionType<T> type, String help) {
        this(group, name, type, null, "", false, help, "");
    }

    /** With a default that is one value. */
    OptionRow<T> byDefault(String usualValue) {
        return new OptionRow<>(group, name, type, usualValue, usualValue, repeatable, help, more);
    }

    /** With a default that depends on something else. */
    OptionRow<T> byDefaultInWords(String words) {
        return new OptionRow<>(group, name, type, value, words, repeatable, help, more);
    }

    OptionRow<T> severalTimes() {
        return new OptionRow<>(group, name, type, value, usual, true, help, more);
    }

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

    /** The groups of a table, in its order. */
    static List<String> groups(List<OptionRow<?>> rows) {
        return rows.stream().map(OptionRow::group).distinct().toList();
    }
}
