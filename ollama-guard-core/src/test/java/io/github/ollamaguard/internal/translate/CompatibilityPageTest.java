package io.github.ollamaguard.internal.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.ollamaguard.config.ReasoningField;
import io.github.ollamaguard.error.ApiException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The tables of docs/compatibility.md, sent through the translation row by row. */
class CompatibilityPageTest {
    private static final Path PAGE = Path.of("../docs/compatibility.md");
    private static final TranslationOptions OPTIONS = new TranslationOptions(4, ReasoningField.REASONING);
    private static final Set<String> ALWAYS = Set.of("model", "messages", "prompt", "input", "stream");
    private static final Pattern ROW = Pattern.compile("\\| (.+?) \\| `(\".+?)` \\| (.+?) \\|");
    private static final Pattern REFUSED = Pattern.compile("(\\d{3}) `(.+?)` `(.+?)`");

    private static final Map<String, Section> SECTIONS = sections();

    /** What the rows below a heading are about. */
    record Section(Endpoint endpoint, String base) {}

    record Row(Section section, String name, String example, String outcome) {
        @Override
        public String toString() {
            return section.endpoint() + " " + example;
        }
    }

    @ParameterizedTest
    @MethodSource("rows")
    void rowIsTrue(Row row) throws ApiException {
        JsonObject request =
                JsonParser.parseString("{" + row.section().base() + "}").getAsJsonObject();
        object(row.example()).entrySet().forEach(member -> request.add(member.getKey(), member.getValue()));
        Matcher refused = REFUSED.matcher(row.outcome());
        if (refused.matches()) {
            assertThatThrownBy(() -> row.section().endpoint().exchange(request, OPTIONS))
                    .isInstanceOfSatisfying(
                            ApiException.class,
                            refusal -> assertThat(refusal.error().status() + " "
                                            + refusal.error().param() + " "
                                            + refusal.error().code())
                                    .isEqualTo(refused.group(1) + " " + refused.group(2) + " " + refused.group(3)));
            return;
        }
        JsonObject sent =
                row.section().endpoint().exchange(request, OPTIONS).requests().get(0);
        ALWAYS.forEach(sent::remove);
        String outcome = row.outcome().equals("nothing") ? "" : row.outcome().replace("`", "");
        assertThat(sent).isEqualTo(object(outcome));
    }

    @Test
    void everyOptionHasARow() throws IOException {
        Set<String> named = rows().map(row -> row.name().replace("`", "")).collect(Collectors.toSet());
        assertThat(named).containsAll(Parameters.OPTIONS.keySet());
        assertThat(named).containsAll(Parameters.CHAT_NATIVE);
        assertThat(named).containsAll(Parameters.COMPLETION_NATIVE);
        assertThat(named).containsAll(Parameters.EMBEDDING_NATIVE);
        Parameters.LENGTH_LIMITS.forEach(limit -> assertThat(named).contains(limit.field()));
    }

    @Test
    void everyEndpointIsNamed() throws IOException {
        String page = Files.readString(PAGE);
        for (Endpoint endpoint : Endpoint.values()) {
            assertThat(page).contains("`" + endpoint.method() + " /v1" + endpoint.path() + "`");
        }
    }

    static Stream<Row> rows() throws IOException {
        List<Row> rows = new ArrayList<>();
        Section section = null;
        for (String line : Files.readAllLines(PAGE)) {
            if (line.startsWith("## ")) {
                section = SECTIONS.get(line.substring(3));
            }
            Matcher row = ROW.matcher(line);
            if (section != null && row.matches()) {
                rows.add(new Row(section, row.group(1), row.group(2), row.group(3)));
            }
        }
        assertThat(rows).hasSizeGreaterThan(90);
        return rows.stream();
    }

    private static Map<String, Section> sections() {
        String chat = "\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";
        Map<String, Section> sections = new LinkedHashMap<>();
        sections.put("Ollama options from an OpenAI client", new Section(Endpoint.CHAT, chat));
        sections.put("Chat completions", new Section(Endpoint.CHAT, chat));
        sections.put("Completions", new Section(Endpoint.COMPLETIONS, "\"model\":\"m\",\"prompt\":\"hi\""));
        sections.put("Embeddings", new Section(Endpoint.EMBEDDINGS, "\"model\":\"m\",\"input\":\"hi\""));
        sections.put("Responses", new Section(Endpoint.RESPONSES, "\"model\":\"m\",\"input\":\"hi\""));
        return sections;
    }

    private static JsonObject object(String members) {
        return JsonParser.parseString("{" + members + "}").getAsJsonObject();
    }
}
