package io.github.ollamaguard.internal.translate.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.usage.Usage;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The shared parts that are a table each. */
class SmallPartsTest {
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
        assertThat(new NativeReply(json("{\"t\":\"" + time + "\"}")).time("t")).isEqualTo(seconds);
    }

    @ParameterizedTest
    @CsvSource({"5, 5", "5.9, 5", "-3, 0", "'\"5\"', 0", "null, 0", "{}, 0", "1e3, 1000"})
    void countersAreNeverNegative(String value, long count) {
        NativeReply reply = new NativeReply(json("{\"eval_count\":" + value + "}"));

        assertThat(reply.usage()).isEqualTo(new Usage(0, count));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {"done":true,"prompt_eval_count":12,"prompt_eval_duration":9,"eval_count":34} | 12 | 34
                    {"embeddings":[[1]],"total_duration":5,"prompt_eval_count": 6}                |  6 |  0
                    {"done":true,"eval_count" : 3}                                                |  0 |  3
                    {"message":{"eval_count":99},"eval_count":3}                                  |  0 |  3
                    """)
    void usageIsKnownWithAnyCounter(String reply, long prompt, long completion) {
        assertThat(new NativeReply(json(reply)).usageIfKnown()).isEqualTo(new Usage(prompt, completion));
    }

    @Test
    void aLineOfTextSaysNothingAboutUsage() {
        String line = "{\"response\":\"\\\"eval_count\\\":5, \\\"prompt_eval_count\\\":6\",\"done\":false}";

        assertThat(new NativeReply(json(line)).usageIfKnown()).isNull();
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
        assertThat(OutputFormat.of(Fields.of(json(request))))
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
        assertThatThrownBy(() -> OutputFormat.of(Fields.of(json(request))))
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

    private static JsonObject json(String text) {
        return JsonParser.parseString(text).getAsJsonObject();
    }
}
