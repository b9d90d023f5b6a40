package chatd.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {

    private static final String SUPPLEMENTARY_LETTER = "\uD840\uDC00";

    private final Names names = new Names(Set.of("disconnected", "strasse"));

    // Characters

    @ParameterizedTest
    @ValueSource(strings = {"a", "alice", "Bob_2", "x-y.z", "a.", "a__", "7up", "1a", "0.0", "0-1",
            "Алиса", "Ёж", "小明", "명수", "ひらがな", "שלום", "אבג", "عمر", "محمد٣", "٣ب", "देवी", "ไทย", "தமிழ்",
            "二〇〇八", "〇", "〡", "é", "ñandú", "Ångström", "q\u0323\u0307", SUPPLEMENTARY_LETTER, "ª"})
    void lettersAndDigitsOfAnyScriptMakeAName(String name) {
        assertProblem(null, name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a\tb", "a:", "a/b", "@bob", "[a]", "a,b", "a'b", "\"a\"", "a\u00A0b",
            "\u001B[1m", "\uFFFD", "a\uFFFD", "a\u200Db", "a\u200B", "a\u00AD", "a\uFEFF", "\u202Ea", "a\u2028b",
            "\uD83D\uDE00", "€uro", "a+b", "\u2800", "½", "Ⅷ!", "\uD800", "a\uDC00"})
    void otherCharactersMakeNone(String name) {
        assertProblem("name.characters", name);
    }

    @Test
    void aNameMayBeTypedInItsLongestForm() {
        String letter = "\u1F82";
        assertEquals(letter.repeat(32), Names.normalize(Normalizer.normalize(letter, Normalizer.Form.NFD).repeat(32)));
        assertEquals(Names.fold(letter.repeat(32)), Names.fold(Normalizer.normalize(letter, Normalizer.Form.NFD)
                .repeat(32)));
    }

    @Test
    void noLetterIsComposedOfMoreThanFourCodePoints() {
        for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
            String letter = Character.toString(c);
            String apart = Normalizer.normalize(letter, Normalizer.Form.NFD);
            assertTrue(apart.codePointCount(0, apart.length()) <= 4, letter);
        }
    }

    @Test
    void aTextTooLongForANameIsReturnedAsItIs() {
        String heap = "e" + "\u0301".repeat(128);
        assertEquals(heap, Names.normalize(' ' + heap));
        assertEquals(heap.toUpperCase(Locale.ROOT), Names.fold(heap.toUpperCase(Locale.ROOT)));
        assertProblem("name.characters", heap);
    }

    @ParameterizedTest
    @ValueSource(ints = {0x034F, 0x115F, 0x1160, 0x3164, 0xFFA0, 0x17B4, 0x17B5, 0x180B, 0x180C, 0x180D, 0x180E, 0x180F,
            0xFE00, 0xFE0F, 0xE0100, 0xE01EF, 0x00AD, 0x061C, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x1D173, 0xE0001})
    void invisibleCharactersAreNotAllowed(int codePoint) {
        String invisible = Character.toString(codePoint);
        assertEquals("name.characters", names.problem("a" + invisible + "b"));
        assertEquals("name.characters", names.problem("a" + invisible));
        assertEquals("name.characters", names.problem(invisible));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\u034E", "a\u0350", "a\u115E", "a\u1161", "a\u3163", "a\u3165", "\u17B3", "\u1780\u17B6",
            "a\uFE20"})
    void theNeighboursOfInvisibleCharactersAreAllowed(String name) {
        assertNull(names.problem(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u0301", "\u0301a", "1\u0301a", "a_\u0301", "a.\u0301b", "a1\u0301\u0301"})
    void aMarkNeedsALetter(String name) {
        assertEquals("name.characters", names.problem(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"q\u0301", "q\u0301\u0323\u20DD", "q\u0301b\u0323_"})
    void aLetterMayHaveSeveralMarks(String name) {
        assertNull(names.problem(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"می\u200Cخواهم", "نیم\u200Cفاصله", "عَ\u200Cبد", "ක්\u200Dෂ", "ශ්\u200Dරී", "क्\u200Cष",
            "क्\u200Dष",
            "ക്\u200Dക", "ন্\u200Dত"})
    void aJoinerMayStandBetweenLettersThatNeedIt(String name) {
        assertProblem(null, name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\u200Cb", "a\u200Db", "я\u200Cя", "中\u200D中", "\u200Cمی", "می\u200C",
            "می\u200C\u200Cخ", "م\u200Dی",
            "م\u200C1", "م\u200Ca", "क\u200Cष", "क्\u200C", "क्\u200Ca", "क्\u200D\u200Dष", "a\u200Cم", "1\u200Cم",
            "ᠠ\u180Bᠠ"})
    void aJoinerElsewhereIsNotAllowed(String name) {
        assertProblem("name.characters", name);
    }

    @Test
    void namesThatDifferInJoinersAreTheSame() {
        assertSame("می\u200Cخواهم", "میخواهم");
        assertSame("क्\u200Dष", "क्ष");
    }

    @Test
    void everyDefaultIgnorableIsNotAllowed() {
        for (int c : new int[] {0x2065, 0xFFF0, 0xFFF8, 0xE0000, 0xE0FFF, 0x1BCA0, 0x16FE4, 0x13441, 0x1D159}) {
            assertEquals("name.characters", names.problem("a" + Character.toString(c)), Integer.toHexString(c));
        }
    }

    // Beginning, digits

    @ParameterizedTest
    @ValueSource(strings = {"_", "-", ".", "_a", "-rf", ".hidden", "..", "._1"})
    void aNameBeginsWithALetterOrADigit(String name) {
        assertProblem("name.beginning", name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "42", "٣٤", "४२", "１２", "\uD835\uDFCE", "4٣"})
    void digitsAloneAreNoName(String name) {
        assertProblem("name.digits", name);
    }

    // Scripts

    @ParameterizedTest
    @ValueSource(strings = {"аlice", "Сaша", "αlpha", "al\u0456ce", "Жα", "שa", "ひらがなЖ", "カタカナ한", "ひㄅ", "ㄅ한", "小明Ж",
            "한Ж", "देवীa", "देতী", "Ꭰnn", "Аlice.1", "alice_ж", "ā\u0435", "\uD801\uDC00a"})
    void aNameDoesNotMixScripts(String name) {
        assertProblem("name.scripts", name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a٣", "1a٣", "٣ب4", "३a४1", "۳ب٣", "a\uD804\uDC661"})
    void aNameDoesNotMixDigits(String name) {
        assertProblem("name.scripts", name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ひらがなカタカナ漢字a", "小明Ming", "ㄅㄆ小a", "한글漢字abc", "カー", "佐々木", "e\u0301x", "Ж\u0301я1",
            "Саша.2-й", "ب4", "देवी७", "Саша129", "देवी१२", "देवी7", "Ａbc", "K\u212Aelvin", "ªb"})
    void oneScriptOrThoseOfEastAsiaMakeAName(String name) {
        assertProblem(null, name);
    }

    // Length

    @ParameterizedTest
    @ValueSource(strings = {"a", "я", "小", SUPPLEMENTARY_LETTER})
    void aNameHasAtMost32CodePoints(String letter) {
        assertProblem(null, letter.repeat(32));
        assertProblem("name.characters", letter.repeat(33));
    }

    @Test
    void theFormThatIsShownIsTheOneThatIsMeasured() {
        assertProblem(null, "e\u0301".repeat(32));
        assertProblem("name.characters", "\uFB03".repeat(11));
    }

    // Normal form

    @ParameterizedTest
    @CsvSource({"'  alice ', alice", "'\t\u3000bob\u2003', bob", "e\u0301, é", "Ａｌｉｃｅ１, Alice1", "ﬁn, fin", "Ⅷ, VIII",
            "\u212Bke, Åke", "\uD835\uDC00, A", "x², x2", "한, 한"})
    void aNameIsItsCompatibleComposedForm(String typed, String name) {
        assertEquals(name, Names.normalize(typed));
        assertEquals(name, Names.normalize(name));
    }

    // Case

    @ParameterizedTest
    @CsvSource({"Alice, ALICE", "Алиса, АЛИСА", "Straße, STRASSE", "οδος, ΟΔΟΣ", "οδοσ, οδος", "σας, ΣΑΣ", "éa, ÉA",
            "\uD801\uDC00, \uD801\uDC28", "ǅ, ǆ", "ı, I", "ſ, S", "ꭰ, Ꭰ"})
    void namesThatDifferByCaseAreTheSame(String one, String other) {
        assertSame(one, other);
    }

    @Test
    void theCapitalSharpSIsASharpSInAnotherCase() {
        assertSame("STRAẞE", "straße");
        assertSame("STRAẞE", "STRASSE");
    }

    @ParameterizedTest
    @CsvSource({"Σίσυφος, Σίσ", "ΣΊΣΥΦΟΣ, σίς", "Οδυσσέας, ΟΔΥΣ", "Straße, STRAS", "STRASSE, straß", "İpek, i\u0307p"})
    void aNameBeginsAsItsBeginningInAnyCase(String name, String beginning) {
        String folded = Names.fold(Names.normalize(name));
        assertTrue(folded.startsWith(Names.fold(Names.normalize(beginning))), folded);
    }

    @Test
    void noLanguageHasACaseOfItsOwn() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(new Locale("tr"));
            assertSame("TITIK", "titik");
            assertNotEquals(Names.fold("İ"), Names.fold("i"));
        } finally {
            Locale.setDefault(before);
        }
    }

    @ParameterizedTest
    @CsvSource({"alice, alicia", "и, й", "a, а", "e, é", "а, б"})
    void otherNamesAreNotTheSame(String one, String other) {
        assertNotEquals(Names.fold(one), Names.fold(other));
    }

    @Test
    void everyCharacterIsTheSameInAnyCase() {
        List<String> different = new ArrayList<>();
        for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
            String name = Names.normalize(Character.toString(c));
            if (Character.isLetter(c) && names.problem(name) == null) {
                String folded = Names.fold(name);
                boolean same = folded.equals(Names.fold(inNormalForm(name.toUpperCase(Locale.ROOT))))
                        && folded.equals(Names.fold(inNormalForm(name.toLowerCase(Locale.ROOT))))
                        && folded.equals(Names.fold(folded));
                if (!same) {
                    different.add("U+%04X %s".formatted(c, name));
                }
            }
        }
        assertEquals(List.of(), different);
    }

    // Addresses

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.66", "192.0.2.66:5000", "010.0.0.1", "999.1.1.1", "1.2.3.4", "::1", "2001:db8::1",
            "[::1]", "[::1]:5000", "[2001:db8::1]:64208", "::ffff:10.0.0.1", "local:7"})
    void anAddressIsRecognizedWithAndWithoutItsPort(String name) {
        assertTrue(Names.isAddress(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "bob", "7up", "0.0", "1.2.3", "1.2.3.4.5", "v1.2.3.4", "1.2.3.x", "a:b", "bob:7", "local:",
            "local", "[bob]", "[]", "cafe"})
    void otherNamesAreNoAddresses(String name) {
        assertFalse(Names.isAddress(name));
    }

    // Reserved words

    @ParameterizedTest
    @ValueSource(strings = {"disconnected", "Disconnected", "DISCONNECTED", "Ｄisconnected", "diſconnected", "Straße"})
    void aReservedWordIsNoNameInWhateverCase(String name) {
        assertProblem("name.reserved", name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"disconnect", "disconnected1", "disconnected."})
    void aWordThatIsNearlyReservedIsAName(String name) {
        assertProblem(null, name);
    }

    /** Checks a name as somebody types it. */
    private void assertProblem(String expected, String typed) {
        assertEquals(expected, names.problem(Names.normalize(typed)));
    }

    private static void assertSame(String one, String other) {
        assertEquals(Names.fold(Names.normalize(one)), Names.fold(Names.normalize(other)));
    }

    private static String inNormalForm(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFKC);
    }
}
