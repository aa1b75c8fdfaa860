package io.github.ollamaguard;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.ollamaguard.config.Setting;
import io.github.ollamaguard.key.CapturedLog;
import io.github.ollamaguard.testing.FakeOllama;
import io.github.ollamaguard.testing.FakeReply;
import io.github.ollamaguard.testing.FakeRequest;
import io.github.ollamaguard.testing.RawClient;
import io.github.ollamaguard.usage.ExchangeListener;
import io.github.ollamaguard.usage.ExchangeReport;
import io.github.ollamaguard.usage.ExchangeReport.Outcome;
import io.github.ollamaguard.usage.Usage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What operators learn about requests, and what nobody does. */
class AuditTest {
    private static final String KEY = "canary-key-3f9a1c";
    private static final String PROMPT = "canary prompt 77d2";
    private static final String COUNTERS =
            "\"done\":true,\"done_reason\":\"stop\",\"prompt_eval_count\":5,\"eval_count\":7}";

    private final CountDownLatch commented = new CountDownLatch(1);
    private final BlockingQueue<ExchangeReport> reports = new LinkedBlockingQueue<>();
    private final List<String> seen = new ArrayList<>();
    private final Server server = new Server();
    private final CapturedLog log = new CapturedLog();
    private FakeOllama ollama;
    private int port;

    @TempDir
    private Path directory;

    @BeforeEach
    void start() throws Exception {
        ollama = FakeOllama.start(this::answer);
        Path keys = Files.writeString(directory.resolve("keys.txt"), KEY + " name=alice\n");
        OllamaGuard guard = OllamaGuard.builder()
                .with(Setting.UPSTREAM, ollama.uri())
                .with(Setting.KEYS_FILE, keys)
                .with(Setting.HEARTBEAT_AFTER, Duration.ofMillis(100))
                .with(Setting.HEARTBEAT_EVERY, Duration.ofMillis(100))
                .build();
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler("/", false, false);
        context.addServletContainerInitializer((classes, application) -> {
            application.setAttribute(ExchangeListener.ATTRIBUTE, (ExchangeListener) reports::add);
            guard.install(application);
        });
        server.setHandler(context);
        server.setStopTimeout(0);
        server.start();
        port = connector.getLocalPort();
    }

    @AfterEach
    void nothingSecretWasSaid() throws Exception {
        server.stop();
        ollama.close();
        log.close();
        assertThat(log.text())
                .doesNotContain("canary")
                .doesNotContain(ollama.uri().getAuthority());
        assertThat(seen).noneMatch(answer -> answer.contains("canary"));
    }

    private void answer(FakeRequest request, FakeReply reply) throws Exception {
        String body = request.text();
        String text = request.path().equals("/api/chat")
                ? "\"message\":{\"role\":\"assistant\",\"content\":\"hello\"},"
                : "\"response\":\"hello\",\"context\":[" + "1,".repeat(4000) + "1],";
        if (body.contains("\"cut\"")) {
            reply.line("{\"model\":\"cut\"," + text + "\"done\":false}").close();
        } else if (body.contains("\"endless\"")) {
            reply.linesUntilClosed("{\"model\":\"m\"," + text + "\"done\":false}", Duration.ofMillis(5));
        } else if (body.contains("\"missing\"")) {
            reply.json(404, "{\"error\":\"model 'missing' not found\"}");
        } else if (body.contains("\"broken\"")) {
            reply.json(500, "{\"error\":\"" + "dial tcp 10.11.12.13:4711 refused" + "\"}");
        } else if (body.contains("\"late\"")) {
            assertThat(commented.await(10, TimeUnit.SECONDS)).isTrue();
            reply.line("{\"model\":\"m\"," + text + COUNTERS).end();
        } else if (body.contains("\"stream\":false")) {
            reply.json(200, "{\"model\":\"m\"," + text + counters(body));
        } else {
            reply.line("{\"model\":\"m\"," + text + "\"done\":false}");
            reply.line("{\"model\":\"m\"," + text.replace("hello", "") + counters(body))
                    .end();
        }
    }

