package io.github.ollamaguard.demo.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DemoModelTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static DemoModel model;

    @BeforeAll
    static void start() {
        model = DemoModel.start(Pace.INSTANT, new QueuedThreadPool(20));
    }

    @AfterAll
    static void stop() {
        model.close();
    }

    @Test
    void chatStreamsUnlessTold() throws Exception {
        HttpResponse<String> response =
                post("/api/chat", "{\"model\":\"demo\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}");

        assertThat(response.headers().firstValue("content-type")).contains("application/x-ndjson");
        List<JsonObject> lines =
                response.body().lines().map(DemoModelTest::json).toList();
        assertThat(lines).hasSizeGreaterThan(20);
        JsonObject first = lines.get(0);
        assertThat(first.keySet()).containsExactly("model", "created_at", "message", "done");
        assertThat(first.get("message")).hasToString("{\"role\":\"assistant\",\"content\":\"Hello\"}");
        JsonObject last = lines.get(lines.size() - 1);
        assertThat(last.keySet())
                .containsExactly(
                        "model",
                        "created_at",
                        "message",
                        "done",
                        "done_reason",
                        "total_duration",
                        "load_duration",
                        "prompt_eval_count",
                        "prompt_eval_duration",
                        "eval_count",
                        "eval_duration");
        assertThat(last.get("eval_count").getAsInt()).isEqualTo(lines.size() - 1);
    }

    @Test
    void wholeAnswerSaysTheSameAsTheStream() throws Exception {
        String whole =
                json(generate(",\"stream\":false").body()).get("response").getAsString();

        StringBuilder streamed = new StringBuilder();
        generate("")
                .body()
                .lines()
                .forEach(line -> streamed.append(json(line).get("response").getAsString()));
        assertThat(whole).isEqualTo(streamed.toString()).contains("I received 2 messages");
    }

    @Test
    void emptyConversationLoadsTheModel() throws Exception {
        assertThat(json(post("/api/chat", "{\"model\":\"demo\",\"messages\":[]}")
                                .body())
                        .get("done_reason")
                        .getAsString())
                .isEqualTo("load");
        assertThat(json(post("/api/generate", "{\"model\":\"demo\",\"keep_alive\":0}")
                                .body())
                        .get("done_reason")
                        .getAsString())
                .isEqualTo("unload");
    }

    @Test
    void unknownModelIsAnErrorInOllamasWords() throws Exception {
        HttpResponse<String> response = post("/api/chat", "{\"model\":\"llama3.2\",\"messages\":[]}");

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.body()).isEqualTo("{\"error\":\"model 'llama3.2' not found\"}");
    }

    @Test
    void brokenBodyIsABadRequest() throws Exception {
        assertThat(post("/api/chat", "{").statusCode()).isEqualTo(400);
        assertThat(post("/api/chat", "").statusCode()).isEqualTo(400);
        assertThat(post("/api/chat", "{}").body()).isEqualTo("{\"error\":\"model is required\"}");
    }

    @Test
    void listNamesTheModelThatTheOthersKnow() throws Exception {
        String name = json(get("/api/tags").body())
                .getAsJsonArray("models")
                .get(0)
                .getAsJsonObject()
                .get("name")
                .getAsString();

        assertThat(name).isEqualTo(DemoModel.NAME);
        assertThat(post("/api/show", "{\"model\":\"" + name + "\"}").body()).contains("\"capabilities\"");
        assertThat(get("/api/ps").body()).contains(name);
        assertThat(get("/api/version").body()).isEqualTo("{\"version\":\"0.0.0-demo\"}");
    }

    @Test
    void embedGivesAVectorForEachInput() throws Exception {
        JsonObject several =
                json(post("/api/embed", "{\"model\":\"demo\",\"input\":[\"one\",\"two\"],\"dimensions\":4}")
                        .body());

        assertThat(several.getAsJsonArray("embeddings"))
                .hasSize(2)
                .allSatisfy(v -> assertThat(v.getAsJsonArray()).hasSize(4));
        assertThat(post("/api/embeddings", "{\"model\":\"demo\",\"prompt\":\"one\"}")
                        .body())
                .contains("\"embedding\":[");
    }

    @Test
    void otherPathsAreNotFound() throws Exception {
        assertThat(get("/api/pull").statusCode()).isEqualTo(404);
    }

    private static HttpResponse<String> generate(String more) throws Exception {
        return post("/api/generate", "{\"model\":\"demo:latest\",\"system\":\"S\",\"prompt\":\"Hi\"" + more + "}");
    }

    private static HttpResponse<String> get(String path) throws Exception {
        return HTTP.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
    }

    private static HttpResponse<String> post(String path, String body) throws Exception {
        return HTTP.send(
                HttpRequest.newBuilder(uri(path))
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private static URI uri(String path) {
        return model.uri().resolve(path);
    }

    private static JsonObject json(String text) {
        return JsonParser.parseString(text).getAsJsonObject();
    }
}
