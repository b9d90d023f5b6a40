package chatd.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.TrustAnchor;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file of certificate authorities: where it is, what it may contain, and what the start says otherwise. */
class NatsAuthoritiesTest {

    /** Certificates of O=East and O=West, with a comment and a list of revoked certificates. */
    static final Path FILE = Path.of("src/test/resources/authorities.pem");

    @TempDir
    private Path directory;

    private static Set<String> names(Set<TrustAnchor> authorities) {
        Set<String> names = new TreeSet<>();
        for (TrustAnchor authority : authorities) {
            names.add(authority.getTrustedCert().getSubjectX500Principal().getName());
        }
        return names;
    }

    private static String problem(Path named, Path... usual) {
        return assertThrows(IOException.class, () -> NatsAuthorities.read(named, List.of(usual))).getMessage();
    }

    private Path file(String text) throws IOException {
        return Files.writeString(directory.resolve("file.pem"), text);
    }

    private Path missing(String name) {
        return directory.resolve(name);
    }

    @Test
    void theCertificatesAreReadAndTheRestIsSkipped() throws IOException {
        assertEquals(Set.of("O=East", "O=West"), names(NatsAuthorities.read(FILE)));
    }

    @Test
    void withoutANamedFileTheFirstThatExistsIsRead() throws IOException {
        String text = Files.readString(FILE);
        Path west = file(text.substring(text.indexOf("# West")));
        assertEquals(Set.of("O=West"), names(NatsAuthorities.read(null, List.of(missing("a"), west, FILE))));
        assertEquals(Set.of("O=East", "O=West"), names(NatsAuthorities.read(FILE, List.of(west))));
    }

    @Test
    void aSystemWithoutAuthoritiesIsAnErrorThatSaysWhatToInstall() {
        assertEquals("cannot use tls:// in --link: there are no certificate authorities in " + missing("a") + " or "
                + missing("b") + "; install ca-certificates, or name a file of certificates in SSL_CERT_FILE",
                problem(null, missing("a"), missing("b")));
    }

    @Test
    void aNamedFileThatIsMissingIsAnError() {
        assertEquals("cannot read SSL_CERT_FILE " + missing("a") + ": there is no such file",
                problem(missing("a"), FILE));
    }

    @Test
    void aFileOfTheSystemThatCannotBeReadIsAnError() {
        assertEquals("cannot read the certificate authorities in " + directory + ": it is not a regular file",
                problem(null, directory, FILE));
    }

    @Test
    void aFileWithoutCertificatesIsAnError() throws IOException {
        Path empty = file("# None\n");
        assertEquals("cannot read SSL_CERT_FILE " + empty + ": there is no certificate in it", problem(empty));
    }

    @Test
    void aFileThatBreaksOffIsAnError() throws IOException {
        String text = Files.readString(FILE);
        Path half = file(text.substring(0, text.lastIndexOf("-----END")));
        assertEquals("cannot read SSL_CERT_FILE " + half + ": a certificate in it is damaged: its end is missing",
                problem(half));
    }

    @Test
    void aDamagedCertificateIsAnError() throws IOException {
        Path damaged = file(Files.readString(FILE).replace("MII", "MIJ"));
        assertTrue(problem(damaged).startsWith("cannot read SSL_CERT_FILE " + damaged
                + ": a certificate in it is damaged: "));
    }
}
