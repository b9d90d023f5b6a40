package chatd.link;

/**
 * The counters of a link since the start.
 *
 * @param blocks blocks received
 * @param events events applied
 * @param skipped blocks, messages and events that were skipped because this version cannot read them
 * @param retries blocks of this node that were sent again
 */
public record LinkCounters(long blocks, long events, long skipped, long retries) {
}
