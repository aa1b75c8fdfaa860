package io.github.ollamaguard.demo.model;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;

/** Writes the answers: made-up sentences that say what arrived, so that a newcomer sees it. A pure function. */
final class Author {
    private static final int QUOTE_LENGTH = 60;

    private Author() {}

    static Answer answer(Question question) {
        JsonObject options = question.options();
        List<String> thinking = question.thinks() ? Words.of(thought(question)) : List.of();
        JsonObject call = ToolCall.wantedBy(question);
        Answer answer = call != null
                ? Answer.toolCall(thinking, call)
                : Answer.text(thinking, Words.of(cut(text(question), Members.texts(options, "stop"))));
        return answer.limitedTo(Members.number(options, "num_predict", 0));
    }

    private static String thought(Question question) {
        return "The client wants to see some thinking. It asked \"" + quote(question.lastText())
                + "\", and a demo model can only say what it received.";
    }

    private static String text(Question question) {
        JsonElement format = question.format();
        if (format != null) {
            return formatted(question, format);
        }
        if (question.lastIsFrom("tool")) {
            return "The tool answered \"" + quote(question.lastText()) + "\". "
                    + "A real model would now put this into words; this is only the demo model of Ollama Guard.";
        }
        return "Hello from the demo model of Ollama Guard! There is no real model behind this answer, but it took "
                + "the way of a real one: key check, translation, proxy, and back word by word. "
                + received(question) + " Start Ollama and restart the guard, and a real model will answer here.";
    }

    private static String received(Question question) {
        StringBuilder text =
                new StringBuilder("I received " + counted(question.messages().size(), "message"));
        if (question.images() > 0) {
            text.append(" and ").append(counted(question.images(), "image"));
        }
        text.append("; the last one says \"").append(quote(question.lastText())).append("\". ");
        text.append(question.options().isEmpty() ? "No options arrived." : options(question.options()));
        for (JsonObject tool : question.tools()) {
            text.append(" Ask me to use ").append(ToolCall.name(tool)).append(" and I will call it.");
        }
        return text.toString();
    }

    private static String options(JsonObject options) {
        StringJoiner list = new StringJoiner(", ", "These options arrived: ", ".");
        for (Map.Entry<String, JsonElement> option : options.entrySet()) {
            list.add(option.getKey() + "=" + quote(option.getValue().toString()));
        }
        return list.toString();
    }

    private static String formatted(Question question, JsonElement format) {
        if (format instanceof JsonObject schema) {
            return new Sample(question.lastText()).of(schema).toString();
        }
        JsonObject object = new JsonObject();
        object.addProperty("demo", true);
        object.addProperty("messages", question.messages().size());
        object.addProperty("last", quote(question.lastText()));
        object.add("options", question.options());
        return object.toString();
    }

    private static String cut(String text, List<String> stops) {
        int end = text.length();
        for (String stop : stops) {
            int found = stop.isEmpty() ? -1 : text.indexOf(stop);
            end = found < 0 ? end : Math.min(end, found);
        }
        return text.substring(0, end);
    }

    private static String counted(int number, String noun) {
        return String.format(Locale.ROOT, "%d %s%s", number, noun, number == 1 ? "" : "s");
    }

    private static String quote(String text) {
        String line = text.strip().replaceAll("\\s+", " ");
        int[] points = line.codePoints().limit(QUOTE_LENGTH).toArray();
        String start = new String(points, 0, points.length);
        return start.length() < line.length() ? start + "…" : line;
    }
}
