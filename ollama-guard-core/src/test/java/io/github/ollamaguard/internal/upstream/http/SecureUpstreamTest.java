package io.github.ollamaguard.internal.upstream.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ollamaguard.config.Setting;
import io.github.ollamaguard.config.Settings;
import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.internal.upstream.NativeOperation;
import io.github.ollamaguard.internal.upstream.NativeRequest;
import io.github.ollamaguard.internal.upstream.UpstreamHead;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An upstream with an https address, against a server whose certificate is made for the address 127.0.0.1 alone. */
final class SecureUpstreamTest {
    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final byte[] BODY = new byte[100_000];
    private static final NativeRequest CHAT = new NativeRequest(NativeOperation.CHAT, BODY);

    @TempDir
    private Path directory;

    private final AtomicInteger connections = new AtomicInteger();
    private volatile List<byte[]> answer = List.of("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}".getBytes(US_ASCII));
    private SSLContext standard;
    private SSLServerSocket server;

    @BeforeEach
    void start() throws Exception {
        SSLContext context = context();
        server = (SSLServerSocket) context.getServerSocketFactory().createServerSocket(0);
        Thread serving = new Thread(this::serve);
        serving.setDaemon(true);
        serving.start();
        standard = SSLContext.getDefault();
        SSLContext.setDefault(context);
    }

    @AfterEach
    void stop() throws IOException {
        SSLContext.setDefault(standard);
        server.close();
    }

    @Test
    void requestsShareAnEncryptedConnection() throws Exception {
        try (HttpUpstream upstream = upstream("127.0.0.1")) {
            for (int i = 0; i < 3; i++) {
                Received received = new Received();
                upstream.call(CHAT, received);
                assertThat(received.head()).isNotNull();
                assertThat(received.text()).isEqualTo("{}");
            }
        }
        assertThat(connections).hasValue(1);
    }

    /** Each piece is a record of TLS, and no read takes more than one. */
    @Test
    void everySplitGivesTheSameAnswer() throws Exception {
        byte[] bytes = ("HTTP/1.1 200 OK\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + "5\r\n{\"a\":\r\n5\r\n\"ü\"}\r\n1\r\n\n\r\n0\r\n\r\n")
                .getBytes(UTF_8);
        try (HttpUpstream upstream = upstream("127.0.0.1")) {
            for (int at = 1; at < bytes.length; at++) {
                answer = List.of(Arrays.copyOf(bytes, at), Arrays.copyOfRange(bytes, at, bytes.length));
                expectAnswer(upstream);
            }
            answer = IntStream.range(0, bytes.length)
                    .mapToObj(at -> new byte[] {bytes[at]})
                    .toList();
            expectAnswer(upstream);
        }
        assertThat(connections).hasValue(1);
    }

    private static void expectAnswer(HttpUpstream upstream) throws Exception {
        Received received = new Received();
        upstream.call(CHAT, received);
        assertThat(received.head()).isEqualTo(new UpstreamHead(200, "application/x-ndjson", -1, null));
        assertThat(received.text()).isEqualTo("{\"a\":\"ü\"}\n");
    }

    @Test
    void certificateForAnotherNameIsRefused() {
        try (HttpUpstream upstream = upstream("localhost")) {
            assertThatThrownBy(() -> upstream.call(NativeRequest.of(NativeOperation.TAGS), new Received()))
                    .hasMessage(ApiError.upstreamUnreachable().message());
        }
    }

    @Test
    void unknownIssuerIsRefused() {
        SSLContext.setDefault(standard);
        try (HttpUpstream upstream = upstream("127.0.0.1")) {
            assertThatThrownBy(() -> upstream.call(NativeRequest.of(NativeOperation.TAGS), new Received()))
                    .hasMessage(ApiError.upstreamUnreachable().message());
        }
    }

    private HttpUpstream upstream(String host) {
        URI url = URI.create("https://" + host + ":" + server.getLocalPort());
        return new HttpUpstream(Settings.builder().with(Setting.UPSTREAM, url).build());
    }

    private void serve() {
        while (true) {
            try (Socket socket = server.accept()) {
                socket.setTcpNoDelay(true);
                answer(socket.getInputStream(), socket);
            } catch (IOException e) {
                if (server.isClosed()) {
                    return;
                }
            }
        }
    }

    private void answer(InputStream in, Socket socket) throws IOException {
        int first = in.read();
        connections.incrementAndGet();
        while (first >= 0) {
            StringBuilder head = new StringBuilder().append((char) first);
            while (head.indexOf("\r\n\r\n") < 0) {
                head.append((char) in.read());
            }
            in.skipNBytes(BODY.length);
            for (byte[] piece : answer) {
                socket.getOutputStream().write(piece);
            }
            first = in.read();
        }
    }

    /** A context that knows one self-signed certificate, as server and as client. */
    private SSLContext context() throws Exception {
        Path file = directory.resolve("keys.p12");
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        String options = "-genkeypair -alias a -keyalg EC -dname CN=ollama -ext san=ip:127.0.0.1 -storetype PKCS12"
                + " -storepass changeit -keystore " + file;
        assertThat(new ProcessBuilder((keytool + " " + options).split(" "))
                        .start()
                        .waitFor())
                .isZero();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD);
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }
}
