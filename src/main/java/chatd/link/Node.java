package chatd.link;

/**
 * A node that takes part, or took part.
 *
 * @param name the value of {@code --node}
 * @param term differs each time that the node joins; later terms are greater
 */
public record Node(String name, long term) {

    /** The longest name, in characters. */
    public static final int MAX_NAME = 32;

    /** Whether a text can be the name of a node: 1 to {@value #MAX_NAME} letters, digits, - and _ of ASCII. */
    public static boolean isName(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_')) {
                return false;
            }
        }
        return !text.isEmpty() && text.length() <= MAX_NAME;
    }
}
