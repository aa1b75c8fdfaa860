package io.github.ollamaguard.war;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ollamaguard.testing.FakeOllama;
import io.github.ollamaguard.testing.RawClient;
import io.github.ollamaguard.testing.SocketClient;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tomcat warns about every thread, and everything in the threads of its own, that a web application leaves behind. */
class LifeCycleIT {
    private static final int REDEPLOYMENTS = Integer.getInteger("redeployments", 20);
    private static final String APPLICATION = "org.apache.catalina.loader.ParallelWebappClassLoader";

    @ParameterizedTest
    @EnumSource
    void startRedeploymentsAndStopLeaveNothingBehind(Release release) throws Exception {
        CatalinaBase base = CatalinaBase.withKey(release);
        TwoWords model = new TwoWords();
        try (FakeOllama ollama = FakeOllama.start(model);
                Server tomcat = base.start(ollama.uri())) {
            use(tomcat, model);
            long threads = tomcat.threads("ollama-guard");
            for (int i = 0; i < REDEPLOYMENTS; i++) {
                base.redeploy(tomcat);
                use(tomcat, model);
            }
            // Tomcat's connections remember the application of their last request, until they serve another one.
            for (int i = 0; i < 10 && tomcat.instances(APPLICATION) > 1; i++) {
                use(tomcat, model);
            }
            assertThat(tomcat.instances(APPLICATION)).isEqualTo(1);
            assertThat(tomcat.threads("ollama-guard")).isEqualTo(threads).isPositive();
            // Those of the last application alone: one or two, as its two calls happened to overlap.
            assertThat(ollama.openConnections()).isBetween(1, 2);
            tomcat.stop();

            assertThat(tomcat.log()).anyMatch(line -> line.contains("Stopping service"));
            assertThat(tomcat.complaints()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRunningAnswerIsCutWhenTheApplicationIsReplaced(Release release) throws Exception {
        CatalinaBase base = CatalinaBase.withKey(release);
        try (FakeOllama ollama = FakeOllama.start(new TwoWords());
                Server tomcat = base.start(ollama.uri());
                RawClient client = chat(tomcat, TwoWords.REQUEST)) {
            assertThat(client.event()).contains("Good");
            base.deploy();

            assertThat(client.event()).startsWith("event: error");
            assertThat(client.endedCleanly()).isFalse();
            tomcat.awaitLog(CatalinaBase.DEPLOYED, 2);
        }
    }

    @ParameterizedTest
    @EnumSource
    void anOpenWebSocketIsClosedWhenTheApplicationIsReplaced(Release release) throws Exception {
        CatalinaBase base = CatalinaBase.withKey(release);
        try (FakeOllama ollama = FakeOllama.start(new TwoWords());
                Server tomcat = base.start(ollama.uri());
                SocketClient client =
                        SocketClient.connect(tomcat.port(), "/ollama/v1/chat/completions", Installation.KEY)) {
            assertThat(client.send(TwoWords.REQUEST).message()).contains("Good");
            base.deploy();

            assertThat(client.message()).startsWith("{\"error\":");
            assertThat(client.closeCode()).isEqualTo(1001);
            tomcat.awaitLog(CatalinaBase.DEPLOYED, 2);
            assertThat(tomcat.log()).noneMatch(line -> line.contains("failed to stop"));
        }
    }

    /** Runs what has threads: the chain, and the calls at the same time that n demands. */
    private static void use(Server tomcat, TwoWords model) throws Exception {
        String twice = TwoWords.REQUEST.replace("\"stream\":true", "\"stream\":true,\"n\":2");
        for (String request : new String[] {TwoWords.REQUEST, twice}) {
            model.heard();
            model.heard();
            try (RawClient client = chat(tomcat, request)) {
                assertThat(client.status()).isEqualTo(200);
                assertThat(client.rest()).contains("Good");
            }
        }
    }

    private static RawClient chat(Server tomcat, String request) throws Exception {
        return tomcat.connect().send("POST", "/ollama/v1/chat/completions", request, "api-key", Installation.KEY);
    }
}
