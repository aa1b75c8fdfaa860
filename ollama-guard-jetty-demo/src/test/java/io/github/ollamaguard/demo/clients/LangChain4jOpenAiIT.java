package io.github.ollamaguard.demo.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.exception.AuthenticationException;
import dev.langchain4j.exception.InternalServerException;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.ModelNotFoundException;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiEmbeddingModel;
import dev.langchain4j.model.openai.OpenAiLanguageModel;
import dev.langchain4j.model.openai.OpenAiModelCatalog;
import dev.langchain4j.model.openai.OpenAiResponsesChatModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import org.junit.jupiter.api.Test;

/** LangChain4j's models for OpenAI. */
class LangChain4jOpenAiIT extends LangChain4j {
    @Override
    ChatModel model(Target target) {
        return OpenAiChatModel.builder()
                .baseUrl(target.openAi())
                .apiKey(target.key())
                .modelName(target.model())
                .maxCompletionTokens(LIMIT)
                .maxRetries(0)
                .build();
    }

    @Override
    StreamingChatModel streamingModel(Target target) {
        return OpenAiStreamingChatModel.builder()
                .baseUrl(target.openAi())
                .apiKey(target.key())
                .modelName(target.model())
                .maxCompletionTokens(LIMIT)
                .build();
    }

    @Override
    EmbeddingModel embeddingModel(Target target) {
        return OpenAiEmbeddingModel.builder()
                .baseUrl(target.openAi())
                .apiKey(target.key())
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
        return new Raised(RuntimeException.class, text);
    }

    @Test
    void modelsAreListed(Guards guards) {
        OpenAiModelCatalog catalog = OpenAiModelCatalog.builder()
                .baseUrl(guards.demo().openAi())
                .apiKey(guards.demo().key())
                .build();

        assertThat(catalog.listModels()).extracting(model -> model.name()).containsExactly("demo:latest");
    }

    @Test
    void completionIsAnswered(Guards guards) {
        OpenAiLanguageModel model = OpenAiLanguageModel.builder()
                .baseUrl(guards.demo().openAi())
                .apiKey(guards.demo().key())
                .modelName("demo:latest")
                .build();

        assertThat(model.generate("Hello").content()).contains("demo model");
    }

    @Test
    void responseIsAnswered(Guards guards) {
        OpenAiResponsesChatModel model = OpenAiResponsesChatModel.builder()
                .baseUrl(guards.demo().openAi())
                .apiKey(guards.demo().key())
                .modelName("demo:latest")
                .maxOutputTokens(LIMIT)
                .build();

        assertThat(model.chat("Hello")).contains("demo model");
    }
}
