package io.github.ollamaguard.sample;

import io.github.ollamaguard.testing.FakeOllama;
import io.github.ollamaguard.testing.RawClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** The sample on a free port, in front of a scripted Ollama. */
record RunningSample(ConfigurableApplicationContext context, FakeOllama ollama) implements AutoCloseable {
    static RunningSample start(FakeOllama.Script script, String... properties) throws IOException {
        return start(SampleApplication.class, script, properties);
    }

    static RunningSample start(Class<?> application, FakeOllama.Script script, String... properties)
            throws IOException {
        FakeOllama ollama = FakeOllama.start(script);
        List<String> arguments = new ArrayList<>(List.of(
                "--server.address=127.0.0.1",
                "--server.port=0",
                "--spring.main.banner-mode=off",
                "--ollama.guard.upstream=" + ollama.uri()));
        for (String property : properties) {
            arguments.add("--" + property);
        }
        return new RunningSample(SpringApplication.run(application, arguments.toArray(String[]::new)), ollama);
    }

    int port() {
        return context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    }

    RawClient client() throws IOException {
        return RawClient.connect(port());
    }

    @Override
    public void close() throws IOException {
        context.close();
        ollama.close();
    }
}
