package io.github.ollamaguard.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ollamaguard.testing.RawClient;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Does what {@code README.md} says; its Python is run by {@code src/clients}. */
@Timeout(60)
class ReadmeIT {
    private static final String PAGE = "README.md";
    private static final List<Snippet> COMMANDS = Snippet.of(PAGE, "sh");

    @TempDir
    private Path directory;

    @Test
    void whatIsStartedIsWhatWasBuilt() {
        assertThat(COMMANDS.get(0).text()).endsWith("java -jar ollama-guard-jetty-demo/target/" + jar() + "\n");
        assertThat(ProjectFile.of(".ci/run").text())
                .contains("mvn -B -ntp " + COMMANDS.get(1).text().strip().substring("mvn ".length()));
    }

    @Test
    void keysAndRequestWork() throws Exception {
        Files.writeString(
                directory.resolve("keys.txt"), Snippet.of(PAGE, "keys").get(0).text());
        try (GuardProcess guard = GuardProcess.startDemo(directory)) {
            URI address = guard.awaitBanner().address();
            String answer = Shell.run(COMMANDS.get(2)
                    .text()
                    .replace("http://localhost:8080/ollama", address.toString())
                    .replace("YOUR_KEY", "your_api_key_1")
                    .replace("llama3.2", "demo:latest"));
            assertThat(answer.lines()).hasSizeGreaterThan(3).last().asString().contains("\"done\":true");
            // The digest in the file is that of "test".
            assertThat(RawClient.connect(address.getPort())
                            .send("GET", address.getPath() + "/v1/models", "", "api-key", "test")
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void javaStandsInAnApplicationThatIsTested() {
        String snippet = Snippet.of(PAGE, "java").get(0).text().replaceAll("Path\\.of\\(.*?\\)", "keysFile");
        assertThat(squeezed(ProjectFile.of("ollama-guard-bom/src/it/embedded/src/main/java/example/Application.java")
                        .text()))
                .contains(squeezed(snippet));
    }

    private static String jar() {
        return Path.of(System.getProperty("demo.jar", "target/ollama-guard-demo.jar"))
                .getFileName()
                .toString();
    }

    private static String squeezed(String text) {
        return text.strip().replaceAll("\\s+", " ");
    }
}
