package io.github.ollamaguard.internal.translate;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import io.github.ollamaguard.internal.option.OllamaOption;
import io.github.ollamaguard.internal.translate.shared.FieldTable.Field;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which members of a request have no effect. */
class FieldTableTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', emptyValue = "", textBlock = """
            CHAT       | {"messages":[],"num_ctx":1,"mirostat":1,"options":{"x":1}}      | ``
            CHAT       | {"max_output_tokens":1}                                         | ``
            CHAT       | {"logit_bias":{"1":2},"verbosity":"low","b":1,"a":1}            | a,b,logit_bias,verbosity
            CHAT       | {"logit_bias":{},"verbosity":null,"b":false,"a":"","c":[]}      | ``
            CHAT       | {"a":0}                                                         | a
            CHAT       | {"instructions":"x","extra_body":{"input":"x"}}                 | input,instructions
            CHAT       | {"verbosity":null,"extra_body":{"verbosity":"low"}}             | verbosity
            CHAT       | {"extra_body":"x"}                                              | ``
            EMBEDDINGS | {"input":"x","temperature":1,"tools":[1]}                       | tools
            EMBEDDINGS | {"input":"x","think":true,"keep_alive":5,"max_tokens":1}        | think
            RESPONSES  | {"tools":[{"type":"function"},{"type":"namespace"}]}            | ``
            RESPONSES  | {"tools":[{"type":"function"},{"type":"web_search"}]}           | tools
            RESPONSES  | {"tools":[1]}                                                   | tools
            RESPONSES  | {"tools":null}                                                  | ``
            RESPONSES  | {"tools":5}                                                     | ``
            MODEL      | {"model":"m"}                                                   | ``
            """)
    void whatHasNoEffectIsNamed(Endpoint endpoint, String request, String dropped) {
        assertThat(endpoint.dropped(JsonParser.parseString(request).getAsJsonObject()))
                .containsExactlyElementsOf(dropped.isEmpty() ? Set.of() : List.of(dropped.split(",")));
    }

    @Test
    void noFieldIsAnOptionAsWell() {
        for (Endpoint endpoint : Endpoint.values()) {
            assertThat(endpoint.fields().rows())
                    .extracting(Field::name)
                    .doesNotContainAnyElementsOf(Stream.of(OllamaOption.values())
                            .filter(option -> !option.isTopLevel())
                            .map(OllamaOption::toString)
                            .toList());
        }
    }
}
