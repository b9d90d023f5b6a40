package chatd.bench;

import java.io.IOException;

/**
 * The first lines of a server that was just started. Before the first round, this process drives another server until
 * its own code is compiled. The settings of a round name the server that was started for it.
 */
final class Cold implements Scenario {

    private final LoadGenerator load;
    private final Paced warmUp;

    Cold(LoadGenerator load, LoadClients group, ProcessStats server) {
        this.load = load;
        warmUp = new Paced(load, group, server);
    }

    @Override
    public void prepare() throws IOException {
        warmUp.prepare();
    }

    @Override
    public void measure() throws IOException {
        try (LoadClients group = load.clients()) {
            Paced first = new Paced(load, group, load.server());
            first.connect();
            first.measure();
        }
    }
}
