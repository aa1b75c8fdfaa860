package io.github.ollamaguard.container;

import io.github.ollamaguard.testing.FakeOllama;
import io.github.ollamaguard.testing.RawClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** A container between raw clients and a scripted Ollama; everything is stopped after each test. */
abstract class ContainerFixture {
    static final Duration LONG = Duration.ofSeconds(20);

    private final List<AutoCloseable> resources = new ArrayList<>();

    /** Starts a container with one web application. */
    abstract Container start(Container.Installer installer) throws Exception;

    @AfterEach
    void release() throws Exception {
        for (int i = resources.size() - 1; i >= 0; i--) {
            resources.get(i).close();
        }
    }

    final FakeOllama ollama(FakeOllama.Script script) throws Exception {
        return register(FakeOllama.start(script));
    }

    final int mount(Container.Installer installer) throws Exception {
        Container container = start(installer);
        register(container.stop());
        return container.port();
    }

    final RawClient client(int port) throws Exception {
        return register(RawClient.connect(port));
    }

    final <T extends AutoCloseable> T register(T resource) {
        resources.add(resource);
        return resource;
    }
}
