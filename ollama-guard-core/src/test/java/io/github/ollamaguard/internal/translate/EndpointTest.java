package io.github.ollamaguard.internal.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.ollamaguard.config.ReasoningField;
import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.error.Dialect;
import io.github.ollamaguard.internal.translate.shared.Translation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Rows of the table. */
class EndpointTest {
    @ParameterizedTest
    @EnumSource(Endpoint.class)
    void endpointsWithABodyArePosts(Endpoint endpoint) {
        assertThat(endpoint.method()).isEqualTo(endpoint.hasBody() ? "POST" : "GET");
        assertThat(endpoint.path()).startsWith("/").doesNotContain(Endpoint.VERSION_PREFIX);
        assertThat(endpoint.dialect()).isEqualTo(Dialect.OPENAI);
    }

    @Test
    void modelsDoNotStream() throws ApiException {
        Translation translation =
                Endpoint.MODELS.translate(new JsonObject(), new Translation.Options(1, ReasoningField.REASONING));

        assertThat(translation.streamed()).isFalse();
        assertThatThrownBy(translation::frames).isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "reasoning_effort, '\"low\"', true",
        "reasoning_effort, '\"none\"', false",
        "think, '\"low\"', false",
        "n, 1, false"
    })
    void onlyThinkingThatNobodyInsistedOnHasAFallback(String member, String value, boolean fallback)
            throws ApiException {
        JsonObject request = json("{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"" + member
                + "\":" + value + "}");
        Translation translation =
                Endpoint.CHAT.translate(request, new Translation.Options(1, ReasoningField.REASONING));

        assertThat(translation.fallback(ApiError.invalid(member, "no")) != null).isEqualTo(fallback);
        assertThat(translation.fallback(ApiError.invalid("messages", "no"))).isNull();
    }

    private static JsonObject json(String text) {
        return JsonParser.parseString(text).getAsJsonObject();
    }
}
