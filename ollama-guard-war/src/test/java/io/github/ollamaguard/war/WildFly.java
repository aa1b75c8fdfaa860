package io.github.ollamaguard.war;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** A WildFly with a {@code standalone} directory of its own, started as {@code standalone.sh} does it. */
final class WildFly implements Installation {
    /** WildFly looks at every class that implements a listener, whether or not it could use it (WFLYEE0007). */
    private static final Server.Signs SIGNS = new Server.Signs(
            Pattern.compile("WFLYSRV0025"),
            Pattern.compile("WFLYUT0006: .* listening on .*:(\\d+)"),
            Pattern.compile(" (WARN|ERROR|FATAL) (?!.* WFLYEE0007: )"));

    private static final Pattern REPLACED = Pattern.compile("WFLYSRV0016: Replaced deployment \"ollama.war\"");

    private final Path home;
    private final Path base;

    private WildFly(Path home, Path base) {
        this.home = home;
        this.base = base;
    }

    static WildFly of(Path home) throws IOException {
        Path directory = Directories.create("wildfly");
        WildFly wildFly = new WildFly(home, directory.resolve("standalone"));
        Directories.copy(home.resolve("standalone"), wildFly.base);
        Path configuration = wildFly.base.resolve("configuration/standalone.xml");
        // So that a changed WAR is noticed soon.
        Files.writeString(configuration, Files.readString(configuration).replace("\"5000\"", "\"200\""));
        Directories.writeKey(wildFly.keysFile());
        Directories.deploy(wildFly.deployments());
        return wildFly;
    }

    @Override
    public Server start(URI upstream) throws Exception {
        List<String> arguments = List.of(
                "-Xmx256m",
                "-Djboss.home.dir=" + home,
                "-Djboss.server.base.dir=" + base,
                "-Dlogging.configuration="
                        + base.resolve("configuration/logging.properties").toUri(),
                "-Djboss.bind.address=127.0.0.1",
                "-Djboss.http.port=0",
                "-jar",
                home.resolve("jboss-modules.jar").toString(),
                "-mp",
                home.resolve("modules").toString(),
                "org.jboss.as.standalone");
        return Server.start(arguments, Directories.environment(upstream, keysFile()), SIGNS);
    }

    @Override
    public void redeploy(Server server) throws Exception {
        Directories.deploy(deployments());
        server.awaitLog(REPLACED, 1);
    }

    private Path keysFile() {
        return base.resolve("configuration/ollama-guard/keys.txt");
    }

    private Path deployments() {
        return base.resolve("deployments");
    }
}
