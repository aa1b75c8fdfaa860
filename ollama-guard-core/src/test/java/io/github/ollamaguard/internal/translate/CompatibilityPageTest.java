package io.github.ollamaguard.internal.translate;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.FormattingStyle;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.ollamaguard.config.ReasoningField;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.internal.option.OllamaOption;
import io.github.ollamaguard.internal.translate.shared.FieldTable.Field;
import io.github.ollamaguard.internal.translate.shared.Translation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Makes the tables of docs/compatibility.md from those of the code: each example is sent through the translation, and
 * what comes out is what the page says. When it fails, copy the page that it has written.
 */
class CompatibilityPageTest {
    private static final Path MODULE = Path.of(System.getProperty("basedir", "."));
    private static final Pattern TABLE = Pattern.compile("(<!-- table: (\\w+) -->\n).*?(<!-- end -->)", Pattern.DOTALL);
    private static final Translation.Options OPTIONS = new Translation.Options(4, ReasoningField.REASONING);
    private static final Gson SPACED = new GsonBuilder()
            .disableHtmlEscaping()
            .serializeNulls()
            .setFormattingStyle(FormattingStyle.COMPACT.withSpaceAfterSeparators(true))
            .create();
    private static final List<Endpoint> WITH_BODY =
            Stream.of(Endpoint.values()).filter(Endpoint::hasBody).toList();
    private static final Map<Endpoint, JsonObject> LEAST = Map.of(
            Endpoint.CHAT, json("{'model': 'm', 'messages': [{'role': 'user', 'content': 'hi'}]}"),
            Endpoint.COMPLETIONS, json("{'model': 'm', 'prompt': 'hi'}"),
            Endpoint.EMBEDDINGS, json("{'model': 'm', 'input': 'hi'}"),
            Endpoint.RESPONSES, json("{'model': 'm', 'input': 'hi'}"),
            Endpoint.MODELS, new JsonObject(),
            Endpoint.MODEL, json("{'model': 'm'}"));

    @Test
    void tablesAreThoseOfTheCode() throws IOException {
        String page = Files.readString(MODULE.resolve("../docs/compatibility.md"));
        String expected = TABLE.matcher(page)
                .replaceAll(table -> Matcher.quoteReplacement(table.group(1) + table(table.group(2)) + table.group(3)));
        Path copy = Files.writeString(MODULE.resolve("target/compatibility.md"), expected);

        assertThat(page).as("replace it with %s", copy).isEqualTo(expected);
        assertThat(TABLE.matcher(page).results().map(table -> table.group(2)))
                .containsExactly("endpoints", "options", "shared", "chat", "completions", "embeddings", "responses");
    }

    private static String table(String name) {
        return switch (name) {
            case "endpoints" ->
                head("OpenAI", "Ollama") + rows(List.of(Endpoint.values()), CompatibilityPageTest::endpointRow);
            case "options" ->
                head("Option", "Example", "Ollama gets", "Meaning")
                        + rows(
                                Stream.of(OllamaOption.values())
                                        .filter(option -> !option.isTopLevel())
                                        .toList(),
                                option -> row(option.toString(), example(option), meaning(option), WITH_BODY));
            case "shared" -> fields(endpoints -> endpoints.size() > 1);
            default -> fields(List.of(Endpoint.valueOf(name.toUpperCase(Locale.ROOT)))::equals);
        };
    }

    private static String example(OllamaOption option) {
        return switch (option.type()) {
            case INTEGER -> "2";
            case NUMBER -> "0.5";
            case BOOLEAN -> "true";
            case STRINGS -> "'END'";
            case THINKING, DURATION -> throw new AssertionError(option + " is a field");
        };
    }

    private static String meaning(OllamaOption option) {
        return option.meaning() + (option.isRetired() ? " (retired)" : "");
    }

