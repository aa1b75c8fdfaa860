package io.github.ollamaguard.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Jetty refuses before the guard sees it: in JSON too, and without a word about the server. */
@Timeout(60)
class MalformedRequestIT {
    @TempDir
    private static Path directory;

    private static GuardProcess guard;
    private static URI address;

    @BeforeAll
    static void start() throws Exception {
        guard = GuardProcess.startDemo(directory);
        address = guard.awaitBanner().address();
    }

    @AfterAll
    static void stop() {
        guard.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /ollama/v1/../api/tags HTTP/1.1\r\nHost: a\r\n",
                "GET /ollama/v1/%2e%2e/api/tags HTTP/1.1\r\nHost: a\r\n",
                "GET /ollama/v1//models HTTP/1.1\r\nHost: a\r\n",
                "GET /ollama/v1/models%00 HTTP/1.1\r\nHost: a\r\n",
                "GET /ollama/v1/models HTTP/1.1\r\nHost: a\r\nHost: b\r\n",
                "GET /ollama/v1/models HTTP/1.1\r\n",
                "GET /ollama/v1/models HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n",
                "GET /ollama/v1/models HTTP/1.1\r\nHost: a\r\n folded: x\r\n",
                "GET /ollama/v1/models HTTP/1.1\r\nHost: a\r\nX: y\nZ: z\r\n",
                "NONSENSE\r\n"
            })
    void isAJsonBadRequest(String head) throws Exception {
        assertThat(answer(head))
                .startsWith("HTTP/1.1 400 ")
                .containsIgnoringCase("Content-Type: application/json")
                .contains("\r\n\r\n{\"error\":{\"message\":\"")
                .endsWith("\"type\":\"invalid_request_error\",\"param\":null,\"code\":null}}")
                .doesNotContainIgnoringCase("jetty");
    }

    @Test
    void tooLargeHeaderIsRefused() throws Exception {
        assertThat(answer("GET /ollama/v1/models HTTP/1.1\r\nHost: a\r\nX: " + "x".repeat(17 << 10) + "\r\n"))
                .startsWith("HTTP/1.1 431 ")
                .contains("\"error\"");
    }

    @Test
    void pathOutsideTheGuardIsNotFound() throws Exception {
        assertThat(answer("GET /elsewhere HTTP/1.1\r\nHost: a\r\n"))
                .startsWith("HTTP/1.1 404 ")
                .contains("Unknown request URL: GET /elsewhere");
    }

    @Test
    void serverIsNotNamed() throws Exception {
        assertThat(answer("GET /ollama/healthz HTTP/1.1\r\nHost: a\r\n"))
                .startsWith("HTTP/1.1 200 ")
                .doesNotContainIgnoringCase("Server:")
                .doesNotContainIgnoringCase("X-Powered-By:")
                .doesNotContainIgnoringCase("jetty");
    }

    private static String answer(String head) throws Exception {
        try (Socket socket = new Socket(address.getHost(), address.getPort())) {
            socket.getOutputStream().write((head + "Connection: close\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
