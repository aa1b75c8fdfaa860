package io.github.ollamaguard.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

import io.github.ollamaguard.error.ApiException;
import java.time.Duration;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelPatternTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            llama3.2          | llama3.2
            llama3.2          | LLAMA3.2:latest
            LLAMA3.2:Latest   | library/llama3.2
            llama3.2*         | llama3.2
            llama3.2*         | llama3.2:1b
            llama3.2*         | llama3.2-vision:11b
            qwen3:*           | qwen3
            qwen3:*           | qwen3:8b
            qwen3:8b*         | qwen3:8b-q4_K_M
            QWEN3:*           | qwen3:8b
            hf.co/unsloth/*   | hf.co/unsloth/Qwen3-8B-GGUF:Q4_K_M
            hf.co/*           | hf.co/unsloth/Qwen3-8B-GGUF:Q4_K_M
            hf.co/*/qwen*     | hf.co/unsloth/Qwen3-8B-GGUF
            hf.co/*/m         | hf.co/unsloth/m:latest
            localhost:5000/*  | localhost:5000/team/m:1
            alice/*           | alice/m:1
            alice/m*:1        | alice/mm:1
            */alice/*         | hf.co/alice/m:1
            *                 | llama3.2
            *                 | alice/m:1
            *                 | hf.co/unsloth/Qwen3-8B-GGUF:Q4_K_M
            **                | llama3.2
            *:8b              | hf.co/a/b:8b
            *8b               | llama3:8b
            *vision*          | llama3.2-vision:11b
            l*a*:*            | llama3.2
            ll*ma3.2:latest   | llama3.2
            *:cloud           | gpt-oss:cloud
            *:cloud           | gpt-oss:120b-cloud
            *-cloud           | gpt-oss:120b:cloud
            *-cloud           | gpt-oss:cloud
            gpt-oss:cloud     | gpt-oss:latest-cloud
            gpt-oss:120b-cloud| gpt-oss:120b:CLOUD
            gpt-oss:120b:cloud| gpt-oss:120b-cloud
            gpt-oss*:cloud    | gpt-oss:120b-cloud
            gpt-oss:*-cloud   | gpt-oss:120b-cloud
            gpt-oss*-cloud    | gpt-oss:120b-cloud
            *:local           | llama3.2
            """)
    void meant(String pattern, String name) throws ApiException {
        assertThat(matches(pattern, name)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            llama3.2          | llama3.2:1b
            llama3.2          | llama3.2-vision
            llama3.2          | alice/llama3.2
            llama3.2          | hf.co/library/llama3.2
            llama3.2          | llama3.2:cloud
            llama3.2*         | llama3:2
            llama3.2*         | alice/llama3.2
            llama3.2*         | llama3.2:cloud
            llama3.2*         | llama3.2:1b-cloud
            llama3x2*         | llama3.2
            qwen3:*           | qwen3-coder:30b
            qwen3:*           | qwen3:8b:cloud
            hf.co/unsloth/*   | hf.co/unsloth2/m
            hf.co/unsloth/*   | evil.co/unsloth/m
            hf.co/*           | xhf.co/unsloth/m
            alice/*           | hf.co/alice/m
            alice/*           | alicex/m
            *                 | gpt-oss:cloud
            *                 | gpt-oss:120b-cloud
            *:*               | gpt-oss:120b-cloud
            *:8b              | m:18b
            *:local           | gpt-oss:120b-cloud
            *:cloud           | gpt-oss:120b
            *-cloud           | my-cloud
            gpt-oss:cloud     | gpt-oss
            gpt-oss:cloud     | gpt-oss:120b-cloud
            gpt-oss:120b-cloud| gpt-oss:120b
            gpt-oss*-cloud    | gpt-oss:120b
            """)
    void notMeant(String pattern, String name) throws ApiException {
        assertThat(matches(pattern, name)).isFalse();
    }

    /** The text before and the text after an asterisk must not share characters of the name. */
    @Test
    void piecesDoNotOverlap() throws ApiException {
        assertThat(matches("aba*ba:1", "aba:1")).isFalse();
        assertThat(matches("aba*ba:1", "ababa:1")).isTrue();
        assertThat(matches("a*aa*a:1", "aaa:1")).isFalse();
        assertThat(matches("a*aa*a:1", "aaaa:1")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "a b",
                "a b*",
                " *",
                "*\n",
                "a,b*",
                "a//*",
                "/*",
                "*/",
                "a/*/",
                "*/*/*/*",
                "a/b/c/d",
                "http://a/*",
                "..*",
                "*..",
                "a..b",
                "ä*",
                "\u212a*",
                "a?*",
                "[a]*",
                "a*@sha256:00",
                "*:cloud:local",
                "*:cloud:cloud",
                "hf.co/a",
                "a:",
                "#*"
            })
    void whatNoModelCanBeCalledIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> ModelPattern.of(text));
    }

    @Test
    void patternsAreEqualWhenTheyMeanTheSame() {
        assertThat(ModelPattern.of("llama3.2"))
                .isEqualTo(ModelPattern.of("LIBRARY/llama3.2:latest"))
                .hasSameHashCodeAs(ModelPattern.of("library/llama3.2"))
                .isNotEqualTo(ModelPattern.of("llama3.2:cloud"));
        assertThat(ModelPattern.of("QWEN3:*"))
                .isEqualTo(ModelPattern.of("library/qwen3:*"))
                .hasToString("QWEN3:*");
    }

    @Test
    void aNameIsAPatternOfItselfAndOfNothingElse() throws ApiException {
        String[] names = {"a", "a:b", "a:cloud", "a:b-cloud", "a/b", "h.x/a/b:c", "h.x/a/b:c-cloud"};
        for (String pattern : names) {
            for (String name : names) {
                assertThat(matches(pattern, name)).as(pattern + " " + name).isEqualTo(pattern.equals(name));
            }
        }
    }

    @Test
    void hostilePatternsAndNamesTakeNoTime() throws ApiException {
        ModelName name = ModelName.parse("a".repeat(80) + "/" + "a".repeat(80) + ":" + "a".repeat(80));
        ModelPattern pattern = ModelPattern.of("a*".repeat(290) + "b");

        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
            for (int i = 0; i < 10_000; i++) {
                assertThat(pattern.matches(name)).isFalse();
            }
        });
        assertThatIllegalArgumentException().isThrownBy(() -> ModelPattern.of("a*".repeat(301)));
        assertThatIllegalArgumentException().isThrownBy(() -> ModelPattern.of("*" + "a".repeat(10_000_000)));
    }

    /** On short names a regular expression is a safe oracle. */
    @Test
    void matchesLikeARegularExpression() throws ApiException {
        Random random = new Random(20261106);
        int matched = 0;
        for (int i = 0; i < 50_000; i++) {
            String pattern = random(random, "ab:*", 5);
            String name = random(random, "ab", 4) + ":" + random(random, "ab", 3);
            if (!pattern.contains("*") || pattern.startsWith(":")) {
                continue;
            }
            String full = pattern.startsWith("*") ? pattern : "registry.ollama.ai/library/" + pattern;
            String regex = Pattern.quote(full).replace("*", "\\E.*\\Q");
            boolean expected = ModelName.parse(name).toString().matches(regex);
            assertThat(matches(pattern, name)).as(pattern + " " + name).isEqualTo(expected);
            matched += expected ? 1 : 0;
        }
        assertThat(matched).isGreaterThan(1_000);
    }

    @Test
    void randomTextIsAPatternOrRefused() {
        Random random = new Random(20261107);
        for (int i = 0; i < 100_000; i++) {
            String text = random(random, "aB.*:/-_ @cloud\u212a\n", 9);
            try {
                ModelPattern pattern = ModelPattern.of(text);
                assertThatNoException().isThrownBy(() -> pattern.matches(ModelName.parse("a:b")));
            } catch (IllegalArgumentException e) {
                assertThat(e).hasMessageNotContaining("*");
            }
        }
    }

    private static String random(Random random, String alphabet, int longest) {
        StringBuilder text = new StringBuilder();
        for (int n = 1 + random.nextInt(longest); n > 0; n--) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    private static boolean matches(String pattern, String name) throws ApiException {
        return ModelPattern.of(pattern).matches(ModelName.parse(name));
    }
}
