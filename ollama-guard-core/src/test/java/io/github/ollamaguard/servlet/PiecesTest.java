package io.github.ollamaguard.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ollamaguard.GuardFilter;
import io.github.ollamaguard.config.Setting;
import io.github.ollamaguard.config.Settings;
import io.github.ollamaguard.key.ApiKey;
import io.github.ollamaguard.key.Role;
import io.github.ollamaguard.model.ModelPattern;
import io.github.ollamaguard.testing.FakeOllama;
import io.github.ollamaguard.testing.RawClient;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The three pieces with filters of an application between them, dispatches included. */
final class PiecesTest {
    private static final String TAGS =
            "{\"models\":[{\"name\":\"mine:8b\",\"model\":\"mine:8b\"}," + "{\"name\":\"other\",\"model\":\"other\"}]}";
    private static final String CHAT =
            "{\"model\":\"mine:8b\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";

    private final Queue<String> asked = new ConcurrentLinkedQueue<>();
    private final FakeOllama ollama;

    PiecesTest() throws Exception {
        ollama = FakeOllama.start((request, reply) -> {
            asked.add(request.path() + " " + request.text());
            reply.json(200, request.path().endsWith("version") ? "{\"version\":\"1\"}" : TAGS);
        });
    }

    @AfterEach
    void stop() throws Exception {
        ollama.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/chat", "/v1/chat/completions"})
    void refusalInBetweenStandsWhenItHasAPage(String path) throws Exception {
        // An error page is one more dispatch of the request, and a servlet's mapping takes every dispatch.
        Settings settings = Settings.builder()
                .with(Setting.PREFIX, "")
                .with(Setting.UPSTREAM, ollama.uri())
                .build();
        try (FilterServer server = FilterServer.start(context -> {
            add(context, new ApiKeyFilter(settings, FilterServer.KEYS), "/*");
            add(
                    context,
                    (request, response, chain) -> {
                        if (request.getDispatcherType() == DispatcherType.REQUEST) {
                            ((HttpServletResponse) response).sendError(403);
                        } else {
                            chain.doFilter(request, response);
                        }
                    },
                    "/*");
            add(context, new OpenAiRewriteFilter(settings), "/*");
            context.addServlet("proxy", new OllamaProxyServlet(settings)).addMapping("/*");
        })) {
            server.errorPage(403, "/denied.html");
            RawClient client = server.client().send("POST", path, CHAT, "Authorization", "Bearer " + FilterServer.KEY);
            assertThat(client.status()).isEqualTo(404);
            assertThat(asked).isEmpty();
        }
    }

    @Test
    void forwardToAnotherOperationIsNotTheOneThatWasDecided() throws Exception {
        try (FilterServer server = between(forwardTo("/ollama/api/ps"))) {
            assertThat(server.send("GET", "/api/version", "").status()).isEqualTo(404);
            assertThat(asked).isEmpty();
        }
    }

    @Test
    void forwardToTheSameOperationIsAnswered() throws Exception {
        try (FilterServer server = between(forwardTo("/ollama/api/version"))) {
            assertThat(server.send("GET", "/api/version", "").rest()).isEqualTo("{\"version\":\"1\"}");
        }
    }

    @Test
    void filtersInBetweenMayPutAnotherBodyInPlace() throws Exception {
        try (FilterServer server = between((request, response, chain) -> chain.doFilter(
                new JsonBodyRequest((HttpServletRequest) request, "{\"model\":\"put-in\"}"::getBytes), response))) {
            assertThat(server.send("POST", "/api/show", "{\"model\":\"asked\"}").status())
                    .isEqualTo(200);
            assertThat(asked).containsExactly("/api/show {\"model\":\"put-in\"}");
        }
    }

    @Test
    void bodiesPutInPlaceKeepToTheRulesOfTheKey() throws Exception {
        try (FilterServer server = FilterServer.start(context -> {
            ApiKey key = new ApiKey("alice", Set.of(Role.INFER), List.of(ModelPattern.of("mine:*")), null);
            FilterServer.add(context, new ApiKeyFilter(settings(), presented -> Optional.of(key)));
            add(
                    context,
                    (request, response, chain) -> chain.doFilter(
                            new JsonBodyRequest((HttpServletRequest) request, "{\"model\":\"other\"}"::getBytes),
                            response));
            servlet(context);
        })) {
            assertThat(server.send("POST", "/api/show", "{\"model\":\"mine:8b\"}")
                            .status())
                    .isEqualTo(404);
            assertThat(asked).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/version", "/api/tags"})
    void headersInBetweenArriveWithEveryAnswer(String path) throws Exception {
        try (FilterServer server = between((request, response, chain) -> {
            HttpServletResponse http = (HttpServletResponse) response;
            http.setHeader("X-Frame-Options", "DENY");
            http.addCookie(new Cookie("a", "b"));
            chain.doFilter(request, response);
        })) {
            RawClient client = server.send("GET", path, "");
            assertThat(client.header("X-Frame-Options")).isEqualTo("DENY");
            assertThat(client.header("Set-Cookie")).startsWith("a=b");
            assertThat(client.header("Cache-Control")).isEqualTo("no-cache");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/chat/completions", "/api/version"})
    void wrappedResponsesGetEveryAnswer(String path) throws Exception {
        try (FilterServer server = FilterServer.start(context -> {
            FilterServer.add(context, new ApiKeyFilter(settings(), FilterServer.KEYS));
            add(context, (request, response, chain) -> {
                HttpServletResponse http = (HttpServletResponse) response;
                ByteArrayOutputStream written = new ByteArrayOutputStream();
                chain.doFilter(request, collecting(http, written));
                http.setHeader("X-Wrapped", Integer.toString(written.size()));
                http.getOutputStream().write(written.toByteArray());
            });
            servlet(context);
        })) {
            RawClient client =
                    server.send(path.startsWith("/v1") ? "POST" : "GET", path, path.startsWith("/v1") ? CHAT : "");
            assertThat(client.header("X-Wrapped"))
                    .isEqualTo(Integer.toString(client.rest().length()));
        }
    }

    @Test
    void withoutTheKeyFilterPagesOfOtherOriginsAreTheApplicationsBusiness() throws Exception {
        Settings settings = Settings.builder()
                .with(Setting.UPSTREAM, ollama.uri())
                .with(Setting.CORS_ORIGINS, List.of("https://a.example"))
                .build();
        try (FilterServer server = FilterServer.start(context -> {
            FilterServer.add(context, new OpenAiRewriteFilter(settings));
            context.addServlet("proxy", new OllamaProxyServlet(settings)).addMapping("/ollama/*");
        })) {
            RawClient client = server.client().send("GET", "/ollama/api/version", "", "Origin", "https://a.example");
            assertThat(client.header("Access-Control-Allow-Origin")).isNull();
            assertThat(client.header("Vary")).isNull();
        }
    }

    @Test
    void errorsAfterTheFirstSignOfLifeAreTheServlets() throws Exception {
        Settings settings = Settings.builder()
                .with(Setting.HEARTBEAT_AFTER, Duration.ofMillis(10))
                .with(Setting.HEARTBEAT_EVERY, Duration.ofMillis(10))
                .build();
        CountDownLatch alive = new CountDownLatch(1);
        try (FilterServer server = FilterServer.withRewriting(settings, (request, response) -> {
            await(alive);
            assertThat(response.isCommitted()).isFalse();
            response.sendError(404);
        })) {
            RawClient client = server.send("POST", "/v1/chat/completions", CHAT);
            assertThat(client.event()).startsWith(":");
            alive.countDown();
            assertThat(client.rest()).contains("Ollama answered with status 404.");
        }
    }

    @Test
    void headOfAListTellsTheLengthOfWhatTheKeyMaySee() throws Exception {
        ApiKey key = new ApiKey("alice", Set.of(Role.INFER), List.of(ModelPattern.of("mine:*")), null);
        try (FilterServer server = FilterServer.start(context -> {
            FilterServer.add(context, new GuardFilter(settings(), presented -> Optional.of(key)));
            FilterServer.add(context, (request, response) -> {});
        })) {
            String visible = server.send("GET", "/api/tags", "").rest();
            assertThat(visible).contains("mine:8b").doesNotContain("other");
            RawClient client = server.send("HEAD", "/api/tags", "");
            assertThat(client.status()).isEqualTo(200);
            assertThat(client.header("Content-Length")).isEqualTo(Integer.toString(visible.length()));
        }
    }

    @Test
    void busyGuardIsStillThere() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        Settings settings = Settings.builder().with(Setting.MAX_CONCURRENT, 1).build();
        CountDownLatch inside = new CountDownLatch(1);
        try (FilterServer server = FilterServer.withKeys(settings, (request, response) -> {
            inside.countDown();
            await(end);
        })) {
            RawClient busy = server.send("GET", "/api/version", "");
            await(inside);
            assertThat(server.send("GET", "/api/version", "").status()).isEqualTo(503);
            assertThat(server.send("GET", "/", "").status()).isEqualTo(200);
            end.countDown();
            assertThat(busy.status()).isEqualTo(200);
        }
    }

    private static Filter forwardTo(String path) {
        return (request, response, chain) -> {
            if (request.getDispatcherType() == DispatcherType.FORWARD) {
                chain.doFilter(request, response);
            } else {
                request.getRequestDispatcher(path).forward(request, response);
            }
        };
    }

    private FilterServer between(Filter filter) throws Exception {
        return FilterServer.start(context -> {
            FilterServer.add(context, new ApiKeyFilter(settings(), FilterServer.KEYS));
            add(context, filter);
            FilterServer.add(context, new OpenAiRewriteFilter(settings()));
            servlet(context);
        });
    }

    private void servlet(ServletContext context) {
        ServletRegistration.Dynamic proxy = context.addServlet("proxy", new OllamaProxyServlet(settings()));
        proxy.setLoadOnStartup(1);
        proxy.addMapping("/ollama/*");
    }

    private Settings settings() {
        return FilterServer.with(Setting.UPSTREAM, ollama.uri());
    }

    private static void add(ServletContext context, Filter filter) {
        add(context, filter, "/ollama/*");
    }

    private static void add(ServletContext context, Filter filter, String pattern) {
        FilterRegistration.Dynamic registration =
                context.addFilter(filter.getClass().getSimpleName(), filter);
        registration.addMappingForUrlPatterns(EnumSet.allOf(DispatcherType.class), true, pattern);
    }

    private static HttpServletResponse collecting(HttpServletResponse response, ByteArrayOutputStream written) {
        return new HttpServletResponseWrapper(response) {
            @Override
            public ServletOutputStream getOutputStream() {
                return new ServletOutputStream() {
                    @Override
                    public void write(int value) {
                        written.write(value);
                    }

                    @Override
                    public boolean isReady() {
                        return true;
                    }

                    @Override
                    public void setWriteListener(WriteListener listener) {
                        throw new IllegalStateException();
                    }
                };
            }

            @Override
            public void setContentLengthLong(long length) {}
        };
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
