package io.github.ollamaguard.internal.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.ollamaguard.error.ApiException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CanonicalPathTest {
    private static final String BASE = "/ollama";

    @ParameterizedTest
    @CsvSource({
        "/ollama, /",
        "/ollama/, /",
        "/ollama/api/pull, /api/pull",
        "/ollama/api/pull/, /api/pull/",
        "/ollama/API/PULL, /API/PULL",
        "/ollama/api/Pull, /api/Pull",
        "/ollama/API/chat, /API/chat",
        "/ollama/api/pull.json, /api/pull.json",
        "/ollama/api/pull.., /api/pull..",
        "/ollama/api/..., /api/...",
        "/ollama/api/unknown-new-route, /api/unknown-new-route",
        "/ollama/api/experimental/web_fetch, /api/experimental/web_fetch",
        "/ollama/api/me, /api/me",
        "/ollama/api/signout, /api/signout",
        "/ollama/api/create, /api/create",
        "/ollama/api/copy, /api/copy",
        "/ollama/api/blobs/sha256:00ff, /api/blobs/sha256:00ff",
        "/ollama/debug/pprof/, /debug/pprof/",
        "/ollama/debug/pprof/cmdline, /debug/pprof/cmdline",
        "/ollama/debug/pprof/goroutine, /debug/pprof/goroutine",
        "/ollama/v1/models/healthz, /v1/models/healthz",
        "/ollama/ollama, /ollama"
    })
    void canonicalSpellingsPassUnchanged(String rawUri, String path) throws ApiException {
        assertThat(CanonicalPath.below(BASE, rawUri)).isEqualTo(path);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/ollama/api;x/pull",
                "/ollama/api/pull;",
                "/ollama/api/pull;jsessionid=1",
                "/ollama/v1/chat/..;/..;/api/pull",
                "/ollama/v1/..;/api/pull",
                "/ollama/v1/../api/pull",
                "/ollama/./api/pull",
                "/ollama/api/./pull",
                "/ollama/api/pull/.",
                "/ollama/api/pull/..",
                "/ollama/.",
                "/ollama/..",
                "/ollama/api//pull",
                "/ollama///api///pull",
                "/ollama//",
                "/ollama//api/pull",
                "/ollama/api/pull//",
                "/ollama/%61pi/pull",
                "/ollama/api%2fpull",
                "/ollama/v1/%2e%2e/api/pull",
                "/ollama/v1/%2e%2e%2fapi%2fpull",
                "/ollama/v1/%252e%252e/api/pull",
                "/ollama/api/pull%00",
                "/ollama/api/pull%20",
                "/ollama/api/pull%3bx",
                "/ollama/api/pull%23",
                "/ollama/api/pull%zz",
                "/ollama/api/pull%",
                "/ollama/api/%e0%80%afpull",
                "/ollama/api/%u002fpull",
                "/ollama/api\\pull",
                "/ollama\\api\\pull",
                "/ollama/api%5cpull",
                "/ollama/api/p\u00c3\u00bcll",
                "/ollama/api/p\u00fcll",
                "/ollama/api/pull#x",
                "/ollama/api/pull?x=/v1/chat/completions",
                "/ollama/api/pu ll",
                "/ollama/api/pull\t",
                "/ollama/api/pull\n",
                "/ollama/api/pull\0",
                "/ollama/api/pull\u007f",
                "/ollama/api/~pull",
                "/ollama/api/pull*",
                "/ollama/api/\uff10",
                "/ollama/../api/pull",
                "/ollama;x/api/pull",
                "/ollam%61/api/pull",
                "//ollama/api/pull",
                "/x/../ollama/api/pull",
                "/x/%2e%2e/ollama/api/pull",
                "/x;/ollama",
                "http://guard.test/ollama/api/pull",
                "*",
                "ollama/api/pull"
            })
    void anyOtherSpellingIsABadRequestWhereverItIs(String rawUri) {
        assertRefused(400, BASE, rawUri);
        if (!rawUri.isEmpty()) {
            assertThatThrownBy(() -> CanonicalPath.below(BASE, rawUri)).hasMessageNotContaining(rawUri);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/", "/api/pull", "/OLLAMA/api/pull", "/Ollama", "/ollamax/api/chat", "/ollamax", "/x/ollama"})
    void outsideTheBaseThereIsNothing(String rawUri) {
        assertRefused(404, BASE, rawUri);
        assertThatThrownBy(() -> CanonicalPath.below(BASE, rawUri)).hasMessage("Unknown request URL.");
    }

    @Test
    void theBaseMayBeEmptyOrDeep() throws ApiException {
        assertThat(CanonicalPath.below("", "/")).isEqualTo("/");
        assertThat(CanonicalPath.below("", "/api/chat")).isEqualTo("/api/chat");
        assertThat(CanonicalPath.below("/app/ollama", "/app/ollama/api/chat")).isEqualTo("/api/chat");
        assertRefused(400, "", "//api/chat");
        assertRefused(400, "", "/../api/chat");
        assertRefused(400, "", "*");
    }

    /** Tomcat derives the context path from the request, so a client has a say in it. */
    @ParameterizedTest
    @ValueSource(strings = {"/%6fllama", "/x/../ollama", "//ollama", "/ollama;x"})
    void aBaseThatIsNotCanonicalIsRefused(String base) {
        assertRefused(400, base, base + "/api/chat");
        assertRefused(400, base, base);
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/models/llama3.2:1b, /v1/models/llama3.2:1b",
        "/v1/models/llama3.2%3A1b, /v1/models/llama3.2:1b",
        "/v1/models/llama3.2%3a1b, /v1/models/llama3.2:1b",
        "/models/hf.co%2Fbartowski%2FLlama_3-GGUF%3AQ4_K_M, /models/hf.co/bartowski/Llama_3-GGUF:Q4_K_M",
        "/v1/models/hf.co/a/b:c, /v1/models/hf.co/a/b:c",
        "/v1/models/%6Clama, /v1/models/llama",
        "/v1/models/a%2Fb%2Fc, /v1/models/a/b/c",
        "/v1/models/, /v1/models/"
    })
    void namesOfModelsMayBeEncodedOnce(String rawPath, String path) throws ApiException {
        assertThat(CanonicalPath.below(BASE, BASE + rawPath)).isEqualTo(path);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/models/allowed/../../../api/tags",
                "/v1/models/..%2F..%2Fapi%2Ftags",
                "/v1/models/%2e%2e/%2e%2e/api/tags",
                "/v1/models/%2E",
                "/v1/models/a%2F%2Fb",
                "/v1/models/%2Fa",
                "/v1/models/a%2F.%2Fb",
                "/v1/models/%252e%252e",
                "/v1/models/a%25",
                "/v1/models/a%",
                "/v1/models/a%2",
                "/v1/models/a%2G",
                "/v1/models/a%G2",
                "/v1/models/a% 2",
                "/v1/models/a%+2",
                "/v1/models/a%-1",
                "/v1/models/a%u0041",
                "/v1/models/a%\uff12\uff26",
                "/v1/models/a%00",
                "/v1/models/a%0a",
                "/v1/models/a%20b",
                "/v1/models/a%3Bb",
                "/v1/models/a%5Cb",
                "/v1/models/a%3Fb",
                "/v1/models/a%23b",
                "/v1/models/a%40b",
                "/v1/models/%c0%ae%c0%ae",
                "/v1/models/%C3%BC",
                "/v1/models/a;b",
                "/v1/models/a+b",
                "/v1/models%2Fa",
                "/v1%2Fmodels/a",
                "/V1/models/a%3Ab",
                "/api/models/a%3Ab",
                "/x/v1/models/a%3Ab"
            })
    void nothingElseMayBeEncodedAndNothingTwice(String rawPath) {
        assertRefused(400, BASE, BASE + rawPath);
    }

    @Test
    void longPathsAreJudgedToo() throws ApiException {
        assertThat(CanonicalPath.below(BASE, BASE + "/a".repeat(100_000))).hasSize(200_000);
        assertRefused(400, BASE, BASE + "/a".repeat(100_000) + "/..");
    }

    private static void assertRefused(int status, String base, String rawUri) {
        ApiException refusal = catchThrowableOfType(ApiException.class, () -> CanonicalPath.below(base, rawUri));
        assertThat(refusal).as(rawUri).isNotNull();
        assertThat(refusal.error().status()).as(rawUri).isEqualTo(status);
    }
}
