package chatd.system.faults;

import chatd.system.Client;
import chatd.system.ClientGroup;
import chatd.system.Pause;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Scanner;

/** Faults of those who send too much, or read too little. */
final class Floods {

    static final Map<String, Fault> FAULTS = new LinkedHashMap<>();

    static {
        FAULTS.put("stalled", Floods::stalled);
        FAULTS.put("long-line", Floods::longLine);
    }

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int SENDERS = 4;
    private static final int RECEIVE_BYTES = 4096;
    private static final int MIB = 1 << 20;

    private Floods() {
    }

    /** A crowd that reads nothing, while a few others say as much as the daemon takes. */
    private static String stalled(Stage stage) throws IOException {
        int wanted = stage.scaled(10_000, 1000);
        int count = stage.affordable(wanted);
        Duration time = stage.seconds(20, 2);
        stage.open(stage.launch("--rate", "0", "--max-clients", Integer.toString(count + Stage.OTHERS)));
        List<Client> senders = stage.crowd.join("sender", SENDERS);
        double others = stage.daemon.statistics().get("arrivals_total");
        List<Client> stalled = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Client client = stage.crowd.connect("stalled" + i, RECEIVE_BYTES);
            client.read(false);
            client.send(client.name + '\n');
            stalled.add(client);
            stage.crowd.play(0);
        }
        stage.check(stage.crowd.playUntil(() -> stage.daemon.statistics().get("arrivals_total") >= others + count,
                PATIENCE), "not all of them were let in");
        ByteBuffer lines = ClientGroup.floodLines();
        senders.forEach(sender -> sender.flood(lines));
        stage.crowd.playFor(time);
        Map<String, Double> figures = stage.daemon.statistics();
        long resident = stage.daemon.residentBytes();
        double most = figures.get("heap_limit_bytes");
        stage.check(most < 100 * MIB, "the heap is not the default one");
        stage.settle();
        return String.format("%,d stalled readers%s, %.1f M deliveries and %.0f M skips in %d s; %d MB resident",
                count, count < wanted ? " (few descriptors)" : "", figures.get("deliveries_total") / 1e6,
                figures.get("skipped_lines_total") / 1e6, time.toSeconds(), resident / 1_000_000);
    }

    /** One line without an end, as fast as it is taken; when it does end, the next is heard. */
    private static String longLine(Stage stage) throws IOException {
        int megabytes = stage.scaled(2048, 64);
        stage.open(stage.launch());
        long before = stage.daemon.residentBytes();
        ByteBuffer part = ByteBuffer.allocateDirect(MIB);
        while (part.hasRemaining()) {
            part.put((byte) 'x');
        }
        InetSocketAddress server = new InetSocketAddress(InetAddress.getLoopbackAddress(), stage.daemon.port);
        long start = System.nanoTime();
        long grown;
        try (SocketChannel channel = SocketChannel.open(server)) {
            // Who does not read would be held up by what others say; for so long, the kernel keeps that.
            channel.write(ByteBuffer.wrap("windbag\n".getBytes(StandardCharsets.US_ASCII)));
            for (int i = 0; i < megabytes; i++) {
                for (part.rewind(); part.hasRemaining(); ) {
                    channel.write(part);
                }
            }
            grown = stage.daemon.residentBytes() - before;
            channel.write(ByteBuffer.wrap(("\n" + ClientGroup.MARK + "next\n").getBytes(StandardCharsets.US_ASCII)));
            Scanner answers = new Scanner(channel, StandardCharsets.UTF_8).useDelimiter("\n");
            while (!answers.next().startsWith("Not sent: a line may be at most")) {
                // What others say.
            }
            stage.check(Pause.until(() -> stage.witnesses.crowdLines() > 0, PATIENCE), "the next line is not heard");
        }
        Duration taken = Duration.ofNanos(System.nanoTime() - start);
        stage.check(grown < 32 * MIB, "memory has grown by " + grown / MIB + " MB");
        stage.settle();
        return String.format("%,d MB in one line, taken in %.1f s", megabytes, taken.toMillis() / 1000.0);
    }
}
