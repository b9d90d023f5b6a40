package chatd.net;

import chatd.access.Addresses;
import java.net.SocketAddress;

/** A phase that writes to its client: what a {@link Connection} and its {@link Closing} have in common. */
abstract class Endpoint implements Phase, Outbound.Owner {

    final Policy policy;
    final Transport transport;
    final SocketAddress address;
    /** The pool's idle one while nothing waits. */
    private Outbound outbound;

    /** @param address the client's address, which need not be that of the other end */
    Endpoint(Policy policy, Transport transport, SocketAddress address) {
        this.policy = policy;
        this.transport = transport;
        this.address = address;
        outbound = policy.host().outbounds().idle();
    }

    /** The output to write to; the pool lends one if nothing waited until now. */
    final Outbound outbound() {
        if (!hasOutbound()) {
            outbound = policy.host().outbounds().lend(this, transport);
        }
        return outbound;
    }

    /** Whether the pool has lent an output, because something waits. */
    final boolean hasOutbound() {
        return outbound != policy.host().outbounds().idle();
    }

    /** The output to ask; it is given nothing. */
    final Outbound pending() {
        return outbound;
    }

    /** Passes what waits on to the next phase. */
    final void passOutboundTo(Endpoint next) {
        Outbound passed = outbound();
        outbound = policy.host().outbounds().idle();
        next.outbound = passed;
        passed.serve(next, transport);
    }

    @Override
    public final void outputIdle() {
        policy.host().outbounds().takeBack(outbound);
        outbound = policy.host().outbounds().idle();
    }

    @Override
    public final boolean hasBacklog() {
        return !outbound.isEmpty();
    }

    @Override
    public final int waitingBytes() {
        return outbound.waitingBytes();
    }

    @Override
    public final boolean isPrivileged() {
        return policy.isPrivileged();
    }

    @Override
    public void sent(int bytes) {
        policy.counters().bytesOut += bytes;
    }

    @Override
    public void skipped(int lines) {
        policy.counters().skippedLines += lines;
    }

    @Override
    public final void publicLine() {
        policy.counters().publicLines++;
    }

    @Override
    public final void failed(RuntimeException e) {
        policy.host().failures().report(Addresses.format(address), e);
    }
}
