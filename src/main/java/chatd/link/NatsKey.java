package chatd.link;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;

/**
 * The private key of a NATS user (NKey), which signs the server's challenge. A seed is base32 of a prefix of two bytes,
 * 32 bytes of an Ed25519 key and a CRC-16.
 */
final class NatsKey {

    private static final int SEED_LENGTH = 58;
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final int BITS_PER_LETTER = 5;
    private static final int PREFIX_BYTES = 2;
    private static final int KEY_BYTES = 32;
    private static final int CRC_POLYNOMIAL = 0x1021;
    /** The first two bytes of a seed of a user; the last six bits are not used. */
    private static final int SEED_OF_USER = 18 << 11 | 20 << 6;
    private static final int PREFIX_MASK = 0xFFC0;

    private final PrivateKey key;

    private NatsKey(PrivateKey key) {
        this.key = key;
    }

    /** Reads a seed: {@code SUA...}; null if it is not the seed of a user. */
    static NatsKey parse(String seed) throws GeneralSecurityException {
        byte[] bytes = decode(seed);
        if (bytes.length == 0) {
            return null;
        }
        int prefix = (bytes[0] & 0xFF) << Byte.SIZE | bytes[1] & 0xFF;
        int end = PREFIX_BYTES + KEY_BYTES;
        int crc = bytes[end] & 0xFF | (bytes[end + 1] & 0xFF) << Byte.SIZE;
        if ((prefix & PREFIX_MASK) != SEED_OF_USER || crc != crc(bytes, end)) {
            return null;
        }
        byte[] secret = Arrays.copyOfRange(bytes, PREFIX_BYTES, end);
        return new NatsKey(KeyFactory.getInstance("Ed25519").generatePrivate(
                new EdECPrivateKeySpec(NamedParameterSpec.ED25519, secret)));
    }

    /** Base32; empty if it has another length or other letters. */
    private static byte[] decode(String seed) {
        if (seed.length() != SEED_LENGTH) {
            return new byte[0];
        }
        byte[] bytes = new byte[SEED_LENGTH * BITS_PER_LETTER / Byte.SIZE];
        int bits = 0;
        int count = 0;
        int next = 0;
        for (int i = 0; i < SEED_LENGTH; i++) {
            int value = ALPHABET.indexOf(seed.charAt(i));
            if (value < 0) {
                return new byte[0];
            }
            bits = bits << BITS_PER_LETTER | value;
            count += BITS_PER_LETTER;
            if (count >= Byte.SIZE) {
                count -= Byte.SIZE;
                bytes[next++] = (byte) (bits >> count);
            }
        }
        return bytes;
    }

    /** CRC-16 (XMODEM). */
    private static int crc(byte[] bytes, int end) {
        int crc = 0;
        for (int i = 0; i < end; i++) {
            crc ^= (bytes[i] & 0xFF) << Byte.SIZE;
            for (int bit = 0; bit < Byte.SIZE; bit++) {
                crc = (crc & 0x8000) != 0 ? crc << 1 ^ CRC_POLYNOMIAL : crc << 1;
            }
            crc &= 0xFFFF;
        }
        return crc;
    }

    byte[] sign(byte[] bytes) throws GeneralSecurityException {
        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(key);
        signature.update(bytes);
        return signature.sign();
    }
}
