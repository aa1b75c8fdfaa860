package io.github.ollamaguard.war;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** Somebody's own web application with the libraries of {@code ollama.war}, and nothing else of it. */
final class OwnWar {
    private final Path file;

    OwnWar(Path file) {
        this.file = file;
    }

    /** Creates one that configures nothing. */
    static OwnWar create(Path file) throws IOException {
        Files.copy(Directories.war(), file);
        try (FileSystem war = FileSystems.newFileSystem(file)) {
            Files.delete(war.getPath("WEB-INF/web.xml"));
        }
        return new OwnWar(file);
    }

    /** Gives it a {@code web.xml} with that content. */
    OwnWar webXml(String content) throws IOException {
        try (FileSystem war = FileSystems.newFileSystem(file)) {
            Files.writeString(
                    war.getPath("WEB-INF/web.xml"),
                    "<web-app xmlns=\"https://jakarta.ee/xml/ns/jakartaee\" version=\"6.0\">" + content + "</web-app>");
        }
        return this;
    }

    /** Gives it a class, compiled with the servlet API of a Tomcat. */
    OwnWar source(Release release, String name, String source) throws Exception {
        Path directory = Directories.create("classes");
        Path java = Files.writeString(directory.resolve(name + ".java"), source);
        String classPath = release.home().resolve("lib/servlet-api.jar") + ":" + Directories.libraries();
        List<String> arguments = List.of("-proc:none", "-cp", classPath, "-d", directory.toString(), java.toString());
        if (ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new)) != 0) {
            throw new AssertionError("does not compile: " + source);
        }
        try (FileSystem war = FileSystems.newFileSystem(file);
                Stream<Path> compiled = Files.list(directory)) {
            Path classes = Files.createDirectories(war.getPath("WEB-INF/classes"));
            for (Path one :
                    compiled.filter(path -> path.toString().endsWith(".class")).toList()) {
                Files.copy(one, classes.resolve(one.getFileName().toString()));
            }
        }
        return this;
    }
}
