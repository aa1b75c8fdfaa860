package io.github.ollamaguard.internal.translate.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonParser;
import io.github.ollamaguard.error.ApiException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReasoningTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "absent", textBlock = """
                    {}                                                              | absent
                    {"reasoning_effort":null}                                       | absent
                    {"reasoning_effort":""}                                         | absent
                    {"reasoning_effort":"none"}                                     | false
                    {"reasoning_effort":"minimal"}                                  | "low"
                    {"reasoning_effort":"low"}                                      | "low"
                    {"reasoning_effort":"medium"}                                   | "medium"
                    {"reasoning_effort":"high"}                                     | "high"
                    {"reasoning_effort":"xhigh"}                                    | "max"
                    {"reasoning_effort":"ultra"}                                    | "max"
                    {"reasoning_effort":"max"}                                      | "max"
                    {"reasoning_effort":"HIGH"}                                     | "high"
                    {"reasoning_effort":"MINIMAL"}                                  | "low"
                    {"reasoning":{}}                                                | absent
                    {"reasoning":{"effort":"low"},"reasoning_effort":"high"}        | "low"
                    {"reasoning":{"effort":null},"reasoning_effort":"high"}         | "high"
                    {"reasoning":{"summary":"auto"},"reasoning_effort":"high"}      | "high"
                    {"reasoning":{"enabled":false}}                                 | false
                    {"reasoning":{"enabled":true},"reasoning_effort":"low"}         | true
                    {"reasoning":{"enabled":false,"effort":"high"}}                 | "high"
                    {"reasoning":{"exclude":true}}                                  | absent
                    {"reasoning":{"exclude":true,"effort":"low"}}                   | "low"
                    {"think":true}                                                  | true
                    {"think":false,"reasoning":{"effort":"high"}}                   | false
                    {"think":"max","reasoning_effort":"none"}                       | "max"
                    {"think":"low"}                                                 | "low"
                    {"think":null,"reasoning_effort":"low"}                         | "low"
                    {"thinking":{"type":"disabled"}}                                | false
                    {"thinking":{"type":"enabled","budget_tokens":1024}}            | true
                    {"thinking":{"type":"enabled"},"reasoning_effort":"none"}       | false
                    {"thinking":{}}                                                 | absent
                    {"thinking":true}                                               | absent
                    {"chat_template_kwargs":{"enable_thinking":false}}              | false
                    {"chat_template_kwargs":{"enable_thinking":true}}               | true
                    {"chat_template_kwargs":{"x":1}}                                | absent
                    """)
    void everyDialectHasANativeValue(String request, String think) throws ApiException {
        assertThat(Reasoning.of(fields(request)).think())
                .isEqualTo(think == null ? null : JsonParser.parseString(think));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {"reasoning_effort":"extreme"}                       | reasoning_effort
                    {"reasoning_effort":5}                               | reasoning_effort
                    {"reasoning":{"effort":"extreme"}}                   | reasoning.effort
                    {"reasoning":{"effort":true}}                        | reasoning.effort
                    {"reasoning":{"enabled":"yes"}}                      | reasoning.enabled
                    {"reasoning":{"exclude":1}}                          | reasoning.exclude
                    {"reasoning":"high"}                                 | reasoning
                    {"think":"very"}                                     | think
                    {"think":"HIGH"}                                     | think
                    {"think":1}                                          | think
                    {"think":{}}                                         | think
                    {"thinking":{"type":1}}                              | thinking.type
                    {"chat_template_kwargs":[]}                          | chat_template_kwargs
                    {"chat_template_kwargs":{"enable_thinking":"no"}}    | chat_template_kwargs.enable_thinking
                    """)
    void anythingElseIsRefusedByName(String request, String param) {
        assertThatThrownBy(() -> Reasoning.of(fields(request))).isInstanceOfSatisfying(ApiException.class, e -> {
            assertThat(e.error().status()).isEqualTo(400);
            assertThat(e.error().param()).isEqualTo(param);
        });
    }

    private static Fields fields(String request) {
        return Fields.of(JsonParser.parseString(request).getAsJsonObject());
    }
}
