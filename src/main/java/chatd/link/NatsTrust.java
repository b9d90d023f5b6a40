package chatd.link;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.X509Certificate;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Trusts a server whose certificate is for the host of the URL, and from an authority that the system trusts. The
 * client library does not check the host by itself, so any server with a valid certificate could impersonate the
 * engine.
 */
final class NatsTrust extends X509ExtendedTrustManager {

    /** The property that names a Java trust store. */
    private static final String TRUST_STORE = "javax.net.ssl.trustStore";

    private final X509ExtendedTrustManager chains;

    private NatsTrust(X509ExtendedTrustManager chains) {
        this.chains = chains;
    }

    /**
     * Trusts the authorities of the system, or those of the trust store if a property of the JVM names one.
     *
     * @param authorities the file of the authorities; null for the file of the distribution
     * @throws IOException if the file cannot be read; the message is for the user
     * @throws GeneralSecurityException if the trust store cannot be used
     */
    static SSLContext context(Path authorities) throws IOException, GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        if (System.getProperty(TRUST_STORE) == null) {
            PKIXBuilderParameters parameters = new PKIXBuilderParameters(NatsAuthorities.read(authorities), null);
            // There are no lists of revoked certificates.
            parameters.setRevocationEnabled(false);
            factory.init(new CertPathTrustManagerParameters(parameters));
        } else {
            factory.init((KeyStore) null);
        }
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509ExtendedTrustManager extended) {
                SSLContext context = SSLContext.getInstance("TLS");
                context.init(null, new TrustManager[] {new NatsTrust(extended)}, null);
                return context;
            }
        }
        throw new GeneralSecurityException("the JVM has no trust manager for X.509");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        if (!(socket instanceof SSLSocket secure)) {
            throw new CertificateException("the connection does not use TLS");
        }
        SSLParameters parameters = secure.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secure.setSSLParameters(parameters);
        chains.checkServerTrusted(chain, type, socket);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
            throws CertificateException {
        throw new CertificateException("the client uses sockets only");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        throw new CertificateException("the host is unknown");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        throw new CertificateException("this is not a server");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
            throws CertificateException {
        throw new CertificateException("this is not a server");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
        throw new CertificateException("this is not a server");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return chains.getAcceptedIssuers();
    }
}
