package io.github.ollamaguard.internal.translate.responses;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.internal.translate.shared.Frame;
import io.github.ollamaguard.internal.translate.shared.FrameSequence;
import io.github.ollamaguard.internal.translate.shared.NativeErrors;
import io.github.ollamaguard.internal.translate.shared.NativeReply;
import io.github.ollamaguard.internal.translate.shared.ToolCalls;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The events of a streamed response: created, in progress, then item after item, each opened, filled and closed before
 * the next, and exactly one terminal event. There is no {@code [DONE]}. Not thread-safe.
 */
final class ResponseEvents implements FrameSequence {
    private final ResponseForm form;
    private final ResponseObject echo;
    private final NativeErrors errors;
    private final JsonArray output = new JsonArray();
    private @Nullable NativeReply first;
    private @Nullable OpenItem open;
    private int sequenceNumber;
    private int calls;
    private boolean ended;

    ResponseEvents(ResponseForm form, ResponseObject echo, NativeErrors errors) {
        this.form = form;
        this.echo = echo;
        this.errors = errors;
    }

    @Override
    public void line(int call, JsonObject json, Consumer<Frame> out) throws ApiException {
        NativeReply line = new NativeReply(json);
        if (ended) {
            return;
        }
        if (line.element("error") != null) {
            throw new ApiException(errors.refusal(200, json.toString()));
        }
        if (first == null) {
            first = line;
            out.accept(response("response.created", echo.inProgress(line)));
            out.accept(response("response.in_progress", echo.inProgress(line)));
        }
        content(line, out);
        if (line.isDone()) {
            finish(first, line, out);
        }
    }

    @Override
    public void end(int call, Consumer<Frame> out) throws ApiException {
        if (ended) {
            return;
        }
        NativeReply begun = first;
        if (begun == null) {
            throw new ApiException(ApiError.upstreamInvalid());
        }
        finish(begun, new NativeReply(new JsonObject()), out);
    }

    @Override
    public boolean isComplete() {
        return ended;
    }

    @Override
    public Frame failure(ApiError error) {
        NativeReply begun = first == null ? new NativeReply(new JsonObject()) : first;
        return response("response.failed", echo.failed(begun, output, error));
    }

    private void content(NativeReply line, Consumer<Frame> out) {
        NativeReply message = line.object("message");
        String thinking = form.thinking(message);
        if (!thinking.isEmpty()) {
            item(OpenItem.Kind.REASONING, out).append(thinking, new JsonArray(), events(out));
        }
        String text = message.text("content");
        JsonArray logprobs = form.logprobs(line);
        if (!text.isEmpty() || !logprobs.isEmpty()) {
            item(OpenItem.Kind.MESSAGE, out).append(text, logprobs, events(out));
        }
        for (NativeReply call : form.toolCalls(message, calls)) {
            calls++;
            close(out);
            output.add(OpenItem.call(output.size(), ToolCalls.toOpenAi(call), events(out)));
        }
    }

    private OpenItem item(OpenItem.Kind kind, Consumer<Frame> out) {
        OpenItem current = open;
        if (current == null || current.kind() != kind) {
            close(out);
            current = OpenItem.open(kind, output.size(), events(out));
            open = current;
        }
        return current;
    }

    private void close(Consumer<Frame> out) {
        OpenItem current = open;
        if (current != null) {
            output.add(current.close(events(out)));
            open = null;
        }
    }

    private void finish(NativeReply begun, NativeReply last, Consumer<Frame> out) {
        ended = true;
        if (open == null && output.isEmpty()) {
            item(OpenItem.Kind.MESSAGE, out);
        }
        close(out);
        JsonObject response = echo.ended(begun, last, output);
        out.accept(response("response." + response.get("status").getAsString(), response));
    }

    private Consumer<JsonObject> events(Consumer<Frame> out) {
        return event -> out.accept(numbered(event));
    }

    private Frame response(String type, JsonElement response) {
        JsonObject event = new JsonObject();
        event.addProperty("type", type);
        event.add("response", response);
        return numbered(event);
    }

    private Frame numbered(JsonObject event) {
        event.addProperty("sequence_number", sequenceNumber++);
        return new Frame(event.get("type").getAsString(), event.toString());
    }
}
