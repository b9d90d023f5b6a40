package chatd.loop;

/** Serves one channel that is registered with an {@link EventLoop}. */
@FunctionalInterface
public interface Handler {

    /** The channel is ready for an operation that its key is interested in. */
    void ready();
}
