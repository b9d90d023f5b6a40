package chatd.link;

import chatd.link.Replica.State;
import chatd.loop.EventLoop;
import chatd.sim.SimulatedNetwork;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** One node of a {@link Cluster}: a loop with its own clock, a link and a replica. */
final class LinkedNode {

    final String name;
    final SimulatedNetwork network = new SimulatedNetwork();
    final EventLoop loop;
    final Engine end;
    final NameReplica replica = new NameReplica();
    final Link link;
    final List<String> refusals = new ArrayList<>();
    /** How often the loop has had something to do. */
    int wakeUps;
    private boolean isStopped;
    private boolean isDead;

    LinkedNode(SimulatedEngine engine, LinkSettings settings, long clockMillis) {
        name = settings.node();
        try {
            loop = new EventLoop(network, network::nanos);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        loop.setHooks(new EventLoop.Hooks() {
            @Override
            public void beforeSleep() {
                replica.link.flush();
            }
        });
        end = engine.end(name, loop::execute);
        replica.stream = end::stream;
        long startNanos = network.nanos();
        link = new Link(end, settings, loop, () -> clockMillis + (network.nanos() - startNanos) / 1_000_000, replica,
                refusals::add);
        replica.link = link;
        link.start();
    }

    /** Stops the process, or continues it (SIGSTOP and SIGCONT). */
    void setStopped(boolean isStopped) {
        this.isStopped = isStopped;
    }

    /** Ends the process at once, without a word to the others. */
    void kill() {
        isDead = true;
        end.close();
    }

    boolean isDead() {
        return isDead;
    }

    boolean isStopped() {
        return isStopped;
    }

    void advance(Duration time) {
        network.sleep(time);
        turn();
        if (network.sleptMillis() == SimulatedNetwork.NOT_AT_ALL) {
            wakeUps++;
        }
    }

    void turn() {
        if (isStopped || isDead) {
            return;
        }
        try {
            loop.turn();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean isLinked() {
        return link.state() == State.LINKED;
    }
}
