package io.github.ollamaguard.internal.translate.openai;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.github.ollamaguard.internal.translate.shared.NativeReply;
import io.github.ollamaguard.internal.translate.shared.Reasoning;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One choice of a completion stream. Not thread-safe. */
final class CompletionChoice implements ChoiceStream {
    private final int index;
    private final CompletionForm form;
    private String echo;
    private boolean begun;
    private int offset;

    CompletionChoice(int index, CompletionForm form) {
        this.index = index;
        this.form = form;
        this.echo = form.echoes().get(index);
    }

    @Override
    public void line(NativeReply line, Consumer<JsonObject> chunk) {
        String prompt = takeEcho();
        String response = line.text("response");
        String text = prompt + response;
        offset += prompt.codePointCount(0, prompt.length());
        JsonElement logprobs = form.logprobs(line, offset);
        offset += response.codePointCount(0, response.length());
        JsonObject choice = chunk(text, logprobs, null);
        boolean thinking = Reasoning.show(line.text("thinking"), form.reasoning(), choice);
        if (!text.isEmpty() || thinking || !logprobs.isJsonNull()) {
            begun = true;
            chunk.accept(choice);
        }
    }

    @Override
    public void finish(String doneReason, Consumer<JsonObject> chunk) {
        begun = true;
        chunk.accept(chunk("", JsonNull.INSTANCE, FinishReason.of(doneReason, false)));
    }

    @Override
    public boolean hasBegun() {
        return begun;
    }

    private JsonObject chunk(String text, JsonElement logprobs, @Nullable String finish) {
        return Envelope.choice(index, "text", new JsonPrimitive(text), logprobs, finish);
    }

    private String takeEcho() {
        String taken = echo;
        echo = "";
        return taken;
    }
}
