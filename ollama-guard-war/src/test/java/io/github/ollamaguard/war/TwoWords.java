package io.github.ollamaguard.war;

import io.github.ollamaguard.testing.FakeOllama;
import io.github.ollamaguard.testing.FakeReply;
import io.github.ollamaguard.testing.FakeRequest;
import java.io.IOException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A model that says one word and waits until it has been heard before it says the other one. Thread-safe. */
final class TwoWords implements FakeOllama.Script {
    static final String REQUEST =
            "{\"model\":\"demo\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";

    private final Semaphore heard = new Semaphore(0);

    /** Tells the model that its first word arrived. */
    void heard() {
        heard.release();
    }

    @Override
    public void answer(FakeRequest request, FakeReply reply) throws Exception {
        switch (request.path()) {
            case "/api/chat" -> chat(reply);
            case "/api/tags" -> reply.json(200, "{\"models\":[{\"name\":\"demo:latest\"}]}");
            case "/api/show" -> reply.json(200, "{\"modified_at\":\"2026-01-01T00:00:00Z\"}");
            case "/api/version" -> reply.json(200, "{\"version\":\"0.12.0\"}");
            default -> reply.json(404, "{\"error\":\"not scripted\"}");
        }
    }

    private void chat(FakeReply reply) throws IOException, InterruptedException {
        reply.line(word("Good", "false"));
        awaitHeard();
        reply.line(word(" day", "true,\"done_reason\":\"stop\"")).end();
    }

    /** Waits until the first word arrived. */
    void awaitHeard() throws IOException, InterruptedException {
        if (!heard.tryAcquire(20, TimeUnit.SECONDS)) {
            throw new IOException("nobody heard the first word");
        }
    }

    /** Returns a line of Ollama. */
    static String word(String text, String done) {
        return "{\"model\":\"demo\",\"created_at\":\"2026-01-01T00:00:00Z\",\"message\":{\"role\":\"assistant\",\"content\":\""
                + text + "\"},\"done\":" + done + "}";
    }
}
