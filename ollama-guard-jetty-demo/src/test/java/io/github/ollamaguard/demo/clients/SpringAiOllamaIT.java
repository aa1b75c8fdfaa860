package io.github.ollamaguard.demo.clients;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.embedding.EmbeddingModel;
import org.springframework.ai.ollama.OllamaChatModel;
import org.springframework.ai.ollama.OllamaEmbeddingModel;
import org.springframework.ai.ollama.api.OllamaApi;
import org.springframework.ai.ollama.api.OllamaChatOptions;
import org.springframework.ai.ollama.api.OllamaEmbeddingOptions;
import org.springframework.ai.retry.NonTransientAiException;
import org.springframework.ai.retry.TransientAiException;
import org.springframework.ai.tool.ToolCallback;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.core.retry.RetryTemplate;
import org.springframework.http.HttpHeaders;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientResponseException;

/** Spring AI's models for Ollama. */
class SpringAiOllamaIT extends SpringAi {
    @Override
    ChatModel model(Target target) {
        return OllamaChatModel.builder()
                .ollamaApi(api(target))
                .options(options(target).build())
                .retryTemplate(new RetryTemplate(RetryPolicy.withMaxRetries(0)))
                .build();
    }

    @Override
    EmbeddingModel embeddingModel(Target target) {
        return OllamaEmbeddingModel.builder()
                .ollamaApi(api(target))
                .options(OllamaEmbeddingOptions.builder().model(target.model()).build())
                .build();
    }

    @Override
    ChatOptions withTool(Target target, ToolCallback tool) {
        return options(target).toolCallbacks(tool).build();
    }

    @Override
    ChatOptions withSchema(Target target, String schema) {
        return options(target).outputSchema(schema).build();
    }

    @Override
    Raised refusal(int status) {
        return switch (status) {
            case 401 -> new Raised(NonTransientAiException.class, "Missing or invalid API key");
            case 500, 503 -> new Raised(TransientAiException.class, Script.ERROR);
            default -> new Raised(NonTransientAiException.class, Script.ERROR);
        };
    }

    @Override
    Raised refusedStream() {
        return Raised.withoutText(WebClientResponseException.TooManyRequests.class);
    }

    @Override
    Raised brokenStream(String text) {
        return Raised.withoutText(NullPointerException.class);
    }

    @Test
    void modelsAreListed(Guards guards) {
        assertThat(api(guards.demo()).listModels().models())
                .extracting(model -> model.name())
                .containsExactly("demo:latest");
    }

    /** Chat goes through one client, streams through the other: both need the key. */
    private static OllamaApi api(Target target) {
        return OllamaApi.builder()
                .baseUrl(target.ollama())
                .restClientBuilder(RestClient.builder().defaultHeader(HttpHeaders.AUTHORIZATION, target.bearer()))
                .webClientBuilder(WebClient.builder().defaultHeader(HttpHeaders.AUTHORIZATION, target.bearer()))
                .build();
    }

    private static OllamaChatOptions.Builder options(Target target) {
        return OllamaChatOptions.builder().model(target.model()).numPredict(LIMIT);
    }
}
