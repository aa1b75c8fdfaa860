package io.github.ollamaguard.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ollamaguard.config.InvalidFileException;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.model.ModelName;
import io.github.ollamaguard.model.ModelPattern;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyAttributesTest {
    private static final String BAD_ROLES =
            "keys.txt line 1: attribute 'roles' must have infer, manage or both, separated by a comma";
    private static final String BAD_MODELS = "keys.txt line 1: attribute 'models' must have names of models, in which *"
            + " stands for any text, separated by commas";
    private static final String BAD_EXPIRES = "keys.txt line 1: attribute 'expires' must have a date such as 2027-02-01"
            + " or a time such as 2027-02-01T18:00:00Z";

    @Test
    void aBareKeyMayUseEveryLocalModelForEver() throws Exception {
        ApiKey key = parse("k");

        assertThat(key.has(Role.INFER)).isTrue();
        assertThat(key.has(Role.MANAGE)).isFalse();
        assertThat(mayUse(key, "llama3.2")).isTrue();
        assertThat(mayUse(key, "hf.co/unsloth/m:q4")).isTrue();
        assertThat(mayUse(key, "gpt-oss:cloud")).isFalse();
        assertThat(mayUse(key, "gpt-oss:120b-cloud")).isFalse();
        assertThat(key.expires()).isNull();
        assertThat(key.isExpired(Instant.MAX)).isFalse();
        assertThat(key).isEqualTo(new ApiKey("key-1"));
    }

    @Test
    void allAttributesInAnyOrderMakeAKey() throws Exception {
        assertThat(parse("k expires=2027-02-01 models=llama3.2*,qwen3:* roles=infer,manage name=alice"))
                .isEqualTo(new ApiKey(
                        "alice",
                        Set.of(Role.INFER, Role.MANAGE),
                        List.of(ModelPattern.of("llama3.2*"), ModelPattern.of("qwen3:*")),
                        Instant.parse("2027-02-02T00:00:00Z")));
    }

    @Test
    void noRoleContainsAnother() throws Exception {
        assertThat(parse("k roles=manage").has(Role.INFER)).isFalse();
        assertThat(parse("k roles=manage").has(Role.MANAGE)).isTrue();
        assertThat(parse("k roles=manage,infer,manage").roles()).containsExactlyInAnyOrder(Role.values());
    }

    @Test
    void listedModelsAreTheOnlyOnes() throws Exception {
        ApiKey key = parse("k models=allowed,qwen3:*,gpt-oss:120b-cloud");

        for (String name :
                List.of("allowed", "ALLOWED:latest", " library/allowed ", "qwen3:8b", "gpt-oss:120b:cloud")) {
            assertThat(mayUse(key, name)).as(name).isTrue();
        }
        for (String name : List.of("forbidden", "allowed:8b", "allowed:cloud", "gpt-oss:120b", "gpt-oss:20b-cloud")) {
            assertThat(mayUse(key, name)).as(name).isFalse();
        }
    }

    @Test
    void anEmptyListOfModelsAllowsNone() throws ApiException {
        assertThat(mayUse(new ApiKey("a", Set.of(Role.INFER), List.of(), null), "a"))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "2027-02-01, 2027-02-02T00:00:00Z",
        "2028-02-29, 2028-03-01T00:00:00Z",
        "9999-12-31, +10000-01-01T00:00:00Z",
        "2027-02-01T18:00:00Z, 2027-02-01T18:00:00Z",
        "2027-02-01T18:00Z, 2027-02-01T18:00:00Z",
        "2027-02-01T18:00:00.5Z, 2027-02-01T18:00:00.500Z",
        "2027-02-01T18:00:00+01:00, 2027-02-01T17:00:00Z",
        "2027-02-01T18:00:00-08:00, 2027-02-02T02:00:00Z"
    })
    void aKeyEndsWithItsDayInUtcOrAtItsTime(String value, String end) throws Exception {
        ApiKey key = parse("k expires=" + value);

        assertThat(key.expires()).isEqualTo(Instant.parse(end));
        assertThat(key.isExpired(Instant.parse(end).minusNanos(1))).isFalse();
        assertThat(key.isExpired(Instant.parse(end))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "never",
                "2027",
                "2027-2-1",
                "2027-13-01",
                "2027-02-30",
                "2027-02-29",
                "27-02-01",
                "+2027-02-01",
                "-2027-02-01",
                "12027-02-01",
                "20270201",
                "01.02.2027",
                "2027-02-01T",
                "2027-02-01T18:00:00",
                "2027-02-01T24:00:00Z",
                "2027-02-01T18:00:60Z",
                "2027-02-01T18:00:00+99:00",
                "2027-02-01T18:00:00Z[UTC]",
                "2027-02-01Z",
                "2027-02-01,2028-02-01",
                "\u0662\u0660\u0662\u0667-02-01"
            })
    void whatIsNoDateIsInvalid(String value) {
        assertInvalid("expires=" + value, BAD_EXPIRES);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",",
                "infer,",
                ",infer",
                "Infer",
                "INFER",
                "admin",
                "infer;manage",
                "\u0131nfer",
                "infer,,manage"
            })
    void whatIsNoRoleIsInvalid(String value) {
        assertInvalid("roles=" + value, BAD_ROLES);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",",
                "a,",
                ",a",
                "a,,b",
                "a:",
                "a//b",
                "http://a",
                "a@sha256:00",
                "..",
                "a\u00a0b",
                "\u212a",
                "a:cloud:local"
            })
    void whatIsNoModelIsInvalid(String value) {
        assertInvalid("models=" + value, BAD_MODELS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"name=a", "roles=infer", "models=a", "expires=2027-02-01"})
    void anAttributeStandsOnce(String token) {
        String word = token.substring(0, token.indexOf('='));

        assertInvalid(token + " " + token, "keys.txt line 1: attribute '" + word + "' is repeated");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "role=infer",
                "model=a",
                "expire=2027-02-01",
                "exprires=2027-02-01",
                "models",
                "models =a",
                "Models=a"
            })
    void aMistypedAttributeIsInvalid(String token) {
        assertThatThrownBy(() -> parse("k " + token)).isInstanceOf(InvalidFileException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"roles=infer k", "models=a", "expires=2027-02-01"})
    void anAttributeIsNoKey(String line) {
        assertThatThrownBy(() -> parse(line))
                .isInstanceOf(InvalidFileException.class)
                .hasMessage("keys.txt line 1: an attribute stands where the key should be");
    }

    private static void assertInvalid(String attributes, String message) {
        assertThatThrownBy(() -> parse("k " + attributes))
                .as(attributes)
                .isInstanceOf(InvalidFileException.class)
                .hasMessage(message);
    }

    private static boolean mayUse(ApiKey key, String model) throws ApiException {
        return key.mayUse(ModelName.parse(model));
    }

    private static ApiKey parse(String line) throws InvalidFileException {
        return KeyFile.parse("keys.txt", line).values().iterator().next();
    }
}
