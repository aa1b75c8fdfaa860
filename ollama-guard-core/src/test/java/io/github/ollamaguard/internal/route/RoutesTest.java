package io.github.ollamaguard.internal.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ollamaguard.config.Setting;
import io.github.ollamaguard.config.Settings;
import io.github.ollamaguard.key.ApiKey;
import io.github.ollamaguard.key.ApiKeyStore;
import io.github.ollamaguard.key.Role;
import io.github.ollamaguard.model.ModelPattern;
import io.github.ollamaguard.servlet.ApiKeyFilter;
import io.github.ollamaguard.servlet.FilterServer;
import io.github.ollamaguard.testing.RawClient;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every route that Ollama has, with every method: what each role is granted, and nothing to anybody besides. */
class RoutesTest {
    private static final List<String> METHODS = List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE");
    private static final int GRANTED = 299;

    private static FilterServer server;

    @BeforeAll
    static void start() throws Exception {
        ApiKeyStore keys = presented -> Optional.of(new ApiKey(
                presented,
                Set.of(Role.valueOf(presented.toUpperCase(Locale.ROOT))),
                List.of(ModelPattern.of("*")),
                null));
        Settings open = FilterServer.with(Setting.ALLOW_MANAGEMENT, true);
        server = FilterServer.start(context -> {
            FilterServer.add(context, new ApiKeyFilter(open, keys));
            FilterServer.add(context, (request, response) -> response.setStatus(GRANTED));
        });
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /api/chat             | infer  | POST
            /api/generate         | infer  | POST
            /api/embed            | infer  | POST
            /api/embeddings       | infer  | POST
            /api/show             | infer  | POST
            /api/tags             | infer  | GET HEAD
            /api/ps               | infer  | GET
            /api/version          | infer  | GET HEAD
            /api/pull             | manage | POST
            /api/push             | manage | POST
            /api/create           | manage | POST
            /api/copy             | manage | POST
            /api/delete           | manage | DELETE
            /api/blobs/sha256:00  | manage | POST HEAD
            /v1/chat/completions  | infer  | POST
            /v1/completions       | infer  | POST
            /v1/embeddings        | infer  | POST
            /v1/responses         | infer  | POST
            /v1/models            | infer  | GET
            /v1/models/m          | infer  | GET
            /v1/models/a/b/c:d    | infer  | GET
            """)
    void roleIsGrantedExactlyItsMethods(String path, String role, String methods) throws IOException {
        for (String method : METHODS) {
            boolean exists = List.of(methods.split(" ")).contains(method);
            for (String other : List.of("infer", "manage")) {
                int granted = other.equals(role) ? GRANTED : 403;
                assertThat(status(method, path, other))
                        .as("%s %s as %s", method, path, other)
                        .isEqualTo(exists ? granted : 405);
            }
        }
        assertThat(status("OPTIONS", path, null)).isEqualTo(204);
    }

    @ParameterizedTest
    @CsvSource({
        "/api/me",
        "/api/signout",
        "/api/user/keys/abc",
        "/api/status",
        "/api/experimental/web_search",
        "/api/experimental/web_fetch",
        "/api/experimental/model-recommendations",
        "/api/experimental/aliases",
        "/api/web_search",
        "/api/blobs",
        "/api/blobs/a/b",
        "/v1/messages",
        "/v1/messages/count_tokens",
        "/v1/images/generations",
        "/v1/images/edits",
        "/v1/audio/transcriptions",
        "/v1/audio/speech",
        "/v1/files",
        "/v1/responses/r",
        "/debug/pprof",
        "/debug/pprof/heap",
        "/debug/vars",
        "/metrics",
        "/favicon.ico",
    })
    void nobodyIsGrantedWhatIsNotListed(String path) throws IOException {
        for (String method : METHODS) {
            for (String role : List.of("infer", "manage")) {
                assertThat(status(method, path, role)).as("%s %s", method, path).isEqualTo(404);
            }
        }
        assertThat(status("OPTIONS", path, "infer")).isEqualTo(404);
    }

    private static int status(String method, String path, @Nullable String key) throws IOException {
        String body = METHODS.indexOf(method) < 2 ? "" : "{}";
        try (RawClient client = server.client()) {
            return key == null
                    ? client.send(method, "/ollama" + path, body).status()
                    : client.send(method, "/ollama" + path, body, "X-API-Key", key)
                            .status();
        }
    }
}
