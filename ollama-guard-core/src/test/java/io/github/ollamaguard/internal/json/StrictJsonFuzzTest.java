package io.github.ollamaguard.internal.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.ollamaguard.error.ApiException;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** A body is refused, or means one thing: what is written is read as the same tree, and no name stands there twice. */
class StrictJsonFuzzTest {
    /** The two i of Turkish, which Java takes for ASCII, and what takes two characters. */
    private static final String FOLDED_BY_JAVA_ALONE = "(?s).*[\\u0130\\u0131\\p{Cs}\\x{10000}-\\x{10FFFF}].*";

    static Stream<byte[]> seeds() {
        return Stream.of(
                        "{}",
                        "{\"a\":1,\"b\":[-0,1e5,0.5E-3,9007199254740993],\"c\":{\"x\":null}}",
                        "{\"k\":\"\\u212a\\ud83d\\udc4d \u00fc\u20ac\ud83d\ude00\",\"t\":true,\"f\":false}",
                        "{\"a\":1,\"A\":2}",
                        "{\"k\":1,\"\\u212a\":2}",
                        "{\"s\":1,\"\u017f\":2}",
                        "{\"i\":1,\"\u0130\":2}",
                        "{\"a\":1e400,\"b\":1E-401}",
                        "\uFEFF{}",
                        "{\"a\":1}x",
                        " [1] ",
                        "{'a':1,}",
                        "[".repeat(70))
                .map(text -> text.getBytes(UTF_8));
    }

    @MethodSource("seeds")
    @FuzzTest
    void bytesAreRefusedOrMeanOneThing(byte[] body) {
        try {
            JsonObject object = StrictJson.object(body);
            byte[] written = StrictJson.bytes(object);
            assertThat(StrictJson.object(written)).isEqualTo(object).hasToString(new String(written, UTF_8));
            assertThat(StrictJson.reply(new String(body, UTF_8))).isEqualTo(object);
            assertThat(Rfc8259.matches(new String(body, UTF_8))).isTrue();
            hasNoNameTwice(object);
        } catch (ApiException e) {
            assertThat(e.error().status()).isEqualTo(400);
        }
    }

    private static void hasNoNameTwice(JsonElement element) {
        if (element instanceof JsonArray array) {
            array.forEach(StrictJsonFuzzTest::hasNoNameTwice);
        } else if (element instanceof JsonObject object) {
            TreeSet<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
            assertThat(object.keySet().stream().filter(name -> !name.matches(FOLDED_BY_JAVA_ALONE)))
                    .allMatch(names::add);
            object.asMap().values().forEach(StrictJsonFuzzTest::hasNoNameTwice);
        }
    }
}
