package io.github.ollamaguard.proxy;

import io.github.ollamaguard.config.InvalidSettingException;
import io.github.ollamaguard.config.Settings;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.internal.thread.Running;
import io.github.ollamaguard.upstream.Upstream;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.eclipse.jetty.ee10.proxy.ProxyServlet;
import org.jspecify.annotations.Nullable;

/**
 * A servlet that sends requests of Ollama's native API to Ollama and streams the answers back, line by line. It serves
 * an exact list of operations; everything else is refused here and never reaches Ollama. Needs no asynchronous support:
 * one request keeps one thread of the container, platform or virtual.
 *
 * <p>Publishes its way to Ollama as the servlet context attribute {@link Upstream#ATTRIBUTE}. Thread-safe, as servlets
 * are.
 */
public final class OllamaProxyServlet extends ProxyServlet {
    private static final long serialVersionUID = 1L;

    /** Time for the last words of cut requests. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    private final @Nullable Settings given;
    private @Nullable Engine engine;

    /** A servlet that takes its settings from init parameters, context parameters, system properties, environment. */
    public OllamaProxyServlet() {
        this.given = null;
    }

    /** A servlet with these settings, which reads none elsewhere. */
    public OllamaProxyServlet(Settings settings) {
        this.given = Objects.requireNonNull(settings);
    }

    /** Does not call the superclass, whose client would be idle: requests read their answers themselves. */
    @Override
    public void init() throws ServletException {
        Settings current = given == null ? configured() : given;
        SocketUpstream upstream = new SocketUpstream(current);
        engine = new Engine(new Intake(current), upstream, new Heartbeats(current), new Running());
        getServletContext().setAttribute(Upstream.ATTRIBUTE, upstream);
    }

    @Override
    public void destroy() {
        getServletContext().removeAttribute(Upstream.ATTRIBUTE);
        Engine ended = engine;
        if (ended != null) {
            ended.upstream().close();
            ended.heartbeats().close();
            ended.running().awaitEnd(LAST_WORDS);
        }
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Engine current = Objects.requireNonNull(engine);
        current.running().enter();
        try {
            serve(request, response, current);
        } finally {
            current.running().leave();
        }
    }

    /** The call is over before the client learns of a failure, so that nothing keeps Ollama busy. */
    private static void serve(HttpServletRequest request, HttpServletResponse response, Engine current)
            throws IOException {
        Relay relay = new Relay(request, response);
        try (SocketCall call = current.upstream().send(current.intake().read(request, response))) {
            relay.run(call, current.heartbeats());
        } catch (ApiException failure) {
            relay.fail(failure.error());
        }
    }

    private Settings configured() throws ServletException {
        Map<String, String> parameters = Collections.list(getInitParameterNames()).stream()
                .collect(Collectors.toMap(Function.identity(), this::getInitParameter));
        try {
            return Settings.builder()
                    .initParameters(parameters)
                    .contextParameters(getServletContext()::getInitParameter)
                    .process()
                    .build();
        } catch (InvalidSettingException e) {
            throw new ServletException(e.getMessage(), e);
        }
    }

    /** What exists between init and destroy. */
    private record Engine(Intake intake, SocketUpstream upstream, Heartbeats heartbeats, Running running) {}
}
