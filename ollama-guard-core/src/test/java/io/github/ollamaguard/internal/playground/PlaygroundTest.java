package io.github.ollamaguard.internal.playground;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ollamaguard.config.Setting;
import io.github.ollamaguard.config.Settings;
import io.github.ollamaguard.servlet.FilterServer;
import io.github.ollamaguard.testing.RawClient;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The playground as files; whether it works in a browser is checked in one. */
class PlaygroundTest {
    private static final String BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

    private static FilterServer server;

    @BeforeAll
    static void start() throws Exception {
        Settings settings = Settings.builder()
                .with(Setting.PLAYGROUND, true)
                .with(Setting.CORS_ORIGINS, List.of("https://app.example"))
                .with(Setting.HOSTS, List.of("localhost"))
                .build();
        server = FilterServer.withKeys(settings, (request, response) -> {});
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void nothingIsThereUnlessItIsSwitchedOn() throws Exception {
        try (FilterServer closed = FilterServer.withKeys(FilterServer.defaults(), (request, response) -> {})) {
            assertThat(get(closed, "/").status()).isEqualTo(401);
            assertThat(get(closed, "/", "X-API-Key", FilterServer.KEY).rest()).isEqualTo("ollama-guard is running");
            for (String file : Playground.FILES) {
                assertThat(get(closed, file).status()).isEqualTo(401);
                assertThat(get(closed, file, "X-API-Key", FilterServer.KEY).status())
                        .isEqualTo(404);
                assertThat(closed.client().send("OPTIONS", "/ollama" + file, "").status())
                        .isEqualTo(401);
            }
        }
    }

    @Test
    void browserGetsThePageWithoutAKey() throws IOException {
        RawClient page = get(server, "/");
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.header("Content-Type")).isEqualToIgnoringWhitespace("text/html;charset=utf-8");
        assertThat(page.head().headers().get("vary")).containsExactly("Origin", "Accept");
        assertThat(page.rest()).startsWith("<!doctype html>");
    }