    /** Those that exactly these endpoints have. */
    private static String fields(Predicate<List<Endpoint>> endpoints) {
        Map<Field, List<Endpoint>> byField = new LinkedHashMap<>();
        WITH_BODY.forEach(endpoint -> endpoint.fields()
                .rows()
                .forEach(field ->
                        byField.computeIfAbsent(field, f -> new ArrayList<>()).add(endpoint)));
        byField.values().removeIf(endpoints.negate());
        return head("Field", "Example", "Ollama gets", "Note")
                + rows(List.copyOf(byField.entrySet()), entry -> row(entry.getKey(), entry.getValue()));
    }

    private static <T> String rows(List<T> things, Function<T, String> row) {
        return things.stream().map(row).collect(Collectors.joining());
    }

    private static String endpointRow(Endpoint endpoint) {
        try {
            Translation translation = endpoint.translate(LEAST.get(endpoint), OPTIONS);
            return line(
                    "`" + endpoint.method() + " /v1" + endpoint.path() + "`",
                    "`" + translation.operation().method() + " "
                            + translation.operation().path() + "`");
        } catch (ApiException e) {
            throw new AssertionError(endpoint + " refuses its least request", e);
        }
    }

    /** The note stands in the first row of a field only. */
    private static String row(Field field, List<Endpoint> endpoints) {
        boolean partly = endpoints.size() > 1 && !endpoints.equals(WITH_BODY);
        String note = Stream.of(partly ? names(endpoints) : "", field.note())
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining(": "));
        List<String> examples = field.examples();
        return examples.isEmpty()
                ? line("`" + field.name() + "`", "", "", note)
                : rows(
                        examples,
                        example -> row(field.name(), example, example.equals(examples.get(0)) ? note : "", endpoints));
    }

    private static String row(String name, String example, String note, List<Endpoint> endpoints) {
        JsonObject members = json("{'" + name + "': " + example + "}");
        List<String> outcomes = endpoints.stream()
                .map(endpoint -> outcome(endpoint, members))
                .distinct()
                .toList();
        assertThat(outcomes).as("%s is the same for %s", members, endpoints).hasSize(1);
        return line("`" + name + "`", "`" + inner(members) + "`", outcomes.get(0), note);
    }

    private static String names(List<Endpoint> endpoints) {
        return endpoints.stream()
                .map(endpoint -> endpoint.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
    }

    private static String outcome(Endpoint endpoint, JsonObject members) {
        JsonObject request = LEAST.get(endpoint).deepCopy();
        members.entrySet().forEach(member -> request.add(member.getKey(), member.getValue()));
        try {
            List<JsonObject> sent = endpoint.translate(request, OPTIONS).requests();
            JsonObject usual =
                    endpoint.translate(LEAST.get(endpoint), OPTIONS).requests().get(0);
            JsonObject different = sent.get(0).deepCopy();
            different.entrySet().removeIf(member -> member.getValue().equals(usual.get(member.getKey())));
            return (sent.size() > 1 ? sent.size() + " calls" : "")
                    + (sent.size() > 1 && !different.isEmpty() ? ", the first with " : "")
                    + (different.isEmpty() ? "" : "`" + inner(different) + "`")
                    + (sent.size() == 1 && different.isEmpty() ? "nothing" : "")
                    + (endpoint.dropped(request).isEmpty() ? "" : "; dropped");
        } catch (ApiException e) {
            return e.error().status() + " `" + e.error().param() + "`"
                    + (e.error().code() == null ? "" : " `" + e.error().code() + "`");
        }
    }

    private static String inner(JsonObject object) {
        String text = SPACED.toJson(object);
        return text.substring(1, text.length() - 1).replace("|", "\\|");
    }

    private static String head(String... cells) {
        return line(cells) + "|" + "---|".repeat(cells.length) + "\n";
    }

    private static String line(String... cells) {
        return "| " + String.join(" | ", cells) + " |\n";
    }

    private static JsonObject json(String text) {
        return JsonParser.parseString(text).getAsJsonObject();
    }
}
