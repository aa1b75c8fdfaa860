package io.github.ollamaguard.internal.translate.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.internal.option.OllamaOption;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NativeOptionsTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {"keep_alive":5}          | {"keep_alive":5}
                    {"keep_alive":0.5}        | {"keep_alive":0.5}
                    {"keep_alive":-1}         | {"keep_alive":-1}
                    {"keep_alive":"0"}        | {"keep_alive":0}
                    {"keep_alive":"1.5"}      | {"keep_alive":1.5}
                    {"keep_alive":"-1"}       | {"keep_alive":-1}
                    {"keep_alive":"-1m"}      | {"keep_alive":"-1m"}
                    {"keep_alive":"1h30m"}    | {"keep_alive":"1h30m"}
                    {"keep_alive":null}       | {}
                    {"num_ctx":"4096"}        | {"options":{"num_ctx":4096}}
                    {"num_ctx":4096.0}        | {"options":{"num_ctx":4096.0}}
                    {"min_p":"5e-2"}          | {"options":{"min_p":5e-2}}
                    {"seed":"-0"}             | {"options":{"seed":-0}}
                    {"numa":"true"}           | {"options":{"numa":true}}
                    {"use_mmap":false}        | {"options":{"use_mmap":false}}
                    {"stop":"a"}              | {"options":{"stop":["a"]}}
                    {"stop":["a","b"]}        | {"options":{"stop":["a","b"]}}
                    {"stop":[]}               | {}
                    {"stop":""}               | {}
                    {"stop":"a","options":{"stop":null}} | {"options":{"stop":["a"]}}
                    """)
    void whatIsMeantIsSent(String request, String expected) throws ApiException {
        JsonObject body = new JsonObject();
        NativeOptions.of(json(request)).addTo(body, List.of("keep_alive"));

        assertThat(body).hasToString(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {"num_ctx":"big"}            | num_ctx
                    {"num_ctx":""}               | num_ctx
                    {"num_ctx":"0x10"}           | num_ctx
                    {"num_ctx":"NaN"}            | num_ctx
                    {"num_ctx":"1e999"}          | num_ctx
                    {"num_ctx":"01"}             | num_ctx
                    {"num_ctx":" 1"}             | num_ctx
                    {"num_ctx":true}             | num_ctx
                    {"min_p":{}}                 | min_p
                    {"numa":"TRUE"}              | numa
                    {"numa":0}                   | numa
                    {"numa":[]}                  | numa
                    {"stop":5}                   | stop
                    {"stop":["a",null]}          | stop
                    {"stop":[["a"]]}             | stop
                    {"options":"num_ctx"}        | options
                    {"options":{"numa":"x"}}     | options.numa
                    {"keep_alive":true}          | keep_alive
                    {"keep_alive":["5m"]}        | keep_alive
                    {"keep_alive":{}}            | keep_alive
                    {"extra_body":[]}            | extra_body
                    {"max_tokens":true}          | max_tokens
                    {"max_tokens":0}             | max_tokens
                    {"max_tokens":-1}            | max_tokens
                    {"max_completion_tokens":1e-3} | max_completion_tokens
                    """)
    void whatCannotBeMeantIsRefusedByName(String request, String param) {
        assertThatThrownBy(() -> NativeOptions.of(json(request)).addTo(new JsonObject(), List.of("keep_alive")))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.error().param()).isEqualTo(param));
    }

    @Test
    void everyOptionIsTakenFlatAndNested() throws ApiException {
        for (OllamaOption option :
                EnumSet.complementOf(EnumSet.of(OllamaOption.KEEP_ALIVE, OllamaOption.THINK, OllamaOption.SHIFT))) {
            String value = switch (option.type()) {
                case INTEGER -> "1";
                case NUMBER -> "0.5";
                case BOOLEAN -> "true";
                case STRINGS -> "[\"a\"]";
                case THINKING, DURATION -> throw new AssertionError("not in options");
            };
            String member = "{\"" + option + "\":" + value + "}";
            for (String request : List.of(member, "{\"options\":" + member + "}", "{\"extra_body\":" + member + "}")) {
                JsonObject body = new JsonObject();
                NativeOptions.of(json(request)).addTo(body, List.of());

                assertThat(body).hasToString("{\"options\":" + member + "}");
            }
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {"options":{"NUM_CTX":1,"num_ctx":2}}              | {"options":{"num_ctx":2}}
                    {"options":{"num_ctx":2,"Num_Ctx":"x"}}            | {"options":{"Num_Ctx":"x"}}
                    {"num_ctx":2,"options":{"x":1,"NUM_CTX":3,"X":2}}  | {"options":{"NUM_CTX":3,"X":2}}
                    {"options":{"STOP":"a","stop":[""]}}               | {}
                    {"options":{"stop":[""],"STOP":"a"}}               | {"options":{"STOP":"a"}}
                    {"max_tokens":5,"options":{"Num_Predict":6}}       | {"options":{"Num_Predict":6}}
                    """)
    void theLastSpellingOfANameWins(String request, String expected) throws ApiException {
        JsonObject body = new JsonObject();
        NativeOptions.of(json(request)).addTo(body, List.of());

        assertThat(body).hasToString(expected);
    }

    @Test
    void manyOptionsAreAllKept() throws ApiException {
        JsonObject options = new JsonObject();
        for (int i = 0; i < 20_000; i++) {
            options.addProperty("Option" + i, -1);
            options.addProperty("oPTION" + i, i);
        }
        JsonObject request = new JsonObject();
        request.add("options", options);
        JsonObject body = new JsonObject();
        NativeOptions.of(request).addTo(body, List.of());

        JsonObject expected = new JsonObject();
        for (int i = 0; i < 20_000; i++) {
            expected.addProperty("oPTION" + i, i);
        }
        assertThat(body.get("options")).isEqualTo(expected);
    }

    @Test
    void theRequestStaysAsItWas() throws ApiException {
        JsonObject request =
                json("{\"options\":{\"think\":true,\"seed\":1},\"extra_body\":{\"options\":{\"shift\":true}}}");
        JsonObject plain = json("{\"options\":{\"think\":true}}");
        JsonObject before = request.deepCopy();
        JsonObject plainBefore = plain.deepCopy();

        NativeOptions.of(request);
        NativeOptions.of(plain);

        assertThat(request).isEqualTo(before);
        assertThat(plain).isEqualTo(plainBefore);
    }

    private static JsonObject json(String text) {
        return JsonParser.parseString(text).getAsJsonObject();
    }
}
