package chatd.chat;

import chatd.access.Cidr;
import chatd.access.Origin;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;

/** A member connected to another node. That node delivers its lines; this object delivers nothing. */
final class RemoteMember extends Member {

    private final String node;
    private final int numberThere;
    private final String address;
    private final long connectedMillis;
    private final Clock clock;
    private String away;
    private String user;
    private boolean registered;
    private boolean mayReturn;
    private String nameThere;

    /**
     * @param number on this node
     * @param numberThere on the member's own node
     * @param connectedMillis when the member connected, in milliseconds since 1970
     */
    RemoteMember(int number, String node, int numberThere, String address, long connectedMillis, Clock clock) {
        super(number);
        this.node = node;
        this.numberThere = numberThere;
        this.address = address;
        this.connectedMillis = connectedMillis;
        this.clock = clock;
    }

    /** The name of the node that the member is connected to. */
    String node() {
        return node;
    }

    int numberThere() {
        return numberThere;
    }

    /** Whether the member owns its name, which is registered. */
    boolean isRegistered() {
        return registered;
    }

    void registered(boolean owns) {
        registered = owns;
    }

    /** @param login the login name of a local user of the other node; null if the system does not report it */
    void user(String login) {
        user = login;
    }

    /** The IP address; null if the member is connected to a Unix domain socket. */
    InetAddress ip() {
        int port = address.lastIndexOf(':');
        String host = port < 0 ? address : address.substring(0, port);
        boolean isBracketed = host.startsWith("[") && host.endsWith("]");
        return Cidr.parse(isBracketed ? host.substring(1, host.length() - 1) : host).map(Cidr::first).orElse(null);
    }

    /** The origin, by which the member is muted. */
    Origin origin() {
        InetAddress ip = ip();
        if (ip != null) {
            return Origin.of(ip);
        }
        return Origin.local(node + '/' + (user == null ? address : Session.origin(user).local()));
    }

    /** Whether the member's node has left, and may come back with this member. */
    void mayReturn(boolean may) {
        mayReturn = may;
    }

    @Override
    boolean isGone() {
        return !isHere() && !mayReturn;
    }

    /** The folded name on other nodes if names are numbers here; otherwise null. */
    String nameThere() {
        return nameThere;
    }

    void nameThere(String folded) {
        nameThere = folded;
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
        // The member's own node tells it.
    }

    @Override
    void hear(String line) {
        // As for tell().
    }
}
