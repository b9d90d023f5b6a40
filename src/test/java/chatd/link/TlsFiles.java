package chatd.link;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** A certificate authority, as a file and as a trust store of Java, and a server's key and certificate for one host. */
final class TlsFiles {

    static final String PASSWORD = "changeit";

    private final Path directory;

    TlsFiles(Path directory, String host) throws IOException, InterruptedException, GeneralSecurityException {
        this.directory = directory;
        keytool("authority", "-ext", "bc:c");
        keytool("server", "-ext", "san=" + host, "-signer", "authority");
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(trustStore())) {
            store.load(in, PASSWORD.toCharArray());
        }
        write(key(), "PRIVATE KEY", store.getKey("server", PASSWORD.toCharArray()).getEncoded());
        write(certificate(), "CERTIFICATE", store.getCertificate("server").getEncoded());
        write(authority(), "CERTIFICATE", store.getCertificate("authority").getEncoded());
        // A key entry is not trusted.
        store.setCertificateEntry("trusted", store.getCertificate("authority"));
        store.deleteEntry("authority");
        store.deleteEntry("server");
        try (var out = Files.newOutputStream(trustStore())) {
            store.store(out, PASSWORD.toCharArray());
        }
    }

    /** Adds a key and its certificate to the store. */
    private void keytool(String alias, String... options) throws IOException, InterruptedException {
        Path log = directory.resolve("keytool.log");
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "keytool")
                .toString(), "-genkeypair", "-alias", alias, "-keyalg", "EC", "-dname", "CN=" + alias, "-validity", "2",
                "-keystore", trustStore().toString(), "-storetype", "PKCS12", "-storepass", PASSWORD));
        command.addAll(List.of(options));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
        if (process.waitFor() != 0) {
            throw new IOException("keytool fails: " + Files.readString(log));
        }
    }

    private static void write(Path file, String title, byte[] bytes) throws IOException {
        Files.writeString(file, "-----BEGIN " + title + "-----\n"
                + Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(bytes)
                + "\n-----END " + title + "-----\n");
    }

    private Path key() {
        return directory.resolve("server.key");
    }

    private Path certificate() {
        return directory.resolve("server.pem");
    }

    Path authority() {
        return directory.resolve("authority.pem");
    }

    Path trustStore() {
        return directory.resolve("trust.p12");
    }

    String serverConfig() {
        return "tls { cert_file: \"" + certificate() + "\", key_file: \"" + key() + "\" }\n";
    }
}
