package io.github.ollamaguard.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ollamaguard.key.ApiKey;
import io.github.ollamaguard.key.Role;
import io.github.ollamaguard.model.ModelPattern;
import io.github.ollamaguard.testing.RawClient;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a key sees of the models of a server, in both dialects. */
class ListedModelsTest {
    private static final String TAGS = "{\"models\":[{\"name\":\"mine:8b\",\"model\":\"mine:8b\"},"
            + "{\"name\":\"mine:8b\",\"model\":\"other\"},{\"name\":\"other\"},{\"name\":\"gpt-oss:120b-cloud\"},"
            + "{\"name\":5},{\"size\":1},7],\"more\":true}";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    /api/tags  | {"models":[{"name":"mine:8b","model":"mine:8b"}],"more":true}
                    /api/ps    | {"models":[{"name":"mine:8b","model":"mine:8b"}],"more":true}
                    /ps        | {"models":[{"name":"mine:8b","model":"mine:8b"}],"more":true}
                    """)
    void onlyAllowedModelsAreListed(String path, String expected) throws Exception {
        try (FilterServer server = listing(TAGS, 200, "mine:*")) {
            RawClient client = server.send("GET", path, "");
            assertThat(client.status()).isEqualTo(200);
            assertThat(client.header("Content-Length")).isEqualTo(Integer.toString(expected.length()));
            assertThat(client.rest()).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/models", "/models"})
    void openAiListHoldsTheSame(String path) throws Exception {
        try (FilterServer server = listing(TAGS, 200, "mine:*")) {
            assertThat(server.send("GET", path, "").rest())
                    .contains("\"id\":\"mine:8b\"")
                    .doesNotContain("other")
                    .doesNotContain("cloud");
        }
    }

    @Test
    void anOrdinaryKeySeesEveryLocalModelButNoneOfTheCloud() throws Exception {
        try (FilterServer server = listing(TAGS, 200, "*")) {
            assertThat(server.send("GET", "/api/tags", "").rest())
                    .contains("other")
                    .doesNotContain("cloud");
        }
    }

    @Test
    void errorStaysAnError() throws Exception {
        try (FilterServer server = listing("{\"error\":\"busy\"}", 503, "*")) {
            RawClient client = server.send("GET", "/api/tags", "");
            assertThat(client.status()).isEqualTo(503);
            assertThat(client.rest()).isEqualTo("{\"error\":\"busy\"}");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "{", "other"})
    void whatIsNoListIsNotShown(String reply) throws Exception {
        try (FilterServer server = listing(reply, 200, "*")) {
            RawClient client = server.send("GET", "/api/tags", "");
            assertThat(client.status()).isEqualTo(502);
            assertThat(client.rest()).isEqualTo("{\"error\":\"The answer of Ollama could not be understood.\"}");
        }
    }

    @Test
    void headTellsNoLength() throws Exception {
        try (FilterServer server = listing("", 200, "*")) {
            RawClient client = server.send("HEAD", "/api/tags", "");
            assertThat(client.status()).isEqualTo(200);
            assertThat(client.header("Content-Length")).isIn(null, "0");
        }
    }

    private static FilterServer listing(String reply, int status, String models) throws Exception {
        ApiKey key = new ApiKey("alice", Set.of(Role.INFER), List.of(ModelPattern.of(models)), null);
        return FilterServer.start(context -> {
            FilterServer.add(context, new ApiKeyFilter(FilterServer.defaults(), presented -> Optional.of(key)));
            FilterServer.add(context, new OpenAiRewriteFilter(FilterServer.defaults()));
            FilterServer.add(context, (request, response) -> {
                response.setStatus(status);
                response.setContentType("application/json");
                response.setContentLength(reply.length());
                response.getOutputStream().write(reply.getBytes(StandardCharsets.UTF_8));
            });
        });
    }
}
