package chatd.system;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Members on several linked nodes, on a thread of their own. All of them must receive the numbered lines of all in one
 * order, each line once. Members of a node that dies or is cut off are excused by {@link #excuse}.
 */
public final class LinkedMembers implements AutoCloseable, ClientThread.Clients {

    private static final Duration JOIN_TIME = Duration.ofSeconds(60);
    private static final int READ_BYTES = 256 * 1024;
    private static final int IDLE_MILLIS = 1000;

    private final ClientThread thread = new ClientThread("linked-members", this);
    private final List<LinkedMember> members = new ArrayList<>();
    private final List<LinkedMember> speakers = new ArrayList<>();
    private final ByteBuffer buffer = ByteBuffer.allocate(READ_BYTES);
    private final CommonOrder order = new CommonOrder();
    private final List<String> problems = new ArrayList<>();
    private Delays delays = new Delays();
    private long damaged;
    /** Interval between two lines of all; 0 if they do not speak at a pace. */
    private long paceNanos;
    private long nextNanos;
    private int next;
    /** Most lines of one member that are under way while they speak as fast as they can. */
    private int window;
    /** Number of lines that are still to be said at full speed. */
    private long toSay;

    /** Starts the thread; nobody has joined yet. */
    public LinkedMembers() throws IOException {
        thread.start();
    }

    /** Has members join the nodes that listen on these ports, and waits until they have joined. */
    public void join(List<Integer> ports, int onEach) throws IOException {
        List<LinkedMember> joining = new ArrayList<>();
        for (int i = 0; i < onEach; i++) {
            for (int port : ports) {
                int number = members.size() + joining.size();
                joining.add(new LinkedMember(number, port, this, order, thread.selector()));
            }
        }
        call(() -> members.addAll(joining));
        call(() -> speakers.addAll(joining));
        if (!Waiting.until(() -> call(() -> joining.stream().allMatch(LinkedMember::hasJoined)), JOIN_TIME)) {
            throw new IOException("not all members could join");
        }
    }

    /** Has all say lines at a steady pace: one member after the other, a line in each interval. */
    public void speak(Duration interval) {
        call(() -> {
            nextNanos = System.nanoTime();
            return paceNanos = interval.toNanos();
        });
    }

    /** Has all say lines as fast as they return, at most {@code most} of each under way, until there were this many. */
    public void flood(long lines, int most) {
        call(() -> {
            window = most;
            return toSay = lines;
        });
    }

    /** Number of lines that are still to be said after {@link #flood}. */
    public long toSay() {
        return call(() -> toSay);
    }

    /** Has them say nothing more. */
    public void stopSpeaking() {
        call(() -> paceNanos = toSay = 0);
    }

    /** From now on no member on this node speaks, and each may lack lines. */
    public void excuse(int port) {
        call(() -> {
            speakers.removeIf(member -> member.port == port);
            members.stream().filter(member -> member.port == port).forEach(member -> member.reader.mayMiss());
            return null;
        });
    }

    /** From now on there are no members on this node. */
    public void remove(int port) {
        excuse(port);
        call(() -> {
            members.stream().filter(member -> member.port == port).forEach(LinkedMember::close);
            return null;
        });
    }

    /** Has all members on this node speak again. */
    public void readmit(int port) {
        call(() -> {
            members.stream().filter(member -> member.port == port && !speakers.contains(member))
                    .forEach(speakers::add);
            return null;
        });
    }

    /** Has one member on this node send a line that is not numbered. */
    public void send(int port, String line) {
        call(() -> {
            on(port).get(0).send(line);
            return null;
        });
    }

    /** Whether each member on this node has received a notice that contains this text. */
    public boolean haveSeen(int port, String text) {
        return call(() -> on(port).stream()
                .allMatch(member -> member.notices.stream().anyMatch(notice -> notice.contains(text))));
    }

    /** Number of notices with this text, of the first member on this node. */
    public long timesSeen(int port, String text) {
        return call(() -> on(port).get(0).notices.stream().filter(notice -> notice.contains(text)).count());
    }

    private List<LinkedMember> on(int port) {
        return members.stream().filter(member -> member.port == port && !member.hasEnded()).toList();
    }

    /** Has them stop, and waits until each has received a last line of each speaker. Returns whether all have. */
    public boolean settle(Duration patience) throws IOException {
        stopSpeaking();
        call(() -> {
            speakers.forEach(LinkedMember::say);
            return null;
        });
        return Waiting.until(() -> call(this::isComplete), patience);
    }

    private boolean isComplete() {
        return members.stream().filter(member -> !member.hasEnded()).allMatch(member -> member.reader.isComplete())
                && speakers.stream().allMatch(member -> member.underWay() == 0);
    }

    /** Lines of speakers that have not returned, or returned damaged, and lines that a member lacks. */
    public long lost() {
        return call(() -> order.lost() + damaged + speakers.stream()
                .mapToLong(member -> member.sent() - order.nextNumber(member.number)).sum());
    }

    public long doubled() {
        return call(order::doubled);
    }

    /** Lines at another position than for the other members. */
    public long misplaced() {
        return call(order::misplaced);
    }

    /** Lines that excused members lack. */
    public long missed() {
        return call(order::missed);
    }

    /** Number of different lines received. */
    public long positions() {
        return call(order::positions);
    }

    /** The delay from saying to receiving a line, in ms; 1 is the longest since the last call of {@link #forget}. */
    public double delayMillis(double quantile) {
        return call(() -> (quantile == 1 ? delays.longest() : delays.quantile(quantile)) / 1e6);
    }

    /** Forgets the delays. */
    public void forget() {
        call(() -> delays = new Delays());
    }

    /** What was lost, doubled or misplaced, and who was disconnected without an excuse; the longest delay. */
    public Comparison compare() {
        Comparison result = new Comparison();
        count(result, lost(), "lost");
        count(result, doubled(), "received twice");
        count(result, misplaced(), "received in another order");
        return call(() -> {
            problems.forEach(problem -> result.problem(0, problem));
            speakers.stream().filter(LinkedMember::hasEnded)
                    .forEach(member -> result.problem(0, member.name() + " was disconnected"));
            result.delays(List.of(delays.longest()));
            return result;
        });
    }

    private static void count(Comparison result, long lines, String what) {
        if (lines != 0) {
            result.problem(Math.abs(lines), String.format("%,d lines were %s", lines, what));
        }
    }

    @Override
    public void close() {
        thread.end(() -> members.forEach(LinkedMember::close));
    }

    private <T> T call(Supplier<T> task) {
        return thread.call(task);
    }

    @Override
    public long send() {
        while (paceNanos > 0 && nextNanos - System.nanoTime() <= 0) {
            nextNanos += paceNanos;
            speakers.get(next++ % speakers.size()).say();
        }
        for (int i = 0; i < speakers.size() && toSay > 0; i++) {
            LinkedMember speaker = speakers.get(i);
            while (toSay > 0 && speaker.underWay() < window) {
                speaker.say();
                toSay--;
            }
        }
        return paceNanos > 0 ? (nextNanos - System.nanoTime()) / 1_000_000 : IDLE_MILLIS;
    }

    @Override
    public void serve(SelectionKey key) {
        ((LinkedMember) key.attachment()).serve(buffer);
    }

    void damaged(String problem) {
        damaged++;
        if (problems.isEmpty()) {
            problems.add(problem);
        }
    }

    void delayed(int author, long line, long nowNanos) {
        long sentNanos = author < members.size() ? members.get(author).sentNanos(line) : 0;
        if (sentNanos != 0) {
            delays.add(nowNanos - sentNanos);
        }
    }
}
