package chatd.link;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys of NATS users, by the example in the documentation of NATS. */
class NatsKeyTest {

    private static final String SEED = "SUACSSL3UAHUDXKFSNVUZRF5UHPMWZ6BFDTJ7M6USDXIEDNPPQYYYCU3VY";
    private static final String PUBLIC = "UDXU4RCSJNZOIQHZNWXHXORDPRTGNJAHAHFRGZNEEJCPQTT2M7NLCNF4";

    @Test
    void itsSignatureFitsThePublicKey() throws Exception {
        byte[] nonce = {1, 2, 3};
        Signature signature = Signature.getInstance("Ed25519");
        signature.initVerify(publicKey());
        signature.update(nonce);
        assertTrue(signature.verify(NatsKey.parse(SEED).sign(nonce)));
    }

    private static PublicKey publicKey() throws Exception {
        BigInteger number = BigInteger.ZERO;
        for (char letter : PUBLIC.toCharArray()) {
            number = number.shiftLeft(5).or(BigInteger.valueOf("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter)));
        }
        // 280 bits: a prefix of 8, the key with its last byte first, a CRC of 16.
        byte[] little = number.shiftRight(16).and(BigInteger.ONE.shiftLeft(256).subtract(BigInteger.ONE)).toByteArray();
        BigInteger y = BigInteger.ZERO;
        for (int i = 0; i < 32; i++) {
            y = y.or(BigInteger.valueOf(little[little.length - 32 + i] & 0xFF).shiftLeft(8 * i));
        }
        boolean isOdd = y.testBit(255);
        return KeyFactory.getInstance("Ed25519").generatePublic(new EdECPublicKeySpec(NamedParameterSpec.ED25519,
                new EdECPoint(isOdd, y.clearBit(255))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "SUA", PUBLIC, SEED + "A",
            "SUACSSL3UAHUDXKFSNVUZRF5UHPMWZ6BFDTJ7M6USDXIEDNPPQYYYCU3VQ",
            "SUACSSL3UAHUDXKFSNVUZRF5UHPMWZ6BFDTJ7M6USDXIEDNPPQYYYCU3V1",
            "SUACSSL3UAHUDXKFSNVUZRF5UHPMWZ6BFDTJ7M6USDXIEDNPPQYYYCU4VY",
            "SAACSSL3UAHUDXKFSNVUZRF5UHPMWZ6BFDTJ7M6USDXIEDNPPQYYYCU3VY"})
    void otherTextsAreNotSeeds(String text) throws Exception {
        assertNull(NatsKey.parse(text));
    }

    @Test
    void theSeedOfAnAccountIsNotTheSeedOfAUser() throws Exception {
        PrivateKey key = KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPrivate();
        assertNotNull(NatsKey.parse(NatsAccount.seed(NatsAccount.USER, key)));
        assertNull(NatsKey.parse(NatsAccount.seed(NatsAccount.ACCOUNT, key)));
        assertNull(NatsKey.parse(NatsAccount.seed(NatsAccount.OPERATOR, key)));
    }
}
