package io.github.ollamaguard.internal.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.ollamaguard.config.ReasoningField;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.usage.Usage;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The parts of the translation that are a table each. */
class SmallPartsTest {
    @ParameterizedTest
    @CsvSource({
        "stop, false, stop",
        "stop, true, tool_calls",
        "length, false, length",
        "length, true, length",
        "load, false, stop",
        "unload, true, stop",
        "'', false, stop",
        "'', true, tool_calls",
        "tool_calls, false, tool_calls",
        "content_filter, true, content_filter",
        "weird, false, stop",
        "weird, true, tool_calls",
    })
    void finishReasonsAreThoseOfOpenAi(String doneReason, boolean calledTools, String finishReason) {
        assertThat(FinishReason.of(doneReason, calledTools)).isEqualTo(finishReason);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-02T03:04:05Z, 1767323045",
        "2026-01-02T03:04:05.678901234Z, 1767323045",
        "2026-01-02T05:04:05+02:00, 1767323045",
        "2026-01-01T21:34:05.5-05:30, 1767323045",
        "0001-01-01T00:00:00Z, 0",
        "1960-01-01T00:00:00Z, 0",
        "'', 0",
        "yesterday, 0",
        "2026-01-02, 0",
    })
    void timesAreUnixSecondsOrUnknown(String time, long seconds) {
        assertThat(Timestamps.unixSeconds(time)).isEqualTo(seconds);
    }

    @ParameterizedTest
    @CsvSource({
        "llama3.2:1b, library",
        "mannix/x:q8, mannix",
        "hf.co/unsloth/Q:Q4, unsloth",
        "host:5000/ns/m:t, ns",
        "registry.ollama.ai/library/m, library",
        "a/b/c/d:e, c",
        "/x, library",
        "'', library",
    })
    void modelsAreOwnedByTheirNamespace(String name, String owner) {
        JsonObject model = ModelObject.of(name, new NativeReply(new JsonObject()));

        assertThat(model.get("owned_by").getAsString()).isEqualTo(owner);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "absent", textBlock = """
                    {}                                                                                    | absent
                    {"response_format":null}                                                              | absent
                    {"response_format":{"type":"text"}}                                                   | absent
                    {"response_format":{"type":"json_object"}}                                            | "json"
                    {"response_format":{"type":"json_schema","json_schema":{"schema":{"type":"object"}}}} | {"type":"object"}
                    {"format":"json","response_format":{"type":"text"}}                                   | "json"
                    {"format":{"type":"array"},"response_format":{"type":"json_object"}}                  | {"type":"array"}
                    {"format":"","response_format":{"type":"json_object"}}                                | "json"
                    {"format":null}                                                                       | absent
                    """)
    void formatsAreJsonOrASchema(String request, String format) throws ApiException {
        assertThat(ResponseFormat.of(Fields.of(json(request))))
                .isEqualTo(format == null ? null : JsonParser.parseString(format));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {"response_format":"json"}                                                  | response_format
                    {"response_format":{}}                                                      | response_format.type
                    {"response_format":{"type":"xml"}}                                          | response_format.type
                    {"response_format":{"type":5}}                                              | response_format.type
                    {"response_format":{"type":"json_schema"}}                                  | response_format.json_schema
                    {"response_format":{"type":"json_schema","json_schema":"x"}}                | response_format.json_schema
                    {"response_format":{"type":"json_schema","json_schema":{}}}                 | response_format.json_schema
                    {"response_format":{"type":"json_schema","json_schema":{"schema":true}}}    | response_format.json_schema
                    {"format":"xml"}                                                            | format
                    {"format":true}                                                             | format
                    {"format":["json"]}                                                         | format
                    """)
    void otherFormatsAreRefusedByName(String request, String param) {
        assertThatThrownBy(() -> ResponseFormat.of(Fields.of(json(request))))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.error().param()).isEqualTo(param));
    }

    @ParameterizedTest
    @ValueSource(strings = {"chatcmpl-", "cmpl-", "call_"})
    void identifiersAreLongAndNeverTheSame(String prefix) {
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            ids.add(Ids.random(prefix));
        }

        assertThat(ids).hasSize(10_000).allMatch(id -> id.matches(prefix + "[0-9A-Za-z]{24}"));
    }

    @Test
    void aPromptCountsOnceForAllItsChoices() {
        List<Usage> usages = List.of(new Usage(5, 1), new Usage(5, 2), new Usage(7, 3), new Usage(7, 4));

        assertThat(new Tally(2).sum(usages)).isEqualTo(new Usage(12, 10));
        assertThat(new Tally(1).sum(usages)).isEqualTo(new Usage(24, 10));
        assertThat(new Tally(4).sum(usages)).isEqualTo(new Usage(5, 10));
    }

    @ParameterizedTest
    @CsvSource({"5, 5", "5.9, 5", "-3, 0", "'\"5\"', 0", "null, 0", "{}, 0", "1e3, 1000"})
    void countersAreNeverNegative(String value, long count) {
        NativeReply reply = new NativeReply(json("{\"eval_count\":" + value + "}"));

        assertThat(reply.usage()).isEqualTo(new Usage(0, count));
    }

    @ParameterizedTest
    @EnumSource(Endpoint.class)
    void endpointsWithABodyArePosts(Endpoint endpoint) {
        assertThat(endpoint.method()).isEqualTo(endpoint.hasBody() ? "POST" : "GET");
        assertThat(endpoint.path()).startsWith("/").doesNotContain(Endpoint.VERSION_PREFIX);
    }

    @Test
    void modelsDoNotStream() throws ApiException {
        Translation exchange =
                Endpoint.MODELS.exchange(new JsonObject(), new TranslationOptions(1, ReasoningField.REASONING));

        assertThat(exchange.streamed()).isFalse();
        assertThatThrownBy(exchange::frames).isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "'\"reasoning_effort\":\"low\"', true",
        "'\"reasoning_effort\":\"none\"', false",
        "'\"think\":\"low\"', false",
        "'\"n\":1', false"
    })
    void onlyThinkingThatNobodyInsistedOnHasAFallback(String member, boolean fallback) throws ApiException {
        JsonObject request =
                json("{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]," + member + "}");
        Translation exchange = Endpoint.CHAT.exchange(request, new TranslationOptions(1, ReasoningField.REASONING));

        assertThat(exchange.hasFallback()).isEqualTo(fallback);
    }

    private static JsonObject json(String text) {
        return JsonParser.parseString(text).getAsJsonObject();
    }
}
