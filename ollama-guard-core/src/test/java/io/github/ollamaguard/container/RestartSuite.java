package io.github.ollamaguard.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ollamaguard.OllamaGuard;
import io.github.ollamaguard.config.Setting;
import io.github.ollamaguard.config.Settings;
import io.github.ollamaguard.testing.FakeOllama;
import io.github.ollamaguard.testing.RawClient;
import java.net.ConnectException;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A web application that comes and goes, in a process that stays. */
abstract class RestartSuite extends SocketFixture {
    private static final String STREAM = REQUEST.replace("{\"model\"", "{\"stream\":true,\"model\"");
    private static final String ENDLESS = STREAM.replace("\"hi\"", "\"endless\"");
    private static final String[] WITH_KEY = {"X-API-Key", KEY};

    @Test
    void oneThatStopsLeavesNothingBehind() throws Exception {
        FakeOllama ollama = ollama((request, reply) -> {
            if (request.text().contains("endless")) {
                reply.linesUntilClosed(line("p"), Duration.ofMillis(20));
            } else {
                reply.line(lastLine()).end();
            }
        });
        // What a container keeps for the whole process is there after the first time.
        comeAndGo(ollama);
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        for (int i = 0; i < 3; i++) {
            comeAndGo(ollama);
        }
        // The scripted Ollama has a thread for each connection, so that these count as well.
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (!before.contains(thread)) {
                thread.join(LONG.toMillis());
                assertThat(thread.isAlive()).as(thread.getName()).isFalse();
            }
        }
    }

    /** Stops while an answer runs, a connection to Ollama is idle, and a WebSocket is open. */
    private void comeAndGo(FakeOllama ollama) throws Exception {
        Settings settings = Settings.builder()
                .with(Setting.UPSTREAM, ollama.uri())
                .with(Setting.WEBSOCKET, true)
                .build();
        Container container = start(context -> OllamaGuard.of(settings, KEYS).install(context));
        try (RawClient running = RawClient.connect(container.port());
                RawClient idle = RawClient.connect(container.port());
                RawClient socket = handshake(container.port(), CHAT, WITH_KEY)) {
            assertThat(running.send("POST", CHAT, ENDLESS, WITH_KEY).event()).contains("\"content\":\"p\"");
            assertThat(idle.send("POST", CHAT, STREAM, WITH_KEY).rest()).endsWith("data: [DONE]\n\n");
            assertThat(socket.status()).isEqualTo(101);
            container.stop().close();
        }
        assertThatThrownBy(() -> RawClient.connect(container.port())).isInstanceOf(ConnectException.class);
    }
}
