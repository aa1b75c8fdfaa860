package io.github.ollamaguard.servlet;

import io.github.ollamaguard.config.Setting;
import io.github.ollamaguard.config.Settings;
import io.github.ollamaguard.key.ApiKey;
import io.github.ollamaguard.key.ApiKeyStore;
import io.github.ollamaguard.testing.RawClient;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Optional;
import java.util.function.Consumer;
import org.eclipse.jetty.ee10.servlet.ErrorPageErrorHandler;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** A Jetty on a free port with filters under test below {@code /ollama} and some servlet behind them. */
public final class FilterServer implements AutoCloseable {
    /** A key that {@link #KEYS} knows; its name is {@code alice}. */
    public static final String KEY = "secret-of-alice";

    /** Another one, of {@code bob}. */
    public static final String OTHER_KEY = "secret-of-bob";

    public static final ApiKeyStore KEYS = presented -> switch (presented) {
        case KEY -> Optional.of(new ApiKey("alice"));
        case OTHER_KEY -> Optional.of(new ApiKey("bob"));
        default -> Optional.empty();
    };

    private final Server server = new Server();
    private final ServerConnector connector;
    private final ErrorPageErrorHandler errorPages = new ErrorPageErrorHandler();

    /** What stands behind the filters. */
    @FunctionalInterface
    public interface Behind {
        void service(HttpServletRequest request, HttpServletResponse response) throws ServletException, IOException;
    }

    private FilterServer(Consumer<ServletContext> setUp) {
        HttpConfiguration http = new HttpConfiguration();
        http.setUriCompliance(UriCompliance.from("RFC3986,AMBIGUOUS_PATH_SEPARATOR"));
        connector = new ServerConnector(server, new HttpConnectionFactory(http));
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        ServletContextHandler handler = new ServletContextHandler("/", false, false);
        handler.addServletContainerInitializer((classes, context) -> setUp.accept(context));
        handler.setErrorHandler(errorPages);
        server.setHandler(handler);
        server.setStopTimeout(0);
    }

    /** Starts with whatever is added to the context. */
    public static FilterServer start(Consumer<ServletContext> setUp) throws Exception {
        FilterServer started = new FilterServer(setUp);
        started.server.start();
        return started;
    }

    /** Starts with a key filter that knows {@link #KEYS}. */
    public static FilterServer withKeys(Settings settings, Behind behind) throws Exception {
        return start(context -> {
            add(context, new ApiKeyFilter(settings, KEYS));
            add(context, behind);
        });
    }

    /** Starts with the rewrite filter alone. */
    public static FilterServer withRewriting(Settings settings, Behind behind) throws Exception {
        return start(context -> {
            add(context, new OpenAiRewriteFilter(settings));
            add(context, behind);
        });
    }

    public static Settings defaults() {
        return Settings.builder().build();
    }

    public static <T> Settings with(Setting<T> setting, T value) {
        return Settings.builder().with(setting, value).build();
    }

    public static void add(ServletContext context, Filter filter) {
        FilterRegistration.Dynamic registration =
                context.addFilter(filter.getClass().getSimpleName(), filter);
        registration.setAsyncSupported(true);
        registration.addMappingForUrlPatterns(EnumSet.allOf(DispatcherType.class), true, "/ollama/*");
    }

    public static void add(ServletContext context, Behind behind) {
        ServletRegistration.Dynamic registration = context.addServlet("behind", new HttpServlet() {
            @Override
            protected void service(HttpServletRequest request, HttpServletResponse response)
                    throws ServletException, IOException {
                behind.service(request, response);
            }
        });
        registration.setAsyncSupported(true);
        registration.addMapping("/ollama/*");
    }

    /** Sends errors with a status to a page, as {@code error-page} in a {@code web.xml} does. */
    public void errorPage(int status, String page) {
        errorPages.addErrorPage(status, page);
    }

    public int port() {
        return connector.getLocalPort();
    }

    public RawClient client() throws IOException {
        return RawClient.connect(port());
    }

    /** Sends a request with the known key. */
    public RawClient send(String method, String path, String body) throws IOException {
        return client().send(method, "/ollama" + path, body, "Authorization", "Bearer " + KEY);
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
