package chatd.bench;

import java.nio.ByteBuffer;

/** Checks what one client receives, and throws {@link RunFailed} at the first mistake. */
interface DeliveryCheck {

    /** Accepts everything. */
    DeliveryCheck NONE = new DeliveryCheck() {
        @Override
        public void take(ByteBuffer in) {
            in.position(in.limit());
        }

        @Override
        public void report(Receipts to) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isComplete() {
            return true;
        }

        @Override
        public long lines() {
            return 0;
        }

        @Override
        public String missing() {
            return "";
        }
    };

    /** Is called for each line that a client receives. */
    interface Receipts {
        void received(int sender, int number);
    }

    /** Checks and consumes the bytes read. */
    void take(ByteBuffer in);

    /** Whether the client's place in the common stream is known. */
    default boolean isPlaced() {
        return true;
    }

    /** Reports lines received from now on to this listener. */
    void report(Receipts to);

    /** Whether all lines sent so far have been received. */
    boolean isComplete();

    /** Number of lines received. */
    long lines();

    /** Description of what is missing, for messages. */
    String missing();
}
