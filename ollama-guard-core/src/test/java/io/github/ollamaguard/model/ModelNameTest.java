package io.github.ollamaguard.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.ollamaguard.error.ApiException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelNameTest {
    private static final String LIBRARY = "registry.ollama.ai/library/";

    @ParameterizedTest
    @CsvSource({
        "llama3.2, registry.ollama.ai/library/llama3.2:latest",
        "llama3.2:latest, registry.ollama.ai/library/llama3.2:latest",
        "LLaMA3.2:Latest, registry.ollama.ai/library/llama3.2:latest",
        "'  llama3.2 ', registry.ollama.ai/library/llama3.2:latest",
        "library/llama3.2, registry.ollama.ai/library/llama3.2:latest",
        "registry.ollama.ai/library/llama3.2, registry.ollama.ai/library/llama3.2:latest",
        "Registry.Ollama.AI/Library/llama3.2:latest, registry.ollama.ai/library/llama3.2:latest",
        "qwen3:8b-q4_K_M, registry.ollama.ai/library/qwen3:8b-q4_k_m",
        "alice/my_model-2:v1.0, registry.ollama.ai/alice/my_model-2:v1.0",
        "hf.co/unsloth/Qwen3-8B-GGUF:UD-Q4_K_XL, hf.co/unsloth/qwen3-8b-gguf:ud-q4_k_xl",
        "localhost:5000/team/m, localhost:5000/team/m:latest",
        "localhost:5000/team/m:1, localhost:5000/team/m:1",
        "_a/_b:_c, registry.ollama.ai/_a/_b:_c",
        "my-cloud-model, registry.ollama.ai/library/my-cloud-model:latest",
        "gpt-oss-cloud, registry.ollama.ai/library/gpt-oss-cloud:latest",
        "cloud, registry.ollama.ai/library/cloud:latest",
        "gpt-oss:mycloud, registry.ollama.ai/library/gpt-oss:mycloud",
        "gpt-oss:cloud-20b, registry.ollama.ai/library/gpt-oss:cloud-20b"
    })
    void spellingsOfALocalModelBecomeOne(String text, String canonical) throws ApiException {
        assertThat(ModelName.parse(text)).hasToString(canonical);
        assertThat(ModelName.parse(text).isCloud()).isFalse();
        assertThat(ModelName.parse(text)).isEqualTo(ModelName.parse(canonical)).hasSameHashCodeAs(canonical);
    }

    @ParameterizedTest
    @CsvSource({
        "llama3.2:local, llama3.2:latest",
        "llama3.2:LOCAL, llama3.2:latest",
        "qwen3:8b:local, qwen3:8b",
        "localhost:5000/team/m:local, localhost:5000/team/m:latest"
    })
    void localAtTheEndIsNoTag(String text, String plain) throws ApiException {
        assertThat(ModelName.parse(text)).isEqualTo(ModelName.parse(plain));
    }

    @ParameterizedTest
    @CsvSource({
        "gpt-oss:cloud, gpt-oss:cloud",
        "gpt-oss:latest:cloud, gpt-oss:cloud",
        "gpt-oss:latest-cloud, gpt-oss:cloud",
        "gpt-oss:120b-cloud, gpt-oss:120b-cloud",
        "gpt-oss:120b:cloud, gpt-oss:120b-cloud",
        "GPT-OSS:120B-Cloud, gpt-oss:120b-cloud",
        "gpt-oss:120b:CLOUD, gpt-oss:120b-cloud",
        "' library/gpt-oss:CLOUD ', gpt-oss:cloud"
    })
    void cloudIsRecognisedInEverySpelling(String text, String canonical) throws ApiException {
        ModelName name = ModelName.parse(text);

        assertThat(name.isCloud()).isTrue();
        assertThat(name).hasToString(LIBRARY + canonical);
        assertThat(name).isEqualTo(ModelName.parse(canonical));
    }

    @Test
    void aModelAndItsCloudNamesakeDiffer() throws ApiException {
        assertThat(ModelName.parse("gpt-oss:20b")).isNotEqualTo(ModelName.parse("gpt-oss:20b-cloud"));
        assertThat(ModelName.parse("gpt-oss")).isNotEqualTo(ModelName.parse("gpt-oss:cloud"));
    }

    @Test
    void theHostIsKnown() throws ApiException {
        assertThat(ModelName.parse("llama3.2").host()).isEqualTo("registry.ollama.ai");
        assertThat(ModelName.parse("HF.co/a/b:c").host()).isEqualTo("hf.co");
        assertThat(ModelName.parse("localhost:5000/a/b").host()).isEqualTo("localhost:5000");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "/",
                ":",
                ":latest",
                "a:",
                "/a",
                "a/",
                "a//b",
                "a/b/",
                "/a/b",
                "a/b/c/d",
                "a:b:c",
                "a:b/c",
                "host:5000/a",
                "hf.co/a",
                "http://registry.ollama.ai/library/a",
                "https://a",
                "x://a/b/c",
                "a@sha256:0000000000000000000000000000000000000000000000000000000000000000",
                "@sha256:00",
                "a b",
                "a :b",
                "a: cloud",
                "a\t",
                "\na",
                "a\r\nX: y",
                "a\u0000",
                "a\u007f",
                "a\\b",
                "..",
                "../../etc/passwd",
                "a..b",
                "a/..",
                "a%2fb",
                "a*",
                "a?b",
                "a+q4",
                "-a",
                ".a",
                "a:-b",
                "a:.b",
                "a-/-b",
                "a.b/c",
                "ä",
                "\u212aimi",
                "a:\u212a",
                "a:c\u0142oud",
                "\u00a0a",
                "a\u2003",
                "\uff41",
                "a\u0130",
                "\ud800",
                "a\u202e",
                "a\"b",
                "a:cloud:local",
                "a:local:cloud",
                "a:cloud:cloud",
                "a:local:local",
                "a:8b-cloud:cloud",
                "a:8b-cloud:local",
                "a:-cloud",
                "a::cloud",
                ":cloud",
                ":local",
                "a:b:c:cloud"
            })
    void everythingElseIsRefused(String text) {
        assertRefused(text);
    }

    @Test
    void partsMayBeAsLongAsOllamaAllows() throws ApiException {
        String host = "h".repeat(350);
        String part = "p".repeat(80);
        String longest = host + "/" + part + "/" + part + ":" + part;

        assertThat(ModelName.parse(longest)).hasToString(longest);
        assertThat(ModelName.parse(longest + ":cloud")).hasToString(longest + "-cloud");
        assertThat(ModelName.parse(longest + "-cloud")).hasToString(longest + "-cloud");
        assertRefused("h" + longest);
        assertRefused(longest + "p");
        assertRefused(part + "p");
        assertRefused(part + "p/" + part);
        assertRefused("a".repeat(10_000_000));
        assertRefused(" ".repeat(10_000_000));
    }

    @Test
    void theRefusalNamesTheFieldAndRepeatsNothing() {
        ApiException refusal = catchThrowableOfType(ApiException.class, () -> ModelName.parse("<script>"));

        assertThat(refusal.error().status()).isEqualTo(400);
        assertThat(refusal.error().param()).isEqualTo("model");
        assertThat(refusal.error().message()).doesNotContain("script");
    }

    private static void assertRefused(String text) {
        ApiException refusal = catchThrowableOfType(ApiException.class, () -> ModelName.parse(text));
        assertThat(refusal).as(text.length() > 1_000 ? "a long text" : text).isNotNull();
        assertThat(refusal.error().status()).isEqualTo(400);
    }
}
