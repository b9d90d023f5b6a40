package chatd.link;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.EdECPublicKey;
import java.util.Base64;

/** An operator with one account and one user of it: what a nats-server with JWTs needs, and the user's .creds file. */
final class NatsAccount {

    static final int ACCOUNT = 0;
    static final int OPERATOR = 14;
    static final int USER = 20;

    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final int SEED = 18;
    private static final int KEY_BYTES = 32;

    private final KeyPair operator = newKey();
    private final KeyPair system = newKey();
    private final KeyPair account = newKey();
    private final KeyPair user = newKey();
    private final String limits;

    /** @param limits further fields of the account, such as those that permit JetStream */
    NatsAccount(String limits) throws GeneralSecurityException {
        this.limits = limits;
    }

    private static KeyPair newKey() throws GeneralSecurityException {
        return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    }

    /** The configuration of a server that knows this account. */
    String serverConfig() throws GeneralSecurityException {
        String operatorJwt = jwt(operator, OPERATOR, publicKey(OPERATOR, operator), "\"type\":\"operator\"");
        return "operator: " + operatorJwt + "\nsystem_account: " + publicKey(ACCOUNT, system)
                + "\nresolver: MEMORY\nresolver_preload: {\n" + accountLine(system, "") + accountLine(account, limits)
                + "}\n";
    }

    private String accountLine(KeyPair key, String moreLimits) throws GeneralSecurityException {
        String subject = publicKey(ACCOUNT, key);
        return subject + ": " + jwt(operator, OPERATOR, subject, "\"type\":\"account\",\"limits\":{\"subs\":-1,"
                + "\"data\":-1,\"payload\":-1,\"imports\":-1,\"exports\":-1,\"wildcards\":true,\"conn\":-1,"
                + "\"leaf\":-1" + moreLimits + "}") + "\n";
    }

    /** The user's .creds file. */
    String creds() throws GeneralSecurityException {
        return "-----BEGIN NATS USER JWT-----\n" + jwt(account, ACCOUNT, publicKey(USER, user),
                "\"type\":\"user\",\"subs\":-1,\"data\":-1,\"payload\":-1")
                + "\n------END NATS USER JWT------\n\n************************* IMPORTANT *************************\n\n"
                + "-----BEGIN USER NKEY SEED-----\n" + seed(USER, user.getPrivate())
                + "\n------END USER NKEY SEED------\n";
    }

    private static String jwt(KeyPair issuer, int issuerKind, String subject, String claims)
            throws GeneralSecurityException {
        String body = "{\"jti\":\"" + id(subject) + "\",\"iat\":1700000000,\"iss\":\"" + publicKey(issuerKind, issuer)
                + "\",\"name\":\"test\",\"sub\":\"" + subject + "\",\"nats\":{" + claims + ",\"version\":2}}";
        String text = url("{\"typ\":\"JWT\",\"alg\":\"ed25519-nkey\"}".getBytes(UTF_8)) + '.' + url(body.getBytes(UTF_8));
        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(issuer.getPrivate());
        signature.update(text.getBytes(UTF_8));
        return text + '.' + url(signature.sign());
    }

    private static String id(String subject) throws GeneralSecurityException {
        return base32(MessageDigest.getInstance("SHA-256").digest(subject.getBytes(UTF_8)));
    }

    private static String url(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String publicKey(int kind, KeyPair pair) {
        EdECPublicKey key = (EdECPublicKey) pair.getPublic();
        BigInteger y = key.getPoint().isXOdd() ? key.getPoint().getY().setBit(255) : key.getPoint().getY();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(kind << 3);
        for (int i = 0; i < KEY_BYTES; i++) {
            bytes.write(y.shiftRight(8 * i).intValue());
        }
        return withCrc(bytes);
    }

    /** The seed of a private key. */
    static String seed(int kind, PrivateKey key) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(SEED << 3 | kind >> 2);
        bytes.write(kind << 6);
        bytes.writeBytes(((EdECPrivateKey) key).getBytes().orElseThrow());
        return withCrc(bytes);
    }

    private static String withCrc(ByteArrayOutputStream bytes) {
        int crc = 0;
        for (byte octet : bytes.toByteArray()) {
            for (int bit = 7; bit >= 0; bit--) {
                boolean isSet = (crc >> 15 & 1) != (octet >> bit & 1);
                crc = (crc << 1 ^ (isSet ? 0x1021 : 0)) & 0xFFFF;
            }
        }
        bytes.write(crc);
        bytes.write(crc >> 8);
        return base32(bytes.toByteArray());
    }

    private static String base32(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        for (int bit = 0; bit < bytes.length * 8; bit += 5) {
            int value = 0;
            for (int i = bit; i < bit + 5; i++) {
                value = value << 1 | (i < bytes.length * 8 ? bytes[i / 8] >> 7 - i % 8 & 1 : 0);
            }
            text.append(ALPHABET.charAt(value));
        }
        return text.toString();
    }
}
