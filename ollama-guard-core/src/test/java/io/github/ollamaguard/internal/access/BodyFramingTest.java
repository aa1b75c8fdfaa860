package io.github.ollamaguard.internal.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ollamaguard.config.Setting;
import io.github.ollamaguard.servlet.FilterServer;
import io.github.ollamaguard.testing.RawClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the key filter demands of a body, and what the next piece gets to see of it. */
class BodyFramingTest {
    private static final int LIMIT = 100;
    private final AtomicInteger passed = new AtomicInteger();
    private FilterServer server;

    @BeforeEach
    void start() throws Exception {
        server = FilterServer.withKeys(FilterServer.with(Setting.MAX_BODY, (long) LIMIT), (request, response) -> {
            passed.incrementAndGet();
            // A form would lose its body here.
            String parameter = request.getParameter("model");
            byte[] body = request.getInputStream().readAllBytes();
            response.setContentType("text/plain; charset=utf-8");
            response.getWriter()
                    .print(new String(body, StandardCharsets.UTF_8)
                            + " length=" + (request.getContentLengthLong() - body.length)
                            + " header=" + request.getHeader("Content-Length")
                            + " type=" + request.getContentType()
                            + " coding=" + Collections.list(request.getHeaders("Transfer-Encoding"))
                            + " expect=" + request.getHeader("Expect")
                            + " parameter=" + parameter);
        });
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void bodyIsWrittenAnew() throws IOException {
        RawClient client = server.send("POST", "/api/chat", "{ \"text\" : \"ä\" , \"seed\":9007199254740993 }");
        assertThat(client.rest())
                .isEqualTo("{\"text\":\"ä\",\"seed\":9007199254740993} length=0 header=37"
                        + " type=application/json coding=[] expect=null parameter=null");
    }

    @Test
    void chunkedBodyBecomesOneOfKnownLength() throws IOException {
        RawClient client = post("Transfer-Encoding: chunked\r\n", "2\r\n{}\r\n0\r\n\r\n");
        assertThat(client.rest()).startsWith("{} length=0 header=2").contains("coding=[]");
    }

    @Test
    void bodyThatClaimsToBeAFormIsRead() throws IOException {
        RawClient client = post("Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 2\r\n", "{}");
        assertThat(client.rest())
                .startsWith("{} length=0")
                .contains("type=application/json")
                .endsWith("parameter=null");
    }

    @Test
    void expectedContinueIsHandledAndHidden() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.port() + "/ollama/api/chat"))
                .header("X-API-Key", FilterServer.KEY)
                .expectContinue(true)
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .build();
        HttpResponse<String> response = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).startsWith("{}").contains("expect=null");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    Content-Encoding: gzip                           | 415
                    Content-Encoding: identity                       | 200
                    Expect: 200-ok                                   | 417
                    Connection: Upgrade & Upgrade: websocket         | 400
                    Connection: Upgrade & Upgrade: h2c               | 200
                    """)
    void declarationsAreJudgedBeforeTheBody(String header, int status) throws IOException {
        String headers = header.replace(" & ", "\r\n") + "\r\nContent-Length: 2\r\n";
        assertThat(post(headers, "{}").status()).isEqualTo(status);
        assertThat(passed).hasValue(status == 200 ? 1 : 0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n",
                "Transfer-Encoding: gzip, chunked\r\n",
                "Transfer-Encoding: identity\r\n",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
                "Content-Length: 2, 3\r\n",
                "Content-Length: +2\r\n",
            })
    void doubtfulFramingIsRefusedAndEndsTheConnection(String headers) throws IOException {
        RawClient client = post(headers, "{}");
        assertThat(client.status()).isIn(400, 501);
        assertThat(client.header("Connection")).isEqualTo("close");
        assertThat(passed).hasValue(0);
    }

    @Test
    void tooLargeABodyIsRefusedBeforeItIsSent() throws IOException {
        RawClient client = post("Content-Length: " + (LIMIT + 1) + "\r\n", "");
        assertThat(client.status()).isEqualTo(413);
        assertThat(client.header("Connection")).isEqualTo("close");
    }

    @Test
    void limitHoldsForBodiesWithoutALength() throws IOException {
        String tooLong = "{\"a\":\"" + "x".repeat(LIMIT) + "\"}";
        RawClient client = post(
                "Transfer-Encoding: chunked\r\n",
                Integer.toHexString(tooLong.length()) + "\r\n" + tooLong + "\r\n0\r\n\r\n");
        assertThat(client.status()).isEqualTo(413);
        assertThat(passed).hasValue(0);
    }

    @Test
    void bodyOfExactlyTheLimitPasses() throws IOException {
        String body = "{\"a\":\"" + "x".repeat(LIMIT - 8) + "\"}";
        assertThat(body).hasSize(LIMIT);
        assertThat(server.send("POST", "/api/chat", body).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "{", "{} x", "{\"a\":1,\"A\":2}", "null", "model=x"})
    void onlyOneStrictObjectPasses(String body) throws IOException {
        RawClient client = server.send("POST", "/api/chat", body);
        assertThat(client.status()).isEqualTo(400);
        assertThat(client.rest()).startsWith("{\"error\":\"Could not parse");
        assertThat(passed).hasValue(0);
    }

    @Test
    void missingBodyIsRefused() throws IOException {
        assertThat(server.send("POST", "/api/chat", "").status()).isEqualTo(400);
    }

    @Test
    void brokenChunksAreTheClientsFault() throws IOException {
        assertThat(post("Transfer-Encoding: chunked\r\n", "zz\r\n{}\r\n").status())
                .isEqualTo(400);
        assertThat(passed).hasValue(0);
    }

    private RawClient post(String headers, String body) throws IOException {
        return server.client()
                .raw("POST /ollama/api/chat HTTP/1.1\r\nHost: x\r\nX-API-Key: " + FilterServer.KEY + "\r\n" + headers
                        + "\r\n" + body);
    }
}
