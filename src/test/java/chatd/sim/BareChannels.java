package chatd.sim;

import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.AbstractSelectionKey;
import java.nio.channels.spi.AbstractSelector;
import java.nio.channels.spi.SelectorProvider;
import java.util.Set;

/**
 * Base classes for channels, a selector and its keys. {@link SimulatedNetwork} and the sockets of the benchmark
 * override the methods that the daemon calls; most others throw.
 */
public final class BareChannels {

    private BareChannels() {
    }

    /** A connected socket. */
    public abstract static class Connected extends SocketChannel {

        protected Connected(SelectorProvider provider) {
            super(provider);
        }

        @Override
        protected void implConfigureBlocking(boolean block) {
            // Nothing here ever blocks.
        }

        @Override
        public boolean isConnected() {
            return true;
        }

        @Override
        public boolean isConnectionPending() {
            return false;
        }

        @Override
        public boolean finishConnect() {
            return true;
        }

        @Override
        public boolean connect(SocketAddress remote) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long read(ByteBuffer[] buffers, int offset, int length) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long write(ByteBuffer[] buffers, int offset, int length) {
            throw new UnsupportedOperationException();
        }

        @Override
        public SocketChannel bind(SocketAddress local) {
            throw new UnsupportedOperationException();
        }

        @Override
        public <T> T getOption(SocketOption<T> name) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Set<SocketOption<?>> supportedOptions() {
            throw new UnsupportedOperationException();
        }

        @Override
        public SocketChannel shutdownInput() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket socket() {
            throw new UnsupportedOperationException();
        }

        @Override
        public SocketAddress getLocalAddress() {
            throw new UnsupportedOperationException();
        }
    }

    abstract static class Listening extends ServerSocketChannel {

        Listening(SelectorProvider provider) {
            super(provider);
        }

        @Override
        protected void implConfigureBlocking(boolean block) {
            // Nothing here ever blocks.
        }

        @Override
        public <T> ServerSocketChannel setOption(SocketOption<T> name, T value) {
            throw new UnsupportedOperationException();
        }

        @Override
        public <T> T getOption(SocketOption<T> name) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Set<SocketOption<?>> supportedOptions() {
            throw new UnsupportedOperationException();
        }

        @Override
        public ServerSocket socket() {
            throw new UnsupportedOperationException();
        }
    }

    /** A selector. */
    public abstract static class Selecting extends AbstractSelector {

        protected Selecting(SelectorProvider provider) {
            super(provider);
        }

        @Override
        public Set<SelectionKey> selectedKeys() {
            throw new UnsupportedOperationException();
        }

        @Override
        public int selectNow() {
            throw new UnsupportedOperationException();
        }

        @Override
        public int select(long timeout) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int select() {
            throw new UnsupportedOperationException();
        }
    }

    /** A key that stores its interest. */
    public abstract static class Key extends AbstractSelectionKey {
        private final Selector selector;
        private final SelectableChannel channel;
        private int interestOps;

        protected Key(Selector selector, SelectableChannel channel) {
            this.selector = selector;
            this.channel = channel;
        }

        @Override
        public final SelectableChannel channel() {
            return channel;
        }

        @Override
        public final Selector selector() {
            return selector;
        }

        @Override
        public final int interestOps() {
            if (!isValid()) {
                throw new CancelledKeyException();
            }
            return interestOps;
        }

        @Override
        public final SelectionKey interestOps(int ops) {
            if (!isValid()) {
                throw new CancelledKeyException();
            }
            interestOps = ops;
            return this;
        }
    }
}