    @Test
    void everyFileTrustsItsOwnServerOnly() throws IOException {
        for (String path : Playground.FILES) {
            RawClient file = get(server, path);
            assertThat(file.status()).as(path).isEqualTo(200);
            assertThat(file.header("Content-Security-Policy"))
                    .startsWith("default-src 'none'; script-src 'self'; ")
                    .contains("frame-ancestors 'none'", "base-uri 'none'", "form-action 'none'")
                    .doesNotContain("unsafe", "*", ":");
            assertThat(file.header("X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(file.header("Referrer-Policy")).isEqualTo("no-referrer");
            assertThat(file.header("Cache-Control")).isEqualTo("no-cache");
            assertThat(file.rest().replace("http://www.w3.org/2000/svg", ""))
                    .as("%s names no other server", path)
                    .doesNotContain("://");
        }
    }

    @Test
    void thePageAndItsModulesNameAllFilesAndNoOthers() throws IOException {
        String page = get(server, "/").rest();
        Set<String> named = found("(?:src|href)=\"(.*?)\"", page);
        for (String file : Playground.FILES) {
            String text = get(server, file).rest();
            found("from '\\./(.*?)'", text).forEach(module -> named.add("playground/" + module));
        }
        assertThat(named)
                .containsExactlyInAnyOrderElementsOf(
                        Playground.FILES.stream().map(file -> file.substring(1)).toList());
        assertThat(page).doesNotContain("style=", " onclick", "<style").doesNotContainPattern("<script(?! type)");
    }

    @ParameterizedTest
    @CsvSource({
        "/playground/app.js,    text/javascript;charset=utf-8",
        "/playground/style.css, text/css;charset=utf-8",
        "/playground/icon.svg,  image/svg+xml",
    })
    void filesHaveTheirTypes(String path, String type) throws IOException {
        assertThat(get(server, path).header("Content-Type")).isEqualToIgnoringWhitespace(type);
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s", "W/%s", "\"other\", %s"})
    void copyThatIsStillRightIsNotSentAgain(String form) throws IOException {
        String tag = get(server, "/playground/app.js").header("ETag");
        assertThat(tag).matches("\"[0-9a-f]{32}\"");
        RawClient again = get(server, "/playground/app.js", "If-None-Match", form.formatted(tag));
        assertThat(again.status()).isEqualTo(304);
        assertThat(again.header("ETag")).isEqualTo(tag);
        assertThat(get(server, "/playground/api.js", "If-None-Match", tag).status())
                .isEqualTo(200);
    }

    @Test
    void headHasNoBody() throws IOException {
        try (RawClient client = server.client()) {
            for (String path : List.of("/", "/playground/app.js")) {
                client.raw("HEAD /ollama" + path + " HTTP/1.1\r\nHost: localhost\r\nAccept: text/html\r\n\r\n");
                assertThat(client.status()).isEqualTo(200);
                assertThat(Integer.parseInt(client.header("Content-Length"))).isPositive();
                assertThat(client.header("ETag")).isNotNull();
            }
        }
    }

    @Test
    void nameWithoutASlashLeadsToTheOneWith() throws IOException {
        RawClient redirect = get(server, "?api_key=x");
        assertThat(redirect.status()).isEqualTo(307);
        assertThat(redirect.header("Location")).isEqualTo("./ollama/");
    }

    @Test
    void clientsOfOllamaGetWhatTheyGotBefore() throws IOException {
        for (String accept : List.of("*/*", "application/json", "text/*")) {
            String[] headers = {"Accept", accept, "X-API-Key", FilterServer.KEY};
            assertThat(server.client().send("GET", "/ollama/", "", headers).rest())
                    .isEqualTo("ollama-guard is running");
        }
        assertThat(server.client().send("GET", "/ollama/", "").status()).isEqualTo(401);
        assertThat(server.client().send("GET", "/ollama", "", "Accept", "*/*").status())
                .isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/playground",
                "/playground/",
                "/playground/index.html",
                "/playground/App.js",
                "/playground/app.js/",
                "/playground/PageFile.class",
                "/index.html",
                "/favicon.ico",
            })
    void otherNamesDoNotExist(String path) throws IOException {
        assertThat(get(server, path).status()).isEqualTo(401);
        assertThat(get(server, path, "X-API-Key", FilterServer.KEY).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/playground/../playground/app.js",
                "/playground/%61pp.js",
                "/playground//app.js",
                "/playground/app.js;x",
            })
    void otherSpellingsAreRefused(String path) throws IOException {
        assertThat(get(server, path).status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH"})
    void filesAreOnlyRead(String method) throws IOException {
        RawClient refused =
                server.client().send(method, "/ollama/playground/app.js", "", "X-API-Key", FilterServer.KEY);
        assertThat(refused.status()).isEqualTo(405);
        assertThat(refused.header("Allow")).isEqualTo("GET, HEAD, OPTIONS");
        assertThat(server.client()
                        .send(method, "/ollama/", "", "Accept", BROWSER)
                        .status())
                .isEqualTo(401);
    }

    @Test
    void unknownHostGetsNoPage() throws IOException {
        RawClient client =
                server.client().raw("GET /ollama/ HTTP/1.1\r\nHost: evil.example\r\nAccept: text/html\r\n\r\n");
        assertThat(client.status()).isEqualTo(421);
    }

    @Test
    void ownPageNeedNotBeAmongTheOrigins() throws IOException {
        assertThat(models("http://localhost").status()).isEqualTo(200);
        assertThat(models("https://localhost").status()).isEqualTo(200);
        assertThat(models("http://localhost:81").status()).isEqualTo(403);
        assertThat(models("https://evil.example").status()).isEqualTo(403);
    }

    private static RawClient models(String origin) throws IOException {
        return get(server, "/v1/models", "X-API-Key", FilterServer.KEY, "Origin", origin);
    }

    private static RawClient get(FilterServer server, String path, String... headers) throws IOException {
        String[] all = new String[headers.length + 2];
        all[0] = "Accept";
        all[1] = BROWSER;
        System.arraycopy(headers, 0, all, 2, headers.length);
        return server.client().send("GET", "/ollama" + path, "", all);
    }

    private static Set<String> found(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map((MatchResult result) -> result.group(1))
                .collect(Collectors.toSet());
    }
}
