package io.github.ollamaguard.internal.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import io.github.ollamaguard.config.Setting;
import io.github.ollamaguard.config.Settings;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.internal.json.StrictJson;
import io.github.ollamaguard.internal.upstream.NativeOperation;
import io.github.ollamaguard.key.CapturedLog;
import io.github.ollamaguard.model.ModelName;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PolicyEnforcerTest {
    private static final Path PAGE = Path.of("../docs/model-policy.md");
    private static final Pattern FILE = Pattern.compile("(?s)```policy\\n(.*?)```");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(.+?)` \\| `(\\{.*?\\})` \\| `(\\{.*\\})` \\|$");

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            num_ctx.default=8192             | {}                                    | {"options":{"num_ctx":8192}}
            num_ctx.default=8192             | {"options":null}                      | {"options":{"num_ctx":8192}}
            num_ctx.default=8192             | {"options":{"seed":1}}                | {"options":{"seed":1,"num_ctx":8192}}
            num_ctx.default=8192             | {"options":{"num_ctx":null}}          | {"options":{"num_ctx":8192}}
            num_ctx.default=8192             | {"options":{"num_ctx":4}}             | {"options":{"num_ctx":4}}
            num_ctx.default=8192             | {"options":{"num_ctx":"x"}}           | {"options":{"num_ctx":"x"}}
            num_ctx.default=8192             | {"num_ctx":4}                         | {"num_ctx":4,"options":{"num_ctx":8192}}
            num_ctx.max=16384                | {}                                    | {}
            num_ctx.max=16384                | {"options":{}}                        | {"options":{}}
            num_ctx.max=16384                | {"options":{"num_ctx":16384}}         | {"options":{"num_ctx":16384}}
            num_ctx.max=16384                | {"options":{"num_ctx":16385}}         | {"options":{"num_ctx":16384}}
            num_ctx.max=16384                | {"options":{"num_ctx":1.7e4}}         | {"options":{"num_ctx":16384}}
            num_ctx.max=16384                | {"options":{"num_ctx":1e300}}         | {"options":{"num_ctx":16384}}
            num_ctx.max=16384                | {"options":{"num_ctx":8192.0}}        | {"options":{"num_ctx":8192.0}}
            num_ctx.default=8 num_ctx.max=9  | {}                                    | {"options":{"num_ctx":8}}
            num_ctx.default=8 num_ctx.max=9  | {"options":{"num_ctx":99}}            | {"options":{"num_ctx":9}}
            num_ctx.force=4096               | {}                                    | {"options":{"num_ctx":4096}}
            num_ctx.force=4096               | {"options":{"num_ctx":1,"seed":2}}    | {"options":{"num_ctx":4096,"seed":2}}
            num_ctx.force=4096               | {"options":{"num_ctx":[1]}}           | {"options":{"num_ctx":4096}}
            num_predict.max=100              | {}                                    | {"options":{"num_predict":100}}
            num_predict.max=100              | {"options":{"num_predict":null}}      | {"options":{"num_predict":100}}
            num_predict.max=100              | {"options":{"num_predict":-1}}        | {"options":{"num_predict":100}}
            num_predict.max=100              | {"options":{"num_predict":-2}}        | {"options":{"num_predict":100}}
            num_predict.max=100              | {"options":{"num_predict":0}}         | {"options":{"num_predict":100}}
            num_predict.max=100              | {"options":{"num_predict":7}}         | {"options":{"num_predict":7}}
            num_predict.default=9 num_predict.max=100 | {}                           | {"options":{"num_predict":9}}
            temperature.max=0.5              | {"options":{"temperature":0.75}}      | {"options":{"temperature":0.5}}
            temperature.force=0.70           | {}                                    | {"options":{"temperature":0.70}}
            use_mmap.force=false             | {"options":{"use_mmap":true}}         | {"options":{"use_mmap":false}}
            seed.force=-1                    | {"options":{"seed":9007199254740993}} | {"options":{"seed":-1}}
            seed.default=3                   | {"options":{"seed":9007199254740993}} | {"options":{"seed":9007199254740993}}
            keep_alive.default=10m           | {}                                    | {"keep_alive":"10m"}
            keep_alive.default=600           | {"keep_alive":null}                   | {"keep_alive":600}
            keep_alive.default=10m           | {"keep_alive":0}                      | {"keep_alive":0}
            keep_alive.max=10m               | {}                                    | {}
            keep_alive.max=10m               | {"keep_alive":"9m59s"}                | {"keep_alive":"9m59s"}
            keep_alive.max=10m               | {"keep_alive":"24h"}                  | {"keep_alive":"10m"}
            keep_alive.max=10m               | {"keep_alive":-1}                     | {"keep_alive":"10m"}
            keep_alive.max=10m               | {"keep_alive":"-1m"}                  | {"keep_alive":"10m"}
            keep_alive.max=10m               | {"keep_alive":601}                    | {"keep_alive":"10m"}
            keep_alive.max=600               | {"keep_alive":"1h"}                   | {"keep_alive":600}
            keep_alive.max=10m               | {"options":{"keep_alive":-1}}         | {"options":{"keep_alive":-1}}
            keep_alive.force=10m             | {"keep_alive":0}                      | {"keep_alive":"10m"}
            keep_alive.force=10m             | {"keep_alive":true}                   | {"keep_alive":"10m"}
            think.default=false              | {}                                    | {"think":false}
            think.default=false              | {"think":null}                        | {"think":false}
            think.default=false              | {"think":"high"}                      | {"think":"high"}
            think.force=low                  | {"think":true}                        | {"think":"low"}
            shift.force=true                 | {"shift":false}                       | {"shift":true}
            num_ctx.default=1 think.force=true keep_alive.force=5m | {"model":"m"} | {"model":"m","options":{"num_ctx":1},"keep_alive":"5m","think":true}
            """)
    void rulesAreCarriedOut(String rules, String request, String expected) throws Exception {
        PolicyEnforcer limits = limits("* " + rules);
        JsonObject body = json(request);
        limits.apply(ModelName.parse("llama3.2"), NativeOperation.CHAT, body);
        assertThat(body).hasToString(expected);

        limits.apply(ModelName.parse("llama3.2"), NativeOperation.CHAT, body);
        assertThat(body).as("a second time").hasToString(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            num_ctx.max=5      | {"options":{"num_ctx":"6"}}     | options.num_ctx | a whole number
            num_ctx.max=5      | {"options":{"num_ctx":true}}    | options.num_ctx | a whole number
            num_ctx.max=5      | {"options":{"num_ctx":{}}}      | options.num_ctx | a whole number
            num_ctx.max=5      | {"options":{"num_ctx":[6]}}     | options.num_ctx | a whole number
            top_p.max=0.9      | {"options":{"top_p":"1"}}       | options.top_p   | a number
            num_ctx.max=5      | {"options":[]}                  | options         | an object
            num_ctx.default=5  | {"options":"x"}                 | options         | an object
            num_ctx.force=5    | {"options":true}                | options         | an object
            keep_alive.max=5m  | {"keep_alive":"600"}            | keep_alive      | a number of seconds or a duration such as 90s, 10m or 1h30m
            keep_alive.max=5m  | {"keep_alive":"forever"}        | keep_alive      | a number of seconds or a duration such as 90s, 10m or 1h30m
            keep_alive.max=5m  | {"keep_alive":false}            | keep_alive      | a number of seconds or a duration such as 90s, 10m or 1h30m
            """)
    void aValueThatCannotBeComparedIsRefused(String rules, String request, String param, String expected)
            throws Exception {
        PolicyEnforcer limits = limits("* " + rules);

        assertThatThrownBy(() -> limits.apply(ModelName.parse("m"), NativeOperation.GENERATE, json(request)))
                .isInstanceOfSatisfying(ApiException.class, refusal -> {
                    assertThat(refusal.error().status()).isEqualTo(400);
                    assertThat(refusal.error().param()).isEqualTo(param);
                    assertThat(refusal.error().code()).isEqualTo("invalid_type");
                    assertThat(refusal.error().message())
                            .isEqualTo("Invalid type for '" + param + "': expected " + expected + ".");
                });
    }

    @Test
    void whatNoRuleIsAboutMayBeAnything() throws Exception {
        String strange = "{\"options\":[],\"keep_alive\":{},\"think\":5}";
        JsonObject body = json(strange);

        limits("other num_ctx.max=5 think.force=true").apply(ModelName.parse("m"), NativeOperation.CHAT, body);
        limits("* num_predict.max=5 think.force=true").apply(ModelName.parse("m"), NativeOperation.EMBED, body);

        assertThat(body).hasToString(strange);
    }

    @ParameterizedTest
    @EnumSource(NativeOperation.class)
    void embeddingsKnowOnlyHowAModelIsLoaded(NativeOperation operation) throws Exception {
        JsonObject body = new JsonObject();
        limits(
                        "* num_ctx.force=1 num_predict.max=2 think.force=true shift.force=true keep_alive.force=3 seed.default=4")
                .apply(ModelName.parse("m"), operation, body);

        assertThat(body)
                .hasToString(
                        switch (operation) {
                            case CHAT, GENERATE ->
                                "{\"options\":{\"num_ctx\":1,\"num_predict\":2,\"seed\":4},\"keep_alive\":3,\"think\":true,\"shift\":true}";
                            case EMBED, EMBEDDINGS -> "{\"options\":{\"num_ctx\":1},\"keep_alive\":3}";
                            default -> "{}";
                        });
    }

    @Test
    void withoutAFileNothingIsChanged() throws Exception {
        PolicyEnforcer limits = PolicyEnforcer.of(Settings.builder().build(), System::nanoTime);
        JsonObject body = json("{\"keep_alive\":-1}");
        limits.apply(ModelName.parse("m"), NativeOperation.CHAT, body);

        assertThat(limits.isReady()).isTrue();
        assertThat(body).hasToString("{\"keep_alive\":-1}");
    }

    @Test
    void withoutUsableRulesEverythingIsRefusedUntilTheFileIsRight() throws Exception {
        AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
        Path file = directory.resolve("policy.txt");
        try (CapturedLog log = new CapturedLog()) {
            PolicyEnforcer limits = PolicyEnforcer.of(
                    Settings.builder().with(Setting.MODEL_POLICY, file).build(), now::get);
            for (int i = 0; i < 3; i++) {
                assertThat(limits.isReady()).isFalse();
                assertThatThrownBy(() -> limits.apply(ModelName.parse("m"), NativeOperation.SHOW, new JsonObject()))
                        .isInstanceOfSatisfying(
                                ApiException.class,
                                refusal -> assertThat(refusal.error().status()).isEqualTo(503));
                now.addAndGet(TimeUnit.SECONDS.toNanos(1));
            }
            assertThat(log.take("ERROR"))
                    .singleElement()
                    .asString()
                    .contains(file.toString())
                    .endsWith("policy.txt: does not exist");

            Files.writeString(file, "* seed.force=1");
            JsonObject body = new JsonObject();
            limits.apply(ModelName.parse("m"), NativeOperation.CHAT, body);
            assertThat(body).hasToString("{\"options\":{\"seed\":1}}");
            assertThat(limits.isReady()).isTrue();

            Files.delete(file);
            now.addAndGet(TimeUnit.SECONDS.toNanos(5));
            assertThat(limits.isReady()).as("what was loaded stays in force").isTrue();
        }
    }

    @Test
    void aMissingFileIsTriedOnceASecond() throws Exception {
        AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
        Path file = directory.resolve("policy.txt");
        PolicyEnforcer limits = PolicyEnforcer.of(
                Settings.builder().with(Setting.MODEL_POLICY, file).build(), now::get);
        Files.writeString(file, "* seed.force=1");

        now.addAndGet(TimeUnit.MILLISECONDS.toNanos(999));
        assertThat(limits.isReady()).isFalse();
        now.addAndGet(TimeUnit.MILLISECONDS.toNanos(1));
        assertThat(limits.isReady()).isTrue();
    }

    @Test
    void documentIsTrue() throws Exception {
        String page = Files.readString(PAGE);
        List<MatchResult> files = FILE.matcher(page).results().toList();
        List<MatchResult> rows = ROW.matcher(page).results().toList();
        assertThat(files).hasSize(1);
        assertThat(rows).hasSizeGreaterThan(5);
        PolicyEnforcer limits = limits(files.get(0).group(1));
        for (MatchResult row : rows) {
            JsonObject body = json(row.group(2));
            limits.apply(ModelName.parse(row.group(1)), NativeOperation.CHAT, body);

            assertThat(body).as(row.group()).isEqualTo(json(row.group(3)));
        }
    }

    private PolicyEnforcer limits(String rules) throws Exception {
        Path file = Files.writeString(directory.resolve("policy.txt"), rules);
        PolicyEnforcer limits = PolicyEnforcer.of(
                Settings.builder().with(Setting.MODEL_POLICY, file).build(), System::nanoTime);
        assertThat(limits.isReady()).as(rules).isTrue();
        return limits;
    }

    private static JsonObject json(String text) throws ApiException {
        return StrictJson.object(text.getBytes(StandardCharsets.UTF_8));
    }
}
