package io.github.ollamaguard.internal.translate.openai;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.internal.translate.shared.Fields;

/** How an answer shows the calls of tools that a model makes. */
enum CallStyle {
    /** All of them. */
    PARALLEL,
    /** The first one: {@code parallel_tool_calls} is false. */
    SINGLE,
    /** The first one, as in the days when tools were called functions. */
    FUNCTION;

    /** Returns the style that a request for tools asks for. */
    static CallStyle of(Fields request) throws ApiException {
        return Boolean.FALSE.equals(request.bool("parallel_tool_calls")) ? SINGLE : PARALLEL;
    }

    /** Returns how many calls an answer may hold. */
    int most() {
        return this == PARALLEL ? Integer.MAX_VALUE : 1;
    }

    /** Adds calls in OpenAI's form, at least one, to a message or delta. */
    void show(JsonArray calls, JsonObject target) {
        if (this == FUNCTION) {
            target.add("function_call", calls.get(0).getAsJsonObject().get("function"));
        } else {
            target.add("tool_calls", calls);
        }
    }

    /** Returns the finish reason for a native one. */
    String finish(String doneReason, boolean called) {
        String reason = FinishReason.of(doneReason, called);
        return this == FUNCTION && reason.equals(FinishReason.TOOL_CALLS) ? FinishReason.FUNCTION_CALL : reason;
    }
}
