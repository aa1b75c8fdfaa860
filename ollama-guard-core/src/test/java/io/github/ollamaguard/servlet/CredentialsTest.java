package io.github.ollamaguard.servlet;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ollamaguard.error.ApiException;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Whatever the headers hold, a request presents one key, none or too many. */
class CredentialsTest {
    private static final String[] HEADERS = {"Authorization", "Authorization", "X-API-Key", "api-key", "Cookie"};
    private static final String[] PIECES = {
        "Bearer",
        "Bearer ",
        "bEARER ",
        "Basic ",
        "basic ",
        "Digest ",
        "",
        " ",
        "  ",
        "\t",
        ",",
        ", ",
        ":",
        "=",
        "key-1",
        "key-1",
        "key-1",
        "key-2",
        "\u00e4",
        "\u0000",
        "\u00a0",
        "\u212a",
        basic("a:key-1"),
        basic("key-1"),
        basic(":key-1"),
        basic("a:b:key-1"),
        basic("a:key-1\r\nX: y"),
        basic("a:")
    };

    @Test
    void presentedKeyIsWhatEveryHeaderCarries() {
        int[] outcomes = new int[3];
        for (long seed = 0; seed < 200_000; seed++) {
            Map<String, List<String>> headers = headers(new SplittableRandom(seed));
            outcomes[outcome(headers, "seed " + seed + ": " + headers)]++;
        }
        assertThat(Arrays.stream(outcomes).min().orElseThrow()).isGreaterThan(1_000);
    }

    /** Returns 0 for no usable key, 1 for one, 2 for too many. */
    private static int outcome(Map<String, List<String>> headers, String description) {
        String key;
        try {
            key = new Credentials(false).presented(request(headers));
        } catch (ApiException e) {
            assertThat(e.error().status()).as(description).isEqualTo(400);
            assertThat(e.error().message()).as(description).doesNotContain("key-");
            return 2;
        }
        if (key.isEmpty()) {
            return 0;
        }
        assertThat(key).as(description).matches("[!-~]+");
        headers.forEach((name, values) -> assertThat(
                        name.equals("Cookie") || values.stream().allMatch(v -> carries(v, key)))
                .as(description)
                .isTrue());
        return 1;
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

    private static Map<String, List<String>> headers(SplittableRandom random) {
        Map<String, List<String>> headers = new TreeMap<>();
        for (int count = random.nextInt(4); count > 0; count--) {
            StringBuilder value = new StringBuilder();
            for (int pieces = random.nextInt(4); pieces > 0; pieces--) {
                value.append(PIECES[random.nextInt(PIECES.length)]);
            }
            headers.computeIfAbsent(HEADERS[random.nextInt(HEADERS.length)], name -> new ArrayList<>())
                    .add(value.toString());
        }
        return headers;
    }

    private static HttpServletRequest request(Map<String, List<String>> headers) {
        return (HttpServletRequest) Proxy.newProxyInstance(
                CredentialsTest.class.getClassLoader(),
                new Class<?>[] {HttpServletRequest.class},
                (proxy, method, arguments) -> {
                    if (!method.getName().equals("getHeaders")) {
                        throw new UnsupportedOperationException(method.toString());
                    }
                    return Collections.enumeration(headers.getOrDefault((String) arguments[0], List.of()));
                });
    }

    private static String basic(String pair) {
        return Base64.getEncoder().encodeToString(pair.getBytes(ISO_8859_1));
    }
}
