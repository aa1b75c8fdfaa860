package io.github.ollamaguard.internal.translate.responses;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.ollamaguard.internal.translate.shared.Answer;
import io.github.ollamaguard.internal.translate.shared.FrameSequence;
import io.github.ollamaguard.internal.translate.shared.Ids;
import io.github.ollamaguard.internal.translate.shared.NativeErrors;
import io.github.ollamaguard.internal.translate.shared.NativeReply;
import io.github.ollamaguard.internal.translate.shared.ToolCalls;
import java.util.List;

/** A native chat reply as OpenAI's response, whole or as events. */
record ResponseAnswer(ResponseForm form, ResponseObject echo, NativeErrors errors) implements Answer {

    @Override
    public JsonElement response(List<NativeReply> replies) {
        NativeReply reply = replies.get(0);
        NativeReply message = reply.object("message");
        JsonArray output = new JsonArray();
        String thinking = form.thinking(message);
        if (!thinking.isEmpty()) {
            output.add(ResponseItem.reasoning(Ids.random("rs_"), thinking));
        }
        List<NativeReply> calls = form.toolCalls(message, 0);
        String text = message.text("content");
        if (!text.isEmpty() || (output.isEmpty() && calls.isEmpty())) {
            JsonObject part = ResponseItem.textPart(text, form.logprobs(reply));
            output.add(ResponseItem.message(Ids.random("msg_"), "completed", ResponseItem.single(part)));
        }
        for (NativeReply call : calls) {
            JsonObject chatCall = ToolCalls.toOpenAi(call);
            output.add(ResponseItem.call(Ids.random("fc_"), "completed", chatCall, ResponseItem.arguments(chatCall)));
        }
        return echo.ended(reply, reply, output);
    }

    @Override
    public FrameSequence frames(int calls) {
        return new ResponseEvents(form, echo, errors);
    }
}
