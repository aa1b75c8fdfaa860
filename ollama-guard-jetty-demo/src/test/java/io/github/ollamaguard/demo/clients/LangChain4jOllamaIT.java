package io.github.ollamaguard.demo.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.exception.AuthenticationException;
import dev.langchain4j.exception.InternalServerException;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.ModelNotFoundException;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.ollama.OllamaChatModel;
import dev.langchain4j.model.ollama.OllamaEmbeddingModel;
import dev.langchain4j.model.ollama.OllamaLanguageModel;
import dev.langchain4j.model.ollama.OllamaModels;
import dev.langchain4j.model.ollama.OllamaStreamingChatModel;
import dev.langchain4j.model.ollama.OllamaStreamingException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** LangChain4j's models for Ollama. */
class LangChain4jOllamaIT extends LangChain4j {
    @Override
    ChatModel model(Target target) {
        return OllamaChatModel.builder()
                .baseUrl(target.ollama())
                .customHeaders(key(target))
                .modelName(target.model())
                .numPredict(LIMIT)
                .supportedCapabilities(Capability.RESPONSE_FORMAT_JSON_SCHEMA)
                .maxRetries(0)
                .build();
    }

    @Override
    StreamingChatModel streamingModel(Target target) {
        return OllamaStreamingChatModel.builder()
                .baseUrl(target.ollama())
                .customHeaders(key(target))
                .modelName(target.model())
                .numPredict(LIMIT)
                .build();
    }

    @Override
    EmbeddingModel embeddingModel(Target target) {
        return OllamaEmbeddingModel.builder()
                .baseUrl(target.ollama())
                .customHeaders(key(target))
                .modelName(target.model())
                .build();
    }

    @Override
    Raised refusal(int status) {
        return switch (status) {
            case 400 -> new Raised(InvalidRequestException.class, Script.ERROR);
            case 401 -> new Raised(AuthenticationException.class, "Missing or invalid API key");
            case 403 -> new Raised(AuthenticationException.class, Script.ERROR);
            case 404 -> new Raised(ModelNotFoundException.class, Script.ERROR);
            case 429 -> new Raised(RateLimitException.class, Script.ERROR);
            default -> new Raised(InternalServerException.class, Script.ERROR);
        };
    }

    @Override
    Raised brokenStream(String text) {
        return new Raised(OllamaStreamingException.class, text);
    }

    @Test
    void completionIsAnswered(Guards guards) {
        OllamaLanguageModel model = OllamaLanguageModel.builder()
                .baseUrl(guards.demo().ollama())
                .customHeaders(key(guards.demo()))
                .modelName("demo:latest")
                .numPredict(LIMIT)
                .build();

        assertThat(model.generate("Hello").content()).contains("demo model");
    }

    /** The class has no option for headers. */
    @Test
    void modelsCannotBeListedBecauseNoKeyCanBeSent(Guards guards) {
        OllamaModels models = OllamaModels.builder()
                .baseUrl(guards.demo().ollama())
                .maxRetries(0)
                .build();

        refusal(401).by(models::availableModels);
    }

    private static Map<String, String> key(Target target) {
        return Map.of("Authorization", target.bearer());
    }
}
