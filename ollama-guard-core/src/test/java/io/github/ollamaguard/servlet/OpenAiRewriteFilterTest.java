package io.github.ollamaguard.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ollamaguard.config.Setting;
import io.github.ollamaguard.config.Settings;
import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.internal.upstream.NativeRequest;
import io.github.ollamaguard.internal.upstream.Upstream;
import io.github.ollamaguard.internal.upstream.UpstreamHead;
import io.github.ollamaguard.testing.RawClient;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rewrite filter in front of blocking servlets of all manners. */
class OpenAiRewriteFilterTest {
    static final String STREAM =
            "{\"model\":\"m\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    static final String PLAIN = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    static final String HEAD =
            "{\"model\":\"m\",\"created_at\":\"2026-01-01T00:00:00Z\",\"message\":{\"role\":\"assistant\",";
    static final String ONE = HEAD + "\"content\":\"Grüße \"},\"done\":false}\n";
    static final String TWO = HEAD + "\"content\":\"🌍\"},\"done\":false}\n";
    static final String DONE = HEAD + "\"content\":\"\"},\"done\":true,\"done_reason\":\"stop\",\"eval_count\":2}\n";
    static final String ERROR_LINE = "{\"error\":\"model runner has crashed\"}\n";

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 64, 100_000})
    void streamIsTheSameHoweverItIsSplit(int size) throws Exception {
        byte[] bytes = (ONE + TWO + DONE).getBytes(UTF_8);
        try (FilterServer server = behind(response -> {
            for (int i = 0; i < bytes.length; i += size) {
                response.getOutputStream().write(bytes, i, Math.min(size, bytes.length - i));
            }
        })) {
            RawClient client = chat(server, STREAM);
            assertThat(client.header("Content-Type")).matches("text/event-stream; ?charset=utf-8");
            assertThat(client.header("Cache-Control")).isEqualTo("no-cache");
            assertThat(client.header("X-Accel-Buffering")).isEqualTo("no");
            assertThat(client.header("X-Upstream")).isNull();
            List<String> events = events(client);
            assertThat(contents(events)).isEqualTo("Grüße 🌍");
            assertThat(events).last().isEqualTo("data: [DONE]");
            assertThat(client.endedCleanly()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"stream", "writer", "single bytes"})
    void documentIsTheSameHoweverItIsWritten(String manner) throws Exception {
        String reply = DONE.replace("\"content\":\"\"", "\"content\":\"Grüße 🌍\"");
        try (FilterServer server = behind(response -> {
            if (manner.equals("writer")) {
                response.getWriter().write(reply);
            } else if (manner.equals("stream")) {
                response.getOutputStream().write(reply.getBytes(UTF_8));
            } else {
                for (byte each : reply.getBytes(UTF_8)) {
                    response.getOutputStream().write(each);
                }
            }
        })) {
            RawClient client = chat(server, PLAIN);
            assertThat(client.status()).isEqualTo(200);
            assertThat(client.header("Content-Type")).startsWith("application/json");
            int length = Integer.parseInt(client.header("Content-Length"));
            String body = client.rest();
            assertThat(body).contains("\"content\":\"Grüße 🌍\"").contains("\"object\":\"chat.completion\"");
            assertThat(body.getBytes(UTF_8)).hasSize(length);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "none", textBlock = """
            "num_cxt":8192,"logit_bias":{"1":5}                 | logit_bias, num_cxt
            "extra_body":{"num_cxt":8192}                       | num_cxt
            "logit_bias":{},"verbosity":null                    | none
            "user":"u","num_ctx":8192,"options":{"new":1}       | none
            "a\\r\\nb":1,"ä":1,"":1,"x-y":1                     | none
            """)
    void membersWithoutEffectAreNamed(String members, String header) throws Exception {
        try (FilterServer server = behind(response -> response.getOutputStream().write(DONE.getBytes(UTF_8)))) {
            RawClient client = chat(server, PLAIN.replace("{\"model\"", "{" + members + ",\"model\""));
            assertThat(client.status()).isEqualTo(200);
            assertThat(client.header("X-Dropped-Params")).isEqualTo(header);
        }
    }

    @Test
    void anEchoAloneNeedsNobodyElse() throws Exception {
        try (FilterServer server = behind(response -> response.sendError(500))) {
            String body = "{\"model\":\"m\",\"prompt\":\"Once\",\"echo\":true,\"max_tokens\":0}";
            RawClient client = server.client().send("POST", "/ollama/v1/completions", body);
            assertThat(client.status()).isEqualTo(200);
            assertThat(client.rest()).contains("\"text\":\"Once\"");
        }
    }

    @Test
    void aHeaderNamesSomeMembersOfMany() throws Exception {
        String many =
                IntStream.range(0, 1000).mapToObj(i -> "\"x" + i + "\":1,").collect(Collectors.joining());
        try (FilterServer server = behind(response -> response.getOutputStream().write(DONE.getBytes(UTF_8)))) {
            RawClient client = chat(server, PLAIN.replace("{\"model\"", "{" + many + "\"model\""));
            assertThat(client.header("X-Dropped-Params").split(", ")).hasSize(16);
        }
    }

    @Test
    void eachLineArrivesBeforeTheNextOneIsWritten() throws Exception {
        CountDownLatch seen = new CountDownLatch(1);
        try (FilterServer server = behind(response -> {
            response.getOutputStream().write(ONE.getBytes(UTF_8));
            await(seen);
            response.getOutputStream().write(DONE.getBytes(UTF_8));
        })) {
            RawClient client = chat(server, STREAM);
            StringBuilder received = new StringBuilder();
            while (!received.toString().contains("Grüße")) {
                received.append(client.event());
            }
            seen.countDown();
            assertThat(events(client)).last().isEqualTo("data: [DONE]");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"throws", "error line", "more lines", "no JSON"})
    void nothingSpoilsAnAnswerThatIsComplete(String trouble) throws Exception {
        try (FilterServer server = behind(response -> {
            response.getOutputStream().write((ONE + DONE).getBytes(UTF_8));
            switch (trouble) {
                case "throws" -> throw new IOException("late");
                case "error line" -> response.getOutputStream().write(ERROR_LINE.getBytes(UTF_8));
                case "more lines" -> response.getOutputStream().write((TWO + DONE).getBytes(UTF_8));
                default -> response.getOutputStream().write("%%%\n".getBytes(UTF_8));
            }
        })) {
            RawClient client = chat(server, STREAM);
            List<String> events = events(client);
            assertThat(contents(events)).isEqualTo("Grüße ");
            assertThat(events).last().isEqualTo("data: [DONE]");
            assertThat(client.endedCleanly()).isTrue();
        }
    }

    @Test
    void servletSeesAnOrdinaryNativeRequest() throws Exception {
        AtomicReference<String> seen = new AtomicReference<>();
        try (FilterServer server = FilterServer.withRewriting(FilterServer.defaults(), (request, response) -> {
            String body = new String(request.getInputStream().readAllBytes(), UTF_8);
            seen.set(request.getMethod() + " " + request.getRequestURI() + " " + request.getServletPath() + " "
                    + request.getPathInfo() + " " + request.getQueryString() + " "
                    + request.getRequestURL().toString().replaceFirst("http://[^/]+", "") + " " + body + " "
                    + (request.getContentLength() - body.length()));
            response.getOutputStream().write("{\"models\":[]}".getBytes(UTF_8));
        })) {
            server.client()
                    .send("POST", "/ollama/v1/chat/completions?x=1", PLAIN)
                    .status();
            assertThat(seen.get())
                    .startsWith("POST /ollama/api/chat /ollama /api/chat null /ollama/api/chat {\"model\":\"m\"")
                    .endsWith(" 0");
            server.client().send("GET", "/ollama/models", "").status();
            assertThat(seen.get()).startsWith("GET /ollama/api/tags /ollama /api/tags null /ollama/api/tags ");
            server.client().send("GET", "/ollama/v1/models/hf.co%2Fa/b:c", "").status();
            assertThat(seen.get())
                    .startsWith("POST /ollama/api/show /ollama /api/show null /ollama/api/show ")
                    .contains("{\"model\":\"hf.co/a/b:c\"");
        }
    }

    @ParameterizedTest
    @CsvSource({"POST,/api/chat", "GET,/v1/unknown", "PUT,/v1/models", "GET,/v1/chat/completions"})
    void otherRequestsPassUntouched(String method, String path) throws Exception {
        try (FilterServer server = FilterServer.withRewriting(FilterServer.defaults(), (request, response) -> {
            response.setHeader("X-Upstream", "1");
            response.getOutputStream().print(request.getRequestURI());
        })) {
            RawClient client = server.client().send(method, "/ollama" + path, "");
            assertThat(client.header("X-Upstream")).isEqualTo("1");
            assertThat(client.rest()).isEqualTo("/ollama" + path);
        }
    }

    @Test
    void invalidRequestNeverReachesTheServlet() throws Exception {
        try (FilterServer server = behind(response -> {
            throw new AssertionError("reached");
        })) {
            for (String body : List.of("{\"model\":1}", "{", "", PLAIN.replace("{\"model\"", "{\"n\":2,\"model\""))) {
                RawClient client = chat(server, body);
                assertThat(client.status()).isEqualTo(400);
                assertThat(client.rest()).startsWith("{\"error\":{\"message\":").contains("invalid_request_error");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {STREAM, PLAIN})
    void errorOfTheServletBecomesOneOfOpenAi(String request) throws Exception {
        try (FilterServer server = behind(response -> {
            response.setStatus(503);
            response.setHeader("Retry-After", "7");
            response.setContentType("text/html");
            response.getOutputStream().write("{\"error\":\"server busy, ple".getBytes(UTF_8));
            response.flushBuffer();
            response.getOutputStream().write("ase try again\"}".getBytes(UTF_8));
        })) {
            RawClient client = chat(server, request);
            assertThat(client.status()).isEqualTo(503);
            assertThat(client.header("Retry-After")).isIn("1", "7");
            assertThat(client.header("Content-Type")).startsWith("application/json");
            assertThat(client.rest()).contains("\"message\":\"server busy, please try again\"");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {STREAM, PLAIN})
    void sendErrorShowsNoPageOfTheContainer(String request) throws Exception {
        try (FilterServer server = behind(response -> {
            response.getOutputStream().write("{\"mod".getBytes(UTF_8));
            response.sendError(502, "secret upstream address");
        })) {
            RawClient client = chat(server, request);
            assertThat(client.status()).isEqualTo(502);
            assertThat(client.header("Content-Type")).startsWith("application/json");
            assertThat(client.rest()).startsWith("{\"error\":{").doesNotContain("secret", "<");
        }
    }

    @Test
    void redirectIsNotShown() throws Exception {
        try (FilterServer server = behind(response -> response.sendRedirect("http://elsewhere/"))) {
            RawClient client = chat(server, PLAIN);
            assertThat(client.status()).isEqualTo(502);
            assertThat(client.header("Location")).isNull();
        }
    }

    @Test
    void servletMayBeginAgainBeforeAnythingWasSent() throws Exception {
        try (FilterServer server = behind(response -> {
            response.getWriter().print("{\"half\":");
            response.flushBuffer();
            assertThat(response.isCommitted()).isFalse();
            response.reset();
            assertThat(response.getStatus()).isEqualTo(200);
            response.getWriter().print(DONE);
        })) {
            assertThat(chat(server, PLAIN).status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @CsvSource({"IO, 502", "RUNTIME, 500", "SERVLET, 500", "WRAPPED, 502", "NOTHING, 502"})
    void failureBeforeTheAnswerIsAPlainError(Failure failure, int status) throws Exception {
        try (FilterServer server = behind(response -> failure.happen())) {
            RawClient client = chat(server, STREAM);
            assertThat(client.status()).isEqualTo(status);
            assertThat(client.rest()).startsWith("{\"error\":{").doesNotContain("details");
            assertThat(client.endedCleanly()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"IO", "RUNTIME", "SERVLET", "WRAPPED"})
    void failureInMidStreamIsAnErrorEventAndACut(Failure failure) throws Exception {
        try (FilterServer server = behind(response -> {
            response.getOutputStream().write((ONE + TWO).getBytes(UTF_8));
            assertThat(response.isCommitted()).isTrue();
            failure.happen();
        })) {
            expectErrorEventAndCut(chat(server, STREAM));
        }
    }

    @Test
    void errorLineInMidStreamIsAnErrorEventAndStopsTheServlet() throws Exception {
        CountDownLatch stopped = new CountDownLatch(1);
        try (FilterServer server = behind(response -> {
            response.getOutputStream().write(ONE.getBytes(UTF_8));
            try {
                while (true) {
                    response.getOutputStream().write(ERROR_LINE.getBytes(UTF_8));
                }
            } finally {
                stopped.countDown();
            }
        })) {
            RawClient client = chat(server, STREAM);
            assertThat(expectErrorEventAndCut(client)).contains("model runner has crashed");
            await(stopped);
        }
    }

    @Test
    void errorLineAtTheBeginningIsAPlainError() throws Exception {
        try (FilterServer server = behind(response -> response.getOutputStream().write(ERROR_LINE.getBytes(UTF_8)))) {
            RawClient client = chat(server, STREAM);
            assertThat(client.status()).isEqualTo(500);
            assertThat(client.rest()).contains("model runner has crashed");
            assertThat(client.endedCleanly()).isTrue();
        }
    }

    @Test
    void clientThatLeavesStopsTheServlet() throws Exception {
        CountDownLatch stopped = new CountDownLatch(1);
        AtomicReference<Exception> reason = new AtomicReference<>();
        try (FilterServer server = behind(response -> {
            try {
                for (long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10); System.nanoTime() < end; ) {
                    response.getOutputStream().write(ONE.getBytes(UTF_8));
                }
            } catch (IOException e) {
                reason.set(e);
                throw e;
            } finally {
                stopped.countDown();
            }
        })) {
            RawClient client = chat(server, STREAM);
            client.event();
            client.reset();
            await(stopped);
            assertThat(reason.get()).isInstanceOf(IOException.class);
        }
    }

    @Test
    void waitingClientGetsSignsOfLifeAndLateErrorsInTheStream() throws Exception {
        CountDownLatch waited = new CountDownLatch(1);
        try (FilterServer server = withUpstream((request, reply) -> {
            await(waited);
            reply.head(new UpstreamHead(404, "application/json", -1, null));
            byte[] error = "{\"error\":\"model 'm' not found\"}".getBytes(UTF_8);
            reply.bytes(error, 0, error.length);
        })) {
            RawClient client = chat(server, STREAM);
            assertThat(client.status()).isEqualTo(200);
            assertThat(client.event()).isEqualTo(": keep-alive");
            assertThat(client.event()).isEqualTo(": keep-alive");
            waited.countDown();
            assertThat(expectErrorEventAndCut(client)).contains("model_not_found");
        }
    }

    @Test
    void documentsHaveNoSignsOfLife() throws Exception {
        try (FilterServer server = withUpstream((request, reply) -> {
            reply.head(new UpstreamHead(200, "application/json", -1, null));
            // Several times as long as a client of a stream would have to wait for a sign.
            assertThat(new CountDownLatch(1).await(200, TimeUnit.MILLISECONDS)).isFalse();
            reply.bytes(DONE.getBytes(UTF_8), 0, DONE.length());
        })) {
            assertThat(chat(server, PLAIN).rest()).startsWith("{\"id\"");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {STREAM, PLAIN})
    void reportedFailureIsAnsweredOnce(String request) throws Exception {
        try (FilterServer server = withUpstream((call, reply) -> {
            throw new ApiException(ApiError.upstreamTimeout());
        })) {
            RawClient client = chat(server, request);
            assertThat(client.status()).isEqualTo(504);
            assertThat(client.rest()).contains("upstream_timeout");
        }
    }

    /** How a servlet can fail. */
    enum Failure {
        IO,
        RUNTIME,
        SERVLET,
        /** As Open Liberty hands on what a servlet throws. */
        WRAPPED,
        NOTHING;

        void happen() throws IOException, ServletException {
            switch (this) {
                case IO -> throw new IOException("details");
                case RUNTIME -> throw new IllegalStateException("details");
                case SERVLET -> throw new ServletException("details");
                case WRAPPED -> throw new ServletException(new IOException("details"));
                default -> {}
            }
        }
    }

    private interface Reply {
        void write(HttpServletResponse response) throws IOException, ServletException;
    }

    /** One call of Ollama, scripted. */
    private interface Script {
        void call(NativeRequest request, io.github.ollamaguard.internal.upstream.Reply reply) throws Exception;
    }

    private static FilterServer behind(Reply reply) throws Exception {
        return FilterServer.withRewriting(FilterServer.defaults(), (request, response) -> {
            response.setContentType("application/x-ndjson");
            response.setHeader("X-Upstream", "1");
            response.setContentLength(3);
            reply.write(response);
        });
    }

    /** As if the guard's own servlet stood behind the filter, with an Ollama that answers by the script. */
    private static FilterServer withUpstream(Script script) throws Exception {
        Settings settings = Settings.builder()
                .with(Setting.HEARTBEAT_AFTER, Duration.ofMillis(20))
                .with(Setting.HEARTBEAT_EVERY, Duration.ofMillis(20))
                .build();
        Upstream upstream = (request, reply) -> {
            try {
                script.call(request, reply);
            } catch (ApiException | IOException | RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        };
        return FilterServer.start(context -> {
            SharedExchange.publish(context, "/ollama", upstream);
            FilterServer.add(context, new OpenAiRewriteFilter(settings));
            FilterServer.add(context, (request, response) -> {
                throw new AssertionError("the chain has nothing to do");
            });
        });
    }

    static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    static RawClient chat(FilterServer server, String body) throws IOException {
        return server.client().send("POST", "/ollama/v1/chat/completions", body);
    }

    static List<String> events(RawClient client) throws IOException {
        List<String> events = new ArrayList<>();
        for (String event = client.event(); event != null; event = client.event()) {
            events.add(event);
        }
        return events;
    }

    static String contents(List<String> events) {
        StringBuilder contents = new StringBuilder();
        for (String event : events) {
            int start = event.indexOf("\"content\":\"");
            if (start >= 0) {
                contents.append(event, start + 11, event.indexOf('"', start + 11));
            }
        }
        return contents.toString();
    }

    /** Returns the last event. */
    static String expectErrorEventAndCut(RawClient client) throws IOException {
        List<String> events = events(client);
        assertThat(events).doesNotContain("data: [DONE]");
        assertThat(events).last().asString().startsWith("event: error\ndata: {\"error\":{");
        assertThat(client.endedCleanly()).isFalse();
        return events.get(events.size() - 1);
    }
}
