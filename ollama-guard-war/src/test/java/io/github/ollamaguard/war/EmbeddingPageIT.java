package io.github.ollamaguard.war;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ollamaguard.testing.FakeOllama;
import io.github.ollamaguard.testing.RawClient;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keeps {@code docs/embedding.md} true: what it shows is compiled, dropped into Tomcat as it comes, and used. */
class EmbeddingPageIT {
    private static final Release RELEASE = Release.TOMCAT_11;
    private static final String[] KEY = {"X-API-Key", Installation.KEY};
    private static final String IMPORTS = """
            import io.github.ollamaguard.*;
            import io.github.ollamaguard.config.*;
            import io.github.ollamaguard.servlet.*;
            import jakarta.servlet.*;
            import jakarta.servlet.annotation.*;
            import jakarta.servlet.http.*;
            import java.io.IOException;
            import java.net.URI;
            import java.nio.file.Path;
            import java.util.EnumSet;
            """;

    /** What an application may have that never heard of the guard. */
    private static final String OWN = """
            @WebFilter(urlPatterns = "/*", asyncSupported = true)
            public final class Own extends HttpFilter {
                @Override
                protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                        throws IOException, ServletException {
                    response.setHeader("X-Own", "yes");
                    if (request.getServletPath().equals("/hello")) {
                        response.getWriter().write("hello");
                    } else {
                        chain.doFilter(request, response);
                    }
                }
            }
            """;

    private static FakeOllama ollama;
    private static CatalinaBase base;
    private static Server tomcat;

    @BeforeAll
    static void start() throws Exception {
        ollama = FakeOllama.start(new TwoWords());
        base = CatalinaBase.withKey(RELEASE);
        application("nothing");
        application("one-line").source(RELEASE, "GuardListener", IMPORTS + snippet("java", "class GuardListener"));
        application("listener").webXml(parameter() + snippet("xml", "OllamaGuardListener"));
        application("pieces").webXml(snippet("xml", "ApiKeyFilter"));
        application("registered").source(RELEASE, "PiecesListener", IMPORTS + snippet("java", "class PiecesListener"));
        for (String name : List.of("nothing", "one-line", "listener", "pieces", "registered")) {
            new OwnWar(file(name)).source(RELEASE, "Own", IMPORTS + OWN);
        }
        tomcat = base.start(ollama.uri());
    }

    @AfterAll
    static void stop() throws IOException {
        tomcat.close();
        ollama.close();
    }

    @AfterEach
    void nothingIsToWorryAbout() {
        assertThat(tomcat.complaints()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"one-line", "listener", "pieces", "registered"})
    void whatThePageShowsWorks(String application) throws Exception {
        try (RawClient client = tomcat.get("/" + application + "/ollama/v1/models")) {
            assertThat(client.status()).isEqualTo(401);
        }
        try (RawClient client = tomcat.get("/" + application + "/ollama/v1/models", KEY)) {
            assertThat(client.status()).isEqualTo(200);
            assertThat(client.rest()).contains("demo:latest");
        }
        try (RawClient client = tomcat.get("/" + application + "/ollama/api/tags", KEY)) {
            assertThat(client.status()).isEqualTo(200);
            assertThat(client.header("X-Own")).isEqualTo("yes");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"nothing", "one-line", "listener", "pieces", "registered"})
    void theApplicationsOwnPathsStayItsOwn(String application) throws Exception {
        try (RawClient client = tomcat.get("/" + application + "/hello")) {
            assertThat(client.status()).isEqualTo(200);
            assertThat(client.header("X-Request-Id")).isNull();
            assertThat(client.rest()).isEqualTo("hello");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/ollama", "/ollama/v1/models", "/ollama/api/tags", "/ollama/healthz", "/v1/models"})
    void theLibraryOpensNothingByItself(String path) throws Exception {
        try (RawClient client = tomcat.get("/nothing" + path, KEY)) {
            assertThat(client.status()).isEqualTo(404);
            assertThat(client.header("X-Request-Id")).isNull();
        }
    }

    @Test
    void noLibraryHasAnythingThatStartsByItself() throws Exception {
        List<String> fragments = new ArrayList<>();
        try (FileSystem war = FileSystems.newFileSystem(Directories.war());
                Stream<Path> libraries = Files.list(war.getPath("WEB-INF/lib"))) {
            for (Path library : libraries.toList()) {
                try (FileSystem jar = FileSystems.newFileSystem(library)) {
                    assertThat(jar.getPath("META-INF/services/jakarta.servlet.ServletContainerInitializer"))
                            .doesNotExist();
                    if (Files.exists(jar.getPath("META-INF/web-fragment.xml"))) {
                        fragments.add(Files.readString(jar.getPath("META-INF/web-fragment.xml")));
                    }
                }
            }
        }
        assertThat(fragments)
                .singleElement()
                .asString()
                .contains("<name>ollama_guard</name>", "metadata-complete=\"true\"")
                .doesNotContain("<servlet", "<filter", "<listener");
    }

    private static OwnWar application(String name) throws IOException {
        return OwnWar.create(file(name));
    }

    private static Path file(String name) {
        return base.otherFile("webapps/" + name + ".war");
    }

    private static String parameter() {
        return "<context-param><param-name>keys-file</param-name><param-value>" + base.defaultKeysFile()
                + "</param-value></context-param>";
    }

    /** Returns the block of the page with a text in it, with the places of this test. */
    private static String snippet(String language, String text) throws IOException {
        String page = Files.readString(Path.of("../docs/embedding.md"));
        return Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
                .matcher(page)
                .results()
                .map(MatchResult::group)
                .filter(block -> block.contains(text))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no block with " + text))
                .replaceAll("```\\w*", "")
                .replace("/etc/ollama-guard/keys.txt", base.defaultKeysFile().toString())
                .replace(
                        ".with(Setting.KEYS_FILE",
                        ".with(Setting.UPSTREAM, URI.create(\"" + ollama.uri() + "\")).with(Setting.KEYS_FILE");
    }
}
