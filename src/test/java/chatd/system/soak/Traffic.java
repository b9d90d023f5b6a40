package chatd.system.soak;

import chatd.system.Client;
import chatd.system.ClientGroup;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Some hundred people who talk, use commands, come and go, all at random. */
final class Traffic implements Players {

    private static final int PEOPLE = 300;
    private static final double LINES_PER_TURN = 0.6;
    private static final double DEPARTURES_PER_TURN = 0.05;
    private static final int LONGEST = 300;
    private static final String[] COMMANDS = {"/who", "/who member1", "/me waves", "/away out", "/back", "/quiet",
        "/unquiet", "/time on", "/time off", "/help", "/ignore", "/msg nobody hello", "/reply yes", "//slash"};

    private final ClientGroup crowd;
    private final Random random = new Random(1);
    private final List<Client> people = new ArrayList<>();
    private long names;

    Traffic(ClientGroup crowd) {
        this.crowd = crowd;
    }

    @Override
    public void act() throws IOException {
        if (people.size() < PEOPLE) {
            people.addAll(crowd.come("member" + names++ + '-', 1));
        }
        if (random.nextDouble() < LINES_PER_TURN) {
            somebody().send(line() + '\n');
        }
        if (random.nextDouble() < DEPARTURES_PER_TURN) {
            depart(somebody());
        }
        people.removeIf(Client::hasEnded);
    }

    private Client somebody() {
        return people.get(random.nextInt(people.size()));
    }

    private String line() {
        int choice = random.nextInt(20);
        return switch (choice) {
            case 0 -> COMMANDS[random.nextInt(COMMANDS.length)];
            case 1 -> "/msg " + somebody().name + " psst";
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
