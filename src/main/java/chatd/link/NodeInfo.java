package chatd.link;

/**
 * A node that takes part, for the administrator.
 *
 * @param people number of people connected to it
 * @param lag number of blocks that it had not applied yet at its last heartbeat
 * @param version of its program; empty before its first heartbeat
 */
public record NodeInfo(String name, long term, int people, long lag, String version, boolean isOwn) {
}
