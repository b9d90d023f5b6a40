package chatd.net;

import chatd.access.Addresses;
import java.net.SocketAddress;

/**
 * A phase that writes to its client: the common part of {@link Connection} and {@link Closing}. It borrows an {@link
 * Outbound} while output is pending.
 */
abstract class Endpoint implements Phase, Outbound.Owner {

    final Policy policy;
    final Transport transport;
    final SocketAddress address;
    /** Null while nothing is pending. */
    private Outbound outbound;

    /** @param address the client's address, which need not be that of the other end */
    Endpoint(Policy policy, Transport transport, SocketAddress address) {
        this.policy = policy;
        this.transport = transport;
        this.address = address;
    }

    /** The outbound to add output to; borrowed from the pool if nothing was pending. */
    final Outbound outbound() {
        if (outbound == null) {
            outbound = policy.host().outbounds().lend(this, transport);
        }
        return outbound;
    }

    /** Whether an outbound is borrowed, because output is pending. */
    final boolean hasOutbound() {
        return outbound != null;
    }

    /** The outbound for questions about pending output; nothing may be added to it, because it may be the idle one. */
    final Outbound pending() {
        return outbound == null ? policy.host().outbounds().idle() : outbound;
    }

    /** Passes pending output on to the next phase. */
    final void passOutboundTo(Endpoint next) {
        Outbound passed = outbound();
        outbound = null;
        next.outbound = passed;
        passed.serve(next, transport);
    }

    @Override
    public final void outputIdle() {
        policy.host().outbounds().takeBack(outbound);
        outbound = null;
    }

    @Override
    public final boolean hasBacklog() {
        return !pending().isEmpty();
    }

    @Override
    public final int waitingBytes() {
        return pending().waitingBytes();
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
    public final void logFailure(Throwable e) {
        policy.host().failures().report(Addresses.format(address), e);
    }
}
