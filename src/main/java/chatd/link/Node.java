package chatd.link;

/**
 * A node that takes part, or took part.
 *
 * @param name as {@code --node} has it
 * @param term differs each time that the node joins; later terms are greater
 */
public record Node(String name, long term) {
}
