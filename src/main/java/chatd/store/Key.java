package chatd.store;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * A key to a name: 128 random bits. Its text is {@value #SYMBOLS} symbols of Crockford's base 32 in lower case and his
 * check symbol, in groups of four: {@code 7hq2-...}. Only {@link #text} reveals the bits. Messages and the log never
 * contain them, and the file contains only their {@link #hash}.
 */
public final class Key {

    static final int BYTES = 16;

    private static final String RANDOM = "/dev/urandom";
    private static final int SYMBOLS = 26;
    private static final int GROUP = 4;
    /** The first 32 are digits of base 32; all 37 are check symbols. */
    private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz*~$=u";
    private static final int DIGIT_BITS = 5;
    private static final int CHECK_MODULUS = 37;

    /** A longer text cannot be a key. */
    private static final int LONGEST_TEXT = 64;
    private static final int FEWEST_TYPED = 22;
    private static final int MOST_TYPED = 32;
    private static final int FEWEST_GROUPS = 3;

    private final byte[] bytes;

    private Key(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * The key of these bits.
     *
     * @param bits {@value #BYTES} bytes, which must be random and secret
     */
    public static Key of(byte[] bits) {
        if (bits.length != BYTES) {
            throw new IllegalArgumentException(bits.length + " bytes");
        }
        return new Key(bits.clone());
    }

    /**
     * A new key, from the kernel's random numbers. Reading them takes microseconds and does not wait for a disk;
     * {@link java.security.SecureRandom} would load more classes to read the same file.
     *
     * @throws IOException if the system has none
     */
    public static Key random() throws IOException {
        try (InputStream random = new FileInputStream(RANDOM)) {
            byte[] bits = random.readNBytes(BYTES);
            if (bits.length < BYTES) {
                throw new IOException(RANDOM + " has ended");
            }
            return new Key(bits);
        }
    }

    /** The text that its owner keeps and types: {@code 7hq2-x8k0-...}. */
    public String text() {
        StringBuilder text = new StringBuilder();
        int rest = 0;
        for (int i = 0; i <= SYMBOLS; i++) {
            if (i > 0 && i % GROUP == 0) {
                text.append('-');
            }
            int digit = i < SYMBOLS ? digit(i) : rest;
            text.append(ALPHABET.charAt(digit));
            rest = ((rest << DIGIT_BITS) + digit) % CHECK_MODULUS;
        }
        return text.toString();
    }

    /** One of the digits in base 32, the highest first. The first one has the three highest bits. */
    private int digit(int index) {
        int digit = 0;
        int from = index * DIGIT_BITS - (SYMBOLS * DIGIT_BITS - BYTES * Byte.SIZE);
        for (int bit = Math.max(from, 0); bit < from + DIGIT_BITS; bit++) {
            digit = digit << 1 | bytes[bit / Byte.SIZE] >> 7 - bit % Byte.SIZE & 1;
        }
        return digit;
    }

    /**
     * Reads a key as somebody types it: case and hyphens make no difference, {@code o} is 0, {@code i} and {@code l}
     * are 1.
     *
     * @return null if the text is not a key: its length or its check symbol is wrong, or it is something else
     */
    public static Key parse(String typed) {
        if (typed.length() > LONGEST_TEXT) {
            return null;
        }
        byte[] bits = new byte[BYTES];
        int rest = 0;
        int index = 0;
        for (int i = 0; i < typed.length(); i++) {
            char c = typed.charAt(i);
            if (c == '-') {
                continue;
            }
            int value = value(c);
            if (value < 0 || index > SYMBOLS) {
                return null;
            }
            if (index == SYMBOLS) {
                rest -= value;
            } else if (value >= 1 << DIGIT_BITS || index == 0 && value >= 1 << 3) {
                return null;
            } else {
                append(bits, value);
                rest = ((rest << DIGIT_BITS) + value) % CHECK_MODULUS;
            }
            index++;
        }
        return index == SYMBOLS + 1 && rest == 0 ? new Key(bits) : null;
    }

    /** Shifts the bits to the left by a digit, and puts the digit at their end. */
    private static void append(byte[] bits, int digit) {
        int carry = digit;
        for (int i = BYTES - 1; i >= 0; i--) {
            int shifted = (bits[i] & 0xFF) << DIGIT_BITS | carry;
            bits[i] = (byte) shifted;
            carry = shifted >> Byte.SIZE;
        }
    }

    /** The value of a typed symbol; -1 if it is invalid. */
    private static int value(char c) {
        return switch (c) {
            case 'o', 'O' -> 0;
            case 'i', 'I', 'l', 'L' -> 1;
            default -> ALPHABET.indexOf(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
        };
    }

    /**
     * Whether a text that is not a key was probably meant as one, so that a typing error is not taken for a name, which
     * everybody would read. It consists of ASCII letters, digits, hyphens and check symbols. Besides hyphens it has 22
     * to 32 symbols, of which one is a digit, as the first symbol of a key is; or it begins with three groups of four
     * symbols and a hyphen after each, and two symbols are digits. A name of that shape is taken for a key, too: {@code
     * averyveryverylongname1}, {@code 2024-2025-2026-x}.
     */
    public static boolean looksLikeKey(String typed) {
        if (typed.length() > LONGEST_TEXT) {
            return false;
        }
        int symbols = 0;
        int decimals = 0;
        int inGroup = 0;
        int groups = 0;
        for (int i = 0; i < typed.length(); i++) {
            char c = typed.charAt(i);
            if (c == '-') {
                groups += inGroup == GROUP && symbols == GROUP * (groups + 1) ? 1 : 0;
                inGroup = 0;
                continue;
            }
            if (value(c) < 0) {
                return false;
            }
            symbols++;
            inGroup++;
            decimals += c >= '0' && c <= '9' ? 1 : 0;
        }
        boolean isLong = symbols >= FEWEST_TYPED && symbols <= MOST_TYPED;
        return isLong && decimals > 0 || groups >= FEWEST_GROUPS && decimals > 1;
    }

    /** The SHA-256 of the bits. The first call loads the JDK's security providers, which takes about 30 ms. */
    byte[] hash() {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java runtime has SHA-256", e);
        }
    }

    /** Whether this key has this hash. The time of the comparison does not depend on where the hashes differ. */
    boolean hasHash(byte[] hash) {
        return MessageDigest.isEqual(hash(), hash);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Key key && MessageDigest.isEqual(bytes, key.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(hash());
    }

    /** Not the key, which must not reach a log. */
    @Override
    public String toString() {
        return "a key";
    }
}
