package io.github.ollamaguard.demo.model;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.regex.Pattern;

/** Vectors that are the same for the same text and close for texts that share words. A pure function. */
final class Embedding {
    /** Length of a vector when the client asks for no other. */
    static final int DIMENSIONS = 384;

    private static final Pattern BETWEEN_WORDS = Pattern.compile("[^\\p{L}\\p{N}]+");

    private Embedding() {}

    /** Answers {@code /api/embed}: one vector for each input. */
    static JsonObject several(JsonObject body) {
        String input = Members.text(body, "input");
        List<String> texts = input.isEmpty() ? Members.texts(body, "input") : List.of(input);
        JsonArray vectors = new JsonArray();
        int tokens = 0;
        for (String text : texts) {
            vectors.add(of(text, Members.number(body, "dimensions", DIMENSIONS)));
            tokens += Words.of(text).size();
        }
        JsonObject answer = new JsonObject();
        answer.addProperty("model", DemoModel.NAME);
        answer.add("embeddings", vectors);
        answer.addProperty("total_duration", 1_000_000);
        answer.addProperty("load_duration", 1_000_000);
        answer.addProperty("prompt_eval_count", tokens);
        return answer;
    }

    /** Answers {@code /api/embeddings}, the older operation: the vector of one prompt. */
    static JsonObject single(JsonObject body) {
        JsonObject answer = new JsonObject();
        answer.add("embedding", of(Members.text(body, "prompt"), DIMENSIONS));
        return answer;
    }

    /**
     * Returns the unit vector of a text.
     *
     * @param dimensions how many of the {@link #DIMENSIONS} are kept; all of them when it is out of range
     */
    static JsonArray of(String text, int dimensions) {
        int length = dimensions > 0 && dimensions < DIMENSIONS ? dimensions : DIMENSIONS;
        double[] sum = new double[length];
        for (String word :
                BETWEEN_WORDS.splitAsStream(text.toLowerCase(Locale.ROOT)).toList()) {
            SplittableRandom random = new SplittableRandom(word.hashCode());
            for (int i = 0; i < length; i++) {
                sum[i] += random.nextDouble() - 0.5;
            }
        }
        return unit(sum);
    }

    private static JsonArray unit(double[] vector) {
        double squares = 0;
        for (double value : vector) {
            squares += value * value;
        }
        JsonArray unit = new JsonArray(vector.length);
        for (double value : vector) {
            unit.add((float) (value / Math.sqrt(squares)));
        }
        return unit;
    }
}
