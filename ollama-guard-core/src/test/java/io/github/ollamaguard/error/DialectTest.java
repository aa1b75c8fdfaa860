package io.github.ollamaguard.error;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class DialectTest {
    @Test
    void openAiHasAllFourMembersAlways() {
        assertThat(Dialect.OPENAI.json(ApiError.badRequest("a \"b\"\n\u2028")))
                .isEqualTo("{\"error\":{\"message\":\"a \\\"b\\\"\\n\\u2028\",\"type\":\"invalid_request_error\","
                        + "\"param\":null,\"code\":null}}");
        assertThat(Dialect.OPENAI.json(ApiError.invalid("p", "c", "m")))
                .isEqualTo(
                        "{\"error\":{\"message\":\"m\",\"type\":\"invalid_request_error\",\"param\":\"p\",\"code\":\"c\"}}");
    }

    @Test
    void ollamaHasTheMessageAlone() {
        assertThat(Dialect.OLLAMA.json(ApiError.invalid("p", "c", "m"))).isEqualTo("{\"error\":\"m\"}");
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/chat/completions, OPENAI",
        "/chat/completions, OPENAI",
        "/models/api/x, OPENAI",
        "'', OPENAI",
        "/, OPENAI",
        "/apix, OPENAI",
        "/ps/x, OPENAI",
        "/api, OLLAMA",
        "/api/, OLLAMA",
        "/api/chat, OLLAMA",
        "/ps, OLLAMA",
    })
    void thePathDecides(String path, Dialect dialect) {
        assertThat(Dialect.of(path)).isEqualTo(dialect);
    }

    @ParameterizedTest
    @MethodSource
    void everyRefusalIsWellFormed(ApiError error) {
        assertThat(error.status()).isBetween(400, 599);
        assertThat(error.message()).isNotBlank();
        assertThat(error.type()).isNotBlank();
        for (Dialect dialect : Dialect.values()) {
            String json = dialect.json(error);
            assertThat(json).doesNotContain("\n");
            assertThat(JsonParser.parseString(json).isJsonObject()).isTrue();
        }
    }

    static List<ApiError> everyRefusalIsWellFormed() throws InvocationTargetException, IllegalAccessException {
        List<ApiError> errors = new ArrayList<>();
        for (Method factory : ApiError.class.getMethods()) {
            if (Modifier.isStatic(factory.getModifiers()) && factory.getReturnType() == ApiError.class) {
                Object[] arguments = Arrays.stream(factory.getParameterTypes())
                        .map(DialectTest::example)
                        .toArray();
                errors.add((ApiError) factory.invoke(null, arguments));
            }
        }
        return errors;
    }

    private static Object example(Class<?> type) {
        if (type == Duration.class) {
            return Duration.ofSeconds(7);
        }
        return type == String.class ? "some text" : (Object) 7L;
    }

    @Test
    void anExceptionIsCheapAndSaysWhatTheClientReads() {
        ApiException exception = new ApiException(ApiError.upstreamTimeout());

        assertThat(exception.error()).isEqualTo(ApiError.upstreamTimeout());
        assertThat(exception).hasMessage(ApiError.upstreamTimeout().message());
        assertThat(exception.getStackTrace()).isEmpty();
    }
}
