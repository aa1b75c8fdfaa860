package io.github.ollamaguard.internal.translate.openai;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import io.github.ollamaguard.internal.translate.shared.NativeReply;
import io.github.ollamaguard.internal.translate.shared.Reasoning;
import io.github.ollamaguard.internal.translate.shared.ToolCalls;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One choice of a chat stream. A line becomes one chunk for each kind of content it holds, thinking before text before
 * calls of tools, because clients tell them apart by chunk. Not thread-safe.
 */
final class ChatChoice implements ChoiceStream {
    private final int index;
    private final ChatForm form;
    private boolean begun;
    private int toolCalls;

    ChatChoice(int index, ChatForm form) {
        this.index = index;
        this.form = form;
    }

    @Override
    public void line(NativeReply line, Consumer<JsonObject> chunk) {
        NativeReply message = line.object("message");
        JsonElement logprobs = form.logprobs(line);
        JsonObject thinking = new JsonObject();
        if (Reasoning.show(message.text("thinking"), form.reasoning(), thinking)) {
            chunk.accept(chunk(thinking, logprobs));
            logprobs = JsonNull.INSTANCE;
        }
        String text = message.text("content");
        if (!text.isEmpty()) {
            chunk.accept(chunk(content(text), logprobs));
            logprobs = JsonNull.INSTANCE;
        }
        List<NativeReply> calls = form.toolCalls(message, toolCalls);
        if (!calls.isEmpty()) {
            chunk.accept(chunk(calls(calls), logprobs));
            logprobs = JsonNull.INSTANCE;
        }
        if (!logprobs.isJsonNull()) {
            chunk.accept(chunk(content(""), logprobs));
        }
    }

    @Override
    public @Nullable JsonObject text(String text) {
        return begun && !form.logprobs() ? chunk(content(text), JsonNull.INSTANCE) : null;
    }

    @Override
    public void finish(String doneReason, Consumer<JsonObject> chunk) {
        if (!begun) {
            chunk.accept(chunk(new JsonObject(), JsonNull.INSTANCE));
        }
        String reason = form.calls().finish(doneReason, toolCalls > 0);
        chunk.accept(Envelope.choice(index, "delta", new JsonObject(), JsonNull.INSTANCE, reason));
    }

    @Override
    public boolean hasBegun() {
        return begun;
    }

    private JsonObject chunk(JsonObject delta, JsonElement logprobs) {
        return Envelope.choice(index, "delta", begun ? delta : first(delta), logprobs, null);
    }

    /** The role stands on the first delta, which always has content: some clients start a message with it. */
    private JsonObject first(JsonObject delta) {
        begun = true;
        JsonObject first = new JsonObject();
        first.addProperty("role", "assistant");
        first.addProperty("content", "");
        delta.entrySet().forEach(member -> first.add(member.getKey(), member.getValue()));
        return first;
    }

    private static JsonObject content(String text) {
        JsonObject delta = new JsonObject();
        delta.addProperty("content", text);
        return delta;
    }

    /** Clients merge calls by index, and Ollama's own index is not always right: the guard counts. */
    private JsonObject calls(List<NativeReply> calls) {
        JsonArray array = new JsonArray(calls.size());
        for (NativeReply call : calls) {
            JsonObject indexed = new JsonObject();
            indexed.addProperty("index", toolCalls++);
            ToolCalls.toOpenAi(call).entrySet().forEach(member -> indexed.add(member.getKey(), member.getValue()));
            array.add(indexed);
        }
        JsonObject delta = new JsonObject();
        form.calls().show(array, delta);
        return delta;
    }
}
