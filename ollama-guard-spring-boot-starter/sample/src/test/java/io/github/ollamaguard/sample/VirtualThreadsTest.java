package io.github.ollamaguard.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ollamaguard.key.ApiKey;
import io.github.ollamaguard.key.ApiKeyStore;
import io.github.ollamaguard.testing.FakeReply;
import io.github.ollamaguard.testing.FakeRequest;
import io.github.ollamaguard.testing.RawClient;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

@EnabledForJreRange(min = JRE.JAVA_21, disabledReason = "virtual threads came with Java 21")
class VirtualThreadsTest {
    private static final CountDownLatch FIRST_WORD_READ = new CountDownLatch(1);

    @Test
    void aChatIsStreamedOnAVirtualThread() throws Exception {
        try (RunningSample sample = RunningSample.start(
                        Application.class, VirtualThreadsTest::answer, "spring.threads.virtual.enabled=true");
                RawClient client = sample.client()) {
            client.send("POST", "/ollama/api/chat", "{\"model\":\"m\",\"messages\":[]}", "X-API-Key", "any");
            assertThat(client.line()).contains("\"first\"");
            FIRST_WORD_READ.countDown();
            assertThat(client.line()).contains("\"second\"");
            assertThat(client.endedCleanly()).isTrue();
            assertThat(sample.context().getBean(Application.class).thread).startsWith("VirtualThread[");
        }
    }

    private static void answer(FakeRequest request, FakeReply reply) throws Exception {
        reply.line("{\"message\":{\"role\":\"assistant\",\"content\":\"first\"},\"done\":false}");
        assertThat(FIRST_WORD_READ.await(10, TimeUnit.SECONDS)).isTrue();
        reply.line("{\"message\":{\"role\":\"assistant\",\"content\":\"second\"},\"done\":true}")
                .end();
    }

    /** The sample with keys that remember on which thread they were asked. */
    @Import(SampleApplication.class)
    static class Application {
        volatile String thread = "none";

        @Bean
        ApiKeyStore keys() {
            return presented -> {
                thread = Thread.currentThread().toString();
                return Optional.of(new ApiKey("sample"));
            };
        }
    }
}
