package io.github.ollamaguard.demo.clients;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.internal.Json;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.embedding.EmbeddingModel;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** What LangChain4j's models share. */
abstract class LangChain4j extends ClientSuite implements EmbeddingSuite {
    private static final ToolSpecification WEATHER = ToolSpecification.builder()
            .name("weather")
            .parameters(JsonObjectSchema.builder()
                    .addStringProperty("city")
                    .required("city")
                    .build())
            .build();
    private static final ResponseFormat PERSON = ResponseFormat.builder()
            .type(ResponseFormatType.JSON)
            .jsonSchema(JsonSchema.builder()
                    .name("person")
                    .rootElement(JsonObjectSchema.builder()
                            .addStringProperty("name")
                            .addIntegerProperty("age")
                            .required("name", "age")
                            .build())
                    .build())
            .build();

    abstract ChatModel model(Target target);

    abstract StreamingChatModel streamingModel(Target target);

    abstract EmbeddingModel embeddingModel(Target target);

    @Override
    String chat(Target target, String question) {
        return model(target).chat(question);
    }

    @Override
    void stream(Target target, String question, Consumer<String> piece) throws Throwable {
        CompletableFuture<ChatResponse> end = new CompletableFuture<>();
        streamingModel(target).chat(question, new StreamingChatResponseHandler() {
            @Override
            public void onPartialResponse(String text) {
                piece.accept(text);
            }

            @Override
            public void onCompleteResponse(ChatResponse response) {
                end.complete(response);
            }

            @Override
            public void onError(Throwable error) {
                end.completeExceptionally(error);
            }
        });
        try {
            end.get(30, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause();
        }
    }

    @Override
    String chatWithTool(Target target, String question) {
        List<ChatMessage> messages = new ArrayList<>(List.of(UserMessage.from(question)));
        ChatResponse first = model(target).chat(withTool(messages));
        ToolExecutionRequest call = first.aiMessage().toolExecutionRequests().get(0);
        Map<?, ?> arguments = Json.fromJson(call.arguments(), Map.class);
        messages.add(first.aiMessage());
        messages.add(ToolExecutionResultMessage.from(call, weather((String) arguments.get("city"))));
        return model(target).chat(withTool(messages)).aiMessage().text();
    }

    @Override
    Person structured(Target target, String question) {
        ChatRequest request = ChatRequest.builder()
                .messages(UserMessage.from(question))
                .responseFormat(PERSON)
                .build();
        return Json.fromJson(model(target).chat(request).aiMessage().text(), Person.class);
    }

    @Override
    String describe(Target target, String question) {
        ImageContent image = ImageContent.from(Base64.getEncoder().encodeToString(PNG), "image/png");
        return model(target)
                .chat(UserMessage.from(TextContent.from(question), image))
                .aiMessage()
                .text();
    }

    @Override
    public float[] embed(Target target, String text) {
        return embeddingModel(target).embed(text).content().vector();
    }

    private static ChatRequest withTool(List<ChatMessage> messages) {
        return ChatRequest.builder()
                .messages(messages)
                .toolSpecifications(WEATHER)
                .build();
    }
}
