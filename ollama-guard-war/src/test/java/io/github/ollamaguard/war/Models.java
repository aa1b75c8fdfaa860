package io.github.ollamaguard.war;

import io.github.ollamaguard.testing.FakeOllama;
import io.github.ollamaguard.testing.FakeReply;
import io.github.ollamaguard.testing.FakeRequest;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** An Ollama with a model that waits to be heard, one that never ends, and one that breaks off. Thread-safe. */
final class Models implements FakeOllama.Script {
    private static final Duration GAP = Duration.ofMillis(20);

    private final TwoWords twoWords = new TwoWords();
    private final Semaphore stopped = new Semaphore(0);

    /** Returns a request for one of them. */
    static String request(String model) {
        return TwoWords.REQUEST.replace("\"demo\"", "\"" + model + "\"");
    }

    /** Tells a model that its first word arrived. */
    void heard() {
        twoWords.heard();
    }

    /** Waits until nobody wants to hear an endless model any more; returns whether that happened in time. */
    boolean isStopped() throws InterruptedException {
        return stopped.tryAcquire(10, TimeUnit.SECONDS);
    }

    @Override
    public void answer(FakeRequest request, FakeReply reply) throws Exception {
        if (request.text().contains("\"stream\":false")) {
            reply.json(200, TwoWords.word("Good day", "true,\"done_reason\":\"stop\""));
        } else if (request.text().contains("\"endless\"")) {
            reply.linesUntilClosed(TwoWords.word("Good", "false"), GAP);
            stopped.release();
        } else if (request.text().contains("\"dying\"")) {
            reply.line(TwoWords.word("Good", "false"));
            twoWords.awaitHeard();
            reply.reset();
        } else {
            twoWords.answer(request, reply);
        }
    }
}
