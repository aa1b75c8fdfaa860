package io.github.ollamaguard.demo.model;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

/** An answer on its way to the client, line by line or whole, at the pace of a model. Used once; not thread-safe. */
final class Reply {
    private static final JsonArray NO_CALLS = new JsonArray();

    private final Shape shape;
    private final Question question;
    private final Answer answer;
    private final Pace pace;
    private final long begun = System.nanoTime();
    private long firstWord = begun;

    Reply(Shape shape, Question question, Answer answer, Pace pace) {
        this.shape = shape;
        this.question = question;
        this.answer = answer;
        this.pace = pace;
    }

    /**
     * Writes NDJSON, one line and one flush for each word.
     *
     * @throws IOException when the client has gone; nothing more is generated then
     */
    void stream(OutputStream out) throws IOException, InterruptedException {
        readPrompt();
        for (String word : answer.thinking()) {
            speak(out, word, "");
        }
        for (String word : answer.words()) {
            speak(out, "", word);
        }
        for (JsonObject call : answer.toolCalls()) {
            JsonArray calls = new JsonArray();
            calls.add(call);
            write(out, line("", "", calls));
        }
        write(out, last("", "", NO_CALLS));
    }

    /** Waits as long as the generation takes and returns the one object of an answer that is not streamed. */
    JsonObject whole() throws InterruptedException {
        readPrompt();
        Thread.sleep(pace.perWord().multipliedBy(answer.tokens()).toMillis());
        JsonArray calls = new JsonArray();
        answer.toolCalls().forEach(calls::add);
        return last(String.join("", answer.thinking()), String.join("", answer.words()), calls);
    }

    private void readPrompt() throws InterruptedException {
        Thread.sleep(pace.beforeFirst().toMillis());
        firstWord = System.nanoTime();
    }

    private void speak(OutputStream out, String thinking, String text) throws IOException, InterruptedException {
        write(out, line(thinking, text, NO_CALLS));
        Thread.sleep(pace.perWord().toMillis());
    }

    private JsonObject line(String thinking, String text, JsonArray toolCalls) {
        JsonObject line = new JsonObject();
        line.addProperty("model", DemoModel.NAME);
        line.addProperty("created_at", Instant.now().toString());
        shape.put(line, thinking, text, toolCalls);
        line.addProperty("done", false);
        return line;
    }

    private JsonObject last(String thinking, String text, JsonArray toolCalls) {
        long now = System.nanoTime();
        JsonObject line = line(thinking, text, toolCalls);
        line.addProperty("done", true);
        line.addProperty("done_reason", answer.doneReason());
        if (question.last() != null) {
            line.addProperty("total_duration", now - begun);
            line.addProperty("load_duration", Duration.ofMillis(1).toNanos());
            line.addProperty("prompt_eval_count", question.tokens());
            line.addProperty("prompt_eval_duration", firstWord - begun);
            line.addProperty("eval_count", answer.tokens());
            line.addProperty("eval_duration", now - firstWord);
        }
        return line;
    }

    private static void write(OutputStream out, JsonObject line) throws IOException {
        out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
