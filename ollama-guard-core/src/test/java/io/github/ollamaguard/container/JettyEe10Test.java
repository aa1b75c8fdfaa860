package io.github.ollamaguard.container;

import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.websocket.jakarta.server.config.JakartaWebSocketServletContainerInitializer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** Jetty 12.1 with Servlet 6.0. */
final class JettyEe10Test extends ContainerSuite {
    @Override
    String name() {
        return "jetty";
    }

    @Override
    Container start(Container.Installer installer) throws Exception {
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler("/");
        JakartaWebSocketServletContainerInitializer.configure(context, null);
        context.addServletContainerInitializer((classes, servletContext) -> installer.install(servletContext));
        server.setHandler(context);
        server.start();
        return new Container(connector.getLocalPort(), server::stop);
    }
}
