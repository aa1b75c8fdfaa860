package io.github.ollamaguard.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ollamaguard.testing.SocketClient;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** WebSockets of the packaged program. */
class WebSocketIT {
    private static final String REQUEST = "{\"model\":\"demo\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";

    @TempDir
    private Path directory;

    @Test
    void chatsStreamInBothDialects() throws Exception {
        try (GuardProcess guard = GuardProcess.start(
                directory, Map.of("OLLAMA_GUARD_WEBSOCKET", "true"), "--port", "0", "--demo-model")) {
            GuardProcess.Banner banner = guard.awaitBanner();
            int port = banner.address().getPort();
            String protocol = "openai-insecure-api-key." + banner.newKey();
            try (SocketClient client =
                    SocketClient.offering(port, "/ollama/v1/chat/completions", "realtime", protocol)) {
                assertThat(client.protocol()).isEqualTo("realtime");
                client.send(REQUEST);
                assertThat(client.message()).contains("\"object\":\"chat.completion.chunk\"");
                String last = client.message();
                while (!last.equals("[DONE]")) {
                    last = client.message();
                }
            }
            try (SocketClient client = SocketClient.connect(port, "/ollama/api/chat", banner.newKey())) {
                String line = client.send(REQUEST).message();
                assertThat(line).contains("\"done\":false");
                while (!line.contains("\"done\":true")) {
                    line = client.message();
                }
            }
        }
    }
}
