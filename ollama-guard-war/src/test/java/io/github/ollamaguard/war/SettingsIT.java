package io.github.ollamaguard.war;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ollamaguard.testing.FakeOllama;
import io.github.ollamaguard.testing.RawClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The places where an operator can put settings. There are no keys in the default place. */
@ParameterizedClass
@EnumSource
class SettingsIT {
    private final CatalinaBase base;
    private final Path keys;
    private FakeOllama ollama;

    SettingsIT(Release release) throws IOException {
        base = CatalinaBase.of(release);
        keys = base.otherFile("own/keys.txt");
    }

    @BeforeEach
    void start() throws IOException {
        Directories.writeKey(keys);
        ollama = FakeOllama.start(new TwoWords());
    }

    @AfterEach
    void stop() throws IOException {
        ollama.close();
    }

    @Test
    void systemProperties() throws Exception {
        String[] properties = {
            "-Dollama-guard.keys-file=" + keys,
            "-Dollama-guard.upstream=" + ollama.uri(),
            "-Dollama-guard.playground=true"
        };
        try (Server tomcat = base.start(Map.of(), properties)) {
            assertServes(tomcat, "/ollama");
            try (RawClient page = tomcat.get("/ollama/", "Accept", "text/html");
                    RawClient module = tomcat.get("/ollama/playground/app.js")) {
                assertThat(page.rest()).startsWith("<!doctype html>");
                assertThat(module.header("Content-Type")).startsWith("text/javascript");
            }
        }
    }

    @Test
    void environment() throws Exception {
        Map<String, String> environment = Map.of(
                "OLLAMA_GUARD_KEYS_FILE",
                keys.toString(),
                "OLLAMA_HOST",
                ollama.uri().toString());
        try (Server tomcat = base.start(environment)) {
            assertServes(tomcat, "/ollama");
        }
    }

    @Test
    void contextParametersOfTomcatComeFirst() throws Exception {
        base.contextXml("""
                <Parameter name="keys-file" value="${catalina.base}/own/keys.txt"/>
                <Parameter name="upstream" value="%s"/>
                <Parameter name="prefix" value="/ai" override="false"/>
                """.formatted(ollama.uri()));
        try (Server tomcat = base.start(Map.of(), "-Dollama-guard.keys-file=/nowhere/keys.txt")) {
            assertServes(tomcat, "/ollama/ai");
        }
    }

    @Test
    void aWrongSettingIsNamedAndNothingIsServed() throws Exception {
        try (Server tomcat = base.start(Map.of("OLLAMA_GUARD_MAX_BODY", "huge"))) {
            try (RawClient client = tomcat.get("/ollama/healthz")) {
                assertThat(client.status()).isEqualTo(404);
            }
            assertThat(base.applicationLog())
                    .contains("Bad value of environment variable OLLAMA_GUARD_MAX_BODY: expected a size");
        }
    }

    private static void assertServes(Server tomcat, String prefix) throws Exception {
        try (RawClient client = tomcat.get(prefix + "/v1/models", "api-key", Installation.KEY)) {
            assertThat(client.status()).isEqualTo(200);
            assertThat(client.rest()).contains("demo:latest");
        }
        assertThat(tomcat.complaints()).isEmpty();
    }
}
