package io.github.ollamaguard.container;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ollamaguard.OllamaGuard;
import io.github.ollamaguard.config.Setting;
import io.github.ollamaguard.config.Settings;
import io.github.ollamaguard.testing.FakeOllama;
import io.github.ollamaguard.testing.RawClient;
import io.github.ollamaguard.testing.SocketClient;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletContext;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.server.ServerContainer;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may open a WebSocket, and where. */
abstract class HandshakeSuite extends SocketFixture {
    private static final String[] WITH_KEY = {"X-API-Key", KEY};

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/ollama/v1/chat/completions",
                "/ollama/chat/completions",
                "/ollama/v1/completions",
                "/ollama/completions",
                "/ollama/api/chat",
                "/ollama/api/generate"
            })
    void nobodyGetsInWithoutAKey(String target) throws Exception {
        int port = start(silent());
        assertThat(handshake(port, target).status()).isEqualTo(401);
        assertThat(handshake(port, target, "Authorization", "Bearer wrong").status())
                .isEqualTo(401);
        assertThat(handshake(port, target, "Sec-WebSocket-Protocol", "realtime, openai-insecure-api-key.wrong")
                        .status())
                .isEqualTo(401);
        RawClient allowed = handshake(port, target, WITH_KEY);
        assertThat(allowed.status()).isEqualTo(101);
        assertThat(allowed.header("Sec-WebSocket-Accept")).isEqualTo("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    }

    @Test
    void keyMayBeTheNameOfAProtocolAndIsNotRepeated() throws Exception {
        int port = start(talking());
        SocketClient client = register(SocketClient.offering(port, CHAT, "openai-insecure-api-key." + KEY, "realtime"));
        assertThat(client.protocol()).isEqualTo("realtime");
        assertThat(client.send(REQUEST).message()).contains("chat.completion.chunk");
        RawClient alone = handshake(port, CHAT, "Sec-WebSocket-Protocol", "openai-insecure-api-key." + KEY);
        assertThat(alone.status()).isEqualTo(101);
        assertThat(alone.header("Sec-WebSocket-Protocol")).isNull();
    }

    @Test
    void twoDifferentKeysAreOneTooMany() throws Exception {
        RawClient client = handshake(
                start(silent()),
                CHAT,
                "X-API-Key",
                KEY,
                "Sec-WebSocket-Protocol",
                "realtime, openai-insecure-api-key.other");
        assertThat(client.status()).isEqualTo(400);
    }

    @Test
    void pagesOfOtherOriginsAreKeptOut() throws Exception {
        int port = start(silent());
        assertThat(from("https://evil.example", port)).isEqualTo(403);
        assertThat(from("null", port)).isEqualTo(403);
        assertThat(from("http://127.0.0.1:1", port)).isEqualTo(403);
        assertThat(from("http://127.0.0.1:" + port, port)).isEqualTo(101);
        int listing =
                start(silent(), Settings.builder().with(Setting.CORS_ORIGINS, List.of("https://app.example")), KEYS);
        assertThat(from("https://evil.example", listing)).isEqualTo(403);
        assertThat(from("https://app.example", listing)).isEqualTo(101);
    }

    private int from(String origin, int port) throws Exception {
        return handshake(port, CHAT, "X-API-Key", KEY, "Origin", origin).status();
    }

    @ParameterizedTest
    @CsvSource({
        "/ollama/v1/responses, 426",
        "/ollama/responses, 426",
        "/ollama/v1/embeddings, 426",
        "/ollama/api/embed, 426",
        "/ollama/v1/models, 426",
        "/ollama/api/pull, 403",
        "/ollama/v1/realtime, 404",
    })
    void elsewhereThereIsNone(String target, int status) throws Exception {
        FakeOllama ollama = silent();
        RawClient client = handshake(start(ollama), target, WITH_KEY);
        assertThat(client.status()).isEqualTo(status);
        assertThat(client.header("Upgrade")).isEqualTo(status == 426 ? "HTTP/1.1" : null);
        assertThat(client.rest()).startsWith("{\"error\":");
        assertThat(ollama.requests()).isEmpty();
    }

    @Test
    void byDefaultThereIsNoneAnywhere() throws Exception {
        FakeOllama ollama = silent();
        Settings settings =
                Settings.builder().with(Setting.UPSTREAM, ollama.uri()).build();
        int port = mount(context -> OllamaGuard.of(settings, KEYS).install(context));
        RawClient client = handshake(port, CHAT, WITH_KEY);
        assertThat(client.status()).isEqualTo(426);
        assertThat(client.rest()).contains("\"code\":\"websocket_not_supported\"");
        assertThat(handshake(port, CHAT).status()).isEqualTo(401);
        assertThat(ollama.requests()).isEmpty();
    }

    /** Some containers have WebSockets, but none for whoever comes with an endpoint of its own. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void containerThatOpensNoneIsLikeOneThatHasNone(boolean silently) throws Exception {
        InvocationHandler refusal = (proxy, method, arguments) -> {
            if (silently) {
                return null;
            }
            throw new DeploymentException("not here");
        };
        Object none = Proxy.newProxyInstance(
                ServerContainer.class.getClassLoader(), new Class<?>[] {ServerContainer.class}, refusal);
        FakeOllama ollama = silent();
        Settings settings = Settings.builder()
                .with(Setting.UPSTREAM, ollama.uri())
                .with(Setting.WEBSOCKET, true)
                .build();
        int port = mount(context -> {
            context.addFilter("none", instead(none)).addMappingForUrlPatterns(null, false, "/*");
            OllamaGuard.of(settings, KEYS).install(context);
        });
        RawClient client = handshake(port, CHAT, WITH_KEY);
        assertThat(client.status()).isEqualTo(426);
        assertThat(client.rest()).contains("\"code\":\"websocket_not_supported\"");
        assertThat(handshake(port, CHAT).status()).isEqualTo(401);
    }

    /** Only for the time of a request: the container's own must be there when it starts and stops. */
    private static Filter instead(Object container) {
        return (request, response, chain) -> {
            ServletContext context = request.getServletContext();
            Object own = context.getAttribute(ServerContainer.class.getName());
            context.setAttribute(ServerContainer.class.getName(), container);
            try {
                chain.doFilter(request, response);
            } finally {
                context.setAttribute(ServerContainer.class.getName(), own);
            }
        };
    }

    @Test
    void refusalIsInTheDialectOfThePath() throws Exception {
        int port = start(silent());
        assertThat(handshake(port, "/ollama/v1/responses", WITH_KEY).rest())
                .contains("\"code\":\"websocket_not_supported\"");
        assertThat(handshake(port, "/ollama/api/embed", WITH_KEY).rest())
                .isEqualTo("{\"error\":\"There is no WebSocket at this URL. Send an ordinary HTTP request.\"}");
    }

    @Test
    void otherProtocolsAreIgnored() throws Exception {
        RawClient client = client(start(talking()))
                .send(
                        "POST",
                        CHAT,
                        REQUEST,
                        "X-API-Key",
                        KEY,
                        "Connection",
                        "Upgrade, HTTP2-Settings",
                        "Upgrade",
                        "h2c");
        assertThat(client.status()).isEqualTo(200);
    }

    private FakeOllama silent() throws Exception {
        return ollama((request, reply) -> {});
    }

    private FakeOllama talking() throws Exception {
        return ollama((request, reply) -> reply.line(lastLine()).end());
    }
}
