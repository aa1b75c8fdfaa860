package io.github.ollamaguard.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.github.ollamaguard.demo.model.DemoModel;
import io.github.ollamaguard.demo.model.Pace;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.junit.jupiter.api.Test;

class UpstreamProbeTest {
    @Test
    void ollamaShowsItsVersionAndAModel() {
        try (DemoModel model = DemoModel.start(Pace.INSTANT, new QueuedThreadPool(20))) {
            assertThat(UpstreamProbe.look(model.uri()))
                    .isEqualTo(new UpstreamProbe(UpstreamProbe.State.ANSWERS, "0.0.0-demo", "demo:latest"));
        }
    }

    @Test
    void closedPortMeansThatNobodyListens() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }

        assertThat(UpstreamProbe.look(url(port)).state()).isEqualTo(UpstreamProbe.State.NOBODY_LISTENS);
    }

    @Test
    void serverThatDoesNotAnswerIsSilent() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(UpstreamProbe.look(url(socket.getLocalPort())).state()).isEqualTo(UpstreamProbe.State.SILENT);
        }
    }

    @Test
    void modelForEmbeddingsIsNotTheExample() throws Exception {
        String models = "[{\"name\":\"nomic-embed-text\"},{\"name\":\"qwen3:8b\"}]";

        assertThat(probe("{\"version\":\"0.12.3\",\"models\":" + models + "}").model())
                .isEqualTo("qwen3:8b");
    }

    @Test
    void wordsThatCouldHarmATerminalOrAShellAreNotTaken() throws Exception {
        assertThat(probe("{\"version\":\"0.12.3\",\"models\":[{\"name\":\"a'; rm -rf ~\"},{\"name\":\"\\u001b[2J\"}]}")
                        .model())
                .isNull();
        assertThat(probe("{\"version\":\"\\u001b[2J\"}").state()).isEqualTo(UpstreamProbe.State.SILENT);
    }

    private static UpstreamProbe probe(String answer) throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        byte[] body = answer.getBytes(StandardCharsets.UTF_8);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        try {
            return UpstreamProbe.look(url(server.getAddress().getPort()));
        } finally {
            server.stop(0);
        }
    }

    private static URI url(int port) {
        return URI.create("http://127.0.0.1:" + port);
    }
}
