package io.github.ollamaguard.internal.cases;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.Set;
import java.util.function.Consumer;

/** The shape of OpenAI's answers, written a second time: what clients rely on, whatever Ollama said. */
final class Contract {
    private static final Set<String> FINISH_REASONS = Set.of("stop", "length", "tool_calls", "content_filter");
    private static final Set<String> ENDED = Set.of("completed", "incomplete", "failed");
    private static final Set<String> LAST_EVENTS =
            Set.of("error", "response.completed", "response.incomplete", "response.failed");

    private Contract() {}

    /** Fails unless the outcome of {@link Playback#reply} is an answer, a stream or an error of OpenAI's. */
    static void holds(JsonObject outcome) {
        if (outcome.has("error")) {
            error(outcome.getAsJsonObject("error"));
            assertThat(outcome.getAsJsonObject("error").get("status").getAsInt())
                    .isBetween(400, 599);
        } else if (outcome.has("frames")) {
            stream(outcome.getAsJsonArray("frames"));
        } else {
            object(outcome.getAsJsonObject("answer"));
        }
    }

    private static void error(JsonObject error) {
        assertThat(error.keySet()).contains("message", "type", "param", "code");
        assertThat(string(error, "message")).isNotBlank();
        assertThat(string(error, "type")).isNotBlank();
    }

    private static void stream(JsonArray frames) {
        int last = frames.size() - 1;
        for (int i = 0; i <= last; i++) {
            if (!(frames.get(i) instanceof JsonObject frame)) {
                assertThat(frames.get(i)).isEqualTo(new JsonPrimitive("[DONE]"));
                assertThat(i).isEqualTo(last);
            } else if (!frame.has("event")) {
                object(frame);
                assertThat(i).as("a stream has an end").isLessThan(last);
            } else {
                assertThat(LAST_EVENTS.contains(string(frame, "event"))).isEqualTo(i == last);
                event(frame.getAsJsonObject("data"), i);
            }
        }
    }

    private static void event(JsonObject data, int number) {
        if (data.has("error")) {
            error(data.getAsJsonObject("error"));
            return;
        }
        assertThat(data.get("sequence_number").getAsInt()).isEqualTo(number);
        if (data.has("response")) {
            object(data.getAsJsonObject("response"));
        }
    }

    private static void object(JsonObject object) {
        switch (string(object, "object")) {
            case "chat.completion" ->
                each(object, "choices", choice -> {
                    JsonObject message = choice.getAsJsonObject("message");
                    assertThat(string(message, "role")).isEqualTo("assistant");
                    assertThat(message.get("content").isJsonNull() || isString(message.get("content")))
                            .isTrue();
                    calls(message);
                    assertThat(FINISH_REASONS).contains(string(choice, "finish_reason"));
                });
            case "chat.completion.chunk" ->
                each(object, "choices", choice -> {
                    calls(choice.getAsJsonObject("delta"));
                    finishReason(choice);
                });
            case "text_completion" ->
                each(object, "choices", choice -> {
                    string(choice, "text");
                    finishReason(choice);
                });
            case "list" -> each(object, "data", item -> string(item, "object"));
            case "model" -> string(object, "id");
            case "response" -> {
                each(object, "output", item -> string(item, "id"));
                assertThat(ENDED.contains(string(object, "status"))
                                || object.get("usage").isJsonNull())
                        .isTrue();
            }
            default -> throw new AssertionError("unknown object: " + object);
        }
        if (object.get("usage") instanceof JsonObject usage) {
            assertThat(usage.get("total_tokens").getAsLong()).isNotNegative();
        }
    }

    private static void finishReason(JsonObject choice) {
        JsonElement reason = choice.get("finish_reason");
        assertThat(reason.isJsonNull() || FINISH_REASONS.contains(reason.getAsString()))
                .isTrue();
    }

    private static void calls(JsonObject message) {
        if (message.has("tool_calls")) {
            each(message, "tool_calls", call -> {
                assertThat(string(call, "id")).isNotBlank();
                string(call.getAsJsonObject("function"), "name");
                string(call.getAsJsonObject("function"), "arguments");
            });
        }
    }

    private static void each(JsonObject object, String member, Consumer<JsonObject> check) {
        object.getAsJsonArray(member).forEach(element -> check.accept(element.getAsJsonObject()));
    }

    private static String string(JsonObject object, String member) {
        assertThat(isString(object.get(member))).as("%s of %s", member, object).isTrue();
        return object.get(member).getAsString();
    }

    private static boolean isString(JsonElement element) {
        return element instanceof JsonPrimitive primitive && primitive.isString();
    }
}
