package io.github.ollamaguard.internal.upstream.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.security.NoSuchAlgorithmException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * Where Ollama listens. Immutable and thread-safe.
 *
 * @param host name or address; an IPv6 address in brackets
 * @param secure whether to speak TLS, with the trust store of the JVM
 */
record UpstreamServer(String host, int port, boolean secure) {
    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    static UpstreamServer of(URI url) {
        boolean secure = url.getScheme().equals("https");
        int standard = secure ? HTTPS : HTTP;
        return new UpstreamServer(url.getHost(), url.getPort() < 0 ? standard : url.getPort(), secure);
    }

    /** Returns its addresses, as the name service knows them now. */
    InetAddress[] addresses() throws IOException {
        return InetAddress.getAllByName(host);
    }

    /** Returns a connected socket, with TLS on top of it where the server wants that. */
    Socket secured(Socket plain, int timeoutMillis) throws IOException {
        if (!secure) {
            return plain;
        }
        plain.setSoTimeout(timeoutMillis);
        SSLSocket socket = (SSLSocket) context().getSocketFactory().createSocket(plain, host, port, true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    private static SSLContext context() throws IOException {
        try {
            return SSLContext.getDefault();
        } catch (NoSuchAlgorithmException e) {
            throw new IOException(e);
        }
    }
}
