/** A chat room that people join with netcat. */
module chatd {
    requires org.apache.commons.cli;
    requires io.nats.jnats;
    requires org.slf4j;
    requires jdk.net;
    requires jdk.unsupported;
}
