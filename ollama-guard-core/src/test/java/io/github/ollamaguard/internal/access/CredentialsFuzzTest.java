package io.github.ollamaguard.internal.access;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.internal.exchange.ClientRequest;
import io.github.ollamaguard.internal.exchange.FakeClientRequest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever the headers hold, a request presents one key, none or too many. */
class CredentialsFuzzTest {
    private static final List<String> HEADERS =
            List.of("Authorization", "X-API-Key", "api-key", "Sec-WebSocket-Protocol", "Cookie");

    private static final String KEY_PROTOCOL = "openai-insecure-api-key.";

    /** One header a line; its first character says which. */
    static Stream<byte[]> seeds() {
        return Stream.of(
                        "",
                        "0Bearer key-1",
                        "0bEARER  key-1 \n1key-1\n2 key-1\t",
                        "0Bearer key-1\n0Bearer key-2",
                        "1key-1, key-2",
                        "0Digest key-1\n4key-2",
                        "3realtime, openai-insecure-api-key.key-1",
                        "3openai-insecure-api-key.key-1,openai-insecure-api-key.key-2",
                        "0Basic " + basic("a:key-1"),
                        "0basic " + basic("a:b:key-1"),
                        "0Basic " + basic("key-1"),
                        "0Basic " + basic("a:key-1\r\nX: y"),
                        "0Basic =" + basic(":"),
                        "0Bearer \u00e4\u0000\u00a0\u212a")
                .map(lines -> lines.getBytes(UTF_8));
    }

    @MethodSource("seeds")
    @FuzzTest
    void presentedKeyIsWhatEveryHeaderCarries(byte[] lines) {
        Map<String, List<String>> headers = headers(new String(lines, UTF_8));
        String key;
        try {
            key = new Credentials(false).presented(request(headers));
        } catch (ApiException e) {
            assertThat(e.error().status()).isEqualTo(400);
            assertThat(e.error().message()).doesNotContain("key-");
            return;
        }
        if (!key.isEmpty()) {
            assertThat(key).matches("[!-~]+");
            headers.forEach((name, values) -> assertThat(values.stream().flatMap(value -> credentials(name, value)))
                    .allMatch(credential -> carries(credential, key)));
        }
    }

    private static Stream<String> credentials(String header, String value) {
        return switch (header) {
            case "Cookie" -> Stream.of();
            case "Sec-WebSocket-Protocol" ->
                Stream.of(value.split(",")).map(String::strip).filter(protocol -> protocol.startsWith(KEY_PROTOCOL));
            default -> Stream.of(value);
        };
    }

    private static boolean carries(String header, String key) {
        String value = header.strip();
        boolean isBasic = value.regionMatches(true, 0, "Basic ", 0, 6);
        return value.endsWith(key)
                || (isBasic && decoded(value.substring(6).strip()).endsWith(":" + key));
    }

    private static String decoded(String base64) {
        return new String(Base64.getDecoder().decode(base64), UTF_8);
    }

    private static Map<String, List<String>> headers(String lines) {
        Map<String, List<String>> headers = new TreeMap<>();
        lines.lines()
                .filter(line -> !line.isEmpty())
                .forEach(line -> headers.computeIfAbsent(
                                HEADERS.get(line.charAt(0) % HEADERS.size()), name -> new ArrayList<>())
                        .add(line.substring(1)));
        return headers;
    }

    private static ClientRequest request(Map<String, List<String>> headers) {
        return new FakeClientRequest("POST", "/ollama/api/chat", headers);
    }

    private static String basic(String pair) {
        return Base64.getEncoder().encodeToString(pair.getBytes(ISO_8859_1));
    }
}
