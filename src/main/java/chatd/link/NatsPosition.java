package chatd.link;

/**
 * The position of a delivered message, from its reply subject:
 * {@code $JS.ACK.(domain.account.)stream.consumer. deliveries.sequence.consumer-sequence.nanos.pending(.token)}.
 *
 * @param sequence in the stream
 * @param delivery number of the delivery, from 1; a missing number is a lost message
 * @param millis when the message was stored, in milliseconds since 1970
 */
record NatsPosition(long sequence, long delivery, long millis) {

    private static final String PREFIX = "$JS.ACK.";
    /** Number of tokens without a domain; all subjects with one have more. */
    private static final int SHORT_TOKENS = 9;
    private static final int SHORT_SEQUENCE = 5;
    private static final int LONG_SEQUENCE = 7;
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final int RADIX = 10;

    /** Reads a reply subject; null if it is not that of a delivered message. */
    static NatsPosition parse(String reply) {
        if (reply == null || !reply.startsWith(PREFIX)) {
            return null;
        }
        int tokens = 1;
        for (int i = 0; i < reply.length(); i++) {
            tokens += reply.charAt(i) == '.' ? 1 : 0;
        }
        int at = tokens == SHORT_TOKENS ? SHORT_SEQUENCE : LONG_SEQUENCE;
        if (tokens < SHORT_TOKENS || tokens == SHORT_TOKENS + 1) {
            return null;
        }
        long sequence = number(reply, at);
        long delivery = number(reply, at + 1);
        long nanos = number(reply, at + 2);
        return sequence <= 0 || delivery <= 0 || nanos < 0 ? null
                : new NatsPosition(sequence, delivery, nanos / NANOS_PER_MILLI);
    }

    /** The number in a token; -1 if the token is no number. Tokens are counted from 0. */
    private static long number(String reply, int token) {
        int start = 0;
        for (int i = 0; i < token; i++) {
            start = reply.indexOf('.', start) + 1;
        }
        int end = reply.indexOf('.', start);
        try {
            return Long.parseUnsignedLong(reply, start, end < 0 ? reply.length() : end, RADIX);
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
