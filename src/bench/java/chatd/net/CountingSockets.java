package chatd.net;

import chatd.sim.BareChannels;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Pipe;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.AbstractSelectableChannel;
import java.nio.channels.spi.AbstractSelector;
import java.nio.channels.spi.SelectorProvider;
import java.util.Set;
import java.util.function.Consumer;
import java.util.zip.Checksum;

/** Sockets in memory that accept and count all bytes, and a selector that finds the one that has received bytes. */
final class CountingSockets extends SelectorProvider {

    private static final int CACHE_LINE_BYTES = 64;

    /** Bytes accepted by all sockets. */
    long acceptedBytes;
    /** Number of writes to all sockets. */
    long writes;
    /** Updated with the accepted bytes, unless null. */
    Checksum checksum;

    private final int kernelBytes;
    /** The socket that has received bytes that were not read yet; null if there is none. */
    private CountingSocket ready;

    CountingSockets() {
        this(0);
    }

    /** @param kernelBytes bytes of its own that each socket reads in a write, as the kernel does */
    CountingSockets(int kernelBytes) {
        this.kernelBytes = kernelBytes;
    }

    final class CountingSocket extends BareChannels.Connected {
        private final byte[] kernel = new byte[kernelBytes];
        private SelectionKey key;
        private byte[] received;

        CountingSocket() {
            super(CountingSockets.this);
        }

        /** The client sends bytes, which the next turn of the loop reads. */
        void receive(byte[] bytes) {
            received = bytes;
            ready = this;
        }

        /** Does what a write of this many bytes does, without a buffer. */
        void accept(int count) {
            int sum = 0;
            for (int i = 0; i < kernel.length; i += CACHE_LINE_BYTES) {
                sum += kernel[i];
            }
            // The sum is 0, but the compiler does not know that.
            acceptedBytes += count + sum;
            writes++;
        }

        @Override
        public int write(ByteBuffer from) {
            int count = from.remaining();
            if (checksum != null) {
                checksum.update(from.duplicate());
            }
            from.position(from.limit());
            accept(count);
            return count;
        }

        @Override
        public SocketAddress getRemoteAddress() {
            return new InetSocketAddress(InetAddress.getLoopbackAddress(), 50_000);
        }

        @Override
        protected void implCloseSelectableChannel() {
            // Nothing is held.
        }

        @Override
        public int read(ByteBuffer to) {
            to.put(received);
            ready = null;
            return received.length;
        }

        @Override
        public SocketChannel shutdownOutput() {
            throw new UnsupportedOperationException();
        }

        @Override
        public <T> SocketChannel setOption(SocketOption<T> name, T value) {
            throw new UnsupportedOperationException();
        }
    }

    /** A key that is always ready for reading: only the key of the socket that has received bytes is selected. */
    private static final class CountingKey extends BareChannels.Key {

        CountingKey(Selector selector, SelectableChannel channel) {
            super(selector, channel);
        }

        @Override
        public int readyOps() {
            return OP_READ;
        }
    }

    private final class CountingSelector extends BareChannels.Selecting {
        CountingSelector() {
            super(CountingSockets.this);
        }

        @Override
        protected SelectionKey register(AbstractSelectableChannel channel, int ops, Object attachment) {
            CountingSocket socket = (CountingSocket) channel;
            socket.key = new CountingKey(this, channel);
            return socket.key;
        }

        @Override
        public int select(Consumer<SelectionKey> action) {
            return selectNow(action);
        }

        @Override
        public int select(Consumer<SelectionKey> action, long timeout) {
            return selectNow(action);
        }

        @Override
        public int selectNow(Consumer<SelectionKey> action) {
            if (ready == null) {
                return 0;
            }
            action.accept(ready.key);
            return 1;
        }

        @Override
        protected void implCloseSelector() {
            // Nothing is held.
        }

        @Override
        public Set<SelectionKey> keys() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Selector wakeup() {
            throw new UnsupportedOperationException();
        }
    }

    @Override
    public CountingSocket openSocketChannel() {
        return new CountingSocket();
    }

    @Override
    public AbstractSelector openSelector() {
        return new CountingSelector();
    }

    @Override
    public ServerSocketChannel openServerSocketChannel() {
        throw new UnsupportedOperationException();
    }

    @Override
    public DatagramChannel openDatagramChannel() {
        throw new UnsupportedOperationException();
    }

    @Override
    public DatagramChannel openDatagramChannel(ProtocolFamily family) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Pipe openPipe() {
        throw new UnsupportedOperationException();
    }
}
