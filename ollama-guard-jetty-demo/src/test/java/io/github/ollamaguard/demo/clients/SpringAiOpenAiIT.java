package io.github.ollamaguard.demo.clients;

import com.openai.errors.BadRequestException;
import com.openai.errors.InternalServerException;
import com.openai.errors.NotFoundException;
import com.openai.errors.PermissionDeniedException;
import com.openai.errors.RateLimitException;
import com.openai.errors.SseException;
import com.openai.errors.UnauthorizedException;
import java.util.concurrent.CompletionException;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.embedding.EmbeddingModel;
import org.springframework.ai.openai.OpenAiChatModel;
import org.springframework.ai.openai.OpenAiChatOptions;
import org.springframework.ai.openai.OpenAiEmbeddingModel;
import org.springframework.ai.openai.OpenAiEmbeddingOptions;
import org.springframework.ai.tool.ToolCallback;

/** Spring AI's models for OpenAI, which call OpenAI's SDK. */
class SpringAiOpenAiIT extends SpringAi {
    @Override
    ChatModel model(Target target) {
        return OpenAiChatModel.builder().options(options(target).build()).build();
    }

    @Override
    EmbeddingModel embeddingModel(Target target) {
        return OpenAiEmbeddingModel.builder()
                .options(OpenAiEmbeddingOptions.builder()
                        .baseUrl(target.openAi())
                        .apiKey(target.key())
                        .model(target.model())
                        .build())
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
            case 400 -> new Raised(BadRequestException.class, Script.ERROR);
            case 401 -> new Raised(UnauthorizedException.class, "Missing or invalid API key");
            case 403 -> new Raised(PermissionDeniedException.class, Script.ERROR);
            case 404 -> new Raised(NotFoundException.class, Script.ERROR);
            case 429 -> new Raised(RateLimitException.class, Script.ERROR);
            default -> new Raised(InternalServerException.class, Script.ERROR);
        };
    }

    @Override
    Raised refusedStream() {
        return new Raised(CompletionException.class, "RateLimitException: 429: " + Script.ERROR);
    }

    @Override
    Raised brokenStream(String text) {
        return new Raised(SseException.class, text);
    }

    private static OpenAiChatOptions.Builder options(Target target) {
        return OpenAiChatOptions.builder()
                .baseUrl(target.openAi())
                .apiKey(target.key())
                .model(target.model())
                .maxCompletionTokens(LIMIT)
                .maxRetries(0);
    }
}
