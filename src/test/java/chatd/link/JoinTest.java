package chatd.link;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.loop.EventLoop;
import chatd.sim.SimulatedNetwork;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class JoinTest {

    private static final Node EAST = new Node("east", 1);
    private static final Node WEST = new Node("west", 1);
    private static final long HELLO = 7;

    private final SimulatedNetwork network = new SimulatedNetwork();
    private final Join join;

    JoinTest() throws IOException {
        EventLoop loop = new EventLoop(network, network::nanos);
        Engine engine = new SimulatedEngine(1).end("east", loop::execute);
        join = new Join(new Sender(engine, EAST), new Deadlines(loop, () -> { }).add(() -> { }));
        join.begin();
        join.greeted(HELLO);
    }

    /** @param size of the block, whatever it really has */
    private void receive(int index, int size) {
        RecordWriter part = Frame.write(new RecordWriter(), FrameType.STOCK, WEST, HELLO, EAST);
        part.number(index).number(200).bytes(new byte[1], 0, 1);
        join.receive(Frame.read(part.toBytes()), size);
    }

    @Test
    void whatIsHeldBackAndTheStockHaveBoundsOfTheirOwn() {
        receive(0, Join.MAX_STOCK_BYTES);
        assertFalse(join.isTooLarge());
        join.hold(new Join.Held(8, 0, null, false), Join.MAX_HELD_BYTES);
        assertFalse(join.isTooLong());
        join.hold(new Join.Held(9, 0, null, false), 1);
        assertTrue(join.isTooLong());
        // A part that comes twice is kept once.
        receive(0, 1);
        assertFalse(join.isTooLarge());
        receive(1, 1);
        assertTrue(join.isTooLarge());
    }

    @Test
    void theStockMayTakeLongAsLongAsMoreOfItComes() {
        for (int index = 0; index < 10; index++) {
            receive(index, 1);
            network.sleep(Duration.ofSeconds(1));
            assertTrue(join.timeOut());
        }
        assertFalse(join.timeOut());
    }
}
