package io.github.ollamaguard.war;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A CATALINA_BASE of its own with the distribution's configuration, {@code ollama.war} and a free port. Not thread-safe.
 */
final class CatalinaBase {
    static final String KEY = "key-of-the-test";

    private static final Path WAR = Path.of(System.getProperty("war.file"));
    private static final Path PARENT = WAR.resolveSibling("catalina-base").toAbsolutePath();

    private final Release release;
    private final Path directory;

    private CatalinaBase(Release release, Path directory) {
        this.release = release;
        this.directory = directory;
    }

    /** Creates one that has no key file yet. */
    static CatalinaBase of(Release release) throws IOException {
        Path directory = Files.createTempDirectory(Files.createDirectories(PARENT), release + "-");
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
        base.writeKey(base.defaultKeysFile());
        return base;
    }

    Path defaultKeysFile() {
        return directory.resolve("conf/ollama-guard/keys.txt");
    }

    /** Returns a path that nobody uses unless told to. */
    Path otherFile(String name) {
        return directory.resolve(name);
    }

    /** Creates a key file with {@link #KEY}, as a whole and only for its owner. */
    void writeKey(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        Path draft = file.resolveSibling("draft");
        Files.createFile(draft, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(draft, KEY + "\n");
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
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
        Path target = directory.resolve("webapps/ollama.war");
        Duration age = Files.exists(target) ? Duration.ofMinutes(1) : Duration.ofMinutes(2);
        Path draft = directory.resolve("ollama.war");
        Files.copy(WAR, draft);
        Files.setLastModifiedTime(draft, FileTime.from(Instant.now().minus(age)));
        Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
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

    /** Starts Tomcat and waits until it has deployed everything. */
    Tomcat start(Map<String, String> environment, String... options) throws Exception {
        return Tomcat.start(release.home(), directory, environment, options);
    }

    /** Starts Tomcat in front of an upstream, with WebSockets. */
    Tomcat start(URI upstream, String... options) throws Exception {
        return start(Map.of("OLLAMA_GUARD_UPSTREAM", upstream.toString(), "OLLAMA_GUARD_WEBSOCKET", "true"), options);
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
