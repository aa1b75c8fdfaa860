package io.github.ollamaguard.internal.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.ollamaguard.error.ApiException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each text stands alone and as a member of an object. */
class StrictJsonTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "true",
                "false",
                "0",
                "-0",
                "0.0",
                "1",
                "-1",
                "12.50",
                "1e5",
                "1E+5",
                "1e-05",
                "0e0",
                "9007199254740993",
                "-9223372036854775809",
                "123456789012345678901234567890.123456789",
                "1e400",
                "-1.5E-400",
                "\"\"",
                "\"a\"",
                "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"",
                "\"\\u0000\\u001f\\u007f\\uFFFF\"",
                "\"\\ud83d\\udc4d\"",
                "\"👍é\"",
                "\"\u2028\u2029\"",
                "\"\uFEFF\"",
                "\"// no comment /* here */\"",
                "[]",
                "[ ]",
                "[1,2]",
                "[[],[[]],{}]",
                "{}",
                "{ \"a\" : [ 1 , { } ] }",
                "{\"\":1}",
                "{\"a\":1,\"b\":{\"a\":2}}",
                "{\"ı\":1,\"i\":2,\"İ\":3}",
                "{\"ß\":1,\"ss\":2}",
                "-0.0e-0",
                "1E400",
                "\"\\uFDD0\\uFFFE\u007F\"",
                "\"\\/\"",
                "{\"\\u0000\":null}",
                "{\"a\":1,\"a \":2,\"a\\u0000\":3}",
                "[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]",
                "\t\r\n 1 \n",
            })
    void whatIsUnambiguousIsReadAndWrittenAlike(String json) throws ApiException {
        JsonElement read = StrictJson.parse(json);
        assertThat(read).isNotNull();
        JsonElement again = StrictJson.parse(new String(StrictJson.bytes(read), UTF_8));
        assertThat(again).isEqualTo(read).hasToString(read.toString());

        String member = "{\"member\":" + json + "}";
        assertThat(StrictJson.object(member.getBytes(UTF_8)).get("member")).isEqualTo(read);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "nul",
                "NULL",
                "True",
                "truefalse",
                "undefined",
                "NaN",
                "Infinity",
                "-Infinity",
                "a",
                "'a'",
                "\"a",
                "\"a\\\"",
                "\"\\x41\"",
                "\"\\'\"",
                "\"\\u12\"",
                "\"\\u12g4\"",
                "\"\\U0041\"",
                "\"a\nb\"",
                "\"a\tb\"",
                "\"\u0000\"",
                "\"\\\n\"",
                "+1",
                "01",
                "-01",
                "1.",
                ".5",
                "-.5",
                "-",
                "- 1",
                "1e",
                "1e+",
                "1e1.5",
                "0x10",
                "1_000",
                "1,000",
                "٣",
                "1f",
                "[",
                "]",
                "[1",
                "[1,",
                "[1,]",
                "[,1]",
                "[1,,2]",
                "[1 2]",
                "[1;2]",
                "{",
                "}",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":1,}",
                "{,\"a\":1}",
                "{\"a\":1 \"b\":2}",
                "{\"a\":1;\"b\":2}",
                "{\"a\"=1}",
                "{\"a\"=>1}",
                "{a:1}",
                "{'a':1}",
                "{1:1}",
                "{null:1}",
                "{\"a\":1}}",
                "{}{}",
                "{} []",
                "1 2",
                "{}//",
                "// c\n1",
                "/* c */1",
                "# c\n1",
                "1 #",
                "\uFEFF1",
                "1\uFEFF",
                "\u00A01",
                "\u000B1",
                "\f1",
                ")]}'\n1",
                "1\u0000",
                "-NaN",
                "--1",
                "1+2",
                "1-",
                "1.e1",
                "0.1.2",
                "0.e1",
                "1e1e1",
                "1E",
                "1.2a-3",
                "\uFF11",
                "\u2212\u0031",
                "\"\\a\"",
                "\"\\u00A\"",
                "\"\\u+123\"",
                "\"\\uD834\\uDd\"",
                "\"\\\uD83D\uDC4D\"",
                "\"\u001F\"",
                "\"a\"\"b\"",
                "[1,]]",
                "[\"a\"",
                "[1:2]",
                "[3[4]]",
                "[*]",
                "[\u2060]",
                "[}",
                "{]",
                "{\"a\"::1}",
                "{\"a\":1,,\"b\":2}",
                "{\"a\" b}",
                "{[]:1}",
                "{\"a\":/*c*/1}",
                "{\"a\":1#c\n}",
                "<null>",
                "\\u0031",
                "tru\u0435",
                "\u00001",
            })
    void whatIsNotJsonIsRefused(String json) {
        assertThat(StrictJson.parse(json)).isNull();
        assertRefused("{\"member\":" + json + "}");
        assertRefused(json);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":1,\"a\":1}",
                "{\"a\":1,\"b\":2,\"a\":3}",
                "{\"a\":1,\"\\u0061\":2}",
                "{\"model\":1,\"Model\":2}",
                "{\"MODEL\":1,\"model\":2}",
                "{\"ünder\":1,\"Ünder\":2}",
                "{\"σ\":1,\"ς\":2}",
                "{\"µ\":1,\"μ\":2}",
                "{\"me\u017F\u017Fages\":1}",
                "{\"\\u212Aeep_alive\":1}",
                "{\"x\":{\"y\":[{\"k\":1,\"K\":2}]}}",
                "{\"\":1,\"\":2}",
                "\"\\ud83d\"",
                "\"\\udc4d\"",
                "\"\\udc4d\\ud83d\"",
                "\"\\ud83dx\"",
                "\"\\ud83d\\ud83d\\udc4d\"",
                "{\"\\ud83d\":1}",
                "1e401",
                "1e-401",
                "1e000400",
                "1e999999999",
                "1e99999999999999999999",
            })
    void whatTwoReadersMayUnderstandDifferentlyIsRefused(String json) {
        assertThat(StrictJson.parse(json)).isNull();
        assertRefused("{\"member\":" + json + "}");
    }

    @ParameterizedTest
    @CsvSource({
        "7b2261223a22ff227d, a byte that is never UTF-8",
        "7b2261223a22c3227d, half a character",
        "7b2261223a22c0af227d, an overlong slash",
        "7b2261223a22eda080227d, a surrogate",
        "7b2261223a22f4908080227d, above the last character",
        "efbbbf7b7d, a byte order mark",
        "fffe7b007d00, UTF-16",
    })
    void bytesThatAreNotUtf8AreRefused(String hex, String what) {
        byte[] bytes = HexFormat.of().parseHex(hex);

        assertThatThrownBy(() -> StrictJson.object(bytes)).as(what).isInstanceOf(ApiException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "[{}]", "1", "\"{}\"", "null", "true"})
    void aBodyIsAnObject(String json) {
        assertThat(StrictJson.parse(json)).isNotNull();
        assertRefused(json);
    }

    @ParameterizedTest
    @CsvSource({"[, 1, ]", "{\"a\":, 1, }"})
    void nestingHasALimit(String open, String core, String close) {
        int max = StrictJson.MAX_DEPTH;

        assertThat(StrictJson.parse(open.repeat(max) + core + close.repeat(max)))
                .isNotNull();
        assertThat(StrictJson.parse(open.repeat(max + 1) + core + close.repeat(max + 1)))
                .isNull();
        assertThat(StrictJson.parse(open.repeat(100_000))).isNull();
    }

    @Test
    void numbersHaveALimit() {
        assertThat(StrictJson.parse("1" + "0".repeat(399))).isNotNull();
        assertThat(StrictJson.parse("1" + "0".repeat(400))).isNull();
        assertThat(StrictJson.parse("0." + "0".repeat(100_000) + "1")).isNull();
    }

    @Test
    void membersKeepTheirOrder() throws ApiException {
        JsonObject object = StrictJson.object("{\"z\":1,\"a\":{\"y\":1,\"b\":2},\"m\":3}".getBytes(UTF_8));

        assertThat(StrictJson.bytes(object)).asString(UTF_8).isEqualTo("{\"z\":1,\"a\":{\"y\":1,\"b\":2},\"m\":3}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    ``                                | the request body is empty
                    {"a":                             | it is not valid JSON
                    []                                | it must be a JSON object
                    {"a":1,"A":2}                     | an object has two members that differ at most in case
                    {"a":1e999}                       | a number is out of range
                    {"a":"\\ud800"}                   | it is not valid JSON
                    """)
    void theClientLearnsWhy(String json, String reason) {
        assertThatThrownBy(() -> StrictJson.object(json.getBytes(UTF_8)))
                .isInstanceOfSatisfying(
                        ApiException.class,
                        e -> assertThat(e.error().message())
                                .isEqualTo("Could not parse the JSON body of your request: " + reason + "."));
    }

    private static void assertRefused(String json) {
        assertThatThrownBy(() -> StrictJson.object(json.getBytes(UTF_8)))
                .as(json)
                .isInstanceOfSatisfying(ApiException.class, e -> {
                    assertThat(e.error().status()).isEqualTo(400);
                    assertThat(e.error().message()).startsWith("Could not parse the JSON body of your request");
                });
    }
}
