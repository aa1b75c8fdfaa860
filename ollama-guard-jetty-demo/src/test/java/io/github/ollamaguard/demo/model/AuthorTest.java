package io.github.ollamaguard.demo.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import org.junit.jupiter.api.Test;

class AuthorTest {
    private static final String WEATHER_TOOL = """
            "tools":[{"type":"function","function":{"name":"get_weather","parameters":{"type":"object",
            "properties":{"city":{"type":"string"},"days":{"type":"integer","maximum":7},
            "unit":{"enum":["celsius","fahrenheit"]}}}}}]""";

    @Test
    void textSaysThatItIsADemoAndWhatArrived() {
        String text = text("""
                {"messages":[{"role":"system","content":"Be kind."},{"role":"user","content":"Hi  there"}],
                "options":{"num_ctx":16384,"seed":7}}""");

        assertThat(text).contains("demo model", "I received 2 messages", "\"Hi there\"", "num_ctx=16384", "seed=7");
    }

    @Test
    void numPredictEndsTheAnswerForItsLength() {
        Answer answer = answer("""
                {"messages":[{"role":"user","content":"Hi"}],"options":{"num_predict":5}}""");

        assertThat(answer.words()).hasSize(5);
        assertThat(answer.doneReason()).isEqualTo("length");
    }

    @Test
    void thinkingCountsForNumPredict() {
        Answer answer = answer("""
                {"messages":[{"role":"user","content":"Hi"}],"think":true,"options":{"num_predict":3}}""");

        assertThat(answer.thinking()).hasSize(3);
        assertThat(answer.words()).isEmpty();
    }

    @Test
    void stopCutsTheTextInFrontOfTheWord() {
        Answer answer = answer("""
                {"messages":[{"role":"user","content":"Hi"}],"options":{"stop":["never said","demo"]}}""");

        assertThat(String.join("", answer.words())).isEqualTo("Hello from the ");
        assertThat(answer.doneReason()).isEqualTo("stop");
    }

    @Test
    void thinkingComesOnlyWhenAskedFor() {
        String hi = "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]";

        assertThat(answer(hi + "}").thinking()).isEmpty();
        assertThat(answer(hi + ",\"think\":false}").thinking()).isEmpty();
        assertThat(answer(hi + ",\"think\":true}").thinking()).isNotEmpty();
        assertThat(answer(hi + ",\"think\":\"high\"}").thinking()).isNotEmpty();
    }

    @Test
    void toolIsCalledWhenTheUserAsksForIt() {
        Answer answer = answer("{\"messages\":[{\"role\":\"user\",\"content\":"
                + "\"What is the weather in Lisbon for 3 days?\"}]," + WEATHER_TOOL + "}");

        assertThat(answer.words()).isEmpty();
        assertThat(answer.toolCalls()).singleElement().satisfies(call -> {
            JsonObject function = call.getAsJsonObject("function");
            assertThat(function.get("name").getAsString()).isEqualTo("get_weather");
            assertThat(function.get("arguments")).hasToString("{\"city\":\"Lisbon\",\"days\":3,\"unit\":\"celsius\"}");
        });
    }

    @Test
    void toolIsOfferedButNotCalledOtherwise() {
        Answer answer = answer("{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]," + WEATHER_TOOL + "}");

        assertThat(answer.toolCalls()).isEmpty();
        assertThat(String.join("", answer.words())).contains("get_weather");
    }

    @Test
    void resultOfAToolEndsTheLoop() {
        Answer answer = answer("{\"messages\":[{\"role\":\"user\",\"content\":\"weather?\"},"
                + "{\"role\":\"tool\",\"content\":\"21 degrees\"}]," + WEATHER_TOOL + "}");

        assertThat(answer.toolCalls()).isEmpty();
        assertThat(String.join("", answer.words())).contains("21 degrees");
    }

    @Test
    void jsonFormatGivesAJsonObject() {
        String text =
                text("{\"messages\":[{\"role\":\"user\",\"content\":\"a \\\"quoted\\\" word\"}],\"format\":\"json\"}");

        assertThat(JsonParser.parseString(text).getAsJsonObject().get("last").getAsString())
                .isEqualTo("a \"quoted\" word");
    }

    @Test
    void schemaFormatGivesAValueThatFits() {
        String text = text("""
                {"messages":[{"role":"user","content":"I am Ada, 36 years old"}],"format":{"type":"object","properties":
                {"name":{"type":"string"},"age":{"type":"integer"},
                "tags":{"type":"array","items":{"type":"boolean"}}}}}""");

        assertThat(text).isEqualTo("{\"name\":\"Ada\",\"age\":36,\"tags\":[true]}");
    }

    @Test
    void longTextIsQuotedWithoutSplittingACharacter() {
        String text = text("{\"messages\":[{\"role\":\"user\",\"content\":\"" + "😀".repeat(100) + "\"}]}");

        assertThat(text).contains("\"" + "😀".repeat(60) + "…\"");
    }

    private static String text(String body) {
        return String.join("", answer(body).words());
    }

    private static Answer answer(String body) {
        return Author.answer(Question.chat(JsonParser.parseString(body).getAsJsonObject()));
    }
}
