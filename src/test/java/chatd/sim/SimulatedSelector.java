package chatd.sim;

import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.spi.AbstractSelectableChannel;
import java.nio.channels.spi.AbstractSelectionKey;
import java.nio.channels.spi.SelectorProvider;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The selector of a {@link SimulatedNetwork}. It serves keys in the order of registration unless shuffled, never
 * sleeps, and records for how long it would have slept.
 */
public final class SimulatedSelector extends BareChannels.Selecting {

    /** Implemented by the simulated channels. */
    interface Watchable {
        int readyOps();
    }

    private final Set<SelectionKey> keys = new LinkedHashSet<>();
    private long sleptMillis = SimulatedNetwork.NOT_AT_ALL;
    private boolean woken;
    private boolean lastSelectFoundNothing;
    private Runnable stop;
    private Random order;

    SimulatedSelector(SelectorProvider provider) {
        super(provider);
    }

    /** For how long the last select would have slept had nothing been ready, in ms. */
    long sleptMillis() {
        return sleptMillis;
    }

    /** From now on keys are served in random order; null ends that. */
    void shuffle(Random random) {
        order = random;
    }

    /** Whether a select would find anything. */
    boolean isAnythingReady() {
        return keys.stream().anyMatch(key -> key.isValid() && key.readyOps() != 0);
    }

    @Override
    protected SelectionKey register(AbstractSelectableChannel channel, int ops, Object attachment) {
        if (!isOpen()) {
            throw new ClosedSelectorException();
        }
        Key key = new Key(this, channel);
        key.interestOps(ops);
        key.attach(attachment);
        keys.add(key);
        return key;
    }

    @Override
    public int select(Consumer<SelectionKey> action, long timeout) {
        sleptMillis = woken ? SimulatedNetwork.NOT_AT_ALL : timeout;
        if (stop != null && timeout > 0) {
            stop.run();
            stop = null;
            lastSelectFoundNothing = true;
            return 0;
        }
        int count = serve(action);
        lastSelectFoundNothing = count == 0;
        return count;
    }

    private int serve(Consumer<SelectionKey> action) {
        woken = false;
        forget();
        int count = 0;
        for (SelectionKey key : inOrder()) {
            if (key.isValid() && key.readyOps() != 0) {
                count++;
                action.accept(key);
            }
        }
        return count;
    }

    private List<SelectionKey> inOrder() {
        List<SelectionKey> ordered = new ArrayList<>(keys);
        if (order != null) {
            Collections.shuffle(ordered, order);
        }
        return ordered;
    }

    @Override
    public int select(Consumer<SelectionKey> action) {
        return select(action, SimulatedNetwork.FOR_EVER);
    }

    @Override
    public int selectNow(Consumer<SelectionKey> action) {
        // A selectNow right after a select that found nothing is part of the same sleep.
        sleptMillis = lastSelectFoundNothing ? sleptMillis : SimulatedNetwork.NOT_AT_ALL;
        lastSelectFoundNothing = false;
        return serve(action);
    }

    /**
     * Runs this during the next select that has a timeout; that select then returns without having looked for events,
     * as the JDK's does if the process is stopped for longer than the timeout.
     */
    void stopInSleep(Runnable meanwhile) {
        stop = meanwhile;
    }

    /** As in the JDK, a key cancelled in mid-turn stays among the keys until the next select. */
    private void forget() {
        for (SelectionKey key : List.copyOf(cancelledKeys())) {
            keys.remove(key);
            deregister((AbstractSelectionKey) key);
            cancelledKeys().remove(key);
        }
    }

    /** In no guaranteed order, so deliberately not in that of registration. */
    @Override
    public Set<SelectionKey> keys() {
        List<SelectionKey> backwards = new ArrayList<>(keys);
        Collections.reverse(backwards);
        return new LinkedHashSet<>(backwards);
    }

    @Override
    public Selector wakeup() {
        woken = true;
        return this;
    }

    @Override
    protected void implCloseSelector() {
        keys.forEach(key -> deregister((AbstractSelectionKey) key));
        keys.clear();
    }

    private static final class Key extends BareChannels.Key {

        Key(Selector selector, SelectableChannel channel) {
            super(selector, channel);
        }

        @Override
        public int readyOps() {
            return ((Watchable) channel()).readyOps() & interestOps();
        }
    }
}
