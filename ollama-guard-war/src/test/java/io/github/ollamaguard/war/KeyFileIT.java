package io.github.ollamaguard.war;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ollamaguard.testing.FakeOllama;
import io.github.ollamaguard.testing.RawClient;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A WAR that was dropped in before there are any keys. */
class KeyFileIT {
    private static final String[] KEY = {"X-API-Key", Installation.KEY};

    @ParameterizedTest
    @EnumSource
    void withoutKeysEverythingIsRefusedUntilTheFileAppears(Release release) throws Exception {
        CatalinaBase base = CatalinaBase.of(release);
        try (FakeOllama ollama = FakeOllama.start(new TwoWords());
                Server tomcat = base.start(ollama.uri())) {
            assertThat(status(tomcat, "/ollama/v1/models")).isEqualTo(503);
            assertThat(status(tomcat, "/ollama/v1/models", KEY)).isEqualTo(503);
            assertThat(status(tomcat, "/ollama/readyz")).isEqualTo(503);
            assertThat(status(tomcat, "/ollama/healthz")).isEqualTo(200);
            assertThat(tomcat.complaints())
                    .singleElement()
                    .asString()
                    .contains("Every request is refused with 503 until " + base.defaultKeysFile() + " holds API keys")
                    .endsWith("keys.txt: does not exist");

            Directories.writeKey(base.defaultKeysFile());

            awaitModels(tomcat);
            assertThat(status(tomcat, "/ollama/v1/models")).isEqualTo(401);
        }
    }

    /** Asks again until the new file has been seen. */
    private static void awaitModels(Server tomcat) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
        while (status(tomcat, "/ollama/v1/models", KEY) != 200) {
            assertThat(System.nanoTime()).as("time").isLessThan(deadline);
            Thread.sleep(50);
        }
    }

    private static int status(Server tomcat, String target, String... headers) throws Exception {
        try (RawClient client = tomcat.get(target, headers)) {
            assertThat(client.header("Content-Type")).startsWith("application/json");
            return client.status();
        }
    }
}
