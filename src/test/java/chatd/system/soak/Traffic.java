package chatd.system.soak;

import chatd.system.Client;
import chatd.system.ClientGroup;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A few hundred clients that chat, use commands, join and leave at random. */
final class Traffic implements Actor {

    private static final int PEOPLE = 300;
    private static final double LINES_PER_TURN = 0.6;
    private static final double DEPARTURES_PER_TURN = 0.05;
    private static final int LONGEST = 300;
    private static final String[] COMMANDS = {"/who", "/who member1", "/me waves", "/away out", "/back", "/quiet",
        "/unquiet", "/time on", "/time off", "/help", "/ignore", "/msg nobody hello", "/reply yes", "//slash"};

    private final ClientGroup clients;
    private final Random random = new Random(1);
    private final List<Client> people = new ArrayList<>();
    private long names;

    Traffic(ClientGroup clients) {
        this.clients = clients;
    }

    @Override
    public void act() throws IOException {
        if (people.size() < PEOPLE) {
            people.addAll(clients.beginJoining("member" + names++ + '-', 1));
        }
        if (random.nextDouble() < LINES_PER_TURN) {
            anyone().send(line() + '\n');
        }
        if (random.nextDouble() < DEPARTURES_PER_TURN) {
            depart(anyone());
        }
        people.removeIf(Client::hasEnded);
    }

    private Client anyone() {
        return people.get(random.nextInt(people.size()));
    }

    private String line() {
        int choice = random.nextInt(20);
        return switch (choice) {
            case 0 -> COMMANDS[random.nextInt(COMMANDS.length)];
            case 1 -> "/msg " + anyone().name + " psst";
            case 2 -> "/name other" + names++;
            default -> ClientGroup.MARK + "talk ".repeat(random.nextInt(LONGEST / 5)) + choice;
        };
    }

    private void depart(Client client) {
        switch (random.nextInt(4)) {
            case 0 -> client.send("/quit bye\n");
            case 1 -> client.reset();
            case 2 -> client.endOutput();
            default -> client.close();
        }
    }
}
