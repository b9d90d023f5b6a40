package chatd.link;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;

/** A key and a certificate for one host, signed by itself, as files for a server, and as a trust store of Java. */
final class TlsFiles {

    static final String PASSWORD = "changeit";

    private final Path directory;

    TlsFiles(Path directory, String host) throws IOException, InterruptedException, GeneralSecurityException {
        this.directory = directory;
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        Process process = new ProcessBuilder(keytool.toString(), "-genkeypair", "-alias", "server", "-keyalg", "EC",
                "-dname", "CN=test", "-ext", "san=" + host, "-validity", "2", "-keystore", trustStore().toString(),
                "-storetype", "PKCS12", "-storepass", PASSWORD).redirectErrorStream(true)
                .redirectOutput(directory.resolve("keytool.log").toFile()).start();
        if (process.waitFor() != 0) {
            throw new IOException("keytool fails: " + Files.readString(directory.resolve("keytool.log")));
        }
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(trustStore())) {
            store.load(in, PASSWORD.toCharArray());
        }
        write("server.key", "PRIVATE KEY", store.getKey("server", PASSWORD.toCharArray()).getEncoded());
        write("server.pem", "CERTIFICATE", store.getCertificate("server").getEncoded());
        // A key entry is not trusted.
        store.setCertificateEntry("trusted", store.getCertificate("server"));
        store.deleteEntry("server");
        try (var out = Files.newOutputStream(trustStore())) {
            store.store(out, PASSWORD.toCharArray());
        }
    }

    private void write(String name, String title, byte[] bytes) throws IOException {
        Files.writeString(directory.resolve(name), "-----BEGIN " + title + "-----\n"
                + Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(bytes)
                + "\n-----END " + title + "-----\n");
    }

    Path certificate() {
        return directory.resolve("server.pem");
    }

    Path trustStore() {
        return directory.resolve("trust.p12");
    }

    String serverConfig() {
        return "tls { cert_file: \"" + certificate() + "\", key_file: \""
                + directory.resolve("server.key") + "\" }\n";
    }
}
