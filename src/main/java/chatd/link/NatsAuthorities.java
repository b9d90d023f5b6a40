package chatd.link;

import chatd.os.ConfigFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The certificate authorities that the system trusts, from one file of certificates in PEM. It is read once, at the
 * start; whatever else is in the file is skipped.
 */
final class NatsAuthorities {

    /** The places of the file in distributions: Debian, Arch and Alpine; Fedora and Red Hat; others. */
    private static final List<Path> FILES = List.of(Path.of("/etc/ssl/certs/ca-certificates.crt"),
            Path.of("/etc/pki/tls/certs/ca-bundle.crt"), Path.of("/etc/ssl/cert.pem"));
    /** The file of Debian has 220 KB. */
    private static final int MAX_BYTES = 8 * 1024 * 1024;
    private static final String BEGIN = "-----BEGIN CERTIFICATE-----";
    private static final String END = "-----END CERTIFICATE-----";
    private static final String VARIABLE = "SSL_CERT_FILE";
    private static final String HINT = "; install ca-certificates, or name a file of certificates in " + VARIABLE;

    private NatsAuthorities() {
    }

    /**
     * Reads the authorities.
     *
     * @param named the file; null for the file of the distribution
     * @throws IOException if there is no such file, or it cannot be used; the message is one line for the user
     */
    static Set<TrustAnchor> read(Path named) throws IOException {
        return read(named, FILES);
    }

    static Set<TrustAnchor> read(Path named, List<Path> usual) throws IOException {
        ConfigFile file = named == null
                ? new ConfigFile("the certificate authorities in", first(usual))
                : new ConfigFile(VARIABLE, named);
        try {
            Set<TrustAnchor> authorities = parse(new String(file.read(MAX_BYTES), StandardCharsets.ISO_8859_1));
            if (authorities.isEmpty()) {
                throw file.unreadable("there is no certificate in it");
            }
            return authorities;
        } catch (CertificateException e) {
            throw file.unreadable("a certificate in it is damaged: " + e.getMessage());
        }
    }

    private static Path first(List<Path> usual) throws IOException {
        for (Path path : usual) {
            if (Files.exists(path)) {
                return path;
            }
        }
        throw new IOException("cannot use tls:// in --link: there are no certificate authorities in "
                + usual.stream().map(Path::toString).collect(Collectors.joining(" or ")) + HINT);
    }

    private static Set<TrustAnchor> parse(String text) throws CertificateException {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        Set<TrustAnchor> authorities = new HashSet<>();
        for (int begin = text.indexOf(BEGIN); begin >= 0; begin = text.indexOf(BEGIN, begin + 1)) {
            int end = text.indexOf(END, begin);
            if (end < 0) {
                throw new CertificateException("its end is missing");
            }
            byte[] block = text.substring(begin, end + END.length()).getBytes(StandardCharsets.ISO_8859_1);
            X509Certificate certificate =
                    (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(block));
            authorities.add(new TrustAnchor(certificate, null));
        }
        return authorities;
    }
}
