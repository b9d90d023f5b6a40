package chatd.sim;

import chatd.access.BanList;
import chatd.chat.Administration;
import chatd.chat.ChatResources;
import chatd.chat.ChatService;
import chatd.chat.Dialects;
import chatd.chat.LinkResources;
import chatd.chat.Settings;
import chatd.chat.SharedState;
import chatd.link.Engine;
import chatd.link.Link;
import chatd.link.LinkSettings;
import chatd.link.Replica.State;
import chatd.link.SimulatedEngine;
import chatd.loop.EventLoop;
import chatd.net.Broadcasts;
import chatd.net.Connection;
import chatd.net.SimulatedDaemon;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;

/** A daemon that is linked with others, on a network and a clock of its own. */
final class LinkedDaemon {

    private static final int MOST_TURNS = 6;

    /** A wall clock that is some time ahead of the others, or behind them. */
    private final class WallClock extends Clock {
        private final long firstMillis;
        private final long startNanos = network.nanos();

        WallClock(long firstMillis) {
            this.firstMillis = firstMillis;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Instant instant() {
            return Instant.ofEpochMilli(firstMillis).plusNanos(network.nanos() - startNanos);
        }
    }

    final String name;
    final SimulatedNetwork network = new SimulatedNetwork();
    private final EventLoop loop;
    private final Engine end;
    private final SimulatedDaemon daemon;
    private final ChatService chat;
    private final Administration administration;
    private Link link;
    private String refusal;
    private Throwable failure;
    private boolean isStopped;

    /** @param firstMillis what the wall clock shows first, in milliseconds since 1970 */
    LinkedDaemon(SimulatedEngine engine, Settings settings, LinkSettings linkSettings, long firstMillis) {
        name = linkSettings.node();
        Clock clock = new WallClock(firstMillis);
        try {
            loop = new EventLoop(network, network::nanos);
            end = engine.end(name, task -> loop.execute(() -> run(task)));
            BanList bans = new BanList(loop::nowNanos);
            Broadcasts broadcasts = new Broadcasts(SimulatedDaemon.LIMITS.maxLineBytes());
            chat = new ChatService(settings.withMaxLineBytes(SimulatedDaemon.LIMITS.maxLineBytes()),
                    Dialects.factory(settings.dialect()), new ChatResources(broadcasts, bans, clock)
                    .withLink(new LinkResources(name, replica -> {
                        link = new Link(end, linkSettings, loop, clock::millis, replica, reason -> refusal = reason);
                        return link;
                    })));
            daemon = new SimulatedDaemon(network, loop, SimulatedDaemon.LIMITS, bans, broadcasts, chat, chat.notices());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        administration = new Administration(chat);
        link.start();
    }

    /** The loop would only log what fails. */
    private void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            failure = e;
            throw e;
        }
    }

    /** An administrator disconnects a member of any node; no effect if nobody has this name. */
    void kick(String who, String reason) {
        Connection client = administration.connectionOf(who);
        if (client != null) {
            administration.kick(client, reason);
        } else if (administration.elsewhere(who) != null) {
            administration.kickElsewhere(who, reason);
        }
    }

    /** An administrator renames a member of any node; no effect if nobody has this name, or it cannot be had. */
    void rename(String who, String newName) {
        Connection client = administration.connectionOf(who);
        if (client != null) {
            administration.rename(client, newName);
        } else if (administration.elsewhere(who) != null) {
            administration.renameElsewhere(who, newName);
        }
    }

    /** An administrator closes a room; no effect if there is none. */
    void close(String room, String reason) {
        if (administration.roomInfo(room).isPresent()) {
            administration.closeRoom(room, reason);
        }
    }

    State state() {
        return link.state();
    }

    SimulatedNetwork.Client connect() {
        return network.connect();
    }

    boolean isStopped() {
        return isStopped;
    }

    /** Stops the process, or continues it. */
    void setStopped(boolean stopped) {
        isStopped = stopped;
    }

    /** Tells the other nodes that this one stops. */
    void sayGoodbye() {
        link.stop();
        daemon.turn();
    }

    /** Ends the process at once. */
    void kill() {
        end.close();
        isStopped = true;
    }

    void advance(Duration time) {
        network.sleep(time);
        if (isStopped) {
            return;
        }
        int turns = 0;
        do {
            daemon.turn();
            turns++;
        } while (turns < 2 || turns < MOST_TURNS && network.isAnythingReady());
        if (failure != null) {
            throw new AssertionError(name + " has failed", failure);
        }
        if (refusal != null) {
            throw new AssertionError(refusal);
        }
    }

    /** Events that this node could not read or apply. */
    long skipped() {
        return link.counters().skipped();
    }

    List<String> sharedState() {
        return SharedState.of(chat, name);
    }

    List<String> leftovers() {
        return SharedState.leftovers(chat);
    }

    @Override
    public String toString() {
        return name + ' ' + state() + (isStopped ? " (stopped)" : "");
    }
}
