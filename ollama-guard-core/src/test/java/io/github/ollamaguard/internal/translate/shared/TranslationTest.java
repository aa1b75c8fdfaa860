package io.github.ollamaguard.internal.translate.shared;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.internal.upstream.NativeOperation;
import java.util.List;
import org.junit.jupiter.api.Test;

class TranslationTest {
    private static final NativeErrors ERRORS = new NativeErrors("messages", "reasoning_effort");

    private final List<JsonObject> bodies = List.of(
            json("{\"model\":\"m\",\"think\":\"high\",\"options\":{\"seed\":1}}"),
            json("{\"model\":\"m\",\"think\":\"high\",\"options\":{\"seed\":2}}"));
    private final Translation insisting =
            Translation.of(NativeOperation.CHAT, bodies, replies -> JsonNull.INSTANCE, ERRORS);
    private final Translation yielding = insisting.dispensingWith("reasoning_effort");

    @Test
    void theFallbackDoesWithoutThinking() {
        Translation fallback = yielding.fallback(ApiError.invalid("reasoning_effort", "cannot think"));

        assertThat(fallback).isNotNull();
        assertThat(fallback.operation()).isEqualTo(NativeOperation.CHAT);
        assertThat(fallback.requests())
                .containsExactly(
                        json("{\"model\":\"m\",\"options\":{\"seed\":1}}"),
                        json("{\"model\":\"m\",\"options\":{\"seed\":2}}"));
        assertThat(fallback.fallback(ApiError.invalid("reasoning_effort", "still cannot think")))
                .isNull();
        assertThat(yielding.requests()).allMatch(body -> body.has("think"));
    }

    @Test
    void onlyARefusalToThinkHasOne() {
        assertThat(yielding.fallback(ApiError.invalid("tools", "cannot call"))).isNull();
        assertThat(insisting.fallback(ApiError.invalid("reasoning_effort", "cannot think")))
                .isNull();
        assertThat(yielding.knowing(new JsonObject()).fallback(ApiError.invalid("reasoning_effort", "cannot think")))
                .isNull();
    }

    @Test
    void itsBodiesAreThoseOfTheMoment() {
        yielding.requests().get(0).addProperty("keep_alive", 5);

        Translation fallback = yielding.fallback(ApiError.invalid("reasoning_effort", "cannot think"));
        assertThat(fallback).isNotNull();
        fallback.requests().get(1).addProperty("think", false);

        assertThat(fallback.requests().get(0).get("keep_alive").getAsInt()).isEqualTo(5);
        assertThat(yielding.requests().get(1).get("think").getAsString()).isEqualTo("high");
    }

    private static JsonObject json(String text) {
        return JsonParser.parseString(text).getAsJsonObject();
    }
}
