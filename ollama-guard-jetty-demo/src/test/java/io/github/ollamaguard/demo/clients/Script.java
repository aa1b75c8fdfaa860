package io.github.ollamaguard.demo.clients;

import io.github.ollamaguard.testing.FakeOllama;
import io.github.ollamaguard.testing.FakeReply;
import io.github.ollamaguard.testing.FakeRequest;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An Ollama that does what the name of the asked model says. Thread-safe. */
final class Script implements FakeOllama.Script {
    /** Says one, two, three, each word after the client has received the one before. */
    static final String STEPS = "steps";
    /** Says one word, then reports an error. */
    static final String FAILS = "fails";
    /** Says one word, then dies. */
    static final String DIES = "dies";
    /** Says what the image is, in Base64. */
    static final String SEES = "sees";

    /** The text of each error that this Ollama reports. */
    static final String ERROR = "the script wants it so";

    private static final String REFUSES = "refuses-with-";
    private static final Pattern MODEL = Pattern.compile("\"model\":\"([^\"]*)\"");
    private static final Pattern IMAGE = Pattern.compile("\"images\":\\[\"([^\"]*)\"]");

    private final Semaphore received = new Semaphore(0);

    /** Returns the name of a model that is refused with a status. */
    static String refusesWith(int status) {
        return REFUSES + status;
    }

    /** Says that the client has received a word. */
    void received() {
        received.release();
    }

    @Override
    public void answer(FakeRequest request, FakeReply reply) throws Exception {
        String model = find(MODEL, request);
        switch (model) {
            case STEPS -> steps(reply);
            case FAILS -> reply.line(word("one")).line(error()).end();
            case DIES -> reply.line(word("one")).close();
            case SEES -> reply.json(200, last(find(IMAGE, request)));
            default -> reply.json(Integer.parseInt(model.substring(REFUSES.length())), error());
        }
    }

    private void steps(FakeReply reply) throws Exception {
        received.drainPermits();
        for (String word : new String[] {"one", "two", "three"}) {
            reply.line(word(word));
            if (!received.tryAcquire(10, TimeUnit.SECONDS)) {
                throw new AssertionError(word + " did not reach the client");
            }
        }
        reply.line(last("")).end();
    }

    private static String find(Pattern pattern, FakeRequest request) {
        Matcher matcher = pattern.matcher(request.text());
        return matcher.find() ? matcher.group(1) : "";
    }

    private static String error() {
        return "{\"error\":\"" + ERROR + "\"}";
    }

    private static String word(String text) {
        return line(text, "\"done\":false");
    }

    private static String last(String text) {
        return line(text, """
                "done":true,"done_reason":"stop","prompt_eval_count":1,"eval_count":3""");
    }

    private static String line(String text, String end) {
        return """
                {"model":"scripted","created_at":"2026-11-01T00:00:00Z",\
                "message":{"role":"assistant","content":"%s"},%s}""".formatted(text, end);
    }
}
