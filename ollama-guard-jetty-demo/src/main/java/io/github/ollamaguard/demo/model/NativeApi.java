package io.github.ollamaguard.demo.model;

import com.google.gson.JsonObject;
import java.io.IOException;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Ollama's native API, as far as clients use it for inference. Thread-safe; a request keeps its thread until its end.
 */
final class NativeApi extends Handler.Abstract {
    private final Pace pace;

    NativeApi(Pace pace) {
        this.pace = pace;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        NativeExchange exchange = new NativeExchange(request, response);
        try {
            answer(exchange);
            callback.succeeded();
        } catch (IOException | InterruptedException e) {
            callback.failed(e);
        }
        return true;
    }

    private void answer(NativeExchange exchange) throws IOException, InterruptedException {
        try {
            dispatch(exchange);
        } catch (NativeException e) {
            JsonObject error = new JsonObject();
            error.addProperty("error", e.text());
            exchange.write(e.status(), error);
        }
    }

    private void dispatch(NativeExchange exchange) throws NativeException, IOException, InterruptedException {
        switch (exchange.operation()) {
            case "GET /", "HEAD /" -> exchange.write(200, "Ollama is running");
            case "GET /api/version", "HEAD /api/version" -> exchange.write(200, Catalogue.version());
            case "GET /api/tags", "HEAD /api/tags" -> exchange.write(200, Catalogue.tags());
            case "GET /api/ps" -> exchange.write(200, Catalogue.running());
            case "POST /api/show" -> {
                exchange.body();
                exchange.write(200, Catalogue.show());
            }
            case "POST /api/chat" -> reply(Shape.CHAT, Question.chat(exchange.body()), exchange);
            case "POST /api/generate" -> reply(Shape.GENERATE, Question.generate(exchange.body()), exchange);
            case "POST /api/embed" -> exchange.write(200, Embedding.several(exchange.body()));
            case "POST /api/embeddings" -> exchange.write(200, Embedding.single(exchange.body()));
            default -> exchange.write(404, "404 page not found");
        }
    }

    private void reply(Shape shape, Question question, NativeExchange exchange)
            throws IOException, InterruptedException {
        Answer answer = question.last() == null
                ? Answer.silent(question.unloads() ? "unload" : "load")
                : Author.answer(question);
        Reply reply = new Reply(shape, question, answer, pace);
        if (question.streamed()) {
            reply.stream(exchange.stream());
        } else {
            exchange.write(200, reply.whole());
        }
    }
}
