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
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What operators put into the directories of servers. Stateless. */
final class Directories {
    private static final Path WAR = Path.of(System.getProperty("war.file")).toAbsolutePath();

    private Directories() {}

    /** Returns the WAR that was built. */
    static Path war() {
        return WAR;
    }

    /** Returns the libraries of the WAR as a class path. */
    static String libraries() throws IOException {
        try (Stream<Path> files = Files.list(WAR.resolveSibling("ollama/WEB-INF/lib"))) {
            return files.map(Path::toString).collect(Collectors.joining(":"));
        }
    }

    /** Creates an empty directory. */
    static Path create(String name) throws IOException {
        Path parent = Files.createDirectories(WAR.resolveSibling("servers"));
        return Files.createTempDirectory(parent, name + "-");
    }

    /** Copies a directory with all that is in it to a place that does not exist yet. */
    static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }

    /** Puts the WAR into a directory that a server watches; again, it looks like a changed one. */
    static void deploy(Path watched) throws IOException {
        Path target = watched.resolve("ollama.war");
        Duration age = Files.exists(target) ? Duration.ofMinutes(1) : Duration.ofMinutes(2);
        Path draft = watched.resolveSibling("ollama.war");
        Files.copy(WAR, draft);
        Files.setLastModifiedTime(draft, FileTime.from(Instant.now().minus(age)));
        Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Creates a key file with {@link Installation#KEY}, as a whole and only for its owner. */
    static void writeKey(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        Path draft = file.resolveSibling("draft");
        Files.createFile(draft, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(draft, Installation.KEY + "\n");
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Returns the settings for a server that is given them by its environment. */
    static Map<String, String> environment(URI upstream, Path keysFile) {
        return Map.of(
                "OLLAMA_GUARD_UPSTREAM",
                upstream.toString(),
                "OLLAMA_GUARD_KEYS_FILE",
                keysFile.toString(),
                "OLLAMA_GUARD_WEBSOCKET",
                "true");
    }
}
