package io.github.ollamaguard.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ollamaguard.GuardFilter;
import io.github.ollamaguard.OllamaGuard;
import io.github.ollamaguard.config.Setting;
import io.github.ollamaguard.config.Settings;
import io.github.ollamaguard.testing.FakeOllama;
import io.github.ollamaguard.testing.RawClient;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.util.EnumSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two guards in one web application, each with its own prefix and its own Ollama: they share nothing. */
class TwoGuardsTest {
    private FakeOllama first;
    private FakeOllama second;

    /** The ways to mount a guard. */
    enum Mounting {
        INSTALLED {
            @Override
            void mount(ServletContext context, Settings settings) {
                OllamaGuard.of(settings, FilterServer.KEYS).install(context);
            }
        },
        FILTER {
            @Override
            void mount(ServletContext context, Settings settings) {
                add(context, settings, "guard", new GuardFilter(settings, FilterServer.KEYS));
            }
        },
        PIECES {
            @Override
            void mount(ServletContext context, Settings settings) {
                add(context, settings, "keys", new ApiKeyFilter(settings, FilterServer.KEYS));
                add(context, settings, "openai", new OpenAiRewriteFilter(settings));
                context.addServlet("proxy" + settings.get(Setting.PREFIX), new OllamaProxyServlet(settings))
                        .addMapping(settings.get(Setting.PREFIX) + "/*");
            }
        };

        abstract void mount(ServletContext context, Settings settings);

        static void add(ServletContext context, Settings settings, String name, Filter filter) {
            FilterRegistration.Dynamic added = context.addFilter(name + settings.get(Setting.PREFIX), filter);
            added.addMappingForUrlPatterns(
                    EnumSet.of(DispatcherType.REQUEST), true, settings.get(Setting.PREFIX) + "/*");
        }
    }

    @BeforeEach
    void start() throws IOException {
        first = FakeOllama.start((request, reply) -> reply.json(200, answer("one")));
        second = FakeOllama.start((request, reply) -> reply.json(200, answer("two")));
    }

    @AfterEach
    void stop() throws IOException {
        first.close();
        second.close();
    }

    @ParameterizedTest
    @EnumSource(Mounting.class)
    void eachHasItsOwnOllama(Mounting mounting) throws Exception {
        try (FilterServer server = FilterServer.start(context -> {
            mounting.mount(context, settings("/a", first));
            mounting.mount(context, settings("/b", second));
        })) {
            for (String more : new String[] {"", ",\"n\":2", ",\"reasoning_effort\":\"low\"", ",\"think\":true"}) {
                String body = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]" + more + "}";
                assertThat(ask(server, "/a/v1/chat/completions", body))
                        .as(more)
                        .contains("one")
                        .doesNotContain("two");
                assertThat(ask(server, "/b/v1/chat/completions", body))
                        .as(more)
                        .contains("two")
                        .doesNotContain("one");
            }
            assertThat(ask(server, "/a/api/chat", "{\"model\":\"m\"}")).contains("one");
            assertThat(ask(server, "/b/api/chat", "{\"model\":\"m\"}")).contains("two");
        }
    }

    private static String ask(FilterServer server, String path, String body) throws IOException {
        RawClient client = server.client().send("POST", path, body, "X-API-Key", FilterServer.KEY);
        assertThat(client.status()).isEqualTo(200);
        return client.rest();
    }

    private static Settings settings(String prefix, FakeOllama ollama) {
        return Settings.builder()
                .with(Setting.PREFIX, prefix)
                .with(Setting.UPSTREAM, ollama.uri())
                .build();
    }

    private static String answer(String content) {
        return "{\"model\":\"m\",\"message\":{\"role\":\"assistant\",\"content\":\"" + content
                + "\"},\"done\":true,\"done_reason\":\"stop\",\"prompt_eval_count\":1,\"eval_count\":2}";
    }
}
