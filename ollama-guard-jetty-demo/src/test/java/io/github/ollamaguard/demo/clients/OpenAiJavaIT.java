package io.github.ollamaguard.demo.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.InternalServerException;
import com.openai.errors.NotFoundException;
import com.openai.errors.PermissionDeniedException;
import com.openai.errors.RateLimitException;
import com.openai.errors.SseException;
import com.openai.errors.UnauthorizedException;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionContentPart;
import com.openai.models.chat.completions.ChatCompletionContentPartImage;
import com.openai.models.chat.completions.ChatCompletionContentPartText;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionMessage;
import com.openai.models.chat.completions.ChatCompletionMessageFunctionToolCall;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;
import com.openai.models.chat.completions.StructuredChatCompletionCreateParams;
import com.openai.models.completions.CompletionCreateParams;
import com.openai.models.embeddings.EmbeddingCreateParams;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseStreamEvent;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** OpenAI's own SDK. */
class OpenAiJavaIT extends ClientSuite implements EmbeddingSuite {
    /** The tool, in the form from which the SDK makes its schema. */
    @SuppressWarnings("unused")
    static final class Weather {
        public String city = "";
    }

    @Override
    String chat(Target target, String question) {
        return text(create(target, params(target).addUserMessage(question)));
    }

    @Override
    void stream(Target target, String question, Consumer<String> piece) {
        ChatCompletionCreateParams params =
                params(target).addUserMessage(question).build();
        try (StreamResponse<ChatCompletionChunk> stream =
                client(target).chat().completions().createStreaming(params)) {
            stream.stream()
                    .flatMap(chunk -> chunk.choices().stream())
                    .flatMap(choice -> choice.delta().content().stream())
                    .forEach(piece);
        }
    }

    @Override
    String chatWithTool(Target target, String question) {
        ChatCompletionCreateParams.Builder params =
                params(target).addTool(Weather.class).addUserMessage(question);
        ChatCompletionMessage message = create(target, params).choices().get(0).message();
        ChatCompletionMessageFunctionToolCall call =
                message.toolCalls().orElseThrow().get(0).asFunction();
        String city = call.function().arguments(Weather.class).city;
        params.addMessage(message)
                .addMessage(ChatCompletionToolMessageParam.builder()
                        .toolCallId(call.id())
                        .content(weather(city))
                        .build());
        return text(create(target, params));
    }

    @Override
    Person structured(Target target, String question) {
        StructuredChatCompletionCreateParams<Person> params = params(target)
                .addUserMessage(question)
                .responseFormat(Person.class)
                .build();
        return client(target)
                .chat()
                .completions()
                .create(params)
                .choices()
                .get(0)
                .message()
                .content()
                .orElseThrow();
    }

    @Override
    String describe(Target target, String question) {
        String url = "data:image/png;base64," + Base64.getEncoder().encodeToString(PNG);
        ChatCompletionContentPartImage image = ChatCompletionContentPartImage.builder()
                .imageUrl(ChatCompletionContentPartImage.ImageUrl.builder()
                        .url(url)
                        .build())
                .build();
        ChatCompletionContentPartText text =
                ChatCompletionContentPartText.builder().text(question).build();
        return text(create(
                target,
                params(target)
                        .addUserMessageOfArrayOfContentParts(List.of(
                                ChatCompletionContentPart.ofText(text), ChatCompletionContentPart.ofImageUrl(image)))));
    }

    @Override
    public float[] embed(Target target, String text) {
        EmbeddingCreateParams params = EmbeddingCreateParams.builder()
                .model(target.model())
                .input(text)
                .build();
        List<Float> vector =
                client(target).embeddings().create(params).data().get(0).embedding();
        float[] array = new float[vector.size()];
        for (int i = 0; i < array.length; i++) {
            array[i] = vector.get(i);
        }
        return array;
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
    Raised brokenStream(String text) {
        return new Raised(SseException.class, text);
    }

    @Test
    void usageAndFinishReasonArrive(Guards guards) {
        ChatCompletion completion = create(guards.demo(), params(guards.demo()).addUserMessage("Hello"));

        assertThat(completion.choices().get(0).finishReason()).hasToString("length");
        assertThat(completion.usage())
                .hasValueSatisfying(
                        usage -> assertThat(usage.completionTokens()).isEqualTo(LIMIT));
    }

    @Test
    void extraBodyReachesTheModel(Guards guards) {
        ChatCompletionCreateParams.Builder params = params(guards.demo())
                .addUserMessage("Hello")
                .maxCompletionTokens(1000)
                .putAdditionalBodyProperty("options", JsonValue.from(Map.of("num_ctx", 16384)));

        assertThat(text(create(guards.demo(), params))).contains("num_ctx=16384", "num_predict=1000");
    }

    @Test
    void modelsAreListedAndFound(Guards guards) {
        OpenAIClient client = client(guards.demo());

        assertThat(client.models().list().data())
                .extracting(model -> model.id())
                .containsExactly("demo:latest");
        assertThat(client.models().retrieve("demo:latest").id()).isEqualTo("demo:latest");
        new Raised(NotFoundException.class, "no-such-model")
                .by(() -> client.models().retrieve("org/no-such-model"));
    }

    @Test
    void completionIsAnswered(Guards guards) {
        CompletionCreateParams params = CompletionCreateParams.builder()
                .model("demo:latest")
                .prompt("Hello")
                .maxTokens(LIMIT)
                .build();

        assertThat(client(guards.demo())
                        .completions()
                        .create(params)
                        .choices()
                        .get(0)
                        .text())
                .contains("demo model");
    }

    @Test
    void responseIsAnsweredAndStreamed(Guards guards) {
        OpenAIClient client = client(guards.demo());
        ResponseCreateParams params = ResponseCreateParams.builder()
                .model("demo:latest")
                .input("Hello")
                .maxOutputTokens(LIMIT)
                .build();

        String whole = client.responses().create(params).output().stream()
                .flatMap(item -> item.message().stream())
                .flatMap(message -> message.content().stream())
                .map(content -> content.asOutputText().text())
                .collect(Collectors.joining());
        assertThat(whole).contains("demo model");

        try (StreamResponse<ResponseStreamEvent> stream = client.responses().createStreaming(params)) {
            String streamed = stream.stream()
                    .flatMap(event -> event.outputTextDelta().stream())
                    .map(delta -> delta.delta())
                    .collect(Collectors.joining());
            assertThat(streamed).isEqualTo(whole);
        }
    }

    private static ChatCompletionCreateParams.Builder params(Target target) {
        return ChatCompletionCreateParams.builder().model(target.model()).maxCompletionTokens(LIMIT);
    }

    private static ChatCompletion create(Target target, ChatCompletionCreateParams.Builder params) {
        return client(target).chat().completions().create(params.build());
    }

    private static String text(ChatCompletion completion) {
        return completion.choices().get(0).message().content().orElseThrow();
    }

    private static OpenAIClient client(Target target) {
        return OpenAIOkHttpClient.builder()
                .baseUrl(target.openAi())
                .apiKey(target.key())
                .maxRetries(0)
                .build();
    }
}
