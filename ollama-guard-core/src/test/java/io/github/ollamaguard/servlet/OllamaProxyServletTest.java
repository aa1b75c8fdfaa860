package io.github.ollamaguard.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ollamaguard.config.Setting;
import io.github.ollamaguard.config.Settings;
import io.github.ollamaguard.internal.upstream.NativeOperation;
import io.github.ollamaguard.internal.upstream.NativeRequest;
import io.github.ollamaguard.internal.upstream.Reply;
import io.github.ollamaguard.internal.upstream.Upstream;
import io.github.ollamaguard.internal.upstream.UpstreamHead;
import io.github.ollamaguard.testing.FakeOllama;
import io.github.ollamaguard.testing.RawClient;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Life and settings of the servlet; what it does with requests is tested in every container. */
final class OllamaProxyServletTest {
    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);
    private final ServletContextHandler context = new ServletContextHandler("/app");
    private final FakeOllama ollama;

    OllamaProxyServletTest() throws IOException {
        ollama = FakeOllama.start((request, reply) -> reply.json(200, "{}"));
        server.addConnector(connector);
        server.setHandler(context);
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
        ollama.close();
    }

    @Test
    void settingsComeFromInitParameters() throws Exception {
        ServletHolder holder = context.addServlet(OllamaProxyServlet.class, "/*");
        holder.setInitParameter("upstream", ollama.uri().toString());
        holder.setInitParameter("prefix", "/llm");
        server.start();
        assertThat(get("/app/llm/api/version")).isEqualTo(200);
    }

    @Test
    void settingsComeFromContextParameters() throws Exception {
        context.setInitParameter("upstream", ollama.uri().toString());
        context.setInitParameter("prefix", "/");
        context.setInitParameter("somebody-elses", "x");
        context.addServlet(OllamaProxyServlet.class, "/*");
        server.start();
        assertThat(get("/app/api/version")).isEqualTo(200);
    }

    @Test
    void nothingIsServedOutsideThePrefix() throws Exception {
        ServletHolder holder = context.addServlet(OllamaProxyServlet.class, "/*");
        holder.setInitParameter("upstream", ollama.uri().toString());
        server.start();
        assertThat(get("/app/ollama/api/version")).isEqualTo(200);
        assertThat(get("/app/api/version")).isEqualTo(404);
        assertThat(get("/app/ollamaapi/version")).isEqualTo(404);
        assertThat(get("/app/ollama/ps")).isEqualTo(200);
        assertThat(get("/app/ollamaps")).isEqualTo(404);
    }

    @Test
    void unknownInitParameterFailsTheStart() {
        ServletHolder holder = context.addServlet(OllamaProxyServlet.class, "/*");
        holder.setInitOrder(1);
        holder.setInitParameter("maxThreads", "7");
        assertThatThrownBy(server::start).isInstanceOf(ServletException.class).hasMessageContaining("maxThreads");
    }

    @Test
    void publishesItsUpstreamWhileItRuns() throws Exception {
        ServletHolder holder = new ServletHolder(new OllamaProxyServlet(
                Settings.builder().with(Setting.UPSTREAM, ollama.uri()).build()));
        holder.setInitOrder(1);
        context.addServlet(holder, "/*");
        server.start();
        Upstream published = SharedExchange.published(context.getServletContext(), "/ollama");
        assertThat(published).isNotNull();
        AtomicReference<UpstreamHead> answered = new AtomicReference<>();
        published.call(NativeRequest.of(NativeOperation.PS), new Reply() {
            @Override
            public void begun(Runnable abort) {}

            @Override
            public void head(UpstreamHead head) {
                answered.set(head);
            }

            @Override
            public boolean bytes(byte[] bytes, int offset, int length) {
                return true;
            }
        });
        assertThat(answered.get()).isNotNull();
        assertThat(SharedExchange.published(context.getServletContext(), "/other"))
                .isNull();
        holder.stop();
        assertThat(SharedExchange.published(context.getServletContext(), "/ollama"))
                .isNull();
        assertThat(ownThreads()).isZero();
    }

    private int get(String path) throws Exception {
        try (RawClient client = RawClient.connect(connector.getLocalPort())) {
            return client.send("GET", path, "").status();
        }
    }

    private static long ownThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("ollama-guard-"))
                .count();
    }
}
