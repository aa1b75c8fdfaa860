package example;

import io.github.ollamaguard.OllamaGuard;
import io.github.ollamaguard.config.Setting;
import jakarta.servlet.ServletContext;
import java.nio.file.Path;
import java.util.Set;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.Tomcat;

/** A server with nothing in it but the guard. */
final class Application implements AutoCloseable {
    private final Tomcat tomcat = new Tomcat();

    Application(Path directory, Path keysFile) throws LifecycleException {
        tomcat.setBaseDir(directory.toString());
        tomcat.setPort(0);
        tomcat.addContext("", directory.toString())
                .addServletContainerInitializer((classes, context) -> guard(context, keysFile), Set.of());
        tomcat.getConnector();
        tomcat.start();
    }

    private static void guard(ServletContext servletContext, Path keysFile) {
        OllamaGuard.builder()
                .with(Setting.KEYS_FILE, keysFile)
                .build()
                .install(servletContext);
    }

    int port() {
        return tomcat.getConnector().getLocalPort();
    }

    @Override
    public void close() throws LifecycleException {
        tomcat.stop();
        tomcat.destroy();
    }
}
