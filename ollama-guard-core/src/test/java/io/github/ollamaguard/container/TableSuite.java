package io.github.ollamaguard.container;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ollamaguard.testing.ContainerTable;
import io.github.ollamaguard.testing.FakeOllama;
import org.junit.jupiter.api.Test;

/** What {@code docs/containers.md} says about a container, as far as the other suites do not ask there. */
abstract class TableSuite extends SocketFixture {
    /** Returns the name of the container on that page. */
    abstract String title();

    @Test
    void anEncodedSlashIsTheContainersChoice() throws Exception {
        FakeOllama ollama = ollama((request, reply) -> reply.json(200, "{\"modified_at\":\"2026-01-01T00:00:00Z\"}"));
        assertThat(client(start(ollama))
                        .send("GET", "/ollama/v1/models/hf.co%2Fx%2Fy", "", "X-API-Key", KEY)
                        .status())
                .isEqualTo(ContainerTable.read().status(ContainerTable.ENCODED_SLASH, title()));
    }

    @Test
    void aHandshakeOpensAWebSocketOrNothing() throws Exception {
        boolean opens = ContainerTable.read().says(ContainerTable.WEB_SOCKETS, title());
        assertThat(handshake(start(ollama((request, reply) -> {})), CHAT, "X-API-Key", KEY)
                        .status())
                .isEqualTo(opens ? 101 : 426);
    }
}
