package io.github.ollamaguard.war;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ollamaguard.testing.FakeOllama;
import io.github.ollamaguard.testing.RawClient;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The attributes of a connector that {@code docs/tomcat.md} recommends or allows. */
class ConnectorIT {
    private static final String[] HEADERS = {"Accept-Encoding", "gzip", "api-key", Installation.KEY};

    @ParameterizedTest
    @EnumSource
    void aTunedConnectorStreamsAndTakesEncodedModelNames(Release release) throws Exception {
        CatalinaBase base =
                CatalinaBase.withKey(release).connector("compression=\"on\" encodedSolidusHandling=\"passthrough\"");
        if (Runtime.version().feature() >= 21) {
            base.connector("useVirtualThreads=\"true\"");
        }
        TwoWords model = new TwoWords();
        try (FakeOllama ollama = FakeOllama.start(model);
                Server tomcat = base.start(ollama.uri())) {
            assertStreams(tomcat, model);
            try (RawClient client = tomcat.get("/ollama/v1/models/hf.co%2Fx%2Fy", HEADERS)) {
                assertThat(client.status()).isEqualTo(200);
            }
            assertThat(ollama.requests().get(1).text()).contains("\"hf.co/x/y\"");
            assertThat(tomcat.complaints()).isEmpty();
        }
    }

    private static void assertStreams(Server tomcat, TwoWords model) throws Exception {
        try (RawClient client =
                tomcat.connect().send("POST", "/ollama/v1/chat/completions", TwoWords.REQUEST, HEADERS)) {
            assertThat(client.header("Content-Encoding")).isNull();
            assertThat(client.event()).contains("\"content\":\"Good\"");
            model.heard();
            assertThat(client.rest()).endsWith("data: [DONE]\n\n");
        }
    }
}
