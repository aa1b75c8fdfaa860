package io.github.ollamaguard.war;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** An Open Liberty with a user directory of its own, started as {@code server run} does it. */
final class OpenLiberty implements Installation {
    private static final Server.Signs SIGNS = new Server.Signs(
            Pattern.compile("CWWKF0011I"),
            Pattern.compile("CWWKO0219I: .* port (\\d+)"),
            Pattern.compile("^\\[(WARNING|ERROR|FATAL) *\\]"));

    private static final Pattern UPDATED = Pattern.compile("CWWKZ0003I");

    private static final String CONFIGURATION = """
            <server>
              <featureManager>
                <feature>servlet-6.0</feature>
                <feature>websocket-2.1</feature>
              </featureManager>
              <httpEndpoint id="defaultHttpEndpoint" host="127.0.0.1" httpPort="0" httpsPort="-1"/>
              <applicationMonitor pollingRate="200ms"/>
            </server>
            """;

    private final Path home;
    private final Path users;

    private OpenLiberty(Path home, Path users) {
        this.home = home;
        this.users = users;
    }

    static OpenLiberty of(Path home) throws IOException {
        OpenLiberty liberty = new OpenLiberty(home, Directories.create("liberty"));
        Files.createDirectories(liberty.server().resolve("dropins"));
        Files.writeString(liberty.server().resolve("server.xml"), CONFIGURATION);
        Files.writeString(
                liberty.server().resolve("bootstrap.properties"),
                "command.port=-1\ncom.ibm.ws.logging.console.log.level=INFO\n");
        Directories.writeKey(liberty.keysFile());
        Directories.deploy(liberty.server().resolve("dropins"));
        return liberty;
    }

    @Override
    public Server start(URI upstream) throws Exception {
        Path tools = home.resolve("bin/tools");
        List<String> arguments = List.of(
                "-Xmx256m",
                "-javaagent:" + tools.resolve("ws-javaagent.jar"),
                "-jar",
                tools.resolve("ws-server.jar").toString(),
                "guard");
        Map<String, String> environment = new HashMap<>(Directories.environment(upstream, keysFile()));
        environment.put("WLP_USER_DIR", users.toString());
        return Server.start(arguments, environment, SIGNS);
    }

    @Override
    public void redeploy(Server server) throws Exception {
        Directories.deploy(server().resolve("dropins"));
        server.awaitLog(UPDATED, 1);
    }

    private Path server() {
        return users.resolve("servers/guard");
    }

    private Path keysFile() {
        return server().resolve("ollama-guard/keys.txt");
    }
}
