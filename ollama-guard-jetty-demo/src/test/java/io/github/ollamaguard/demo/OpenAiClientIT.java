package io.github.ollamaguard.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.NotFoundException;
import com.openai.errors.UnauthorizedException;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.completions.CompletionCreateParams;
import com.openai.models.embeddings.EmbeddingCreateParams;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** OpenAI's own Java client. */
class OpenAiClientIT {
    @TempDir
    private static Path directory;

    private static GuardProcess guard;
    private static GuardProcess.Banner banner;
    private static OpenAIClient client;

    @BeforeAll
    static void start() throws Exception {
        guard = GuardProcess.startDemo(directory);
        banner = guard.awaitBanner();
        client = client(banner.newKey());
    }

    @AfterAll
    static void stop() {
        client.close();
        guard.close();
    }

    @Test
    void chatAnswersWithTextAndUsage() {
        ChatCompletion completion = client.chat().completions().create(chat().build());

        assertThat(completion.choices()).singleElement().satisfies(choice -> {
            assertThat(choice.message().content())
                    .hasValueSatisfying(text -> assertThat(text).contains("demo model"));
            assertThat(choice.finishReason()).hasToString("stop");
        });
        assertThat(completion.usage())
                .hasValueSatisfying(usage -> assertThat(usage.totalTokens()).isPositive());
    }

    @Test
    void streamSaysTheSameAsTheWholeAnswer() {
        String whole = client.chat()
                .completions()
                .create(chat().build())
                .choices()
                .get(0)
                .message()
                .content()
                .orElseThrow();

        try (StreamResponse<ChatCompletionChunk> stream =
                client.chat().completions().createStreaming(chat().build())) {
            String streamed = stream.stream()
                    .flatMap(chunk -> chunk.choices().stream())
                    .flatMap(choice -> choice.delta().content().stream())
                    .collect(Collectors.joining());
            assertThat(streamed).isEqualTo(whole);
        }
    }

    @Test
    void extraBodyReachesTheModel() {
        ChatCompletionCreateParams params = chat().putAdditionalBodyProperty(
                        "options", JsonValue.from(Map.of("num_ctx", 16384)))
                .maxCompletionTokens(1000)
                .build();

        assertThat(client.chat()
                        .completions()
                        .create(params)
                        .choices()
                        .get(0)
                        .message()
                        .content())
                .hasValueSatisfying(text -> assertThat(text).contains("num_ctx=16384", "num_predict=1000"));
    }

    @Test
    void tokenLimitShowsAsTheFinishReason() {
        ChatCompletion completion =
                client.chat().completions().create(chat().maxCompletionTokens(4).build());

        assertThat(completion.choices().get(0).finishReason()).hasToString("length");
    }

    @Test
    void modelsAreListedAndFound() {
        List<String> ids =
                client.models().list().data().stream().map(model -> model.id()).toList();

        assertThat(ids).containsExactly("demo:latest");
        assertThat(client.models().retrieve("demo:latest").id()).isEqualTo("demo:latest");
        assertThatThrownBy(() -> client.models().retrieve("org/no-such-model")).isInstanceOf(NotFoundException.class);
    }

    @Test
    void completionAnswers() {
        CompletionCreateParams params = CompletionCreateParams.builder()
                .model("demo:latest")
                .prompt("Hello")
                .build();

        assertThat(client.completions().create(params).choices().get(0).text()).contains("demo model");
    }

    @Test
    void embeddingComesAsTheClientAsksForIt() {
        EmbeddingCreateParams params = EmbeddingCreateParams.builder()
                .model("demo:latest")
                .input("Hello")
                .build();

        assertThat(client.embeddings().create(params).data().get(0).embedding()).hasSize(384);
    }

    @Test
    void wrongKeyIsUnauthorized() {
        OpenAIClient stranger = client("sk-nobody");
        try {
            assertThatThrownBy(() -> stranger.models().list()).isInstanceOf(UnauthorizedException.class);
        } finally {
            stranger.close();
        }
    }

    private static ChatCompletionCreateParams.Builder chat() {
        return ChatCompletionCreateParams.builder().model("demo:latest").addUserMessage("Hello");
    }

    private static OpenAIClient client(String key) {
        return OpenAIOkHttpClient.builder()
                .baseUrl(banner.address() + "/v1")
                .apiKey(key)
                .maxRetries(0)
                .build();
    }
}
