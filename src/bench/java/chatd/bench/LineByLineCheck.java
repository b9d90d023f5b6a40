package chatd.bench;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Checks a client that receives other lines than all others: because it has set a filter, reads too slowly, or does not
 * receive its own lines. It is read line by line; missing lines must have been reported as skipped.
 */
final class LineByLineCheck implements DeliveryCheck {

    private static final Pattern SKIPPED = Pattern.compile(".*\\[(\\d+) lines? skipped: .*");

    private final Client client;
    private final List<Client> clients;
    private final Payload payload;
    private final IntPredicate receives;
    private final LineBuffer line = new LineBuffer();
    private int[] due;
    private long received;
    private long missing;
    private long skipped;
    private Receipts receipts = (sender, number) -> { };

    /** @param receives the numbers of the clients whose lines this client receives */
    LineByLineCheck(Client client, List<Client> clients, Payload payload, IntPredicate receives) {
        this.client = client;
        this.clients = clients;
        this.payload = payload;
        this.receives = receives;
        due = clients.stream().mapToInt(one -> one.sent).toArray();
    }

    @Override
    public void report(Receipts to) {
        receipts = to;
    }

    @Override
    public void take(ByteBuffer in) {
        while (line.take(in)) {
            int start = payload.find(line.bytes(), line.length());
            if (start >= 0) {
                receive(payload.sender(line.bytes(), start), payload.number(line.bytes(), start));
            } else if (line.length() < 200) {
                Matcher matcher = SKIPPED.matcher(line.toString());
                skipped += matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
            }
        }
    }

    private void receive(int sender, int number) {
        if (sender >= due.length) {
            due = Arrays.copyOf(due, sender * 2);
        }
        if (!receives.test(sender) || number < due[sender]) {
            throw new RunFailed(client + " received '" + line + "' twice or by mistake");
        }
        missing += number - due[sender];
        due[sender] = number + 1;
        received++;
        receipts.received(sender, number);
    }

    @Override
    public boolean isComplete() {
        return lacks() == 0;
    }

    @Override
    public long lines() {
        return received;
    }

    long skipped() {
        return skipped;
    }

    @Override
    public String missing() {
        return client + " lacks " + lacks() + " lines, not counting " + skipped + " reported as skipped";
    }

    private long lacks() {
        long lacks = missing - skipped;
        for (Client sender : clients) {
            if (receives.test(sender.number)) {
                lacks += sender.sent - (sender.number < due.length ? due[sender.number] : 0);
            }
        }
        return lacks;
    }
}
