package io.github.ollamaguard.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ollamaguard.key.ApiKey;
import io.github.ollamaguard.key.ApiKeyStore;
import io.github.ollamaguard.testing.RawClient;
import io.github.ollamaguard.usage.ExchangeListener;
import io.github.ollamaguard.usage.ExchangeReport;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

class ExchangeListenerTest {
    @Test
    void everyListenerBeanIsToldOnce() throws Exception {
        try (RunningSample sample =
                        RunningSample.start(Application.class, (request, reply) -> reply.json(200, "{\"models\":[]}"));
                RawClient client = sample.client()) {
            client.send("GET", "/ollama/api/tags", "", "X-API-Key", "any");
            assertThat(client.status()).isEqualTo(200);
            Application application = sample.context().getBean(Application.class);
            ExchangeReport report = application.first.poll(10, TimeUnit.SECONDS);
            assertThat(report).isNotNull();
            assertThat(report.caller().key()).isEqualTo("sample");
            assertThat(application.second.poll(10, TimeUnit.SECONDS)).isSameAs(report);
            assertThat(application.first).isEmpty();
        }
    }

    /** The sample with two listeners. */
    @Import(SampleApplication.class)
    static class Application {
        final BlockingQueue<ExchangeReport> first = new LinkedBlockingQueue<>();
        final BlockingQueue<ExchangeReport> second = new LinkedBlockingQueue<>();

        @Bean
        ApiKeyStore keys() {
            return presented -> Optional.of(new ApiKey("sample"));
        }

        @Bean
        ExchangeListener firstListener() {
            return first::add;
        }

        @Bean
        ExchangeListener secondListener() {
            return second::add;
        }
    }
}
