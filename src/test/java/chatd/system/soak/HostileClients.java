package chatd.system.soak;

import chatd.system.Client;
import chatd.system.ClientGroup;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Hostile clients, of each kind about the same number: some read nothing; some send a byte now and then; some send
 * garbage, endless lines, far too many lines or an unexpected PROXY header; some request more than they read; and some
 * connect only to disconnect.
 */
final class HostileClients implements Actor {

    private static final int STALLED = 30;
    private static final int LORIS = 30;
    private static final int FLOODING = 3;
    private static final int GREEDY = 3;
    /** Requests answers of some 100 KB, which are not read. */
    private static final String QUESTIONS = "/who\n/help\n".repeat(20);
    /** Lines that take 25 s at the default line rate, even if the client disconnects. */
    private static final String FLOOD = (ClientGroup.MARK + "flood\n").repeat(500);
    private static final int RECEIVE_BYTES = 4096;
    /** A PROXY header of version 2 for IPv4. */
    private static final String PROXY_V2 = "\r\n\r\n\0\r\nQUIT\n!\21\0\f\u00c0\0\2\7\u00c0\0\2\1\u00fa\u00d0\37@";
    private static final int GARBAGE_BYTES = 4096;
    private static final int LONG_LINE_BYTES = 256 * 1024;
    private static final int SCANNED = 10;
    private static final int TURNS_PER_ROUND = 20;
    private static final double SHARE_RESET = 0.02;

    private final ClientGroup clients;
    private final Random random = new Random(2);
    private final List<Client> stalled = new ArrayList<>();
    private final List<Client> loris = new ArrayList<>();
    private final List<Client> flooding = new ArrayList<>();
    private final List<Client> greedy = new ArrayList<>();
    private final List<Client> rude = new ArrayList<>();
    private long turns;
    private long names;

    HostileClients(ClientGroup clients) {
        this.clients = clients;
    }

    @Override
    public void act() throws IOException {
        if (turns++ % TURNS_PER_ROUND != 0) {
            return;
        }
        rude.forEach(Client::reset);
        rude.clear();
        for (List<Client> group : List.of(stalled, loris, flooding, greedy)) {
            group.stream().filter(client -> random.nextDouble() < SHARE_RESET).forEach(Client::reset);
            group.removeIf(Client::hasEnded);
        }
        if (stalled.size() < STALLED) {
            Client client = connectNamed("stalled", RECEIVE_BYTES);
            client.read(false);
            stalled.add(client);
        }
        if (loris.size() < LORIS) {
            loris.add(random.nextBoolean() ? connectNamed("loris", 0) : clients.connect("nameless"));
        }
        loris.forEach(client -> client.send("a"));
        if (flooding.size() < FLOODING) {
            Client client = connectNamed("flood", 0);
            client.send(FLOOD);
            flooding.add(client);
        }
        if (greedy.size() < GREEDY) {
            Client client = connectNamed("greedy", RECEIVE_BYTES);
            client.read(false);
            client.send(QUESTIONS);
            greedy.add(client);
        }
        Client garbage = connectNamed("garbage", 0);
        sendGarbage(garbage);
        Client windbag = connectNamed("windbag", 0);
        windbag.send("x".repeat(LONG_LINE_BYTES));
        Client proxy = clients.connect("proxy");
        proxy.send(random.nextBoolean() ? "PROXY TCP4 192.0.2.7 192.0.2.1 64208 8000\r\n" : PROXY_V2);
        rude.addAll(List.of(garbage, windbag, proxy));
        for (int i = 0; i < SCANNED; i++) {
            Client client = clients.connect("scanner");
            if (i % 2 == 0) {
                client.reset();
            } else {
                client.close();
            }
        }
    }

    private Client connectNamed(String name, int receiveBytes) throws IOException {
        Client client = clients.connect(name + names++, receiveBytes);
        client.send(client.name + '\n');
        return client;
    }

    private void sendGarbage(Client client) {
        StringBuilder bytes = new StringBuilder();
        for (int i = 0; i < GARBAGE_BYTES; i++) {
            bytes.append((char) random.nextInt(256));
        }
        client.send(bytes.toString());
    }
}
