package chatd.sim;

/**
 * Where somebody comes from.
 *
 * @param from the IP address of which the daemon's socket knows
 * @param ip that of theirs, if a proxy is believed to have connected for them; else the same
 * @param port theirs, of which the proxy tells; 0 if they have that of the connection
 * @param header what a proxy sends before the first byte of theirs; empty if there is no proxy, or it sends nothing
 * @param isHeader whether that is a whole header
 * @param isSilent whether they never say anything behind it
 */
record Origin(String from, String ip, int port, byte[] header, boolean isHeader, boolean isSilent) {

    private static final byte[] NOTHING = {};

    /** Somebody who comes without a proxy. */
    static Origin of(String ip) {
        return new Origin(ip, ip, 0, NOTHING, false, false);
    }

    /** Their address, if they have connected from that one. */
    String address(String connection) {
        return port == 0 ? connection : (ip.contains(":") ? '[' + ip + ']' : ip) + ':' + port;
    }
}
