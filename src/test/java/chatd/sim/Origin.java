package chatd.sim;

/**
 * Where a person connects from.
 *
 * @param from the IP address that the daemon's socket sees
 * @param ip the person's own IP address, if a trusted proxy connects for it; else the same
 * @param port the person's port as the proxy states it; 0 if it is that of the connection
 * @param header the bytes that a proxy sends before the person's first byte; empty if there are none
 * @param isHeader whether these are a complete, valid header
 * @param isSilent whether the person never sends a byte after it
 * @param atProxySocket whether the connection is to the socket for proxies
 */
record Origin(String from, String ip, int port, byte[] header, boolean isHeader, boolean isSilent,
        boolean atProxySocket) {

    private static final byte[] NOTHING = {};

    /** A person who connects without a proxy. */
    static Origin of(String ip) {
        return new Origin(ip, ip, 0, NOTHING, false, false, false);
    }

    /** The person's address, given that of the connection. */
    String address(String connection) {
        return port == 0 ? connection : (ip.contains(":") ? '[' + ip + ']' : ip) + ':' + port;
    }
}
