package io.github.ollamaguard.demo.clients;

import java.util.List;
import java.util.function.Consumer;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.content.Media;
import org.springframework.ai.converter.BeanOutputConverter;
import org.springframework.ai.embedding.EmbeddingModel;
import org.springframework.ai.model.tool.ToolCallingManager;
import org.springframework.ai.model.tool.ToolExecutionResult;
import org.springframework.ai.tool.ToolCallback;
import org.springframework.ai.tool.function.FunctionToolCallback;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.util.MimeTypeUtils;

/** What Spring AI's models share. */
abstract class SpringAi extends ClientSuite implements EmbeddingSuite {
    /** What the tool is called with. */
    record Place(String city) {}

    private static final ToolCallback WEATHER = FunctionToolCallback.builder(
                    "weather", (Place place) -> weather(place.city()))
            .inputType(Place.class)
            .build();

    abstract ChatModel model(Target target);

    abstract EmbeddingModel embeddingModel(Target target);

    abstract ChatOptions withTool(Target target, ToolCallback tool);

    abstract ChatOptions withSchema(Target target, String schema);

    @Override
    String chat(Target target, String question) {
        return text(model(target).call(new Prompt(question)));
    }

    @Override
    void stream(Target target, String question, Consumer<String> piece) {
        model(target).stream(new Prompt(question))
                .mapNotNull(ChatResponse::getResult)
                .mapNotNull(result -> result.getOutput().getText())
                .doOnNext(piece)
                .blockLast();
    }

    @Override
    String chatWithTool(Target target, String question) {
        Prompt prompt = new Prompt(question, withTool(target, WEATHER));
        ChatResponse first = model(target).call(prompt);
        ToolExecutionResult result = ToolCallingManager.builder().build().executeToolCalls(prompt, first);
        return text(model(target).call(new Prompt(result.conversationHistory(), prompt.getOptions())));
    }

    @Override
    Person structured(Target target, String question) {
        BeanOutputConverter<Person> converter = new BeanOutputConverter<>(Person.class);
        Prompt prompt = new Prompt(question, withSchema(target, converter.getJsonSchema()));
        return converter.convert(text(model(target).call(prompt)));
    }

    @Override
    String describe(Target target, String question) {
        Media image = new Media(MimeTypeUtils.IMAGE_PNG, new ByteArrayResource(PNG));
        UserMessage message =
                UserMessage.builder().text(question).media(List.of(image)).build();
        return text(model(target).call(new Prompt(message)));
    }

    @Override
    public float[] embed(Target target, String text) {
        return embeddingModel(target).embed(text);
    }

    private static String text(ChatResponse response) {
        return response.getResult().getOutput().getText();
    }
}
