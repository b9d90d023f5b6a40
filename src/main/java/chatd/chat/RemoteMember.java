package chatd.chat;

import java.time.Clock;
import java.time.Duration;

/** A person connected to another node. That node sends them what they receive. */
final class RemoteMember extends Member {

    private final String node;
    private final int numberThere;
    private final String address;
    private final long connectedMillis;
    private final Clock clock;
    private String away;
    private boolean registered;

    /**
     * @param number on this node
     * @param numberThere on the person's own node
     * @param connectedMillis when the person connected, in milliseconds since 1970
     */
    RemoteMember(int number, String node, int numberThere, String address, long connectedMillis, Clock clock) {
        super(number);
        this.node = node;
        this.numberThere = numberThere;
        this.address = address;
        this.connectedMillis = connectedMillis;
        this.clock = clock;
    }

    /** The name of the node that the person is connected to. */
    String node() {
        return node;
    }

    int numberThere() {
        return numberThere;
    }

    /** Whether the person owns the name, which is registered. */
    boolean isRegistered() {
        return registered;
    }

    void registered(boolean owns) {
        registered = owns;
    }

    long connectedMillis() {
        return connectedMillis;
    }

    @Override
    String address() {
        return address;
    }

    @Override
    boolean hasAddress(String beginning) {
        return address.startsWith(beginning);
    }

    @Override
    Duration age() {
        return Duration.ofMillis(Math.max(0, clock.millis() - connectedMillis));
    }

    /** Unknown here. */
    @Override
    Duration idleFor() {
        return null;
    }

    @Override
    String away() {
        return away;
    }

    @Override
    void away(String reason) {
        away = reason;
    }

    @Override
    void tell(String line) {
        // The member's own node does.
    }

    @Override
    void hear(String line) {
        // As for tell().
    }
}
