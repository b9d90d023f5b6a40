package chatd.link;

import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.api.DiscardPolicy;
import io.nats.client.api.RetentionPolicy;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.api.StreamInfo;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stream of the blocks: creates it if it is missing, and checks its settings otherwise. The number of replicas is
 * the choice of the engine's administrator.
 */
final class NatsStream {

    private static final Logger LOG = LoggerFactory.getLogger(NatsStream.class);

    /** The oldest blocks are dropped beyond this. */
    static final long MAX_BYTES = 256L * 1024 * 1024;
    static final Duration MAX_AGE = Duration.ofDays(7);
    /** Within this time, the engine stores only one of two blocks with the same id. */
    static final Duration DUPLICATE_WINDOW = Duration.ofMinutes(2);
    private static final int MOST_REPLICAS = 3;
    /** Time before another try to create the stream. */
    private static final int RETRY_MILLIS = 300;
    /** Attempts to find or create the stream, while other nodes may do the same. */
    private static final int ATTEMPTS = 5;
    private static final long UNLIMITED = -1;

    // Error codes of JetStream.
    private static final int NO_PEERS = 10005;
    private static final int NO_RESOURCES = 10023;
    private static final int NOT_ENABLED_FOR_ACCOUNT = 10039;
    private static final int NO_STORAGE = 10047;
    private static final int STREAM_NOT_FOUND = 10059;
    private static final int STREAM_EXISTS = 10058;
    private static final int SUBJECTS_OVERLAP = 10065;
    private static final int REPLICAS_NOT_SUPPORTED = 10074;
    private static final int NOT_ENABLED = 10076;

    private final NatsSettings settings;
    private final JetStreamManagement management;
    private final boolean isClustered;

    NatsStream(NatsSettings settings, JetStreamManagement management, boolean isClustered) {
        this.settings = settings;
        this.management = management;
        this.isClustered = isClustered;
    }

    /**
     * Reads the state of the stream, and creates it first if it is missing.
     *
     * @throws NatsSetupException if the stream has other settings, or JetStream cannot be used
     * @throws IOException if JetStream does not answer, perhaps because it has no leader yet
     */
    StreamInfo open() throws IOException {
        JetStreamApiException last = null;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try {
                StreamInfo info = infoOrCreate();
                check(info.getConfiguration());
                return info;
            } catch (JetStreamApiException e) {
                last = e;
                switch (e.getApiErrorCode()) {
                    case STREAM_EXISTS, SUBJECTS_OVERLAP, STREAM_NOT_FOUND -> pause();
                    default -> throw failure(e);
                }
            }
        }
        throw failure(last);
    }

    private StreamInfo infoOrCreate() throws IOException, JetStreamApiException {
        try {
            return management.getStreamInfo(settings.stream());
        } catch (JetStreamApiException e) {
            if (e.getApiErrorCode() != STREAM_NOT_FOUND) {
                throw e;
            }
        }
        StreamInfo info = create();
        LOG.info("Created the link's stream {} with {} replica(s)", settings.stream(),
                info.getConfiguration().getReplicas());
        return info;
    }

    private StreamInfo create() throws IOException, JetStreamApiException {
        // While a cluster starts, it may lack the servers for three replicas for a while.
        for (int attempt = 0; isClustered && attempt < ATTEMPTS; attempt++) {
            try {
                return management.addStream(configuration(MOST_REPLICAS));
            } catch (JetStreamApiException e) {
                switch (e.getApiErrorCode()) {
                    case NO_PEERS, NO_RESOURCES, REPLICAS_NOT_SUPPORTED -> pause();
                    default -> throw e;
                }
            }
        }
        if (isClustered) {
            LOG.warn("The cluster has fewer than {} servers: only one server stores the link's stream", MOST_REPLICAS);
        }
        return management.addStream(configuration(1));
    }

    private StreamConfiguration configuration(int replicas) {
        return StreamConfiguration.builder().name(settings.stream()).subjects(settings.log())
                .retentionPolicy(RetentionPolicy.Limits).storageType(StorageType.File).discardPolicy(DiscardPolicy.Old)
                .maxBytes(MAX_BYTES).maxAge(MAX_AGE).duplicateWindow(DUPLICATE_WINDOW).replicas(replicas).build();
    }

    private void check(StreamConfiguration found) throws NatsSetupException {
        expect("subjects", found.getSubjects(), List.of(settings.log()));
        expect("retention", found.getRetentionPolicy(), RetentionPolicy.Limits);
        expect("storage", found.getStorageType(), StorageType.File);
        expect("discard", found.getDiscardPolicy(), DiscardPolicy.Old);
        expect("max_bytes", found.getMaxBytes(), MAX_BYTES);
        expect("max_age", found.getMaxAge(), MAX_AGE);
        expect("duplicate_window", found.getDuplicateWindow(), DUPLICATE_WINDOW);
        expect("max_msgs", found.getMaxMsgs(), UNLIMITED);
        expect("max_msgs_per_subject", found.getMaxMsgsPerSubject(), UNLIMITED);
        expect("max_msg_size", (long) found.getMaximumMessageSize(), UNLIMITED);
        expect("sealed", found.getSealed(), false);
    }

    private <T> void expect(String setting, T found, T expected) throws NatsSetupException {
        if (!expected.equals(found)) {
            throw new NatsSetupException("the stream " + settings.stream() + " has other settings than the link needs: "
                    + setting + " is " + found + " instead of " + expected + "; change or delete the stream");
        }
    }

    /** An exception whose message tells the user what JetStream refuses. */
    static IOException failure(JetStreamApiException e) {
        return switch (e.getApiErrorCode()) {
            case NOT_ENABLED_FOR_ACCOUNT -> new NatsSetupException(
                    "JetStream is not enabled for the account; enable it in the settings of nats-server", e);
            case NOT_ENABLED -> new NatsSetupException(
                    "JetStream is not enabled; start nats-server with -js", e);
            case NO_STORAGE, NO_RESOURCES -> new NatsSetupException("JetStream does not have the "
                    + MAX_BYTES / 1024 / 1024 + " MiB that the link's stream may need: " + e.getErrorDescription(), e);
            case SUBJECTS_OVERLAP -> new NatsSetupException("the subject of the link belongs to another stream: "
                    + e.getErrorDescription() + "; delete that stream, or choose another --link-name", e);
            default -> new IOException("JetStream refuses the request: " + e.getErrorDescription(), e);
        };
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(RETRY_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
