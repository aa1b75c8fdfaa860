package io.github.ollamaguard.container;

import io.github.ollamaguard.OllamaGuard;
import io.github.ollamaguard.config.Setting;
import io.github.ollamaguard.config.Settings;
import io.github.ollamaguard.key.ApiKey;
import io.github.ollamaguard.key.ApiKeyStore;
import io.github.ollamaguard.testing.FakeOllama;
import io.github.ollamaguard.testing.RawClient;
import io.github.ollamaguard.testing.SocketClient;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Assertions;

/** A whole guard between WebSocket clients and a scripted Ollama. */
abstract class SocketFixture extends GuardFixture {
    static final String KEY = "key-of-the-suite";
    static final String CHAT = "/ollama/v1/chat/completions";
    static final String REQUEST = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    static final ApiKeyStore KEYS =
            presented -> presented.equals(KEY) ? Optional.of(new ApiKey("suite")) : Optional.empty();

    @Override
    final Face face() {
        return new OpenAiFace();
    }

    final int start(FakeOllama ollama) throws Exception {
        return start(ollama, Settings.builder(), KEYS);
    }

    final int start(FakeOllama ollama, Settings.Builder settings, ApiKeyStore keys) throws Exception {
        Settings all = settings.with(Setting.UPSTREAM, ollama.uri())
                .with(Setting.CONNECT_TIMEOUT, Duration.ofSeconds(10))
                .with(Setting.WEBSOCKET, true)
                .build();
        return mount(context -> OllamaGuard.of(all, keys).install(context));
    }

    final SocketClient socket(int port, String target) {
        return register(SocketClient.connect(port, target, KEY));
    }

    /** Sends a handshake as it goes over the wire. */
    final RawClient handshake(int port, String target, String... headers) throws Exception {
        StringBuilder text = new StringBuilder("GET " + target + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\n"
                + "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
        for (int i = 0; i < headers.length; i += 2) {
            text.append(headers[i]).append(": ").append(headers[i + 1]).append("\r\n");
        }
        return client(port).raw(text.append("\r\n").toString());
    }

    final String line(String text) {
        return face().line(text);
    }

    final String lastLine() {
        return face().lastLine();
    }

    static void await(CountDownLatch latch) throws InterruptedException {
        Assertions.assertThat(latch.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }
}
