package io.github.ollamaguard.internal.route;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.ollamaguard.error.ApiException;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** A raw URI is refused, or is a path that every container reads alike. */
class CanonicalPathFuzzTest {
    private static final String BASE = "/ollama";

    static Stream<byte[]> seeds() {
        return Stream.of(
                        "",
                        "/",
                        "/api/chat",
                        "/v1/models/hf.co/a/b:c",
                        "/v1/models/hf.co%2Fa%2fb%3aZ9-_.~",
                        "/models/%2e%2e/x",
                        "/models/a%252Fb%00%zz%",
                        "/models/%\u0662\u0663",
                        "/api/../chat",
                        "/api//chat/",
                        "/api/%63hat",
                        "/api;x=y/chat?a#b",
                        "/api\\chat \u00e4")
                .map(path -> (BASE + path).getBytes(UTF_8));
    }

    @MethodSource("seeds")
    @FuzzTest
    void acceptedPathsHaveOneReading(byte[] bytes) {
        String rawUri = new String(bytes, UTF_8);
        try {
            String path = CanonicalPath.below(BASE, rawUri);
            assertThat(path).matches("/[A-Za-z0-9._:/-]*").doesNotContain("//");
            assertThat(Arrays.asList(path.split("/"))).doesNotContain(".", "..");
            assertThat(rawUri).startsWith(BASE);
            if (!path.startsWith("/models/") && !path.startsWith("/v1/models/")) {
                assertThat(rawUri).isIn(BASE + path, BASE);
            }
        } catch (ApiException e) {
            assertThat(e.error().status()).isIn(400, 404);
        }
    }
}
