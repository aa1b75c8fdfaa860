package io.github.ollamaguard.demo.model;

import java.net.URI;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.ThreadPool;

/**
 * A stand-in for Ollama with one model that makes its answers up, on a free port of this machine only. Thread-safe.
 */
public final class DemoModel implements AutoCloseable {
    /** The name of the only model. */
    public static final String NAME = "demo:latest";

    static final String VERSION = "0.0.0-demo";

    private static final String LOOPBACK = "127.0.0.1";

    private final Server server;
    private final ServerConnector connector;

    private DemoModel(Server server, ServerConnector connector) {
        this.server = server;
        this.connector = connector;
    }

    /**
     * Starts the model.
     *
     * @param threads becomes the model's own; each request holds one thread until its end
     */
    public static DemoModel start(Pace pace, ThreadPool threads) {
        Server server = new Server(threads);
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http));
        connector.setHost(LOOPBACK);
        server.addConnector(connector);
        server.setHandler(new NativeApi(pace));
        LifeCycle.start(server);
        return new DemoModel(server, connector);
    }

    /** Returns the address under which it answers. */
    public URI uri() {
        return URI.create("http://" + LOOPBACK + ":" + connector.getLocalPort());
    }

    static boolean isCalled(String name) {
        return name.equals(NAME) || NAME.startsWith(name + ":");
    }

    /** Stops the model; answers that are still being given break off. */
    @Override
    public void close() {
        LifeCycle.stop(server);
    }
}
