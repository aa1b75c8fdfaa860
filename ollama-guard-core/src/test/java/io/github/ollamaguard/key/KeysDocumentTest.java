package io.github.ollamaguard.key;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ollamaguard.config.InvalidFileException;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.model.ModelName;
import io.github.ollamaguard.model.ModelPattern;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The examples of docs/keys.md. */
class KeysDocumentTest {
    private static final Path PAGE = Path.of("../docs/keys.md");
    private static final Pattern FILE = Pattern.compile("(?s)```keys\\n(.*?)```");
    private static final Pattern ATTRIBUTE_ROW = Pattern.compile("(?m)^\\| `([a-z]+)` \\| (.*) \\| (.*) \\|$");
    private static final Pattern MODEL_ROW = Pattern.compile("(?m)^\\| (`[^`]*[*:.][^`]*`) \\| (`.*`) \\| (`.*`) \\|$");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    @Test
    void everyExampleIsAValidFile() throws Exception {
        List<MatchResult> files = FILE.matcher(page()).results().toList();

        assertThat(files).hasSize(1);
        assertThat(KeyFile.read("keys.txt", files.get(0).group(1)).keys())
                .extracting(ApiKey::name)
                .containsExactly("key-2", "alice", "ops");
        assertThat(KeyFile.parse("keys.txt", files.get(0).group(1)).get(KeyDigest.of("test")))
                .isEqualTo(new ApiKey(
                        "alice",
                        Set.of(Role.INFER),
                        List.of(ModelPattern.of("llama3.2*"), ModelPattern.of("qwen3:*")),
                        Instant.parse("2027-02-02T00:00:00Z")));
    }

    @Test
    void everyAttributeHasARow() throws IOException {
        assertThat(ATTRIBUTE_ROW.matcher(page()).results().map(row -> row.group(1)))
                .containsExactlyElementsOf(Arrays.stream(KeyAttribute.values())
                        .map(KeyAttribute::toString)
                        .toList());
    }

    @Test
    void everyExampleOfADateOrTimeIsLegal() throws IOException {
        String row = ATTRIBUTE_ROW
                .matcher(page())
                .results()
                .filter(match -> match.group(1).equals("expires"))
                .findFirst()
                .orElseThrow()
                .group(2);

        assertThat(codes(row))
                .hasSize(3)
                .allSatisfy(
                        value -> assertThat(KeyAttribute.EXPIRES.check(value)).isEqualTo(value));
    }

    @Test
    void everyRowAboutModelsIsTrue() throws Exception {
        List<MatchResult> rows = MODEL_ROW.matcher(page()).results().toList();

        assertThat(rows).hasSize(11);
        for (MatchResult row : rows) {
            ApiKey key = key("models=" + codes(row.group(1)).get(0));
            for (String name : codes(row.group(2))) {
                assertThat(mayUse(key, name)).as(row.group(1) + " " + name).isTrue();
            }
            for (String name : codes(row.group(3))) {
                assertThat(mayUse(key, name)).as(row.group(1) + " " + name).isFalse();
            }
        }
    }

    @Test
    void everythingMeansEverything() throws Exception {
        String everything = "models=*,*:cloud";

        assertThat(page()).contains("`" + everything + "`");
        assertThat(mayUse(key(everything), "hf.co/a/b:c")).isTrue();
        assertThat(mayUse(key(everything), "a:b-cloud")).isTrue();
    }

    private static ApiKey key(String attributes) throws InvalidFileException {
        return KeyFile.read("keys.txt", "k " + attributes).keys().get(0);
    }

    private static boolean mayUse(ApiKey key, String name) throws ApiException {
        return key.mayUse(ModelName.parse(name));
    }

    private static List<String> codes(String text) {
        return CODE.matcher(text).results().map(code -> code.group(1)).toList();
    }

    private static String page() throws IOException {
        return Files.readString(PAGE);
    }
}
