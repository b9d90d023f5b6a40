package chatd.link;

/**
 * A node that takes part, for the administrator.
 *
 * @param people number of its people
 * @param lag number of blocks that it had not applied yet, when it was last heard of
 * @param version of its program; empty if it has not been heard of yet
 */
public record NodeInfo(String name, long term, int people, long lag, String version, boolean isOwn) {
}
