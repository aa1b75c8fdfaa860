package io.github.ollamaguard.internal.cases;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.ollamaguard.config.ReasoningField;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.internal.translate.Endpoint;
import io.github.ollamaguard.internal.translate.shared.Translation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One example of the translation, {@code cases/ENDPOINT/NAME.json}. Its members:
 *
 * <ul>
 *   <li>{@code title}, {@code request}, {@code options} ({@code maxChoices}, {@code reasoningField});
 *   <li>{@code operation} and {@code native}: what must arrive upstream, one body for each call;
 *   <li>what Ollama answers: {@code replies} (a document for each call), {@code lines} (an array of lines for each call, a
 *       string being a line as it is) or {@code refusal} ({@code status}, {@code body});
 *   <li>what the client gets: {@code answer}, {@code frames} (each with the members of {@code envelope} besides its own)
 *       or {@code error}; and {@code fallback}, the bodies to try after the refusal.
 * </ul>
 *
 * @param name folder and file name
 * @param json the whole file
 */
public record Case(String name, Endpoint endpoint, JsonObject json) {
    private static final Set<String> EXPECTATIONS =
            Set.of("operation", "native", "fallback", "answer", "frames", "error");
    private static final Set<String> REPLIES = Set.of("replies", "lines", "refusal");
    private static final Set<String> OTHERS = Set.of("title", "request", "options", "envelope");

    /** Returns all cases, by name. */
    public static Stream<Case> all() throws IOException {
        Path root = Path.of(URI.create(Objects.requireNonNull(Case.class.getResource("/cases"), "no cases")
                .toString()));
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(".json")).sorted().map(Case::read).toList().stream();
        }
    }

    /** Returns the cases whose reply to a single call is given. */
    public static Stream<Case> played() throws IOException {
        return all().filter(example -> example.isPlayed() && example.replies().size() == 1);
    }

    /** Returns the cases with the stream of a single call. */
    public static Stream<Case> streamed() throws IOException {
        return played().filter(example -> example.json.has("lines"));
    }

    private static Case read(Path file) {
        try {
            String folder = file.getParent().getFileName().toString();
            String name = folder + "/" + file.getFileName();
            JsonObject json = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
            json.keySet().stream()
                    .filter(member ->
                            !EXPECTATIONS.contains(member) && !REPLIES.contains(member) && !OTHERS.contains(member))
                    .findAny()
                    .ifPresent(member -> {
                        throw new IllegalArgumentException(name + " has an unknown member: " + member);
                    });
            return new Case(name, Endpoint.valueOf(folder.toUpperCase(Locale.ROOT)), json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns a new translation for the request. */
    public Translation translation() throws ApiException {
        return translation(json.getAsJsonObject("request"));
    }

    /** Returns a new translation for another request to the same endpoint. */
    public Translation translation(JsonObject request) throws ApiException {
        return endpoint.translate(request, options());
    }

    /** Returns whether the case says what Ollama answers. */
    public boolean isPlayed() {
        return REPLIES.stream().anyMatch(json::has);
    }

    /** Returns the native status. */
    public int status() {
        return json.has("refusal")
                ? json.getAsJsonObject("refusal").get("status").getAsInt()
                : 200;
    }

    /** Returns the text of the native reply to each call. */
    public List<String> replies() {
        if (json.has("refusal")) {
            return List.of(text(json.getAsJsonObject("refusal").get("body")));
        }
        List<String> replies = new ArrayList<>();
        for (JsonElement reply : json.getAsJsonArray(json.has("lines") ? "lines" : "replies")) {
            replies.add(json.has("lines") ? lines(reply.getAsJsonArray()) : text(reply));
        }
        return replies;
    }

    /** Returns what the case expects, under the names that {@link Playback} uses. */
    public JsonObject expected() {
        JsonObject expected = new JsonObject();
        EXPECTATIONS.stream().filter(json::has).forEach(member -> expected.add(member, json.get(member)));
        if (json.has("envelope")) {
            JsonArray frames = new JsonArray();
            json.getAsJsonArray("frames").forEach(frame -> frames.add(enveloped(frame)));
            expected.add("frames", frames);
        }
        return expected;
    }

    @Override
    public String toString() {
        return name + ": " + json.get("title").getAsString();
    }

    private JsonElement enveloped(JsonElement frame) {
        if (!(frame instanceof JsonObject object) || object.has("event")) {
            return frame;
        }
        JsonObject whole = json.getAsJsonObject("envelope").deepCopy();
        object.entrySet().forEach(member -> whole.add(member.getKey(), member.getValue()));
        return whole;
    }

    private Translation.Options options() {
        JsonObject options = json.has("options") ? json.getAsJsonObject("options") : new JsonObject();
        return new Translation.Options(
                options.has("maxChoices") ? options.get("maxChoices").getAsInt() : 4,
                options.has("reasoningField")
                        ? ReasoningField.valueOf(options.get("reasoningField").getAsString())
                        : ReasoningField.REASONING);
    }

    private static String lines(JsonArray lines) {
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> text.append(text(line)).append('\n'));
        return text.toString();
    }

    private static String text(JsonElement element) {
        return element.isJsonPrimitive() ? element.getAsString() : element.toString();
    }
}
