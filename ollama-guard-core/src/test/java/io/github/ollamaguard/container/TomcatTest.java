package io.github.ollamaguard.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.websocket.server.WsSci;
import org.junit.jupiter.api.BeforeAll;

/** Tomcat 10.1 or 11, whichever the build puts on the class path. */
final class TomcatTest extends ContainerSuite {
    // Held, because a logger that nobody holds forgets its level.
    private static final Logger LOGGER = Logger.getLogger("org.apache");

    @BeforeAll
    static void silenceWarningsAboutClassLoaders() {
        LOGGER.setLevel(Level.SEVERE);
    }

    @Override
    String name() {
        return System.getProperty("container.version").startsWith("10.") ? "tomcat-10.1" : "tomcat-11";
    }

    @Override
    String title() {
        return name().replace("tomcat-", "Tomcat ");
    }

    @Override
    Container start(Container.Installer installer) throws Exception {
        Path directory = Files.createTempDirectory("tomcat");
        Tomcat tomcat = new Tomcat();
        tomcat.setSilent(true);
        tomcat.setBaseDir(directory.toString());
        tomcat.setHostname("127.0.0.1");
        tomcat.setPort(0);
        Context context = tomcat.addContext("", directory.toString());
        context.addServletContainerInitializer(new WsSci(), Set.of());
        context.addServletContainerInitializer(
                (classes, servletContext) -> installer.install(servletContext), Set.of());
        tomcat.getConnector();
        tomcat.start();
        return new Container(tomcat.getConnector().getLocalPort(), () -> {
            tomcat.stop();
            tomcat.destroy();
            delete(directory);
        });
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
