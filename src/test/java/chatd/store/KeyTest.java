package chatd.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.math.BigInteger;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyTest {

    private static final String SYMBOLS = "0123456789abcdefghjkmnpqrstvwxyz";
    private static final String CHECK_SYMBOLS = SYMBOLS + "*~$=u";
    private static final int KEYS = 300;

    private final Random random = new Random(7);

    private Key key() {
        byte[] bits = new byte[Key.BYTES];
        random.nextBytes(bits);
        return Key.of(bits);
    }

    private static Key key(String hex) {
        return Key.of(HexFormat.of().parseHex(hex));
    }

    private static String bare(Key key) {
        return key.text().replace("-", "");
    }

    @ParameterizedTest
    @CsvSource({"00000000000000000000000000000000, 0000-0000-0000-0000-0000-0000-000",
            "00000000000000000000000000000001, 0000-0000-0000-0000-0000-0000-011",
            "00000000000000000000000000000024, 0000-0000-0000-0000-0000-0000-14u",
            "00000000000000000000000000000020, 0000-0000-0000-0000-0000-0000-10*",
            "ffffffffffffffffffffffffffffffff, 7zzz-zzzz-zzzz-zzzz-zzzz-zzzz-zz*",
            "80000000000000000000000000000000, 4000-0000-0000-0000-0000-0000-00="})
    void theTextIsCrockfordsBase32WithHisCheckSymbol(String hex, String text) {
        assertEquals(text, key(hex).text());
    }

    /** Computes the text in another way: with numbers of any size. */
    @Test
    void everyKeyIsWrittenAsItsNumberAndTheRestOfADivisionBy37() {
        for (int i = 0; i < KEYS; i++) {
            byte[] bits = new byte[Key.BYTES];
            random.nextBytes(bits);
            BigInteger number = new BigInteger(1, bits);
            StringBuilder expected = new StringBuilder();
            for (int digit = 25; digit >= 0; digit--) {
                expected.append(SYMBOLS.charAt(number.shiftRight(digit * 5).intValue() & 31));
            }
            expected.append(CHECK_SYMBOLS.charAt(number.mod(BigInteger.valueOf(37)).intValue()));
            assertEquals(expected.toString(), bare(Key.of(bits)));
        }
    }

    @Test
    void aKeyIsReadAsItWasWritten() {
        for (int i = 0; i < KEYS; i++) {
            Key key = key();
            assertEquals(key, Key.parse(key.text()));
        }
    }

    @Test
    void caseAndHyphensMakeNoDifference() {
        Key key = key();
        assertEquals(key, Key.parse(bare(key)));
        assertEquals(key, Key.parse(key.text().toUpperCase()));
        assertEquals(key, Key.parse("-" + key.text().replace("-", "--") + "-"));
    }

    @Test
    void lettersThatLookLikeDigitsAreReadAsThem() {
        Key key = key("00000000000000000000000000000021");
        assertEquals("0000-0000-0000-0000-0000-0000-11~", key.text());
        assertEquals(key, Key.parse("oO0o-O000-0000-0000-0000-0000-il~"));
        assertEquals(key, Key.parse("0000-0000-0000-0000-0000-0000-IL~"));
    }

    @Test
    void everyWrongSymbolIsFound() {
        for (int i = 0; i < KEYS; i++) {
            String text = bare(key());
            for (int at = 0; at < text.length(); at++) {
                for (char c : CHECK_SYMBOLS.toCharArray()) {
                    String wrong = text.substring(0, at) + c + text.substring(at + 1);
                    assertEquals(wrong.equals(text), Key.parse(wrong) != null, wrong);
                }
            }
        }
    }

    @Test
    void everySwapOfNeighboursIsFound() {
        for (int i = 0; i < KEYS; i++) {
            String text = bare(key());
            for (int at = 0; at + 1 < text.length(); at++) {
                String swapped = text.substring(0, at) + text.charAt(at + 1) + text.charAt(at) + text.substring(at + 2);
                assertEquals(swapped.equals(text), Key.parse(swapped) != null, swapped);
            }
        }
    }

    @Test
    void aTextThatIsTooLongOrTooShortIsNotAKey() {
        String text = bare(key());
        for (int length = 0; length < text.length(); length++) {
            assertNull(Key.parse(text.substring(0, length)));
        }
        assertNull(Key.parse(text + "0"));
        assertNull(Key.parse("0" + text));
        assertEquals(27, text.length());
        assertNotNull(Key.parse(text + "-".repeat(64 - 27)));
        assertNull(Key.parse(text + "-".repeat(65 - 27)));
    }

    @Test
    void aNumberOfMoreThan128BitsIsNotAKey() {
        for (char check : CHECK_SYMBOLS.toCharArray()) {
            assertNull(Key.parse("8000-0000-0000-0000-0000-0000-00" + check));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "alice", "/quit", "7hq2-9x2k", "two words 123456789012345678",
            "алиса1234567890123456789012",
            "averyverylongnamewithoutdigits", "averyveryverylongnam1", "2025-11-28", "2024-2025-x",
            "1234567890123456789",
            "012345678901234567890123456789012", "20-24-20-25-20-26-x",
            "abcd-efgh-ijkl-mnop", "blue-bird-song-7", "-----", "12-34-5678-9"})
    void otherTextsDoNotLookLikeAKey(String text) {
        assertFalse(Key.looksLikeKey(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"7hq2-9x2k-zzzz-", "7hq2-9x2k-zzzz-a", "7hq29x2kzzzzzzzzzzzzzz", "7HQ2-9X2K-ZZZZ-OIL",
            "averyveryverylongname1", "2024-2025-2026-x", "12345678901234567890123456789012", "7u*~-$=12-0000-x"})
    void whatWasProbablyMeantAsAKeyLooksLikeOne(String text) {
        assertTrue(Key.looksLikeKey(text));
        assertNull(Key.parse(text));
    }

    @Test
    void aKeyWithASymbolLessMoreOrWrongStillLooksLikeOne() {
        for (int i = 0; i < KEYS; i++) {
            String text = key().text();
            for (int at = 0; at < text.length(); at++) {
                assertTrue(Key.looksLikeKey(text.substring(0, at) + text.substring(at + 1)), text);
                assertTrue(Key.looksLikeKey(text.substring(0, at) + 'x' + text.substring(at + 1)), text);
                assertTrue(Key.looksLikeKey(text.substring(0, at) + 'x' + text.substring(at)), text);
            }
        }
    }

    @Test
    void aTextThatIsMuchTooLongDoesNotLookLikeAKey() {
        assertTrue(Key.looksLikeKey("1111-1111-1111-" + "-".repeat(49)));
        assertFalse(Key.looksLikeKey("1111-1111-1111-" + "-".repeat(50)));
    }

    @Test
    void itsHashIsTheSha256OfItsBits() {
        Key key = key("00000000000000000000000000000000");
        byte[] hash = HexFormat.of().parseHex("374708fff7719dd5979ec875d56cd2286f6d3cf7ec317a3b25632aab28ec37bb");
        assertArrayEquals(hash, key.hash());
        assertTrue(key.hasHash(hash));
        assertFalse(key().hasHash(hash));
    }

    @Test
    void newKeysDiffer() throws IOException {
        assertNotEquals(Key.random(), Key.random());
        assertNotEquals(Key.random().hashCode(), Key.random().hashCode());
    }

    @Test
    void aKeyIsNotInItsToString() {
        Key key = key();
        assertEquals("a key", key.toString());
        assertEquals("registered", new Registration(key.text(), null).toString());
        assertEquals("why", new Registration(null, "why").toString());
    }

    @Test
    void aKeyNeedsItsBits() {
        assertThrows(IllegalArgumentException.class, () -> Key.of(new byte[15]));
    }

    @Test
    void changingTheBitsAfterwardsDoesNotChangeTheKey() {
        byte[] bits = new byte[Key.BYTES];
        Key key = Key.of(bits);
        bits[0] = 1;
        assertEquals(key, Key.of(new byte[Key.BYTES]));
        assertEquals(key.hashCode(), Key.of(new byte[Key.BYTES]).hashCode());
        assertNotEquals(key, Key.of(bits));
        assertFalse(key.equals(null));
    }
}
