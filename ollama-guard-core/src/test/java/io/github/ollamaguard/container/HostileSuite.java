package io.github.ollamaguard.container;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import io.github.ollamaguard.OllamaGuard;
import io.github.ollamaguard.config.Setting;
import io.github.ollamaguard.config.Settings;
import io.github.ollamaguard.hostile.HostileCase;
import io.github.ollamaguard.key.CapturedLog;
import io.github.ollamaguard.testing.FakeOllama;
import io.github.ollamaguard.testing.FakeRequest;
import io.github.ollamaguard.testing.RawClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every hostile request ends as its file says, however it is cut, and leaves nothing where it should not be. */
abstract class HostileSuite extends ContainerFixture {
    private static final Set<String> HEADERS =
            Set.of("host", "user-agent", "accept", "accept-encoding", "content-type", "content-length", "connection");

    /** An answer that suits every operation; a client must see none of its headers. */
    private static final String REPLY =
            "{\"model\":\"llama3.2\",\"models\":[],\"embeddings\":[[0.5]],\"response\":\"hi\","
                    + "\"message\":{\"role\":\"assistant\",\"content\":\"hi\"},\"done\":true,\"done_reason\":\"stop\"}";

    private static final List<String> REPLY_HEADERS = Stream.of(
                    "Access-Control-Allow-Credentials",
                    "Access-Control-Allow-Origin",
                    "Alt-Svc",
                    "Content-Disposition",
                    "Content-Location",
                    "Content-Security-Policy",
                    "Cookie",
                    "ETag",
                    "Keep-Alive",
                    "Link",
                    "Location",
                    "Refresh",
                    "Server",
                    "Set-Cookie",
                    "Strict-Transport-Security",
                    "Trailer",
                    "Upgrade",
                    "Via",
                    "WWW-Authenticate",
                    "X-Powered-By",
                    "X-Request-Id")
            .flatMap(name -> Stream.of(name, "from-upstream"))
            .toList();

    /** Returns the name of the container in the files. */
    abstract String container();

    @TestFactory
    Stream<DynamicTest> requestEndsAsItsFileSays() throws Exception {
        CapturedLog log = register(new CapturedLog());
        register(() -> isDiscreet(log.text()));
        FakeOllama ollama = ollama((request, reply) -> reply.json(200, REPLY, REPLY_HEADERS.toArray(String[]::new)));
        Settings settings = Settings.builder()
                .with(Setting.UPSTREAM, ollama.uri())
                .with(Setting.KEYS_FILE, HostileCase.keys())
                .with(Setting.MAX_BODY, 100_000L)
                .with(Setting.BRAKE_FAILURES, 0)
                .with(Setting.WEBSOCKET, true)
                .build();
        int port = mount(context -> OllamaGuard.of(settings).install(context));
        return HostileCase.all().stream()
                .map(example -> DynamicTest.dynamicTest(example.name(), () -> {
                    for (Sending sending : Sending.values()) {
                        endsAsItsFileSays(example, sending, ollama, port);
                    }
                }));
    }

    private void endsAsItsFileSays(HostileCase example, Sending sending, FakeOllama ollama, int port)
            throws IOException {
        int before = ollama.requests().size();
        String answers;
        try (RawClient client = RawClient.connect(port)) {
            sending.send(client, example.bytes());
            answers = answers(client, ollama.uri().getAuthority());
        }
        List<FakeRequest> upstream =
                ollama.requests().subList(before, ollama.requests().size());
        String calls = upstream.stream()
                .map(request -> " via " + request.method() + " " + request.path())
                .collect(Collectors.joining());
        assertThat(answers + calls).as("%s, sent %s", example.title(), sending).isIn(example.outcomes(container()));
        upstream.forEach(HostileSuite::isClean);
        if (example.sends() != null) {
            assertThat(upstream).extracting(FakeRequest::text).containsExactly(example.sends());
        }
    }

    /** The guard has a line for each request, and repeats none of its secrets. */
    private static void isDiscreet(String log) {
        List<String> lines = log.lines()
                .filter(line -> line.contains(" ollama-guard.audit ") || line.contains("ollamaguard"))
                .toList();
        assertThat(lines).hasSizeGreaterThan(1000).noneMatch(line -> line.contains("key-of-"));
    }

    /** Nothing of the client travels on but what the body says. */
    private static void isClean(FakeRequest request) {
        assertThat(HEADERS).containsAll(request.headers().keySet());
        assertThat(request.headers().values())
                .allSatisfy(values ->
                        assertThat(values).singleElement().asString().doesNotContain("key-of-", "guard.example"));
        assertThat(request.header("accept-encoding")).isEqualTo("identity");
        assertThat(request.text()).doesNotContain("key-of-");
    }

    private static String answers(RawClient client, String upstream) throws IOException {
        List<String> answers = new ArrayList<>();
        while (client.hasAnswer()) {
            try {
                client.head();
            } catch (IOException | RuntimeException e) {
                answers.add("no HTTP");
                break;
            }
            String body = client.rest();
            String answer = answer(client, body);
            assertThat(client.head() + body).doesNotContain("from-upstream", upstream, "ollamaguard");
            if (answer.startsWith("guard")) {
                assertThat(client.head() + body).doesNotContain("key-of-", "Exception");
            }
            answers.add(answer);
            client.next();
        }
        return answers.isEmpty() ? "closed" : String.join(" then ", answers);
    }

    /** The guard signs its answers with the number of the request; whatever has none is the container's. */
    private static String answer(RawClient client, String body) throws IOException {
        if (client.header("X-Request-Id") == null) {
            return "container " + client.status();
        }
        return "guard " + client.status() + (client.status() < 400 ? "" : " " + form(body));
    }

    private static String form(String body) {
        if (body.isEmpty() || body.startsWith("<")) {
            return body.isEmpty() ? "empty" : "html";
        }
        try {
            JsonElement error = JsonParser.parseString(body).getAsJsonObject().get("error");
            if (error instanceof JsonObject detail
                    && detail.keySet().equals(Set.of("message", "type", "param", "code"))) {
                return "openai";
            }
            return error instanceof JsonPrimitive text && text.isString() ? "ollama" : "other";
        } catch (JsonParseException | IllegalStateException e) {
            return "other";
        }
    }
}
