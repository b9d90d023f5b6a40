package chatd.sim;

import chatd.link.SimulatedEngine;
import chatd.link.SimulatedEngine.Faults;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * The faults in a {@link LinkedSimulation}: nodes are killed, stopped and cut off, and the engine is slow, loses
 * and doubles what it is sent, and is restarted. Each fault ends after a while.
 */
final class LinkedFaults {

    /** The simulation, which owns the nodes. */
    interface Host {

        /** Ends the process of a node, perhaps after a word to the others. */
        void kill(LinkedDaemon node, boolean isTold);

        /** Starts a node that was killed. */
        void start(String name);
    }

    private static final int LONGEST_STEPS = 250;
    private static final int LONGEST_DELAY_MILLIS = 400;
    private static final String ENGINE = "engine";
    private static final String SLOW = "slow";
    private static final String STOP = "stop ";
    private static final String KILL = "kill ";
    private static final String CUT = "cut ";

    private final Random random;
    private final Trace trace;
    private final SimulatedEngine engine;
    private final boolean losesStream;
    private final Map<String, LinkedDaemon> nodes;
    private final Host host;
    /** The step in which each fault ends. */
    private final Map<String, Integer> ends = new TreeMap<>();
    private boolean wasStreamLost;
    private int count;

    /** @param losesStream whether the engine may lose its stream when it is restarted */
    LinkedFaults(Random random, Trace trace, SimulatedEngine engine, boolean losesStream,
            Map<String, LinkedDaemon> nodes, Host host) {
        this.random = random;
        this.trace = trace;
        this.engine = engine;
        this.losesStream = losesStream;
        this.nodes = nodes;
        this.host = host;
    }

    boolean wasStreamLost() {
        return wasStreamLost;
    }

    /** Number of faults so far. */
    int count() {
        return count;
    }

    void begin(int step, List<String> names) {
        String name = Conditions.any(random, names);
        LinkedDaemon node = nodes.get(name);
        int end = step + 1 + random.nextInt(LONGEST_STEPS);
        switch (random.nextInt(6)) {
            case 0 -> slowDown(end);
            case 1 -> begin(ENGINE, end, engine::stop);
            case 2 -> {
                if (node != null && !node.isStopped()) {
                    begin(STOP + name, end, () -> node.setStopped(true));
                }
            }
            case 3 -> {
                if (node != null) {
                    boolean isTold = !node.isStopped() && random.nextInt(3) == 0;
                    begin(KILL + name, end, () -> kill(node, isTold));
                }
            }
            default -> begin(CUT + name, end, () -> engine.setCut(name, true));
        }
    }

    private void begin(String fault, int end, Runnable action) {
        if (ends.putIfAbsent(fault, end) == null) {
            trace.log("%s, until step %s", fault, end);
            count++;
            action.run();
        }
    }

    private void kill(LinkedDaemon node, boolean isTold) {
        ends.remove(STOP + node.name);
        host.kill(node, isTold);
    }

    private void slowDown(int end) {
        Faults faults = new Faults(Duration.ofMillis(random.nextInt(LONGEST_DELAY_MILLIS)), share(), share(), share(),
                share(), share());
        trace.log("%s", faults);
        begin(SLOW, end, () -> engine.setFaults(faults));
    }

    private double share() {
        return random.nextInt(2) == 0 ? 0 : random.nextDouble() / 3;
    }

    /** Ends the faults whose time is over. */
    void end(int step) {
        for (Map.Entry<String, Integer> fault : new TreeMap<>(ends).entrySet()) {
            if (fault.getValue() <= step) {
                trace.log("end of %s", fault.getKey());
                ends.remove(fault.getKey());
                end(fault.getKey());
            }
        }
    }

    private void end(String fault) {
        String name = fault.substring(fault.indexOf(' ') + 1);
        if (fault.equals(SLOW)) {
            engine.setFaults(Faults.NONE);
        } else if (fault.equals(ENGINE)) {
            boolean isLost = losesStream && random.nextInt(3) == 0;
            wasStreamLost |= isLost;
            engine.restart(isLost);
        } else if (fault.startsWith(STOP)) {
            nodes.get(name).setStopped(false);
        } else if (fault.startsWith(KILL)) {
            host.start(name);
        } else {
            engine.setCut(name, false);
        }
    }
}
