package io.github.ollamaguard.demo.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.ollama4j.Ollama;
import io.github.ollama4j.exceptions.OllamaException;
import io.github.ollama4j.models.chat.OllamaChatMessage;
import io.github.ollama4j.models.chat.OllamaChatMessageRole;
import io.github.ollama4j.models.chat.OllamaChatRequest;
import io.github.ollama4j.models.embed.OllamaEmbedRequest;
import io.github.ollama4j.models.generate.OllamaGenerateRequest;
import io.github.ollama4j.tools.Tools;
import io.github.ollama4j.utils.OptionsBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Ollama4j. */
class Ollama4jIT extends ClientSuite {
    private static final Map<String, Object> PERSON = Map.of(
            "type",
            "object",
            "properties",
            Map.of("name", Map.of("type", "string"), "age", Map.of("type", "integer")),
            "required",
            List.of("name", "age"));

    @Override
    String chat(Target target, String question) throws OllamaException {
        return answer(target, request(target, question));
    }

    @Override
    void stream(Target target, String question, Consumer<String> piece) throws OllamaException {
        client(target)
                .chat(
                        request(target, question),
                        line -> piece.accept(line.getMessage().getResponse()));
    }

    @Override
    String chatWithTool(Target target, String question) throws OllamaException {
        Tools.Property city =
                Tools.Property.builder().type("string").required(true).build();
        Tools.Tool weather = Tools.Tool.builder()
                .toolSpec(Tools.ToolSpec.builder()
                        .name("weather")
                        .parameters(Tools.Parameters.of(Map.of("city", city)))
                        .build())
                .toolFunction(arguments -> weather((String) arguments.get("city")))
                .build();
        return answer(
                target,
                request(target, question)
                        .withTools(new ArrayList<>(List.of(weather)))
                        .withUseTools(true));
    }

    @Override
    Person structured(Target target, String question) throws Exception {
        OllamaChatRequest request = request(target, question);
        request.setFormat(PERSON);
        return new JsonMapper().readValue(answer(target, request), Person.class);
    }

    @Override
    String describe(Target target, String question) throws OllamaException {
        OllamaChatMessage message = new OllamaChatMessage(OllamaChatMessageRole.USER, question);
        message.setImages(List.of(PNG));
        return answer(target, request(target, question).withMessages(new ArrayList<>(List.of(message))));
    }

    @Override
    Raised refusal(int status) {
        return switch (status) {
            case 400, 404, 500 -> new Raised(OllamaException.class, Script.ERROR);
            case 401 -> new Raised(OllamaException.class, "Unauthorized");
            default -> Raised.withoutText(OllamaException.class);
        };
    }

    @Override
    Raised brokenStream(String text) {
        return Raised.withoutText(OllamaException.class);
    }

    @Test
    void keyMayBeThePasswordOfBasicAuthentication(Guards guards) throws Exception {
        Ollama ollama = new Ollama(guards.demo().ollama());
        ollama.setBasicAuth("anybody", guards.demo().key());

        assertThat(ollama.listModels()).extracting(model -> model.getName()).containsExactly("demo:latest");
    }

    @Test
    void inquiriesAreAnswered(Guards guards) throws Exception {
        Ollama ollama = client(guards.demo());

        assertThat(ollama.ping()).isTrue();
        assertThat(ollama.getVersion()).isNotEmpty();
        assertThat(ollama.ps().getModels()).hasSize(1);
        assertThat(ollama.getModelDetails("demo:latest").getDetails().getFamily())
                .isEqualTo("demo");
    }

    @Test
    void completionIsAnswered(Guards guards) throws Exception {
        OllamaGenerateRequest request = OllamaGenerateRequest.builder()
                .withModel("demo:latest")
                .withPrompt("Hello")
                .withOptions(new OptionsBuilder().setNumPredict(LIMIT).build());

        assertThat(client(guards.demo()).generate(request, null).getResponse()).contains("demo model");
    }

    /** {@code embed} is the one operation for which Ollama4j forgets the key. */
    @Test
    void embeddingFailsBecauseNoKeyIsSent(Guards guards) {
        OllamaEmbedRequest request = new OllamaEmbedRequest("demo:latest", List.of("Hello"));

        new Raised(OllamaException.class, "Missing or invalid API key")
                .by(() -> client(guards.demo()).embed(request));
    }

    @Test
    void modelsCannotBePulled(Guards guards) {
        Raised.withoutText(OllamaException.class).by(() -> client(guards.demo()).pullModel("llama3.2"));
    }

    private static OllamaChatRequest request(Target target, String question) {
        return OllamaChatRequest.builder()
                .withModel(target.model())
                .withOptions(new OptionsBuilder().setNumPredict(LIMIT).build())
                .withMessage(OllamaChatMessageRole.USER, question);
    }

    private static String answer(Target target, OllamaChatRequest request) throws OllamaException {
        return client(target)
                .chat(request, null)
                .getResponseModel()
                .getMessage()
                .getResponse();
    }

    private static Ollama client(Target target) {
        Ollama ollama = new Ollama(target.ollama());
        ollama.setBearerAuth(target.key());
        return ollama;
    }
}
