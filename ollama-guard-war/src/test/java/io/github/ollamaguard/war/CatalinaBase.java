package io.github.ollamaguard.war;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A CATALINA_BASE of its own with the distribution's configuration, {@code ollama.war} and a free port. Not thread-safe.
 */
final class CatalinaBase implements Installation {
    private static final Server.Signs SIGNS = new Server.Signs(
            Pattern.compile("Server startup in"),
            Pattern.compile("Starting ProtocolHandler \\[\"http-nio-.*-(\\d+)\"\\]"),
            Pattern.compile("^\\S+ \\S+ (SEVERE|WARNING) "));

    static final Pattern DEPLOYED = Pattern.compile("Deployment of web application archive .* has finished");

    /** What {@code catalina.sh} opens; without it Tomcat cannot look for leaks. */
    private static final List<String> OPENS = List.of("lang", "lang.reflect", "io", "util", "util.concurrent");

    private final Release release;
    private final Path directory;
    private int deployments;

    private CatalinaBase(Release release, Path directory) {
        this.release = release;
        this.directory = directory;
    }

    /** Creates one that has no key file yet. */
    static CatalinaBase of(Release release) throws IOException {
        Path directory = Directories.create(release.toString());
        CatalinaBase base = new CatalinaBase(release, directory);
        for (String name : List.of("conf", "logs", "temp", "webapps", "work")) {
            Files.createDirectory(directory.resolve(name));
        }
        try (Stream<Path> files = Files.list(release.home().resolve("conf"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, directory.resolve("conf").resolve(file.getFileName()));
            }
        }
        base.editServerXml("port=\"8005\"", "port=\"-1\"");
        base.connector("address=\"127.0.0.1\"");
        base.editServerXml("port=\"8080\"", "port=\"0\"");
        // So that a changed WAR is noticed within a second.
        base.editServerXml("<Engine ", "<Engine backgroundProcessorDelay=\"1\" ");
        base.deploy();
        return base;
    }

    /** Creates one with the key {@link #KEY} in the default place. */
    static CatalinaBase withKey(Release release) throws IOException {
        CatalinaBase base = of(release);
        Directories.writeKey(base.defaultKeysFile());
        return base;
    }

    Path defaultKeysFile() {
        return directory.resolve("conf/ollama-guard/keys.txt");
    }

    /** Returns a path that nobody uses unless told to. */
    Path otherFile(String name) {
        return directory.resolve(name);
    }

    /** Adds attributes to the HTTP connector. */
    CatalinaBase connector(String attributes) throws IOException {
        return editServerXml("<Connector ", "<Connector " + attributes + " ");
    }

    /** Writes {@code conf/Catalina/localhost/ollama.xml}. */
    CatalinaBase contextXml(String content) throws IOException {
        Path file = directory.resolve("conf/Catalina/localhost/ollama.xml");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "<Context>" + content + "</Context>");
        return this;
    }

    /** Puts the WAR where Tomcat finds it; again, it looks like a changed one. */
    void deploy() throws IOException {
        deployments++;
        Directories.deploy(directory.resolve("webapps"));
    }

    @Override
    public void redeploy(Server server) throws Exception {
        deploy();
        server.awaitLog(DEPLOYED, deployments);
    }

    /** Returns the log that Tomcat keeps for what a web application reports to its container. */
    String applicationLog() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("logs"))) {
            for (Path file : files.toList()) {
                if (file.getFileName().toString().matches("localhost\\.[0-9-]+\\.log")) {
                    return Files.readString(file);
                }
            }
        }
        return "";
    }

    /** Starts Tomcat as {@code catalina.sh} does it, and waits until it has deployed everything. */
    Server start(Map<String, String> environment, String... options) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("-Xmx256m"));
        OPENS.forEach(name -> arguments.add("--add-opens=java.base/java." + name + "=ALL-UNNAMED"));
        arguments.add("--add-opens=java.rmi/sun.rmi.transport=ALL-UNNAMED");
        arguments.add("-Djava.util.logging.config.file=" + directory.resolve("conf/logging.properties"));
        arguments.add("-Djava.util.logging.manager=org.apache.juli.ClassLoaderLogManager");
        arguments.add("-Djava.io.tmpdir=" + directory.resolve("temp"));
        arguments.add("-Dcatalina.home=" + release.home());
        arguments.add("-Dcatalina.base=" + directory);
        arguments.addAll(List.of(options));
        Path bin = release.home().resolve("bin");
        arguments.addAll(List.of("-cp", bin.resolve("bootstrap.jar") + ":" + bin.resolve("tomcat-juli.jar")));
        arguments.addAll(List.of("org.apache.catalina.startup.Bootstrap", "start"));
        return Server.start(arguments, environment, SIGNS);
    }

    @Override
    public Server start(URI upstream) throws Exception {
        return start(Map.of("OLLAMA_GUARD_UPSTREAM", upstream.toString(), "OLLAMA_GUARD_WEBSOCKET", "true"));
    }

    private CatalinaBase editServerXml(String old, String replacement) throws IOException {
        Path file = directory.resolve("conf/server.xml");
        String text = Files.readString(file);
        if (!text.contains(old)) {
            throw new IOException("no " + old + " in " + file);
        }
        Files.writeString(file, text.replace(old, replacement));
        return this;
    }
}
