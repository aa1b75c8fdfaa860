package io.github.ollamaguard.internal.translate.shared;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import io.github.ollamaguard.usage.Usage;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NativeUsageTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"done":true,"prompt_eval_count":12,"prompt_eval_duration":9,"eval_count":34,"eval_duration":7} | 12 | 34
            {"embeddings":[[1]],"total_duration":5,"prompt_eval_count": 6}                                  |  6 |  0
            {"done":true,"eval_count" : 3}                                                                  |  0 |  3
            {"message":{"tool_calls":[{"arguments":{"eval_count":99}}]},"eval_count":3}                     |  0 |  3
            """)
    void countersAreFound(String reply, long prompt, long completion) {
        Usage usage = new Usage(prompt, completion);
        assertThat(NativeUsage.of(JsonParser.parseString(reply).getAsJsonObject()))
                .isEqualTo(usage);
        assertThat(ofTail(reply)).isEqualTo(usage);
        assertThat(ofTail("{\"eval_count\":77}\n" + reply + "\n")).isEqualTo(usage);
        assertThat(ofTail("1,2,3],\"total_duration\":1," + reply.substring(1) + "\r\n"))
                .isEqualTo(usage);
    }

    @Test
    void whereThereAreNoneNothingIsKnown() {
        String line = "{\"response\":\"\\\"eval_count\\\":5, \\\"prompt_eval_count\\\":6\",\"done\":false}";
        assertThat(NativeUsage.of(JsonParser.parseString(line).getAsJsonObject()))
                .isNull();
        assertThat(ofTail(line)).isNull();
        assertThat(ofTail("{\"eval_count\":5}\n" + line)).isNull();
        assertThat(ofTail("")).isNull();
        assertThat(ofTail("{\"eval_count\":99999999999999999999}")).isNull();
    }

    private static Usage ofTail(String reply) {
        return NativeUsage.ofTail(reply.getBytes(StandardCharsets.UTF_8));
    }
}
