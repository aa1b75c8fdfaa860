package io.github.ollamaguard.container;

import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.websocket.jakarta.server.config.JakartaWebSocketServletContainerInitializer;
import org.eclipse.jetty.server.Handler;

/** Jetty 12.1 with Servlet 6.0. */
final class JettyEe10Test extends JettySuite {
    @Override
    Handler application(Container.Installer installer) {
        ServletContextHandler context = new ServletContextHandler("/");
        JakartaWebSocketServletContainerInitializer.configure(context, null);
        context.addServletContainerInitializer((classes, servletContext) -> installer.install(servletContext));
        return context;
    }
}