    /** Ollama puts log probabilities behind its counters. */
    private static String counters(String body) {
        return body.contains("\"logprobs\"")
                ? COUNTERS.substring(0, COUNTERS.length() - 1)
                        + ",\"logprobs\":[{\"token\":\"a\",\"logprob\":-0.1,\"top_logprobs\":[]}]}"
                : COUNTERS;
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/chat/completions, messages, true,  ''",
        "/v1/chat/completions, messages, false, ''",
        "/chat/completions,    messages, true,  ',\"n\":2'",
        "/v1/chat/completions, messages, false, ',\"n\":2'",
        "/v1/completions,      prompt,   true,  ''",
        "/api/chat,            messages, true,  ''",
        "/api/chat,            messages, false, ''",
        "/api/generate,        prompt,   true,  ''",
        "/api/generate,        prompt,   false, ''",
        "/api/generate,        prompt,   true,  ',\"logprobs\":true'",
        "/api/generate,        prompt,   false, ',\"logprobs\":true'",
        "/v1/completions,      prompt,   true,  ',\"logprobs\":2'",
        "/v1/completions,      prompt,   false, ',\"logprobs\":2'",
    })
    void tokensAreThoseThatOllamaCounted(String path, String member, boolean streamed, String more) throws Exception {
        RawClient client = post(path, body("org/model:7b", member, streamed, more));
        assertThat(client.status()).isEqualTo(200);
        String answer = client.rest();
        seen.add(answer);
        ExchangeReport report = report();
        assertThat(report.requestId()).isEqualTo(client.header("X-Request-Id"));
        assertThat(report.caller()).isEqualTo(new ExchangeReport.Caller("127.0.0.1", "alice"));
        assertThat(report.asked().method()).isEqualTo("POST");
        assertThat(report.asked().route()).isEqualTo(path);
        assertThat(report.asked().model()).isEqualTo("org/model:7b");
        ExchangeReport.Answered answered = report.answered();
        assertThat(answered.outcome()).hasToString("ok");
        assertThat(answered.status()).isEqualTo(200);
        assertThat(answered.bytes()).isEqualTo(answer.length());
        int calls = more.contains("\"n\"") ? 2 : 1;
        assertThat(answered.usage()).isEqualTo(new Usage(5 * calls, 7 * calls));
        assertThat(answered.times().firstByte())
                .isPositive()
                .isLessThanOrEqualTo(answered.times().total());
        if (streamed) {
            assertThat(answered.times().firstToken())
                    .isBetween(answered.times().firstByte(), answered.times().total());
        } else {
            assertThat(answered.times().firstToken()).isNull();
        }
    }

    @Test
    void commentsAreNoTokens() throws Exception {
        RawClient client = post("/v1/chat/completions", body("late", "messages", true, ""));
        assertThat(client.line()).startsWith(":");
        commented.countDown();
        client.rest();
        ExchangeReport.Times times = report().answered().times();
        assertThat(times.firstToken()).isGreaterThan(times.firstByte()).isLessThanOrEqualTo(times.total());
    }

    @ParameterizedTest
    @CsvSource({
        "POST,    /v1/chat/completions, missing, 404, refused:model_not_found,      /v1/chat/completions, missing",
        "POST,    /api/chat,            missing, 404, refused:upstream,             /api/chat,            missing",
        "POST,    /v1/chat/completions, broken,  500, upstream_error,               /v1/chat/completions, broken",
        "POST,    /api/chat,            broken,  500, upstream_error,               /api/chat,            broken",
        "GET,     /canary,              ,        404, refused:unknown_url,          ,",
        "GET,     /canary%2e,           ,        400, refused:invalid_request_error, ,",
        "GET,     /v1/chat/completions, ,        405, refused:method_not_allowed,   ,",
        "CANARY,  /v1/models,           ,        405, refused:method_not_allowed,   ,",
        "OPTIONS, /v1/models,           ,        204, ok,                           ,",
        "GET,     /healthz,             ,        200, ok,                           /healthz,",
    })
    void refusalsAndFailuresHaveAName(
            String method, String path, String model, int status, String outcome, String route, String named)
            throws Exception {
        String body = model == null ? "" : body(model, "messages", false, "");
        RawClient client = request(method, path, body, KEY);
        assertThat(client.status()).isEqualTo(status);
        if (status != 204 && !path.contains("canary") && !method.equals("CANARY")) {
            seen.add(client.rest());
        }
        ExchangeReport report = report();
        assertThat(report.asked().method()).isEqualTo(method.equals("CANARY") ? "OTHER" : method);
        assertThat(report.asked().route()).isEqualTo(route);
        assertThat(report.asked().model()).isEqualTo(named);
        assertThat(report.answered().outcome()).hasToString(outcome);
        assertThat(report.answered().status()).isEqualTo(status);
    }

    @Test
    void onlyWhatCanBeANameOfAModelIsOne() throws Exception {
        request("GET", "/v1/models/org/model:7b", "", KEY).status();
        assertThat(report().asked()).satisfies(asked -> {
            assertThat(asked.route()).isEqualTo("/v1/models/{model}");
            assertThat(asked.model()).isEqualTo("org/model:7b");
        });
        for (String model : List.of(PROMPT, "", "m\\u0000", "m".repeat(300))) {
            post("/api/chat", body(model, "messages", true, "")).status();
            assertThat(report().asked().model()).isNull();
        }
    }

    @Test
    void wrongKeysHaveNoName() throws Exception {
        seen.add(request("POST", "/v1/chat/completions", body("m", "messages", true, ""), "canary-wrong")
                .rest());
        ExchangeReport report = report();
        assertThat(report.caller().key()).isNull();
        assertThat(report.asked().route()).isEqualTo("/v1/chat/completions");
        assertThat(report.asked().model()).isNull();
        assertThat(report.answered().outcome()).hasToString("refused:invalid_api_key");
    }

    @Test
    void bodiesThatCannotBeReadAreNotQuoted() throws Exception {
        for (String body : List.of(
                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"" + PROMPT,
                PROMPT,
                "{\"model\":\"" + PROMPT + "\",\"" + PROMPT + "\":1,\"" + PROMPT + "\":2}",
                "{\"model\":\"m\",\"temperature\":\"" + PROMPT + "\",\"messages\":[]}",
                "{\"model\":\"m\",\"messages\":\"" + PROMPT + "\"}")) {
            RawClient client = post("/v1/chat/completions", body);
            assertThat(client.status()).isEqualTo(400);
            client.rest();
            assertThat(report().answered().outcome().kind()).isEqualTo(Outcome.Kind.REFUSED);
        }
    }

    @ParameterizedTest
    @CsvSource({"/v1/chat/completions", "/api/chat"})
    void brokenAnswersAreErrorsOfOllama(String path) throws Exception {
        RawClient client = post(path, body("cut", "messages", true, ""));
        assertThat(client.endedCleanly()).isFalse();
        ExchangeReport.Answered answered = report().answered();
        assertThat(answered.outcome()).hasToString("upstream_error");
        // One line came, which stands for its token.
        assertThat(answered.usage()).isEqualTo(Usage.estimate(1));
        assertThat(log.text())
                .containsOnlyOnce("Request " + client.header("X-Request-Id") + " failed at Ollama: 502 upstream_error");
    }

    @ParameterizedTest
    @CsvSource({"/v1/chat/completions", "/api/chat"})
    void clientsThatLeaveAreTold(String path) throws Exception {
        RawClient client = post(path, body("endless", "messages", true, ""));
        client.line();
        client.reset();
        ExchangeReport.Answered answered = report().answered();
        assertThat(answered.outcome()).hasToString("client_gone");
        assertThat(answered.bytes()).isPositive();
        assertThat(log.text()).doesNotContain("failed at Ollama");
    }

    @Test
    void theLogHasOneLineForEachRequest() throws Exception {
        RawClient client = post("/api/chat", body("m", "messages", true, ""));
        seen.add(client.rest());
        report();
        List<String> lines = log.text()
                .lines()
                .filter(line -> line.contains("ollama-guard.audit"))
                .toList();
        assertThat(lines).hasSize(1);
        JsonObject line = JsonParser.parseString(
                        lines.get(0).substring(lines.get(0).indexOf('{')))
                .getAsJsonObject();
        assertThat(line.keySet())
                .containsExactlyElementsOf(documentedLine().keySet())
                .hasSize(15);
        assertThat(line.get("time").getAsString()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{3})?Z");
        assertThat(line.get("request").getAsString()).isEqualTo(client.header("X-Request-Id"));
        assertThat(line.get("key").getAsString()).isEqualTo("alice");
        assertThat(line.get("tokens_in").getAsInt()).isEqualTo(5);
        assertThat(line.get("tokens_out").getAsInt()).isEqualTo(7);
    }

    /** Returns the example of the page, whose members are all that there are. */
    private static JsonObject documentedLine() throws IOException {
        String line = Files.readAllLines(Path.of("../docs/audit-log.md")).stream()
                .filter(text -> text.startsWith("{\"time\""))
                .findFirst()
                .orElseThrow();
        return JsonParser.parseString(line).getAsJsonObject();
    }

    private ExchangeReport report() throws InterruptedException {
        ExchangeReport report = reports.poll(10, TimeUnit.SECONDS);
        assertThat(report).isNotNull();
        return report;
    }

    private RawClient post(String path, String body) throws IOException {
        return request("POST", path, body, KEY);
    }

    private RawClient request(String method, String path, String body, String key) throws IOException {
        return RawClient.connect(port).send(method, "/ollama" + path, body, "Authorization", "Bearer " + key);
    }

    private static String body(String model, String member, boolean streamed, String more) {
        String content =
                member.equals("prompt") ? "\"" + PROMPT + "\"" : "[{\"role\":\"user\",\"content\":\"" + PROMPT + "\"}]";
        return "{\"model\":\"" + model + "\",\"" + member + "\":" + content + ",\"stream\":" + streamed + more + "}";
    }
}
