package io.github.ollamaguard.container;

import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** Jetty 12.1, whose servlet API comes in several versions for the same server. */
abstract class JettySuite extends ContainerSuite {
    /** Returns a web application in the root context, with WebSockets. */
    abstract Handler application(Container.Installer installer) throws Exception;

    @Override
    final String name() {
        return "jetty";
    }

    @Override
    final String title() {
        return "Jetty 12.1";
    }

    @Override
    final Container start(Container.Installer installer) throws Exception {
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(application(installer));
        server.start();
        return new Container(connector.getLocalPort(), server::stop);
    }
}
