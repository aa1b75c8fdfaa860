package io.github.ollamaguard.demo.model;

import com.google.gson.JsonObject;
import java.util.List;

/**
 * What the model says to one question.
 *
 * @param thinking words of its reasoning, empty without any
 * @param words words of its text, empty when it calls a tool
 * @param toolCalls native tool calls
 * @param doneReason {@code stop}, {@code length}, {@code load} or {@code unload}
 */
record Answer(List<String> thinking, List<String> words, List<JsonObject> toolCalls, String doneReason) {
    /** The answer to a request without a prompt: Ollama loads or unloads the model and says nothing. */
    static Answer silent(String doneReason) {
        return new Answer(List.of(), List.of(), List.of(), doneReason);
    }

    static Answer text(List<String> thinking, List<String> words) {
        return new Answer(thinking, words, List.of(), "stop");
    }

    static Answer toolCall(List<String> thinking, JsonObject call) {
        return new Answer(thinking, List.of(), List.of(call), "stop");
    }

    int tokens() {
        return thinking.size() + words.size() + 10 * toolCalls.size();
    }

    /**
     * Returns the answer cut off after a number of tokens; thinking counts, as it does in Ollama.
     *
     * @param limit {@code num_predict}; no limit when it is not positive
     */
    Answer limitedTo(int limit) {
        if (limit <= 0 || thinking.size() + words.size() <= limit) {
            return this;
        }
        int thoughts = Math.min(limit, thinking.size());
        return new Answer(thinking.subList(0, thoughts), words.subList(0, limit - thoughts), toolCalls, "length");
    }
}
